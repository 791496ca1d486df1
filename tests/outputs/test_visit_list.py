"""The visit list on paper."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest

from customerbase.model import Contact, Customer, Employment
from customerbase.outputs.visit_list import paper, write
from customerbase.reports.table import Column, Table
from customerbase.reports.visit_list import report
from customerbase.values import CreditStanding, Phone
from customerbase.verify import Visit
from customerbase.verifying.facets import covers_of

ACME = Customer(
    customer_id="C1", name="<b>Acme", phones=[Phone(number="555-0100")], credit=CreditStanding(rating="A")
)
BOLT = Customer(customer_id="C2", name="Bolt")
WANG = Contact(contact_id="K1", name="Wang & Co", employments=[Employment(customer_id="C1", title="CTO")])


def visit(customer_id, employee, day, *facets):
    return Visit(
        employee_id=employee,
        period=1,
        on=date(2024, 5, day),
        trip=1,
        customer_id=customer_id,
        facets=facets,
        due_on=date(2024, 5, day),
        late=False,
        place=(),
    )


VISITS = [
    visit("C1", "E1", 2, "basic", "decision_makers"),
    visit("C2", "E1", 3, "credit"),
    visit("C2", None, 9, "basic"),
]


def listed(visits=VISITS):
    customers = {each.customer_id: each for each in (ACME, BOLT)}
    return report(visits, customers, contacts={"C1": [WANG]}, covers=covers_of(), names={"E1": "Li"})


def test_there_is_a_block_for_each_visit_and_a_sheet_for_each_employee():
    made = paper(listed())

    assert made.count('<section class="visit">') == 3
    assert re.findall(r"<b>(.*?)</b></header>", made) == ["Li (E1)", "nobody"]
    assert "2024-05-02 to 2024-05-03" in made


def test_each_facet_has_a_box_for_each_outcome():
    made = paper(listed())

    assert made.count('<i class="box"></i>') == 4 * 5
    assert re.findall(r"</i>([^<]*)</span>", made)[:5] == [
        "confirmed",
        "corrected",
        "wrong",
        "unreachable",
        "refused",
    ]


def test_each_value_stands_with_the_row_it_has_in_a_file_and_a_line_to_write_on():
    table = listed()
    made = paper(table)

    assert re.findall(r'<td class="line">(\d+)</td>', made) == [str(i + 2) for i in range(len(table.rows))]
    assert made.count('<td class="right"></td>') == len(table.rows)
    assert 'class="what">Telephone</th><td class="now">555-0100</td>' in made


def test_a_facet_of_which_nothing_is_known_says_so():
    assert 'class="what">nothing is known yet</th>' in paper(listed())


def test_what_customers_are_called_runs_nowhere():
    made = paper(listed())

    assert "<b>Acme" not in made
    assert "&lt;b&gt;Acme" in made
    assert "Wang &amp; Co" in made
    assert "script-src" not in made


def test_in_chinese():
    made = paper(listed(), language="zh")

    assert "走访核实表" in made
    assert "联系不上" in made
    assert "内部资料" in made
    assert "unreachable" not in made


def test_no_page_ends_within_a_visit():
    made = paper(listed())

    assert "break-inside:avoid" in re.findall(r"\.visit\{([^}]*)\}", made)[0]
    assert ".visits+.visits{break-before:page}" in made


def test_a_list_without_visits_is_a_page_that_says_so():
    assert "Nothing here yet." in paper(listed([]))


def test_another_table_is_refused():
    table = Table("t", "T", "表", (Column("name", "Name", "名称"),), (("x",),))
    with pytest.raises(ValueError, match="table 't' is no visit list: it lacks visit_on, customer_id"):
        paper(table)


def test_it_is_written_to_a_file_or_a_stream(tmp_path):
    stream = io.StringIO()
    write(listed(), stream)
    write(listed(), tmp_path / "list.html")

    assert (tmp_path / "list.html").read_text("utf-8") == stream.getvalue() == paper(listed())

"""``import``: two spreadsheets in, a base and the six tables out."""

from __future__ import annotations

import pytest

from customerbase.base import open_base
from customerbase.model import Customer, Product, Purchase
from customerbase.values import Money


def test_one_command_from_two_spreadsheets_to_the_six_tables(run, small):
    db, page = small / "acme.db", small / "acme.html"
    status, out, err = run(
        "import",
        db,
        small / "sales.csv",
        small / "customers.csv",
        "--currency",
        "EUR",
        "--report",
        page,
        "--refused",
        small / "bad.csv",
    )

    assert (status, err) == (0, "")
    assert out.index("customers.csv is read as customers") < out.index("sales.csv is read as purchases")
    assert "sales.csv: 4 rows: 3 taken, 0 changed, 0 unchanged, 1 refused" in out
    assert "--create-customers" in out
    assert "Chronicle: Bolt & Co (C2)" in out
    assert "<h1>acme</h1>" in page.read_text(encoding="utf-8")
    assert "C9" in (small / "bad.csv").read_text(encoding="utf-8-sig")
    with open_base(db) as base:
        assert [(each.customer_id, each.amount) for each in base.sales_ranking()] == [
            ("C2", Money("250.50", "EUR")),
            ("C1", Money("175.25", "EUR")),
        ]


def test_a_second_time_changes_nothing(run, small):
    files = (small / "customers.csv", small / "sales.csv")
    run("import", small / "acme.db", *files, "--currency", "EUR")
    status, out, _ = run("import", small / "acme.db", *files)

    assert status == 0
    assert "customers.csv: 2 rows: 0 taken, 0 changed, 2 unchanged, 0 refused" in out
    assert "sales.csv: 4 rows: 0 taken, 0 changed, 3 unchanged, 1 refused" in out
    assert "undo" not in out
    with open_base(small / "acme.db") as base:
        assert len(base.batches()) == 2


def test_all_lists_of_the_sample_are_recognised_and_read_in_order(run, lists, tmp_path):
    files = sorted(lists.iterdir(), key=lambda each: each.name, reverse=True)
    status, out, err = run("import", tmp_path / "all.db", *files, "--currency", "CNY")

    assert (status, err) == (0, "")
    assert out.count(" is read as ") == len(files) == 16
    assert "sales.csv: 9,666 rows: 9,657 taken, 0 changed, 0 unchanged, 9 refused" in out
    assert "interactions.csv: 2,977 rows: 2,975 taken" in out
    assert "verifications.jsonl: 1,831 rows: 1,831 taken" in out


def test_mended_rows_are_read_again(run, small):
    run(
        "import",
        small / "a.db",
        small / "customers.csv",
        small / "sales.csv",
        "--currency",
        "EUR",
        "--refused",
        small / "bad.csv",
    )
    mended = (small / "bad.csv").read_text(encoding="utf-8-sig").replace(",C9,", ",C1,")
    (small / "bad.csv").write_text(mended, encoding="utf-8")
    status, out, _ = run("import", small / "a.db", small / "bad.csv")

    assert status == 0
    assert "1 taken, 0 changed, 0 unchanged, 0 refused" in out


def test_sales_alone_make_the_customers_and_say_so(run, small):
    status, out, _ = run("import", small / "a.db", small / "sales.csv", "--currency", "EUR")

    assert status == 0
    assert "they are made of the sales" in out
    with open_base(small / "a.db") as base:
        assert [each.customer_id for each in base.all(Customer)] == ["C1", "C2", "C9"]


def test_orders_and_their_lines_find_each_other(run, tmp_path):
    (tmp_path / "o.csv").write_text(
        "orderID,customerID,orderDate,freight\n7,C1,2024-01-02,3\n", encoding="utf-8"
    )
    (tmp_path / "d.csv").write_text(
        "orderID,productID,unitPrice,quantity,discount\n7,P1,2.50,4,0\n7,P2,1.00,3,0\n", encoding="utf-8"
    )
    status, out, _ = run(
        "import", tmp_path / "a.db", tmp_path / "o.csv", tmp_path / "d.csv", "--currency", "EUR"
    )

    assert status == 0
    assert "o.csv is read as purchases, with the lines in d.csv" in out
    with open_base(tmp_path / "a.db") as base:
        assert [each.amount for each in base.all(Purchase)] == [Money("13.00", "EUR")]

    assert run("import", tmp_path / "b.db", tmp_path / "o.csv")[0] == 1
    assert "without amounts" in run("import", tmp_path / "b.db", tmp_path / "o.csv")[2]
    assert "without date" in run("import", tmp_path / "b.db", tmp_path / "d.csv")[2]


def test_the_kind_of_a_file_can_be_said(run, tmp_path):
    (tmp_path / "x.csv").write_text("No,Name\nP1,Pump\n", encoding="utf-8")
    assert run("import", tmp_path / "a.db", f"products={tmp_path / 'x.csv'}")[0] == 0
    assert run("import", tmp_path / "b.db", tmp_path / "x.csv", "--as", "product")[0] == 0
    for name in ("a.db", "b.db"):
        with open_base(tmp_path / name) as base:
            assert base.get(Product, "P1").name == "Pump"


def test_what_cannot_be_told_is_asked(run, tmp_path):
    (tmp_path / "x.csv").write_text("colour,shape\nred,round\n", encoding="utf-8")
    status, out, err = run("import", tmp_path / "a.db", tmp_path / "x.csv")

    assert (status, out) == (1, "")
    assert f"customers={tmp_path / 'x.csv'}" in err
    assert "Traceback" not in err
    assert not (tmp_path / "a.db").exists()


def test_an_ambiguous_heading_is_answered_by_the_option_that_is_printed(run, tmp_path):
    (tmp_path / "c.csv").write_text(
        "Customer No,Company,Phone,Telephone\nC1,Acme,1234567,7654321\n", encoding="utf-8"
    )
    status, _, err = run("import", tmp_path / "a.db", tmp_path / "c.csv")

    assert status == 1
    assert "--map Telephone=  " in err
    assert "mapping=" not in err
    assert run("import", tmp_path / "a.db", tmp_path / "c.csv", "--map", "Telephone=")[0] == 0
    with open_base(tmp_path / "a.db") as base:
        assert [each.number for each in base.customer("C1").phones] == ["1234567"]


def test_a_column_is_read_as_it_is_mapped_in_the_file_that_has_it(run, small):
    (small / "sales.csv").write_text(
        "Order No,Date,Customer No,Worth\n1,2024-03-01,C1,100\n", encoding="utf-8"
    )
    files = (small / "customers.csv", small / "sales.csv")
    status, _, err = run("import", small / "a.db", *files, "--currency", "EUR", "--map", "Worth=amount")

    assert (status, err) == (0, "")
    with open_base(small / "a.db") as base:
        assert [each.amount for each in base.sales()] == [Money("100", "EUR")]

    status, _, err = run("import", small / "a.db", *files, "--map", "Wort=amount")
    assert status == 1
    assert "'Wort', which is no heading" in err


def test_the_source_is_kept(run, small):
    run(
        "import",
        small / "a.db",
        small / "customers.csv",
        "--source",
        "purchased_list",
        "--collected-by",
        "Ann",
        "--observed-on",
        "2024-02-03",
    )
    with open_base(small / "a.db") as base:
        known = base.provenance("C1")["name"]

    assert (known.source.method, known.source.collected_by, str(known.observed_on)) == (
        "purchased_list",
        "Ann",
        "2024-02-03",
    )


def test_own_headings_and_columns(run, tmp_path):
    (tmp_path / "c.csv").write_text("Kundennr;Firma;Lieblingsfarbe\nC1;Acme;rot\n", encoding="utf-8")
    (tmp_path / "own.toml").write_text('customer_id = "Kundennr"\nname = ["Firma"]\n', encoding="utf-8")
    status, _, err = run(
        "import", tmp_path / "a.db", tmp_path / "c.csv", "--aliases", tmp_path / "own.toml", "--keep-columns"
    )

    assert (status, err) == (0, "")
    with open_base(tmp_path / "a.db") as base:
        assert base.customer("C1").attributes == {"Lieblingsfarbe": "rot"}


@pytest.mark.parametrize(("option", "day"), [("--dayfirst", "2024-03-01"), ("--monthfirst", "2024-01-03")])
def test_the_order_of_day_and_month_can_be_said(run, tmp_path, option, day):
    (tmp_path / "s.csv").write_text("Order No,Date,Customer No,Amount\n1,01/03/2024,C1,5\n", encoding="utf-8")
    said = run("import", tmp_path / "a.db", tmp_path / "s.csv", "--currency", "EUR")[1]
    assert "--dayfirst or --monthfirst" in said.replace("\n    ", " ").replace("  ", " ")
    run("import", tmp_path / "a.db", tmp_path / "s.csv", "--currency", "EUR", option, "--create-customers")

    with open_base(tmp_path / "a.db") as base:
        assert [str(each.on) for each in base.sales()] == [day]


def test_another_currency_this_time_does_not_become_that_of_the_base(run, small):
    run("import", small / "a.db", small / "customers.csv", small / "sales.csv", "--currency", "EUR")
    (small / "more.csv").write_text("Order No,Date,Customer No,Amount\n9,2024-06-01,C1,5\n", encoding="utf-8")
    run("import", small / "a.db", small / "more.csv", "--currency", "USD")

    with open_base(small / "a.db") as base:
        assert base.currency == "EUR"
        assert {each.amount.currency for each in base.sales()} == {"EUR", "USD"}


def test_what_would_overwrite_a_list_is_refused(run, small):
    before = (small / "sales.csv").read_bytes()
    status, _, err = run("import", small / "a.db", small / "sales.csv", "--refused", small / "sales.csv")

    assert status == 1
    assert "is one of the files that are read" in err
    assert (small / "sales.csv").read_bytes() == before


def test_a_base_that_is_forgotten_is_asked_for(run, small):
    status, _, err = run("import", small / "customers.csv", small / "sales.csv")

    assert status == 1
    assert "name the base first" in err


def test_a_failure_leaves_no_empty_base(run, small):
    (small / "empty.csv").write_bytes(b"")
    status, _, err = run("import", small / "a.db", f"customers={small / 'empty.csv'}")

    assert status == 1
    assert "Traceback" not in err
    assert not (small / "a.db").exists()


def test_a_question_about_one_file_is_asked_before_any_is_read(run, small):
    (small / "sales.csv").write_text(
        "Order No,Date,Customer No,Amount,Total\n1,2024-03-01,C1,100,100\n", encoding="utf-8"
    )
    status, out, err = run("import", small / "a.db", small / "customers.csv", small / "sales.csv")

    assert (status, out) == (1, "")
    assert "--map Total=  " in err
    assert not (small / "a.db").exists()


def test_a_dry_run_shows_the_changes_writes_them_and_keeps_nothing(run, small, tmp_path):
    db, changes = small / "acme.db", tmp_path / "changes.csv"
    status, out, err = run(
        "import", db, small / "customers.csv", small / "sales.csv", "--currency", "EUR", "--dry-run",
        "--changes", changes, "--language", "zh",
    )  # fmt: skip

    assert (status, err) == (0, "")
    assert out.count("a dry run: nothing was kept") == 2
    assert not db.exists()
    lines = changes.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "记录,编号,名称,字段,路径,原值,新值,处理,原文"
    assert any(line.startswith("客户,C1,") and "新建" in line for line in lines)


def test_a_policy_is_said_in_words_or_in_a_file_and_who_is_missing_is_named(run, small, tmp_path):
    db, file, new = small / "acme.db", tmp_path / "policy.json", tmp_path / "new.csv"
    run("import", db, small / "customers.csv", "--currency", "EUR")
    with open_base(db) as base:
        name = base.customer("C1").name
    new.write_text("customer_id,name\nC1,Other\n", encoding="utf-8")
    file.write_text('{"default": "never"}', encoding="utf-8")

    status, out, _ = run("import", db, new, "--policy", file, "--complete")
    assert (status, "C2 Bolt & Co" in out) == (0, True)
    assert "1 value(s) wait" in run("import", db, new, "--policy", "fill,name=ask")[1]
    with open_base(db) as base:
        assert base.customer("C1").name == name
        assert [each.value for each in base.candidates("C1")] == ["Other"]
    status, _, err = run("import", db, new, "--policy", "often")
    assert status == 2
    assert "is no precedence (one of newer, ask, fill, never)" in err

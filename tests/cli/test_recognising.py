"""What a file holds is told from its headings; what cannot be told is not guessed."""

from __future__ import annotations

import pytest

from customerbase.intake.reading import Reading, open_table
from customerbase.intake.recognising import recognise

NORTHWIND = {
    "customers": "customerID companyName contactName contactTitle address city region postalCode country phone fax",
    "employees": "employeeID lastName firstName title titleOfCourtesy birthDate hireDate address city region postalCode "
    "country homePhone extension photo notes reportsTo photoPath",
    "purchase_headers": "orderID customerID employeeID orderDate requiredDate shippedDate shipVia freight shipName shipAddress "
    "shipCity shipRegion shipPostalCode shipCountry",
    "purchase_lines": "orderID productID unitPrice quantity discount",
    "products": "productID productName supplierID categoryID quantityPerUnit unitPrice unitsInStock discontinued",
}
SAMPLE = {
    "employees.csv": "employees",
    "products.csv": "products",
    "客户名单.csv": "customers",
    "customers_en.csv": "customers",
    "bought_list.csv": "customers",
    "sales.csv": "purchases",
    "interactions.csv": "interactions",
    "competitors.jsonl": "competitor",
    "campaigns.jsonl": "campaign",
    "assignments.jsonl": "assignment",
    "relationships.jsonl": "relationship",
    "feedback.jsonl": "feedback",
    "tasks.jsonl": "task",
    "sightings.jsonl": "sighting",
    "consents.jsonl": "consent",
    "verifications.jsonl": "verification",
}


@pytest.mark.parametrize("kind", NORTHWIND)
def test_northwind(kind):
    assert recognise(NORTHWIND[kind].split()).kind == kind


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "purchases"),
        ("customer_id,order_date,revenue,first_name,last_name,email", "purchases"),
        ("客户名称,日期,产品,数量,金额", "purchases"),
        ("客户编号,日期,方式,内容,经手人", "interactions"),
        ("公司名称,联系人,电话,地址", "customers"),
        ("姓名,部门,职务,手机,入职日期,工号", "employees"),
        ("产品编号,产品名称,单价,类别", "products"),
        ("task_id,employee_id,subject,planned_on", "task"),
    ],
)
def test_lists_of_other_companies(headings, kind):
    assert recognise(headings.split(",")).kind == kind


def test_the_lists_of_the_sample(lists):
    found = {}
    for path in lists.iterdir():
        with open_table(path, Reading()) as table:
            found[path.name] = recognise(table.header).kind

    assert found == SAMPLE


def test_what_cannot_be_told_is_not_guessed():
    assert recognise(["colour", "shape"]).kind is None
    same = recognise(["name"])
    assert same.kind is None
    assert len(same.scores) > 1


def test_what_the_person_says_of_columns_counts():
    headings = ["Nr", "When", "Wer", "Wert"]
    said = {"Wer": "customer_id", "Wert": "amount"}

    assert recognise(headings).kind is None
    assert recognise(headings, Reading(mapping=said)).kind == "purchases"
    own = {"customer_id": ["Wer"], "amount": ["Wert"]}
    assert recognise(headings, Reading(aliases=own)).kind == "purchases"

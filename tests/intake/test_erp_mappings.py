"""The mappings of the how-to page, as they stand there, on small tables with the names of each ERP."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from pathlib import Path

import pytest

import customerbase
from customerbase.model import Contact, Product, Purchase
from customerbase.sources.database_mapping import mapping_from_toml

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-an-erp.md"
MAPPINGS = {
    mapping.name: mapping
    for mapping in map(
        mapping_from_toml, re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    )
}

ODOO = """
CREATE TABLE res_country (id INTEGER, code TEXT);
CREATE TABLE res_currency (id INTEGER, name TEXT);
CREATE TABLE res_partner (id INTEGER, name TEXT, phone TEXT, email TEXT, street TEXT, city TEXT, zip TEXT, vat TEXT,
    country_id INTEGER, is_company BOOLEAN, commercial_partner_id INTEGER, type TEXT, function TEXT, write_date TEXT);
CREATE TABLE product_template (id INTEGER, name TEXT, write_date TEXT);
CREATE TABLE product_product (id INTEGER, product_tmpl_id INTEGER, write_date TEXT);
CREATE TABLE sale_order (id INTEGER, name TEXT, partner_id INTEGER, date_order TEXT, currency_id INTEGER, state TEXT,
    write_date TEXT);
CREATE TABLE sale_order_line (id INTEGER, order_id INTEGER, product_id INTEGER, product_uom_qty REAL,
    price_subtotal TEXT, display_type TEXT, write_date TEXT);
CREATE TABLE account_move (id INTEGER, move_type TEXT, commercial_partner_id INTEGER, invoice_date TEXT,
    currency_id INTEGER, state TEXT, write_date TEXT);
CREATE TABLE account_move_line (id INTEGER, move_id INTEGER, product_id INTEGER, quantity REAL, price_subtotal REAL,
    display_type TEXT, write_date TEXT);
INSERT INTO res_country VALUES (1, 'CN');
INSERT INTO res_currency VALUES (1, 'CNY');
INSERT INTO res_partner VALUES (1, '上海机电', '021-64120000', 'a@b.cn', '南京路 1 号', '上海', '200001', '91310000775785552L',
    1, 1, 1, 'contact', NULL, '2024-03-01 00:00:00');
INSERT INTO res_partner VALUES (2, '王芳', '13800138000', NULL, NULL, NULL, NULL, NULL, NULL, 0, 1, 'contact', 'Buyer',
    '2024-03-01 00:00:00');
INSERT INTO product_template VALUES (5, '{"en_US": "Pump"}', '2024-03-01 00:00:00');
INSERT INTO product_product VALUES (6, 5, '2024-03-01 00:00:00');
INSERT INTO sale_order VALUES (7, 'S00007', 2, '2024-02-29 23:00:00', 1, 'sale', '2024-03-01 00:00:00');
INSERT INTO sale_order VALUES (8, 'S00008', 2, '2024-02-29 23:00:00', 1, 'draft', '2024-03-01 00:00:00');
INSERT INTO sale_order_line VALUES (70, 7, 6, 2.0, '2401.00', NULL, '2024-03-01 00:00:00');
INSERT INTO sale_order_line VALUES (71, 7, NULL, 0, '0', 'line_section', '2024-03-01 00:00:00');
INSERT INTO account_move VALUES (17, 'out_invoice', 1, '2024-03-01', 1, 'posted', '2024-03-01 00:00:00');
INSERT INTO account_move VALUES (18, 'out_refund', 1, '2024-03-02', 1, 'posted', '2024-03-02 00:00:00');
INSERT INTO account_move VALUES (19, 'in_invoice', 1, '2024-03-02', 1, 'posted', '2024-03-02 00:00:00');
INSERT INTO account_move_line VALUES (170, 17, 6, 2, 2401, 'product', '2024-03-01 00:00:00');
INSERT INTO account_move_line VALUES (171, 17, NULL, 0, 312, 'tax', '2024-03-01 00:00:00');
INSERT INTO account_move_line VALUES (180, 18, 6, 1, 1200.5, 'product', '2024-03-02 00:00:00');
"""

ERPNEXT = """
CREATE TABLE tabCustomer (name TEXT, customer_name TEXT, customer_type TEXT, industry TEXT, mobile_no TEXT, email_id TEXT,
    tax_id TEXT, modified TEXT);
CREATE TABLE tabContact (name TEXT, full_name TEXT, designation TEXT, department TEXT, phone TEXT, mobile_no TEXT,
    email_id TEXT, modified TEXT);
CREATE TABLE `tabDynamic Link` (parent TEXT, parenttype TEXT, link_doctype TEXT, link_name TEXT);
CREATE TABLE `tabSales Invoice` (name TEXT, customer TEXT, posting_date TEXT, currency TEXT, return_against TEXT,
    docstatus INTEGER, modified TEXT);
CREATE TABLE `tabSales Invoice Item` (name TEXT, parent TEXT, idx INTEGER, item_code TEXT, item_name TEXT, qty REAL,
    net_amount REAL);
INSERT INTO tabCustomer VALUES ('CUST-1', '上海机电', 'Company', NULL, '13800138000', 'a@b.cn', NULL, '2024-03-01 00:00:00');
INSERT INTO tabCustomer VALUES ('CUST-2', 'Ann Lee', 'Individual', NULL, NULL, NULL, NULL, '2024-03-01 00:00:00');
INSERT INTO tabContact VALUES ('王芳-CUST-1', '王芳', 'Buyer', 'Purchasing', '021-64120000', NULL, NULL, '2024-03-01 00:00:00');
INSERT INTO `tabDynamic Link` VALUES ('王芳-CUST-1', 'Contact', 'Customer', 'CUST-1');
INSERT INTO `tabDynamic Link` VALUES ('王芳-CUST-1', 'Contact', 'Supplier', 'SUP-1');
INSERT INTO `tabSales Invoice` VALUES ('SINV-1', 'CUST-1', '2024-03-01', 'CNY', NULL, 1, '2024-03-01 00:00:00');
INSERT INTO `tabSales Invoice` VALUES ('SINV-2', 'CUST-1', '2024-03-02', 'CNY', 'SINV-1', 1, '2024-03-02 00:00:00');
INSERT INTO `tabSales Invoice` VALUES ('SINV-3', 'CUST-1', '2024-03-02', 'CNY', NULL, 0, '2024-03-02 00:00:00');
INSERT INTO `tabSales Invoice Item` VALUES ('a', 'SINV-1', 1, 'PUMP', 'Pump', 2, 2401);
INSERT INTO `tabSales Invoice Item` VALUES ('b', 'SINV-2', 1, 'PUMP', 'Pump', -1, -1200.5);
"""

TRYTON = """
CREATE TABLE party_party (id INTEGER, name TEXT, code TEXT, replaced_by INTEGER);
CREATE TABLE party_address (id INTEGER, party INTEGER, street TEXT, city TEXT, postal_code TEXT, active BOOLEAN);
CREATE TABLE party_contact_mechanism (id INTEGER, party INTEGER, type TEXT, value TEXT, active BOOLEAN);
CREATE TABLE product_template (id INTEGER, name TEXT);
CREATE TABLE product_product (id INTEGER, template INTEGER);
CREATE TABLE currency_currency (id INTEGER, code TEXT);
CREATE TABLE sale_sale (id INTEGER, party INTEGER, sale_date TEXT, currency INTEGER, state TEXT, create_date TEXT,
    write_date TEXT);
CREATE TABLE sale_line (id INTEGER, sale INTEGER, type TEXT, product INTEGER, quantity REAL, unit_price TEXT,
    create_date TEXT, write_date TEXT);
INSERT INTO party_party VALUES (1, '上海机电', '1', NULL), (2, NULL, '2', NULL), (3, 'Twice', '3', 1);
INSERT INTO party_address VALUES (1, 1, '南京路 1 号', '上海', '200001', 1);
INSERT INTO party_contact_mechanism VALUES (1, 1, 'phone', '021-64120000', 1), (2, 1, 'email', 'a@b.cn', 1);
INSERT INTO product_template VALUES (5, 'Pump');
INSERT INTO product_product VALUES (6, 5);
INSERT INTO currency_currency VALUES (1, 'CNY');
INSERT INTO sale_sale VALUES (7, 1, '2024-03-01', 1, 'done', '2024-03-01 00:00:00', NULL);
INSERT INTO sale_sale VALUES (8, 1, NULL, 1, 'draft', '2024-03-01 00:00:00', NULL);
INSERT INTO sale_line VALUES (70, 7, 'line', 6, 2.0, '1200.50', '2024-03-01 00:00:00', NULL);
INSERT INTO sale_line VALUES (71, 7, 'comment', NULL, NULL, NULL, '2024-03-01 00:00:00', NULL);
"""


@pytest.fixture
def base():
    with customerbase.open("memory:", zone="Asia/Shanghai") as made:
        yield made


def read(base, script, *names):
    """Read an ERP twice: nothing is refused, and the second time nothing is new."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(script)
    first = [each for name in names for each in base.pull(MAPPINGS[name], connection)]
    assert [str(each) for result in first for each in result.refusals] == []
    again = [each for name in names for each in base.pull(MAPPINGS[name], connection)]
    assert all(each.batch_id is None for each in again)
    connection.close()


def test_the_page_names_each_of_them():
    assert sorted(MAPPINGS) == ["erpnext", "odoo", "odoo invoices", "tryton"]


def test_odoo(base):
    read(base, ODOO, "odoo", "odoo invoices")
    customer = base.customer("odoo-1")
    assert (customer.name, customer.kind, customer.addresses[0].city) == ("上海机电", "organization", "上海")
    person = base.store.get(Contact, "odoo-2")
    assert (person.name, person.employments[0].customer_id, person.employments[0].title) == (
        "王芳",
        "odoo-1",
        "Buyer",
    )
    assert base.store.get(Product, "odoo-6").name == "Pump"
    order = base.store.get(Purchase, "odoo-7")
    assert (order.customer_id, order.on, order.amount.amount) == ("odoo-1", date(2024, 3, 1), 2401)
    assert base.store.rows.keys("purchase") == ["odoo-17", "odoo-18", "odoo-7"]
    assert base.store.get(Purchase, "odoo-18").amount.amount == -1200.5


def test_erpnext(base):
    read(base, ERPNEXT, "erpnext")
    assert [base.customer(f"CUST-{i}").kind for i in (1, 2)] == ["organization", "person"]
    person = base.store.get(Contact, "王芳-CUST-1")
    assert (person.employments[0].customer_id, person.employments[0].department) == ("CUST-1", "Purchasing")
    assert base.store.rows.keys("purchase") == ["SINV-1", "SINV-2"]
    back = base.store.get(Purchase, "SINV-2")
    assert (back.reverses, back.amount.amount) == ("SINV-1", -1200.5)


def test_tryton(base):
    read(base, TRYTON, "tryton")
    assert base.store.rows.keys("customer") == ["tryton-1", "tryton-2"]
    customer = base.customer("tryton-1")
    assert (customer.addresses[0].postal_code, customer.emails[0].address) == ("200001", "a@b.cn")
    sale = base.store.get(Purchase, "tryton-7")
    assert (sale.lines[0].product_id, sale.amount.amount) == ("tryton-6", 2401)

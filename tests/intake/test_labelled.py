"""What stands under a label stays beside what another column gives under it."""

from __future__ import annotations

from customerbase.intake.labelled import DOUBTFUL
from customerbase.model import Employee


def numbers(desk):
    return {each.label: each.number for each in desk.base.customer("C1").phones}


def test_a_label_within_a_cell_and_a_column_of_that_label_both_stay(desk):
    desk.customers("编号,名称,电话,手机\nC1,甲公司,办:0755-83201234 手机:13800138000,13900139000\n")

    assert numbers(desk) == {"office": "0755-83201234", "mobile": "13800138000", "mobile 2": "13900139000"}


def test_one_number_in_two_columns_is_one(desk):
    desk.customers("编号,名称,电话,手机\nC1,甲公司,手机:13900139000,13900139000\n")

    assert numbers(desk) == {"mobile": "13900139000"}


def test_a_number_that_may_be_wrong_is_kept_and_the_result_says_so(desk):
    result = desk.customers("编号,名称,电话\nC1,甲公司,138001380001\n")

    assert numbers(desk) == {"main": "138001380001"}
    assert DOUBTFUL in str(result.notes)


def test_an_employees_numbers_of_one_label_stand_side_by_side(desk):
    path = desk.write("工号,姓名,电话,手机\nE1,Ann,手机13800138000,13900139000\n")
    desk.base.import_records("employee", path)

    ann = desk.base.get(Employee, "E1")
    assert [(each.label, each.number) for each in ann.phones] == [
        ("mobile", "13800138000"),
        ("mobile 2", "13900139000"),
    ]

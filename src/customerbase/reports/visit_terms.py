"""The words of visit lists, in English and in Chinese; `terms` holds them with all others."""

from __future__ import annotations

from typing import Final

__all__ = ["VISIT_TERMS"]

VISIT_TERMS: Final[dict[str, tuple[str, str]]] = {
    "visit_list": ("Visit list", "走访核实表"),
    "visit_list_how": (
        "Write one outcome for each facet, and right values where a value is wrong (“delete” takes one off).",
        "每个项目填写一次结果；值有误时填写正确值（填“删除”则从客户卡上去掉）。",
    ),
    # columns
    "visit_on": ("Visit on", "走访日期"),
    "present_value": ("Present value", "现值"),
    "right_value": ("Right value", "正确值"),
    "checked_on": ("Checked on", "核实日期"),
    "checked_by": ("Checked by", "核实人"),
    "how": ("How", "核实方式"),
    "evidence": ("Evidence", "凭据"),
    "contact_id": ("Contact no.", "联系人编号"),
    # parts of values
    "postal_code": ("Postal code", "邮政编码"),
    "payment_days": ("Payment term (days)", "账期（天）"),
    "payment_means": ("Means of payment", "付款方式"),
    "payment_words": ("Payment terms in words", "付款条件说明"),
    "assessed_on": ("Assessed on", "评定日期"),
    "assessed_by": ("Assessed by", "评定人"),
    "calendar": ("Calendar", "历法"),
    # on paper
    "nothing_known": ("nothing is known yet", "尚无资料"),
    # what is due, and the plan
    "due_list": ("What is due", "应核实清单"),
    "record_tiers": ("Records and their tiers", "记录与等级"),
    "plan_loads": ("Visits by employee", "职员走访计划"),
    "plan_late": ("Late, since no plan could have them in time: {count}.", "无法按期完成：{count} 次。"),
    "plan_unplanned": ("Without room in the plan: {count}.", "无法排入计划：{count} 次。"),
    "plan_missed": ("Targets missed for want of capacity: {count}.", "因人手不足未达目标：{count} 个。"),
    # what came back
    "visits_read": ("What the visits brought", "走访核实结果"),
    "read_taken": ("Checks taken", "新的核实"),
    "read_unchanged": ("Checks that were taken before", "此前已录入"),
    "read_skipped": ("Rows without a mark", "未填写的行"),
    "read_refused": ("Rows refused", "未接受的行"),
}

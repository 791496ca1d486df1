"""The words of verification reports, in English and in Chinese; `terms` holds them with all others."""

from __future__ import annotations

from typing import Final

__all__ = ["VERIFICATION_TERMS"]

VERIFICATION_TERMS: Final[dict[str, tuple[str, str]]] = {
    # tables
    "verification": ("Verification", "数据核实"),
    "due_by_facet": ("Due, by facet", "应核实项目"),
    "urgent": ("Most urgent", "最紧急的核实"),
    "plan_by_employee": ("Plan by employee", "职员核实计划"),
    "plan_of": ("Plan of {month}, by employee", "{month} 职员核实计划"),
    "freshness_by_facet": ("Freshness, by facet", "数据准确度"),
    "rates": ("How fast facts change: learned from checks", "数据变化速度（由核实结果得出）"),
    "data_tiers": ("Data tiers", "数据分等"),
    "upkeep_by_area": ("Upkeep, by area", "各地维护率"),
    "extra_days": ("What an extra day of checking a month would buy", "每月多核实一天的效果"),
    "compared_policies": ("The same hours by other rules", "同样工时的不同做法"),
    # columns
    "facts": ("Facts", "数据项"),
    "overdue": ("Overdue", "逾期未核实"),
    "due_soon": ("Due within 30 days", "30 天内应核实"),
    "oldest_due": ("Oldest due on", "最早应核实日"),
    "second_hand": ("Second-hand", "二手资料"),
    "found_wrong": ("Found wrong", "核实有误"),
    "never_verified": ("Never verified", "从未核实"),
    "due_on": ("Due on", "应核实日"),
    "why": ("Why", "原因"),
    "visits_planned": ("Visits", "核实次数"),
    "capacity": ("Capacity", "可完成次数"),
    "facets_planned": ("Facts to check", "核实项目数"),
    "late": ("Late", "逾期完成"),
    "week": ("{first} – {last}", "{first} 至 {last}"),
    "right_share": ("Right", "准确"),
    "weighted_right_share": ("Right, by sales", "准确（按销售额）"),
    "unnoticed_days": ("Unnoticed days", "未察觉天数"),
    "undated": ("Undated", "日期不详"),
    "prior": ("Changes a year, assumed", "每年变化次数（假定）"),
    "learned": ("Changes a year, learned", "每年变化次数（得出）"),
    "confirmed": ("Found right", "核实属实"),
    "changed_facts": ("Found changed", "核实有变"),
    "within_a_year": ("Changed after a year", "一年后有变"),
    "tier": ("Tier", "等级"),
    "tier_is": ("What it is", "标准"),
    "records": ("Records", "记录数"),
    "area": ("Area", "地区"),
    "maintained": ("Maintained", "已维护"),
    "maintained_share": ("Upkeep", "维护率"),
    "days_a_month": ("Days a month", "每月天数"),
    "checks_a_month": ("Checks a month", "每月核实数"),
    "by_round": ("Right by the round", "轮流核实的准确度"),
    "by_round_gain": ("Points gained", "提高百分点"),
    "by_index": ("Right by the index", "按指数核实的准确度"),
    "by_index_gain": ("Points gained by it", "提高百分点（指数）"),
    "by_index_facts": ("Of all facts alike (index)", "不加权（指数）"),
    "rule": ("Rule", "做法"),
    "right_weighted": ("Right, by worth", "准确（按价值）"),
    "right_facts": ("Right, of all facts alike", "准确（不加权）"),
    "stale_ratio": ("Stale, against the round", "过时比例（相对轮流）"),
    # values
    "in_all": ("in all", "合计"),
    "tier_1": ("tier 1", "一等数据"),
    "tier_2": ("tier 2", "二等数据"),
    "tier_3": ("tier 3", "三等数据"),
    "tier_4": ("tier 4", "四等数据"),
    "tier_1_is": (
        "maintained within {months} months, and used {uses} times or more",
        "{months} 个月内维护过，且使用 {uses} 次以上",
    ),
    "tier_2_is": ("maintained or used within {months} months", "{months} 个月内维护过或使用过"),
    "tier_3_is": ("neither, but used before", "期内未维护也未使用，但以前用过"),
    "tier_4_is": ("none of these", "其余"),
    "policy_round": ("longest ago first", "最久未核实者先"),
    "policy_optimum": ("optimal frequencies", "最优频率"),
    "policy_index": ("index of the month", "每月按指数"),
    "days_now": ("now", "现在"),
    # notes
    "due_note": (
        "On {day}: {overdue} of {facts} facts are overdue, {soon} more are due within {days} days; {checks} checks in the past year.",
        "{day}：{facts} 项数据中 {overdue} 项逾期，另有 {soon} 项 {days} 天内应核实；过去一年核实 {checks} 次。",
    ),
    "freshness_note": (
        "Expected to be right: {right} of the facts.",
        "预计仍准确的数据项：{right}。",
    ),
    "freshness_weighted_note": (
        "Expected to be right: {right} of the facts; weighted by the sales of a year, {weighted}.",
        "预计仍准确的数据项：{right}；按一年销售额加权：{weighted}。",
    ),
    "urgent_note": ("The first {shown} of {count}.", "共 {count} 项，列出前 {shown} 项。"),
    "plan_note": (
        "Each customer once, with all that is due of him; {late} late, {unplanned} without room.",
        "每位客户一次，核实其全部应核实项目；{late} 次逾期，{unplanned} 次无法安排。",
    ),
    "plan_once": (
        "Each customer once within the plan; the first month takes what is overdue.",
        "计划内每位客户一次；第一个月先补逾期部分。",
    ),
    "plan_capacity": ("Stroke: what all can make.", "横线：全体可完成次数。"),
    "upkeep_note": (
        "{maintained} of {records} records were verified or stated anew in {period}: {share}.",
        "{period}：{records} 条记录中 {maintained} 条经过核实或更新，维护率 {share}。",
    ),
    "gain_note": (
        "A day more a month ({checks} checks): {before} → {after} right by the round; the same hours as now by the index: {index}.",
        "每月多一天（{checks} 次核实）：轮流核实的准确度 {before} → {after}；工时不变而按指数核实：{index}。",
    ),
    "gain_of_sales": (
        "Mean of {months} simulated months, weighted by the sales of a year.",
        "模拟 {months} 个月的平均值，按一年销售额加权。",
    ),
    "gain_of_facts": ("Mean of {months} simulated months.", "模拟 {months} 个月的平均值。"),
    "gain_sampled": (
        "Simulated on {simulated} of {facts} facts, evenly taken.",
        "以均匀抽取的 {simulated} 项（共 {facts} 项）模拟。",
    ),
    "gives_up": (
        "What the index gives up: of all facts alike, {plain} are right, by the round {round}.",
        "按指数核实的代价：不加权的准确度为 {plain}，轮流核实为 {round}。",
    ),
    # charts
    "chart_load": ("Visits planned, by month", "各月计划核实次数"),
    "chart_freshness": ("Expected to be right", "预计准确度"),
    "by_facts": ("share of the facts", "按数据项"),
    "by_sales": ("weighted by sales", "按销售额加权"),
    "all_facets": ("all", "全部"),
    "chart_days": ("What more checking would keep right", "增加核实可保持的准确度"),
    "chart_days_x": (
        "days of checking a month, {checks} checks each; now {days}",
        "每月核实天数（每天 {checks} 次），现在 {days} 天",
    ),
    "chart_compared": ("The same hours by other rules, month by month", "同样工时的不同做法，逐月"),
    "chart_compared_x": ("months from {day}", "自 {day} 起的月数"),
    "chart_tiers": ("Records by data tier", "数据分等"),
    "chart_upkeep": ("Share of the records maintained, by area", "各地维护率"),
}
"""Short name → the words for it, in English and in Chinese.  Only `words` reads this table."""

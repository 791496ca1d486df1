"""The words of RFM reports, in English and in Chinese; `terms` holds them with all others."""

from __future__ import annotations

from typing import Final

__all__ = ["RFM_TERMS"]

RFM_TERMS: Final[dict[str, tuple[str, str]]] = {
    # tables
    "rfm": ("Customer segments (RFM)", "客户细分（RFM）"),
    "segments": ("Segments", "客户细分"),
    "rfm_scores": ("RFM scores", "RFM 得分"),
    "score_counts": ("Customers by score", "各分值客户数"),
    "migration": ("Movement between segments", "客户细分变动"),
    # columns
    "segment": ("Segment", "细分"),
    "visits": ("Visits", "购买次数"),
    "revenue": ("Revenue", "销售额"),
    "share_of_customers": ("Share of customers", "客户占比"),
    "share_of_revenue": ("Share of revenue", "销售额占比"),
    "mean_recency": ("Mean recency (days)", "平均最近购买（天前）"),
    "mean_frequency": ("Mean frequency", "平均购买次数"),
    "mean_monetary": ("Revenue per customer", "客均销售额"),
    "score": ("Score", "分值"),
    "r": ("R", "R"),
    "f": ("F", "F"),
    "m": ("M", "M"),
    "total_score": ("Total", "总分"),
    "recency": ("Recency (days)", "最近购买（天前）"),
    "frequency": ("Frequency", "购买次数"),
    "monetary": ("Monetary value", "消费金额"),
    "introductions": ("Introduced", "介绍客户数"),
    "before": ("Before", "变动前"),
    "on_day": ("On {day}", "{day}"),
    "before_after": ("{before} ↓, {after} →", "{before} ↓，{after} →"),
    "no_segment": ("no segment", "未分类"),
    # notes
    "rfm_of": (
        "As of {day}, of {customers}: {bought} bought, {none} have not bought (no scores).",
        "截至 {day}，{customers}中：{bought} 位有购买；{none} 位尚未购买（没有得分）。",
    ),
    "rfm_of_returns": (
        "As of {day}, of {customers}: {bought} bought, {returned} only brought things back (scored too), {none} have not bought.",
        "截至 {day}，{customers}中：{bought} 位有购买；{returned} 位只有退货（也有得分）；{none} 位尚未购买。",
    ),
    "rfm_map": ("Segments by the map “{map}”.", "细分方案：{map}。"),
    "map_standard": ("standard", "标准"),
    "map_r_vignette": ("R vignette", "R 示例"),
    "map_trade": ("trade", "贸易"),
    "rfm_no_segment": (
        "“{segment}”: whom no segment claims, such as customers who have not bought ({count}).",
        "“{segment}”：不属于任何细分的客户，例如尚未购买者（{count}）。",
    ),
    "rfm_empty": (
        "Nobody has {scores}: equal values get equal scores, and many customers have the same.",
        "没有客户得 {scores}：相同的值得分相同，而许多客户的值相同。",
    ),
    "rfm_none": ("{who} has not bought by {day} and has no scores.", "{who} 截至 {day} 尚未购买，没有得分。"),
    "moved_of": (
        "{stayed} stayed, {moved} moved; {came} came, {went} went.",
        "{stayed} 位未变，{moved} 位变动；新增 {came} 位，减少 {went} 位。",
    ),
    "moved_between": ("{before} to {after}: {moved}", "{before} 至 {after}：{moved}"),
    # charts
    "chart_heat": ("Mean monetary value by R and F, {currency}", "R×F 平均消费金额（{currency}）"),
    "chart_heat_r": (
        "recency score, 1 to {most}: the higher, the more recent",
        "R 得分，1 至 {most}：越高越近",
    ),
    "chart_heat_f": (
        "frequency score, 1 to {most}: the higher, the more often",
        "F 得分，1 至 {most}：越高越频繁",
    ),
    "chart_heat_legend": ("mean of one customer, {currency}", "每位客户平均（{currency}）"),
    "chart_heat_cell": ("R {r}, F {f}: mean {mean}, {count}", "R {r}，F {f}：平均 {mean}，{count}"),
    "count_customers": ("{count} customers", "{count} 位客户"),
    "count_customer": ("{count} customer", "{count} 位客户"),
    "chart_scores": ("Customers by score", "各分值客户数"),
    "chart_scores_x": ("score: the higher, the better", "分值：越高越好"),
    "panel_r": ("Recency (R)", "最近购买（R）"),
    "panel_f": ("Frequency (F)", "购买频率（F）"),
    "panel_m": ("Monetary value (M)", "消费金额（M）"),
    "chart_segments": ("Segments: size and worth", "各细分的规模与价值"),
    "chart_whale": (
        "Cumulative sales, all up to {day}, {currency}",
        "累计销售额，截至 {day} 的全部销售（{currency}）",
    ),
    "chart_whale_x": ("share of buying customers, best first", "购买客户占比（由高到低）"),
    "chart_whale_peak": (
        "peak: {revenue}, reached by {customers} of customers",
        "峰值 {revenue}，由 {customers} 的客户达到",
    ),
    "chart_whale_back": (
        "{count} brought back more than they bought: {amount}.",
        "{count}的退货多于购买：{amount}。",
    ),
    "chart_migration": ("Movement between segments, {before} to {after}", "细分变动：{before} 至 {after}"),
    "chart_migration_rows": ("segment before", "变动前的细分"),
    "chart_migration_columns": ("segment after", "变动后的细分"),
    "chart_migration_legend": ("customers; framed: stayed", "客户数；加框者未变动"),
    "chart_migration_cell": ("{before} → {after}: {count}", "{before} → {after}：{count}"),
    "legend_below": ("below 0", "小于 0"),
}

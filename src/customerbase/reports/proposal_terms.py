"""The words of proposed mappings and of collection cards; `terms` holds them with all others."""

from __future__ import annotations

from typing import Final

__all__ = ["PROPOSAL_TERMS"]

PROPOSAL_TERMS: Final[dict[str, tuple[str, str]]] = {
    "proposal": ("How the columns would be read", "各列将如何读取"),
    "heading": ("Heading", "表头"),
    "field": ("Field", "字段"),
    "because": ("Because", "依据"),
    "samples": ("Samples", "样例"),
    "because_mapping": ("you say so", "由您指定"),
    "because_alias": ("a heading of your own", "本公司的表头"),
    "because_own": ("the field's own name", "字段本名"),
    "because_table": ("a known heading", "已知表头"),
    "because_weak": ("a heading that says little: look at the samples", "表头含义较宽，请看样例"),
    "because_content": ("its cells look so: not taken unless you say it", "仅据内容推测，未经指定不会采用"),
    "because_asked": ("may mean several: you decide", "有多种含义，请您决定"),
    "because_unknown": ("not understood", "未识别"),
    "because_left_out": ("you leave it out", "由您略去"),
    "proposal_choose": ("one of {choices}", "请选择：{choices}"),
    "proposal_near": ("perhaps {fields}", "或许是 {fields}"),
    "proposal_of": (
        "{file}, read as {kind}; {rows} rows were looked at. Nothing is written.",
        "{file}，按 {kind} 读取；查看了 {rows} 行。尚未写入任何数据。",
    ),
    "proposal_misaligned": (
        "{count} of these rows do not fit the headings.",
        "其中 {count} 行与表头不符。",
    ),
    "proposal_missing": (
        "No column gives {what}: say which does with mapping={{heading: field}}.",
        "没有一列给出 {what}：请用 mapping={{表头: 字段}} 指定。",
    ),
    "proposal_asked": (
        "Decide with mapping={heading: field}, or None to leave the column out; for good, with base.heading_aliases.",
        "请用 mapping={表头: 字段} 决定，写 None 则略去该列；长期有效的写入 base.heading_aliases。",
    ),
    "proposal_content": (
        "What only the cells suggest is in as_mapping(by_content=True).",
        "仅据内容推测的列见 as_mapping(by_content=True)。",
    ),
    "proposal_unknown": (
        'Columns that are not understood are kept as attributes with extra="keep".',
        '未识别的列可用 extra="keep" 保留为自定义字段。',
    ),
    "proposal_counts_rows": (
        "A number of the record counts 1, 2, 3, …: if it is only that of the row, leave its column out.",
        "编号列恰为 1、2、3……：如果只是行号，请略去该列。",
    ),
}

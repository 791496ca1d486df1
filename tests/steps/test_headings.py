"""What a list would be read as is shown before anything is written, and what a company decides is kept."""

from __future__ import annotations

import customerbase


def test_a_proposal_writes_nothing_and_what_it_gives_back_reads_the_list(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("客户名称,负责人,联系电话\n上海机电,王伟,021-52340678\n", encoding="utf-8")
    with customerbase.open("memory:", currency="CNY") as base:
        proposal = base.propose_mapping(path)
        assert (list(base.all(customerbase.Customer)), base.batches()) == ([], [])
        mapping = {**proposal.as_mapping(), "负责人": "contact[1].name"}
        assert base.import_customers(path, mapping=mapping).taken == 1
        assert [each.name for each in base.all(customerbase.Contact)] == ["王伟"]

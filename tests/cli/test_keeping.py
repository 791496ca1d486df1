"""``batches``, ``undo``, ``candidates``, ``accept``, ``reject``."""

from __future__ import annotations

import re

import attrs

from customerbase.base import open_base
from customerbase.model import Customer, Source


def test_an_import_is_listed_and_taken_back_by_the_beginning_of_its_id(run, small):
    run("import", small / "a.db", small / "customers.csv")
    run("import", small / "a.db", small / "sales.csv", "--currency", "EUR")
    _, out, _ = run("batches", small / "a.db")
    sales = re.search(r"^(\w{8})  .*sales\.csv", out, re.MULTILINE)[1]
    assert "2025-01-02 09:30" in out

    status, out, _ = run("undo", small / "a.db", sales)
    assert status == 0
    assert "sales.csv (purchase) is taken back\n  removed: 3 × purchase" in out
    with open_base(small / "a.db") as base:
        assert base.sales() == []
        assert len(list(base.all(Customer))) == 2

    status, _, err = run("undo", small / "a.db", sales)
    assert (status, "undone already" in err) == (1, True)
    assert run("undo", small / "a.db", "zz")[0] == 1


def test_a_beginning_that_several_have_takes_nothing_back(run, small):
    run("import", small / "a.db", small / "customers.csv")
    with open_base(small / "a.db") as base:
        (batch,) = base.batches()
        twin = attrs.evolve(batch, batch_id=f"{batch.batch_id[:-1]}x")
        with base.transaction():
            base.store.rows.put_batch(twin)
    for said, complaint in ((batch.batch_id[:-1], "may be any of"), ("", "there is no batch")):
        status, _, err = run("undo", small / "a.db", said)
        assert (status, complaint in err) == (1, True)
    with open_base(small / "a.db") as base:
        assert len(list(base.all(Customer))) == 2


def test_what_people_edited_since_is_kept_and_named(run, small):
    run("import", small / "a.db", small / "customers.csv")
    with open_base(small / "a.db") as base:
        card = base.customer("C1")
        base.save(card.replace(name="Acme Ltd"), source="visit", seen=card)
        batch = base.batches()[0].batch_id
    _, out, _ = run("undo", small / "a.db", batch)

    assert "kept: customer C1: edited since" in out


def test_the_history_of_a_record_names_who_when_and_what(run, small):
    run("import", small / "a.db", small / "customers.csv")
    run("import", small / "a.db", small / "sales.csv", "--currency", "EUR")
    with open_base(small / "a.db") as base:
        card = base.customer("C1")
        name = card.name
        base.change(card, name="Acme Ltd", source=Source(method="visit", collected_by="E7"))
        sale = base.sales()[0].purchase_id
    for asked in ("C1", "acme ltd"):
        _, out, _ = run("history", small / "a.db", asked)
        assert all(words in out for words in ("E7", name, "Acme Ltd", "visit")), out
    assert "新建" in run("history", small / "a.db", sale, "--kind", "purchase", "--language", "zh")[1]
    assert run("history", small / "a.db", "nobody")[0] == 1


def _waiting(run, small):
    (small / "bought.csv").write_text("Customer No,Company,Phone\nC1,Acme,030 5550 999\n", encoding="utf-8")
    run("import", small / "a.db", small / "customers.csv", "--source", "visit")
    return run("import", small / "a.db", small / "bought.csv", "--source", "purchased_list")[1]


def test_a_second_hand_value_waits_until_somebody_accepts_it(run, small):
    assert "wait for a decision" in _waiting(run, small)
    _, out, _ = run("candidates", small / "a.db")
    assert re.search(
        r"C1 +Acme +Telephone +phones\[main\] +030 ?5550 ?100 +030 ?5550 ?999 +purchased list", out
    )
    assert "accept" in out

    status, out, _ = run("accept", small / "a.db", "C1", "phones[main]", "--by", "Ann")
    assert (status, "stands now" in out) == (0, True)
    with open_base(small / "a.db") as base:
        assert base.customer("C1").phones[0].number.endswith("999")
        assert base.candidates("C1") == ()
    assert "Nothing here yet." in run("candidates", small / "a.db", "Acme")[1]


def test_a_value_is_rejected(run, small):
    _waiting(run, small)
    status, out, _ = run("reject", small / "a.db", "Acme", "phones[main]", "--by", "Ann", "--note", "old")

    assert (status, "put aside" in out) == (0, True)
    with open_base(small / "a.db") as base:
        assert base.customer("C1").phones[0].number.endswith("100")
        assert base.candidates("C1") == ()


def test_what_does_not_wait_cannot_be_decided(run, small):
    _waiting(run, small)
    status, _, err = run("accept", small / "a.db", "C1", "name", "--by", "Ann")

    assert status == 1
    assert "what waits: phones[main]" in err
    assert run("accept", small / "a.db", "C1", "phones[main]")[0] == 2


def test_which_of_several_is_meant_is_asked(run, small):
    _waiting(run, small)
    (small / "other.csv").write_text("Customer No,Company,Phone\nC1,Acme,030 5550 777\n", encoding="utf-8")
    run("import", small / "a.db", small / "other.csv", "--source", "directory")
    status, _, err = run("accept", small / "a.db", "C1", "phones[main]", "--by", "Ann")
    assert (status, err.count("--is ")) == (1, 2)

    said = re.search(r"--is '?([^'\n]*777)'?", err)[1]
    assert run("accept", small / "a.db", "C1", "phones[main]", "--by", "Ann", "--is", said)[0] == 0
    with open_base(small / "a.db") as base:
        assert base.customer("C1").phones[0].number.endswith("777")

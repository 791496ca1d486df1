"""The policy that a base keeps, and what an import did, asked for later."""

from __future__ import annotations

import pytest

import customerbase
from customerbase import Effect, IntakePolicy


def test_a_policy_is_kept_in_the_file_and_followed(tmp_path):
    where, path = tmp_path / "base.db", tmp_path / "list.csv"
    with customerbase.open(where) as base:
        path.write_text("customer_id,name\nC1,Acme\n")
        base.import_customers(path)
        base.keep_intake_policy(IntakePolicy(paths={"name": "ask"}))
    with customerbase.open(where) as base:
        assert base.intake_policy() == IntakePolicy(paths={"name": "ask"})
        path.write_text("customer_id,name\nC1,Other\n")
        result = base.import_customers(path)

        (change,) = base.changes_of(result)
        assert (change.after, change.why, base.customer("C1").name) == ("Other", Effect.WAITS, "Acme")
        assert base.changes_of(base.batches()[-1]) == base.changes_of(result.batch_id) == (change,)
        with pytest.raises(TypeError, match="is no import"):
            base.changes_of(1)

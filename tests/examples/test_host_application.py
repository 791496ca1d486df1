"""The example of an application that hosts a base, run as people run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "host_application.py"


def test_the_shop_and_its_base_are_one(postgres_database):
    # Twice: what it makes, it makes anew.
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, EXAMPLE, postgres_database], capture_output=True, text=True, encoding="utf-8"
        )
        assert ran.returncode == 0, ran.stderr
    said = ran.stdout.splitlines()
    assert said[1:3] == [
        "  party: 3 taken, 0 changed, 0 unchanged, 0 refused",
        "  orders: 12 taken, 0 changed, 0 unchanged, 0 refused",
    ]
    assert "  out of stock: (6, 0) orders and dealings" in said
    assert "  confirmed: (7, 1) orders and dealings" in said
    assert "    records that count no longer there were taken away: 1" in said
    ranking = said[said.index("ranking:") + 1 :][:3]
    assert [each.split(". ")[1].split(":")[0] for each in ranking] == ["上海机电", "Acme", "Byron"]
    assert len(said[said.index("recency, frequency, monetary value:") :]) == 4


def test_without_an_address_it_says_what_it_wants():
    ran = subprocess.run([sys.executable, EXAMPLE], capture_output=True, text=True)
    assert ran.returncode == 1
    assert "postgresql://user@host/database" in ran.stderr

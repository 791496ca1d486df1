"""One sample base for all tests of the command line, and a way to call it with a fixed clock."""

from __future__ import annotations

import io
import shutil
from contextlib import redirect_stdout
from datetime import UTC, datetime

import pytest

from customerbase.cli import main

NOW = datetime(2025, 1, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="session")
def _as_wide_as_it_is():
    """Tables are as wide as the terminal; no variable of the shell, or of tests in parallel, says another width."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COLUMNS", raising=False)
        yield


@pytest.fixture
def run(capsys):
    """Call the command; return the exit status, what it printed, and what it complained of."""

    def call(*arguments):
        capsys.readouterr()
        status = main([str(each) for each in arguments], now=lambda: NOW)
        out, err = capsys.readouterr()
        return status, out, err

    return call


def demo(folder, *options):
    """Run the demo; return what it printed."""
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["demo", str(folder), *options], now=lambda: NOW) == 0
    return said.getvalue()


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """What ``demo`` prints, and the folder that it leaves; not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "sample"
    return demo(folder), folder


@pytest.fixture(scope="session")
def told_in_chinese(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "sample"
    return demo(folder, "--language", "zh"), folder


@pytest.fixture(scope="session")
def demo_folder(told):
    return told[1]


@pytest.fixture(scope="session")
def lists(demo_folder):
    return demo_folder / "lists"


@pytest.fixture
def acme(demo_folder, tmp_path):
    """A copy of the sample base, to do as one likes with."""
    return shutil.copy(demo_folder / "acme.db", tmp_path / "acme.db")


@pytest.fixture
def small(tmp_path):
    """Two spreadsheets of somebody's own."""
    (tmp_path / "customers.csv").write_text(
        "Customer No,Company,City,Phone\nC1,Acme,Berlin,030 5550 100\nC2,Bolt & Co,Wien,01 5550 200\n",
        encoding="utf-8",
    )
    (tmp_path / "sales.csv").write_text(
        "Order No,Date,Customer No,Amount\n"
        "1,2024-03-01,C1,100.00\n2,2024-04-01,C2,250.50\n3,2024-05-01,C1,75.25\n4,2024-05-02,C9,1\n",
        encoding="utf-8",
    )
    return tmp_path

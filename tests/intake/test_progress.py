"""A long import shows how far it has come, on a terminal only."""

from __future__ import annotations

import io

import pytest

from customerbase.intake.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch():
    return Watch()


def shown(stream):
    return [line.strip() for line in stream.getvalue().split("\r") if line.strip()]


def test_nothing_is_said_in_the_first_second(watch):
    stream = Terminal()
    with Progress("list.csv", 1_000, stream=stream, clock=watch) as progress:
        watch.now += 0.99
        progress(500, 50)

    assert stream.getvalue() == ""


def test_from_then_on_it_says_file_share_rows_speed_and_seconds(watch):
    stream = Terminal()
    with Progress("list.csv", 1_000, stream=stream, clock=watch) as progress:
        watch.now += 2
        progress(500, 5_000)

    assert shown(stream) == ["list.csv   50%  5,000 rows  2,500/s  2 s"]


def test_it_does_not_flicker_and_never_says_more_than_all(watch):
    stream = Terminal()
    with Progress("list.csv", 1_000, stream=stream, clock=watch) as progress:
        watch.now += 2
        progress(500, 5_000)
        watch.now += 0.1
        progress(600, 6_000)
        watch.now += 0.2
        progress(2_000, 7_000)

    assert [line.split("  ")[1].strip() for line in shown(stream)] == ["50%", "100%"]


def test_a_shorter_line_covers_the_longer_one_and_the_last_leaves_the_line_blank(watch):
    stream = Terminal()
    with Progress("list.csv", None, stream=stream, clock=watch) as progress:
        watch.now += 2
        progress(0, 5_000_000)
        watch.now += 1
        progress(0, 6)
    lines = stream.getvalue().split("\r")

    assert len(lines[2]) >= len(lines[1])
    assert lines[-1] == ""
    assert not lines[-2].strip()
    assert len(lines[-2]) >= len(lines[2].rstrip())


def test_where_the_length_is_not_known_there_is_no_share(watch):
    stream = Terminal()
    with Progress("list.csv", None, stream=stream, clock=watch) as progress:
        watch.now += 2
        progress(500, 50)

    assert "%" not in stream.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO(), object()], ids=["a file", "no stream at all"])
def test_no_terminal_no_progress(watch, stream):
    with Progress("list.csv", 1_000, stream=stream, clock=watch) as progress:
        watch.now += 60
        progress(500, 50)

    assert getattr(stream, "getvalue", str)() == ""


def test_the_line_is_wiped_when_the_import_fails(watch):
    stream = Terminal()

    def fail():
        with Progress("list.csv", 1_000, stream=stream, clock=watch) as progress:
            watch.now += 2
            progress(500, 50)
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert stream.getvalue().endswith("\r")


def test_an_import_in_a_program_whose_output_is_no_terminal_says_nothing(desk, capfd):
    desk.customers("customer_id,name\nA,Acme\n")

    assert capfd.readouterr() == ("", "")


def test_an_import_on_a_terminal_shows_itself(desk, monkeypatch, watch):
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(Progress.__init__, "__kwdefaults__", {"stream": None, "clock": lambda: tick(watch)})

    desk.customers("customer_id,name\nA,Acme\n")

    assert "customers.csv" in stream.getvalue()


def tick(watch):
    watch.now += 2
    return watch.now

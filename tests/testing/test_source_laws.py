"""The laws of sources are worth what they catch: sources that are broken in one respect each, and every one is found."""

from __future__ import annotations

import pytest

from customerbase.errors import SourceError
from customerbase.sources.table import Readable, RowProblem, SourceTable
from customerbase.testing import BrokenLaw, check_source
from customerbase.testing.laws import SOURCE_LAWS


class Own(SourceTable):
    """Takes what it is given for a header and rows, unchecked."""

    again = False
    closed = False

    def __iter__(self):
        if self.again:
            return iter([])
        return super().__iter__()


class Sound:
    """A sound format of one's own: cells as lengths and texts.  Each broken one changes one thing of it."""

    kind = Own

    def write(self, rows):
        return "\x1e".join("\x1f".join(row) for row in rows).encode()

    def text(self, written):
        try:
            return written.decode()
        except UnicodeDecodeError as error:
            raise SourceError("own", "is no text") from error

    def open(self, written):
        head, *lines = self.text(written).split("\x1e")
        header = tuple(self.headings(head.split("\x1f")))
        if not all(each.strip() == each != "" for each in header) or len(set(header)) < len(header):
            raise SourceError("own", "has no headings")
        return self.table(header, lines, len(written))

    def headings(self, cells):
        return cells

    def table(self, header, lines, size):
        self.at = 0

        def rows():
            for number, line in enumerate(lines, 2):
                self.at += len(line.encode()) + 1
                yield self.row(number, line.split("\x1f"), len(header))

        return self.kind("own", header, rows(), total_bytes=size, position=lambda: min(self.at, size))

    def row(self, number, cells, width):
        if len(cells) != width:
            return RowProblem(number, tuple(cells), "is of another width")
        return number, cells


class Digested(Sound):
    """The same as something that is opened again and again, and has a digest."""

    def open(self, written):
        outer = self

        class Found(Readable):
            def open(self):
                return Sound.open(outer, written)

            def digest(self):
                return outer.digest(written)

        return Found()

    def digest(self, written):
        return written.hex()


class BlankHeading(Sound):
    def table(self, header, lines, size):
        return super().table((*header[:-1], f" {header[-1]}"), lines, size)


class NarrowRows(Sound):
    def row(self, number, cells, width):
        return number, (cells[:-1] if cells[1] == "" else cells)


class NumbersFromZero(Sound):
    def row(self, number, cells, width):
        return super().row(number - 2, cells, width)


class Strips(Sound):
    def row(self, number, cells, width):
        return super().row(number, [cell.strip(".,'") for cell in cells], width)


class CutsWideRows(Sound):
    def row(self, number, cells, width):
        return number, [*cells, *[""] * width][:width]


class ProblemsElsewhere(Sound):
    def row(self, number, cells, width):
        found = super().row(number, cells, width)
        return RowProblem(1, found.cells, found.reason) if isinstance(found, RowProblem) else found


class GivenTwice(Sound):
    class Again(Own):
        again = True

        def __iter__(self):
            return self._rows

    kind = Again


class OtherEachTime(Sound):
    times = 0

    def row(self, number, cells, width):
        type(self).times += 1
        return (
            super().row(number, cells, width)
            if self.times % 7
            else RowProblem(number, tuple(cells), "is odd")
        )


class ClosedOnce(Sound):
    class Once(Own):
        def close(self):
            if self.closed:
                raise SourceError("own", "is closed")
            self.closed = True

        def __exit__(self, *_):
            self.closed = True

    kind = Once


class DigestOfItsLength(Digested):
    def digest(self, written):
        return str(len(written) // 1000)


class DigestOfTheMoment(Digested):
    times = 0

    def digest(self, written):
        self.times += 1
        return f"{self.times}"


class PositionFalls(Sound):
    def table(self, header, lines, size):
        table = super().table(header, lines, size)
        table._position = lambda: max(size - self.at, 0)
        return table


class PositionBeyond(Sound):
    def table(self, header, lines, size):
        table = super().table(header, lines, size)
        table._position = lambda: self.at + 1_000
        return table


class Traceback(Sound):
    def text(self, written):
        return written.decode()


class JunkRows(Sound):
    def row(self, number, cells, width):
        return number, cells

    def write(self, rows):
        return super().write([row[:3] for row in rows])


class ReadsAll(Sound):
    def table(self, header, lines, size):
        found = super().table(header, lines, size)
        rows = list(found)
        return Own("own", header, rows, total_bytes=size, position=lambda: size)


BROKEN = {
    BlankHeading: "header", NarrowRows: "width", NumbersFromZero: "places", Strips: "cells", CutsWideRows: "problems",
    ProblemsElsewhere: "problems", GivenTwice: "once", OtherEachTime: "reopened", ClosedOnce: "closed",
    DigestOfItsLength: "digest", DigestOfTheMoment: "digest", PositionFalls: "position", PositionBeyond: "position",
    Traceback: "junk", JunkRows: "junk", ReadsAll: "lazily",
}  # fmt: skip


@pytest.mark.parametrize("cls", [Sound, Digested])
def test_a_sound_source_keeps_every_law(cls):
    source = cls()
    check_source(source.write, source.open, max_examples=30)


@pytest.mark.parametrize("cls", BROKEN, ids=lambda cls: cls.__name__)
def test_a_source_that_is_broken_in_one_respect_is_caught_by_that_law(cls):
    source = cls()
    others = set(SOURCE_LAWS) - {BROKEN[cls]}
    with pytest.raises(BrokenLaw) as caught:
        check_source(source.write, source.open, without=others, max_examples=60, shrink=False)
    assert caught.value.law == BROKEN[cls]
    assert SOURCE_LAWS[BROKEN[cls]] in str(caught.value)


def test_every_law_catches_something():
    assert set(BROKEN.values()) == set(SOURCE_LAWS)


def test_a_law_that_is_none_cannot_be_left_out():
    with pytest.raises(ValueError, match="are no laws"):
        check_source(Sound().write, Sound().open, without=["speed"])

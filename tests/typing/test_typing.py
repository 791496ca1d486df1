"""What a user's type checker says: nothing of right uses, and something of each wrong one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SOURCE = HERE.parent.parent / "src"


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[int]]:
    """Lines with an error, by file name."""
    api = pytest.importorskip("mypy.api", reason="mypy is not installed: pip install mypy")
    settings = tmp_path_factory.mktemp("mypy") / "mypy.ini"
    settings.write_text(f"[mypy]\nstrict = True\nmypy_path = {SOURCE}\n", encoding="utf-8")
    cache = settings.parent / "cache"
    said, went_wrong, _ = api.run(
        [
            "--config-file",
            str(settings),
            "--cache-dir",
            str(cache),
            str(HERE / "right.py"),
            str(HERE / "wrong.py"),
        ]
    )
    assert not went_wrong, went_wrong
    found: dict[str, set[int]] = {}
    for file, line in re.findall(r"^(.+?):(\d+): error:", said, flags=re.MULTILINE):
        found.setdefault(Path(file).name, set()).add(int(line))
    assert found, said
    return found


def test_right_uses_are_accepted(errors: dict[str, set[int]]) -> None:
    assert "right.py" not in errors


def test_each_wrong_use_is_reported_and_no_other_line(errors: dict[str, set[int]]) -> None:
    lines = (HERE / "wrong.py").read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, start=1) if line.endswith("  # wrong")}

    assert errors["wrong.py"] == wrong


def test_the_library_itself_is_typed(errors: dict[str, set[int]]) -> None:
    assert (SOURCE / "customerbase" / "py.typed").is_file()
    assert set(errors) == {"wrong.py"}

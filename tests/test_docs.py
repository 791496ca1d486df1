"""The documentation is about the code as it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = [each.relative_to(ROOT).as_posix() for each in PAGES]


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text_of(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_the_reference_says_what_the_code_says():
    script = ROOT / "docs" / "generate_reference.py"
    ran = subprocess.run(
        [sys.executable, script, "--check"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )

    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr[-2_000:]


def test_every_section_of_a_docstring_is_one_of_its_own_on_the_page():
    reference = [each for each in PAGES if each.parent.name == "reference"]
    pages = {each.name: text_of(each) for each in reference}

    told_apart = re.compile(r"^(- `?(References|Warns|-{4,})`?|(References|Warns))$", flags=re.MULTILINE)

    assert [name for name, text in pages.items() if told_apart.search(text)] == []
    assert "\n\nReferences:\n\nHughes, *Strategic Database Marketing*" in pages["rfm.md"]
    assert "\n\nWarns:\n\n- `UnreachedSegment`" in pages["rfm.md"]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text_of(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)

    assert broken == []


def test_every_page_is_reached_from_the_index():
    seen: set[Path] = set()
    ahead = [ROOT / "docs" / "index.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        found = re.findall(r"\]\(([^)#\s]+\.md)", without_code(text_of(page)))
        ahead += [(page.parent / each).resolve() for each in found if not re.match(r"[a-z]+:", each)]

    assert [each.name for each in PAGES if "docs" in each.relative_to(ROOT).parts and each not in seen] == []


def test_both_tutorials_have_the_same_steps():
    english, chinese = (
        re.findall(
            r"```python\n(.*?)```", text_of(ROOT / "docs" / "tutorial" / f"{name}.md"), flags=re.DOTALL
        )
        for name in ("from-a-spreadsheet-to-six-tables", "from-a-spreadsheet-to-six-tables.zh-CN")
    )

    assert [each.replace(', language="zh")', ")") for each in chinese] == [
        each.replace(', language="zh")', ")") for each in english
    ]


def test_every_part_of_the_package_has_a_page():
    # What they hold is named by ranking, rfm, base, leads, matching and verify.
    inside = set("aging following linkage organised planning scoring steps upkeep verifying".split())
    pages = "\n".join(text_of(each) for each in PAGES)
    files = (ROOT / "src" / "customerbase").glob("[a-z]*")
    parts = {each.stem for each in files if each.suffix == ".py" or (each / "__init__.py").exists()}

    assert [
        each for each in sorted(parts - inside) if not re.search(rf"\bcustomerbase\.{each}\b", pages)
    ] == []

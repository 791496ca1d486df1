"""Write the reference pages from what the code says of itself.

    python docs/generate_reference.py            write the pages that differ
    python docs/generate_reference.py --check    name them instead, and fail if there are any

A page is made of the public names (``__all__``) of some modules: signature, docstring, members.  In
pages that are written by hand, only what stands between ``<!-- generated: NAME -->`` and
``<!-- end -->`` is replaced.
"""

from __future__ import annotations

import argparse
import ast
import enum
import functools
import importlib
import inspect
import re
import sqlite3
import sys
import textwrap
import tomllib
import typing
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

REFERENCE = Path(__file__).resolve().parent / "reference"

# page -> (title, modules)
PAGES = {
    "base": ("The base", "base standards steps.readers steps.headings"),
    "model": ("Records", "model records.numbering"),
    "values": ("Values", "values"),
    "errors": ("Errors", "errors"),
    "ledger": ("The ledger", "ledger paths"),
    "ranking": ("Roster, sales ranking, grade table, address table", "ranking"),
    "grading": ("Rules for grades", "grading"),
    "rfm": ("Recency, frequency, monetary value", "rfm measures listing"),
    "verify": ("Verification", "verify"),
    "matching": ("Which records mean the same customer", "matching"),
    "leads": ("Leads", "leads"),
    "tables": (
        "The same on whole tables",
        "tables.rfm tables.ranking tables.verify tables.columns",
    ),
    "buying_center": ("Key people", "buying_center"),
    "chronicle": ("The chronicle", "chronicle"),
    "dossier": ("The customer card", "dossier"),
    "work": ("An employee's customers, sales and tasks; feedback", "work"),
    "intake": (
        "Importing",
        "intake intake.result intake.policy intake.reading intake.recognising intake.proposing intake.one_column intake.visit_result intake.match_result",
    ),
    "sources": (
        "Sources of rows",
        "sources.csv sources.json_lines sources.pasted sources.excel sources.sheets sources.heading_row sources.markup sources.vcard sources.forms sources.frame sources.query sources.formats sources.database_mapping sources.table sources.decode sources.headings sources.heading_files",
    ),
    "clean": (
        "Cleaners",
        """clean.refused clean.text clean.numbers clean.money clean.dates clean.partial_dates clean.phones clean.phone_keys clean.calling_codes clean.emails
        clean.addresses clean.ids clean.identifiers clean.check_digits clean.postal_codes clean.choices clean.company_names clean.company_words clean.abbreviations clean.formulas
        clean.languages
        clean.parsed_address clean.divisions""",
    ),
    "stores": (
        "Stores",
        "stores.rows stores.store stores.reading stores.ledger_reading stores.resolving stores.consents stores.links stores.merging stores.merging_many stores.matching stores.apart stores.notes stores.undo stores.erasing stores.exporting stores.tombstones stores.memory stores.sqlite stores.sql.rows stores.sql.connecting stores.packing stores.columns stores.kept_runs stores.past stores.loading stores.listings stores.positions organised.listed",
    ),
    "reports": (
        "Reports: what is said",
        """reports.table reports.roster reports.sales_ranking reports.grade_table reports.address_table
        reports.key_people reports.chronicle reports.dossier reports.workload reports.feedback
        reports.import_summary reports.everything_known reports.found reports.history reports.overview reports.rfm reports.rfm_charts reports.verification
        reports.due_and_plan reports.visit_list reports.collection_card reports.figures reports.proposal reports.words languages""",
    ),
    "outputs": (
        "Outputs: how it is written down",
        """outputs.text outputs.csv outputs.html outputs.excel outputs.page outputs.card outputs.visit_list outputs.collection_card
        outputs.customers_list outputs.icalendar outputs.vcard outputs.altair outputs.great_tables""",
    ),
    "presenting": ("A base in front of its reader", "presenting"),
    "searching": (
        "Search",
        "searching.ranking searching.fields searching.query searching.tokens searching.folding stores.finding",
    ),
    "registry": ("Registry and converter", "registry convert"),
    "testing": (
        "For tests: laws, strategies, contracts",
        "testing testing.laws testing.strategies testing.contracts.store testing.contracts.source",
    ),
    "sample": ("The sample company", "sample"),
    "validation": ("How records are made", "validation"),
}
NOTE = "<!-- Written by docs/generate_reference.py from the code: change the docstrings, not this page. -->\n<!-- fmt: off -->"
SECTIONS = (
    "Parameters",
    "Attributes",
    "Returns",
    "Yields",
    "Raises",
    "Warns",
    "Notes",
    "References",
    "Examples",
)


def main(arguments: list[str] | None = None) -> int:
    """Write or check the pages; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is out of date")
    check = parser.parse_args(arguments).check
    stale = []
    for path, text in pages():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"{name}: {'is out of date: run python docs/generate_reference.py' if check else 'written'}")
    return 1 if check and stale else 0


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each page and what must stand on it."""
    for name, (title, _) in PAGES.items():
        yield REFERENCE / f"{name}.md", module_page(title, modules_of(name))
    yield REFERENCE / "headings.md", filled(REFERENCE / "headings.md", "headings", headings())
    yield REFERENCE / "file-format.md", filled(REFERENCE / "file-format.md", "tables", tables())
    yield REFERENCE / "index.md", filled(REFERENCE / "index.md", "names", names())
    architecture = REFERENCE.parent / "explanation" / "architecture.md"
    yield architecture, filled(architecture, "layers", layers())
    yield REFERENCE / "cli.md", filled(REFERENCE / "cli.md", "help", command_line())


def filled(path: Path, name: str, text: str) -> str:
    """Return a page with what stands between its marks replaced."""
    page = path.read_text(encoding="utf-8")
    begin, end = f"<!-- generated: {name} -->", "<!-- end -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    if not rest:
        raise SystemExit(f"{path.name} lacks {begin}")
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"


# ------------------------------------------------------------------ modules and their names


def modules_of(page: str) -> list[str]:
    return [f"customerbase.{name}" for name in PAGES[page][1].split()]


def module_page(title: str, modules: list[str]) -> str:
    """Return the page of some modules."""
    parts = [NOTE, f"# {title}"]
    told: set[int] = set()
    for name in modules:
        module = importlib.import_module(name)
        parts.append(f"## `{name}`")
        parts += body(module.__doc__ or "")
        for public in module.__all__:
            there = getattr(module, public)
            if inspect.isclass(there) or inspect.isfunction(there):
                if id(there) in told:
                    continue
                told.add(id(there))
            parts += described(module, public, there)
    return "\n\n".join(parts) + "\n"


def described(module: object, name: str, there: object) -> Iterator[str]:
    """Yield the paragraphs of one public name."""
    yield f"### `{name}`"
    if inspect.isclass(there):
        yield code(f"class {name}({fields(there)})" if attrs.has(there) else heading_of(there))
        yield from body(there.__doc__ or "")
        if issubclass(there, Exception):
            yield f"Caught as {' and as '.join(f'`{each.__name__}`' for each in there.__bases__)}."
        if issubclass(there, enum.Enum):
            yield "\n".join(f"- `{each.name}` = `{each.value!r}`" for each in there)
        yield from members(there)
    elif callable(there) and isinstance(tree := statement(module, name), ast.FunctionDef):
        yield code(signature(tree))
        yield from body(there.__doc__ or "")
    else:
        value, said = constant(module, name)
        if value:
            yield code(f"{name} = {value}")
        yield from body(said)


def code(text: str) -> str:
    return f"```text\n{text}\n```"


@functools.cache
def parsed(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def statement(module: typing.Any, name: str) -> ast.stmt | None:
    """Return the statement that makes a name, followed through imports: decorators do not hide it."""
    body = parsed(inspect.getsourcefile(module) or "").body
    # what is loaded when it is first asked for stands below ``if TYPE_CHECKING``
    for each in [*body, *(inner for outer in body if isinstance(outer, ast.If) for inner in outer.body)]:
        if isinstance(each, ast.ImportFrom) and any((a.asname or a.name) == name for a in each.names):
            return statement(importlib.import_module(each.module or ""), name)
        if isinstance(each, ast.FunctionDef) and each.name == name:
            return each
    return None


def definition(there: typing.Any) -> ast.AST | None:
    """Return the syntax tree of a class's member."""
    tree: ast.AST = parsed(inspect.getsourcefile(sys.modules[there.__module__]) or "")
    for step in there.__qualname__.split("."):
        body_of = getattr(tree, "body", ())
        found = [each for each in body_of if getattr(each, "name", None) == step]
        if not found:
            return None
        tree = found[-1]
    return tree


def signature(tree: ast.FunctionDef) -> str:
    """Return ``name(parameters) -> type`` as it stands in the source."""
    given = [each for each in shown_arguments(tree.args) if each not in ("self", "cls", "draw: st.DrawFn")]
    returns = f" -> {ast.unparse(tree.returns)}" if tree.returns else ""
    line = f"{tree.name}({', '.join(given)}){returns}"
    if len(line) <= 100:
        return line
    return f"{tree.name}(\n" + "".join(f"    {each},\n" for each in given) + f"){returns}"


def shown_arguments(given: ast.arguments) -> Iterator[str]:
    plain = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plain) - len(given.defaults)) + list(given.defaults)
    for each, default in zip(plain, defaults, strict=True):
        yield argument(each, default)
    if given.vararg:
        yield f"*{argument(given.vararg, None)}"
    elif given.kwonlyargs:
        yield "*"
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield argument(each, default)
    if given.kwarg:
        yield f"**{argument(given.kwarg, None)}"


def argument(each: ast.arg, default: ast.expr | None) -> str:
    said = each.arg + (f": {ast.unparse(each.annotation)}" if each.annotation else "")
    return said if default is None else f"{said} = {ast.unparse(default)}"


def fields(cls: type) -> str:
    """Return the fields of an attrs class as its parameters."""
    told = ["*"] if any(each.kw_only for each in attrs.fields(cls)) else []
    for each in attrs.fields(cls):
        if not each.init:
            continue
        kind = next(
            (
                c.__annotations__[each.name]
                for c in cls.__mro__
                if each.name in vars(c).get("__annotations__", {})
            ),
            "",
        )
        text = each.alias or each.name
        if isinstance(kind, str) and kind:
            text += f": {kind}"
        if each.default is not attrs.NOTHING and type(each.default).__name__ != "Required":
            text += default_text(each.default)
        told.append(text)
    line = ", ".join(told)
    return line if len(line) <= 80 else "\n" + "".join(f"    {each},\n" for each in told)


def default_text(default: object) -> str:
    from customerbase.validation import REQUIRED

    if default is REQUIRED:
        return ""
    if isinstance(default, enum.Enum):
        return f" = {type(default).__name__}.{default.name}"
    simple = default is None or isinstance(default, str | int | float | bool) or default == ()
    return f" = {default!r}" if simple else " = ..."


def is_ours(there: typing.Any) -> bool:
    return str(there.__module__).partition(".")[0] == "customerbase"


def heading_of(cls: type) -> str:
    maker = next((vars(each)["__init__"] for each in cls.__mro__ if "__init__" in vars(each)), None)
    if (
        inspect.isfunction(maker)
        and is_ours(maker)
        and isinstance(tree := definition(maker), ast.FunctionDef)
    ):
        return signature(tree).replace("__init__", f"class {cls.__name__}", 1).removesuffix(" -> None")
    known = [each for each in cls.__bases__ if each is not object]
    bases = [each.__name__ for each in known if each in described_classes() or not is_ours(each)]
    return f"class {cls.__name__}({', '.join(bases)})" if bases else f"class {cls.__name__}"


def members(cls: type) -> Iterator[str]:
    """Yield the public methods and properties of a class, but for those of bases that are described themselves."""
    seen: set[str] = set()
    for base in cls.__mro__:
        if base is not cls and (not is_ours(base) or base in described_classes()):
            continue
        for name, held in vars(base).items():
            if not name.startswith("_") and name not in seen:
                seen.add(name)
                yield from member(cls, name, held)


@functools.cache
def described_classes() -> frozenset[type]:
    """Return every class that has an entry of its own."""
    modules = [importlib.import_module(each) for page in PAGES for each in modules_of(page)]
    names = [getattr(module, name) for module in modules for name in module.__all__]
    return frozenset(each for each in names if inspect.isclass(each))


def member(cls: type, name: str, held: object) -> Iterator[str]:
    """Yield the paragraphs of a method or property."""
    if isinstance(held, property):
        returns = getattr(definition(held.fget), "returns", None)
        kind = f": {ast.unparse(returns)}" if returns is not None else ""
        yield f"#### `{cls.__name__}.{name}{kind}`"
        yield from body(held.__doc__ or "")
        return
    function = held.__func__ if isinstance(held, classmethod | staticmethod) else held
    if inspect.isfunction(function) and isinstance(tree := definition(function), ast.FunctionDef):
        yield f"#### `{cls.__name__}.{name}`"
        yield code(signature(tree))
        yield from body(function.__doc__ or "")


def constant(module: typing.Any, name: str) -> tuple[str, str]:
    """Return the value of a constant, where it is short, and the text below it."""
    statements = parsed(inspect.getsourcefile(module) or "").body
    for i, each in enumerate(statements):
        if isinstance(each, ast.ImportFrom) and any((a.asname or a.name) == name for a in each.names):
            return constant(importlib.import_module(each.module or ""), name)
        targets = each.targets if isinstance(each, ast.Assign) else [getattr(each, "target", None)]
        if not any(getattr(target, "id", None) == name for target in targets):
            continue
        value = ast.unparse(each.value) if getattr(each, "value", None) is not None else ""
        following = statements[i + 1] if i + 1 < len(statements) else None
        said = ""
        # the text below a constant says what it is
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            said = inspect.cleandoc(str(following.value.value))
        # A value that is computed from private names says nothing.
        return ("" if len(value) > 200 or re.search(r"\b_\w", value) else value, said)
    return "", ""


# ------------------------------------------------------------------ docstrings


def body(docstring: str) -> Iterator[str]:
    """Yield a docstring's paragraphs as Markdown."""
    text = inspect.cleandoc(docstring)
    if not text:
        return
    pattern = rf"^({'|'.join(SECTIONS)})\n-{{4,}}$"
    first, *rest = re.split(pattern, text, flags=re.MULTILINE)
    yield from prose(first)
    for title, below in zip(rest[::2], rest[1::2], strict=True):
        content = textwrap.dedent(below).strip("\n")
        if title in ("Examples", "References"):
            yield f"{title}:"
            yield from prose(content)
        elif title == "Notes":
            yield from prose(content)
        else:
            yield f"{title}:"
            yield entries(content)


def prose(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if not paragraph.strip():
            continue
        if paragraph.lstrip().startswith(">>>"):
            yield f"```pycon\n{textwrap.dedent(paragraph)}\n```"
        elif paragraph.startswith("    "):
            yield f"```text\n{textwrap.dedent(paragraph)}\n```"
        else:
            yield paragraph.removesuffix(":") + ":" if paragraph.endswith("::") else paragraph


def entries(content: str) -> str:
    """Return the entries of a numpydoc section as a list."""
    lines = []
    for line in content.splitlines():
        if not line.strip():
            continue
        if line.startswith(" "):
            lines.append(f"  {line.strip()}")
        else:
            name, colon, kind = line.partition(" : ")
            lines.append(f"- `{name}`{': ' + kind if colon else ''}")
            lines[-1] = lines[-1].removesuffix(":")
    return "\n".join(lines)


# ------------------------------------------------------------------ tables from the code


def names() -> str:
    """Return where each name of the package itself is described."""
    import customerbase

    where = {}
    for page in PAGES:
        for module in modules_of(page):
            for name in importlib.import_module(module).__all__:
                where.setdefault(name, page)
    lines = ["| `customerbase.…` | What it is | Page |", "|---|---|---|"]
    for name in customerbase.__all__:
        there = getattr(customerbase, name)
        page = where["open_base" if name == "open" else name]
        summary = inspect.cleandoc(there.__doc__ or "").partition("\n")[0].partition("\n")[0]
        lines.append(f"| `{name}` | {summary} | [{page}]({page}.md) |")
    return "\n".join(lines)


def headings() -> str:
    """Return the table of headings, kind of file by kind of file."""
    from customerbase.sources.aliases.addresses import PART_OF_ADDRESS, USE_OF_ADDRESS
    from customerbase.sources.aliases.customers import CONTACT
    from customerbase.sources.heading_words import ROLES_OF_PEOPLE, TABLES

    titles = {
        "customers": "Lists of customers",
        "products": "Lists of products",
        "employees": "Lists of our own staff",
        "purchases": "Sales; and orders without their lines",
        "purchase_lines": "Lines of orders, in a file of their own",
        "interactions": "Dealings with customers",
    }
    parts = []
    for kind, title in titles.items():
        strong, weak = TABLES[kind]
        parts.append(f"## {title}")
        rows = [f"| `{field}` | {listed(words)} |" for field, words in strong.items()]
        parts.append("\n".join(["| Field | Headings |", "|---|---|", *rows]))
        rows = [
            f"| {listed(words)} | {' or '.join(f'`{each}`' for each in to)} |" for words, to in weak.items()
        ]
        parts.append("Headings that say less, and take the first of their fields that is still free:")
        parts.append("\n".join(["| Headings | Field |", "|---|---|", *rows]))
        if kind == "customers":
            parts.append("People at the customer, as in `Contact 2 phone`, `联系人2电话`:")
            rows = [f"| `contact[n].{part}` | {listed(words)} |" for part, words in CONTACT.items()]
            parts.append("\n".join(["| Field | What stands beside the person |", "|---|---|", *rows]))
            parts.append("People who are named by their part in the buying centre:")
            rows = [f"| `contact[{role}]` | {listed(words)} |" for role, words in ROLES_OF_PEOPLE.items()]
            parts.append("\n".join(["| Field | Who |", "|---|---|", *rows]))
            parts.append("Addresses that say their use, as in `Shipping city`, `收货地址`:")
            rows = [f"| `addresses[{use}]` | {listed(words)} |" for use, words in USE_OF_ADDRESS.items()]
            rows += [f"| `….{part}` | {listed(words)} |" for part, words in PART_OF_ADDRESS.items()]
            parts.append("\n".join(["| Field | Words |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def listed(words: str) -> str:
    return ", ".join(each for each in words.split("|") if each)


def tables() -> str:
    """Return the tables of a new file, column by column."""
    import customerbase

    parts = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        customerbase.open(path).close()
        with closing(sqlite3.connect(path)) as db:
            found = [
                name
                for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            ]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            parts.append(f"Schema version (`PRAGMA user_version`): {version}.")
            for table in found:
                keys = {row[3]: row[2] for row in db.execute(f"PRAGMA foreign_key_list([{table}])")}
                rows = ["| Column | Type | |", "|---|---|---|"]
                for _, column, kind, needed, _, primary in db.execute(f"PRAGMA table_info([{table}])"):
                    said = ["primary key"] if primary else ["not null"] if needed else []
                    said += [f"→ `{keys[column]}`"] if column in keys else []
                    rows.append(f"| `{column}` | {kind} | {', '.join(said)} |")
                parts += [f"### `{table}`", "\n".join(rows)]
    return "\n\n".join(parts)


def layers() -> str:
    """Return the layers as import-linter checks them, and what each part says of itself."""
    project = tomllib.loads((REFERENCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(
        each
        for each in project["tool"]["importlinter"]["contracts"]
        if each["type"] == "layers" and "exhaustive" in each
    )
    rows = ["| Layer | Part | What it is |", "|---|---|---|"]
    for i, layer in enumerate(contract["layers"], 1):
        for j, part in enumerate(re.split(r" [|:] ", layer)):
            name = part.strip("()")
            said = importlib.import_module(f"customerbase.{name}").__doc__ or ""
            summary = re.split(r"\n\s*\n", said)[0].replace("\n", " ").replace("|", "\\|").strip()
            rows.append(f"| {'' if j else i} | `{name}` | {summary} |")
    return "\n".join(rows)


def command_line() -> str:
    """Return the commands and their options; not argparse's own text, which differs from Python to Python."""
    from customerbase.cli.arguments import parser

    return "\n\n".join(commands_of("python -m customerbase", "", parser()))


def commands_of(program: str, before: str, command: argparse.ArgumentParser) -> Iterator[str]:
    """Yield what stands of each command, and of what can be asked of it."""
    (commands,) = (each.choices for each in command._actions if asks(each))  # noqa: SLF001
    for name, below in commands.items():
        given = [each for each in below._actions if each.dest != "help"]  # noqa: SLF001
        yield f"## `{before}{name}`"
        yield below.description or ""
        if any(map(asks, given)):
            yield from commands_of(program, f"{before}{name} ", below)
            continue
        placed = [each for each in given if not each.option_strings]
        line = " ".join([program, f"{before}{name}", *map(placeholder, placed)])
        yield code(line + (" [options]" if len(given) > len(placed) else ""))
        rows = [f"| `{option(each)}` | {told(each)} |" for each in given if each.option_strings or each.help]
        if rows:
            yield "\n".join(["| | |", "|---|---|", *rows])


def asks(action: argparse.Action) -> bool:
    """Tell whether it is a choice among further commands; argparse has no other name for it."""
    return isinstance(action, argparse._SubParsersAction)  # noqa: SLF001


def placeholder(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return {"?": f"[{name}]", "+": f"{name} ..."}.get(str(action.nargs), name)


def option(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = action.metavar or ("\\|".join(map(str, action.choices)) if action.choices else "")
    takes = action.nargs != 0
    return action.option_strings[-1] + (f" {value or action.dest.upper()}" if takes else "")


def told(action: argparse.Action) -> str:
    required = "; needed" if action.required and action.option_strings else ""
    return (action.help or "").replace("|", "\\|") + required


if __name__ == "__main__":
    sys.exit(main())

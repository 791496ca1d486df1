"""What every HTML document of ours has: a head, our style and script, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib.resources import files

__all__ = ["document", "safe"]

_TAGS = {"en": "en", "zh": "zh-Hans"}


def safe(text: object) -> str:
    """Escape text for the content and for the quoted attributes of HTML and SVG.

    Control characters that no document may hold become ``\N{REPLACEMENT CHARACTER}``.

    >>> safe('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    said = str(text)
    if not said.isprintable():
        said = "".join(c if c >= " " or c in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for c in said)
        said = said.encode("utf-8", "replace").decode("utf-8")
    return escape(said, quote=True)


def document(
    title: str,
    body: str,
    *,
    language: str,
    styles: Sequence[str] = ("page.css",),
    script: str | None = "page.js",
) -> str:
    """Return a whole document that needs nothing from outside.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML, already escaped.
    language : {'en', 'zh'}
    styles : sequence of str
        Our own style sheets, by file name.
    script : str, optional
        Our own script, by file name.

    Notes
    -----
    The Content-Security-Policy names the hashes of our style and script and
    forbids everything else, so that text out of a customer list could not run
    even if it were not escaped.
    """
    css = "".join(_asset(each) for each in styles)
    js = _asset(script) if script else ""
    policy = f"default-src 'none'; style-src {_hash(css)}; base-uri 'none'; form-action 'none'"
    if js:
        policy += f"; script-src {_hash(js)}"
    return (
        f'<!DOCTYPE html>\n<html lang="{_TAGS[language]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}\n"
        + (f"<script>{js}</script>\n" if js else "")
        + "</body>\n</html>\n"
    )


def _asset(name: str) -> str:
    return files("customerbase.outputs").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

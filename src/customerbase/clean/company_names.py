"""The key by which two spellings of one company's name are found to be the same.

Full-width characters, letter case, white space and punctuation do not
distinguish companies; legal forms (有限公司, Ltd) do, and stay.

>>> name_key("深圳（华为） 技术有限公司") == name_key("深圳(华为)技术有限公司")
True
>>> name_key("Müller & Co. KG")
'müller&cokg'
"""

from __future__ import annotations

import unicodedata

__all__ = ["name_key"]


def name_key(name: str) -> str:
    """Return the name without case, spaces and punctuation, as one string to compare.

    A name of punctuation alone is its own key, so that no two are mixed up.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(
        each for each in folded if each in "&+" or each.isalnum() or unicodedata.category(each)[0] == "M"
    )
    return unicodedata.normalize("NFKC", kept) or folded.strip()

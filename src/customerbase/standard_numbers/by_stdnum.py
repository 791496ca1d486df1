"""The one door to python-stdnum (extra ``cn``)."""

from __future__ import annotations

from stdnum import numdb
from stdnum.eu import vat
from stdnum.exceptions import InvalidComponent

__all__ = ["InvalidComponent", "numdb", "vat"]

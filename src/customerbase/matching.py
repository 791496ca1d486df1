"""Which records mean the same customer.

What of a record is compared is its `Profile`.  Exact rules say which fields
must agree for two records to be one, and may merge by themselves; what is
scored is for a person to decide.
"""

from __future__ import annotations

from customerbase.linkage.pairs import Pair
from customerbase.linkage.profiles import Profile, profile_of, profile_of_contact

__all__ = ["Pair", "Profile", "profile_of", "profile_of_contact"]

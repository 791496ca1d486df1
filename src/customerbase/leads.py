"""Leads followed up: who is to be contacted next, on which day, and what became of those who came forward.

A lead is contacted a first time and then, as long as he is silent, at
intervals that a `Cadence` states.  An answer begins the count anew: it is
our turn.  A day agreed with him goes before the rule.  Nobody is contacted
who does not allow it, who has bought, or whom somebody has closed.

Each dealing and each sale belongs to the latest lead of its customer that
came before it, so that none is counted twice.
"""

from customerbase.following.cadence import Cadence
from customerbase.following.results import Group, LeadResult, results
from customerbase.following.states import LeadState, LeadStatus, follow

__all__ = ["Cadence", "Group", "LeadResult", "LeadState", "LeadStatus", "follow", "results"]

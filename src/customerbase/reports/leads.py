"""Leads as tables: where each stands, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from customerbase.leads import LeadResult, LeadState
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["report", "results"]


def report(
    states: Iterable[LeadState], names: Mapping[str, str] | None = None, *, notes: Iterable[Phrase] = ()
) -> Table:
    """Return leads as a table, in the order in which they are given.

    Parameters
    ----------
    states : iterable of LeadState
        As `customerbase.leads.follow` gives them.
    names : mapping of str to str, optional
        Customer → name.
    notes : iterable of Phrase
    """
    known = names or {}
    columns = (
        column("next_on", "date"),
        column("customer", read=lambda each: known.get(each.lead.customer_id, each.lead.customer_id)),
        column("lead_status", read=lambda each: each.status),
        column("next_contact", "whole"),
        column("contacts_made", "whole", lambda each: len(each.contacts)),
        column("channels", "list"),
        column("came_on", "date", lambda each: each.lead.on),
        column("page", read=lambda each: each.lead.page),
        column("interest", read=lambda each: each.lead.interest),
        column("answered_on", "date"),
        column("bought_on", "date"),
        column("revenue", "list"),
        column("outcome", read=lambda each: each.outcome),
        column("employee", read=lambda each: each.lead.employee_id),
        column("lead_id", read=lambda each: each.lead.lead_id),
    )
    return tabulate("leads", columns, states, notes)


def results(rows: Iterable[LeadResult], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return what became of leads as a table, a row for each page, campaign or month."""
    columns = (
        column("lead_group", read=lambda each: each.group or TERMS["not_said"]),
        column("leads", "whole", lambda each: each.leads),
        column("contacted", "whole"),
        column("answered", "whole"),
        column("bought", "whole"),
        column("conversion", "share"),
        column("revenue", "list"),
        column("contacts_made", "whole", lambda each: each.contacts),
        column("days_to_contact", "number"),
        column("days_to_sale", "number"),
        column("still_open", "whole", lambda each: each.open),
    )
    return tabulate("lead_results", columns, rows, notes)

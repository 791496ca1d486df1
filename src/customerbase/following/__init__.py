"""Leads followed up: the rule, where each stands, and what became of them."""

"""Data tiers and the trade's measures of upkeep, clearing, feedback; `customerbase.verify` names what is public."""

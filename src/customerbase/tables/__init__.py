"""The same rules column-wise."""

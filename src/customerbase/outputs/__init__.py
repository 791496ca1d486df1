"""How it is written down: one file per format, each with ``write(tables, target, *, language="en")``."""

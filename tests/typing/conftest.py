"""The two files that a type checker reads are not run."""

collect_ignore = ["right.py", "wrong.py"]

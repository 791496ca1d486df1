"""What is run by hand is not collected."""

collect_ignore_glob = ["fuzz_*.py"]

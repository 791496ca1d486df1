"""What is said: one file per report, each turning typed rows into a `Table` that any output can write."""

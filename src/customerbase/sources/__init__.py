"""Where rows come from, one file per format; each gives a `SourceTable`."""

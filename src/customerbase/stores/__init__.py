"""Where records rest: one meaning (`Store`), one thin layer of rows for each place."""

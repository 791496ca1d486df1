"""Raw text in, a trustworthy value or a named problem out; one file per kind of field."""

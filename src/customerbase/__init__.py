"""A company's customer database."""

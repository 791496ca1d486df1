"""Contracts: test classes that say whether an extension does what the library relies on."""

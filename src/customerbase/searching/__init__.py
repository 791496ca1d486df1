"""Finding customers and contacts: one tokeniser, what is searched, what a query means, and the order of what is found."""

"""The three steps of a customer database: collect, organise, keep true; each is a part of `CustomerBase`."""

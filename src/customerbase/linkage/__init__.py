"""Which records mean the same customer: what is compared, by which rules, and in which groups it is joined."""

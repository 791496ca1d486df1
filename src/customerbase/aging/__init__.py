"""How facts age, and where the next hour of checking is worth most; `customerbase.verify` names what is public."""

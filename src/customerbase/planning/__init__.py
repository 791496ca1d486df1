"""The levelled plan of visits, one file for each step; `customerbase.verify` names what is public."""

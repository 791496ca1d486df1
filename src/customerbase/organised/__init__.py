"""The organised tables, one file for each; `customerbase.ranking` names them all."""

"""The records of a customer database, one file for each subject; `customerbase.model` names them all."""

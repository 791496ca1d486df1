"""Verification, one file for each step; `customerbase.verify` names them all."""

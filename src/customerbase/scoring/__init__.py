"""Recency, frequency, monetary value, one file for each step; `customerbase.rfm` names them all."""

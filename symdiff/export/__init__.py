"""Targets an expression can be written for: one file each, on one notation."""

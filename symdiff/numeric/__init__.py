"""Numerical differentiation: difference quotients, extrapolation, and the check of a gradient by them.

Knows functions of Python only, no formulas. May import: `errors`, `limits`.
"""

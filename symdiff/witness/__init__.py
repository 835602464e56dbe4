"""Judging a derivative: dual numbers at sample points, and SymPy, which `oracle` alone imports.

May import: `simplifier`, `export`, and what stands below them.
"""

"""Fractions in lowest terms: polynomials over kernels, relations between them, and how they are written.

May import: `simplifier.normal`, and what stands below it.
"""

"""Shorter forms of formulas of arrays: sums of products, each product one contraction.

From the ground up: `terms` (what a product and a sum are), `normal` (the normal form), `laws` (what is true
of factors that meet: an inverse and its matrix, a softmax and its sum), `matrices` (inverses and
determinants), `factoring` (common factors), `forms` (which form is taken).
May import: what `simplifier` may import.
"""

"""The same formula in other functions: pairs, angles, roots, absolute values.

May import: `simplifier.ring`, and what stands below it.
"""

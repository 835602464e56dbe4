"""The normal form: sums of products of powers, like terms and factors collected, in one order.

May import: `simplifier.rewrite.trig`, and what stands below `simplifier`.
"""

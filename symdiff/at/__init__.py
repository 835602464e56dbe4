"""A function at one point: is it special, one-sided expansions, branches that meet; conditions, solved.

May import: `simplifier`, `export`, and what stands below them.
"""

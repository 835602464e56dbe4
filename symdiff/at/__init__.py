"""A function at one point: is the point special, one-sided expansions, branches that meet, directions.

May import: `simplifier`, `export`, and what stands below them.
"""

"""Where a formula has a real value: ranges of its parts, and what a shorter form lost.

May import: `simplifier.normal`, and what stands below it.
"""

"""Practice: random formulas that a person can derive, each with its derivative, steps and a judge; sheets.

May import: `verdict`, and what stands below it.
"""

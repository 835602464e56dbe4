"""What users call: derivatives, matrices of them, named forms, series, points, kinks, checks.

May import: everything but `proximal`, `minimise` and `cli`.
"""

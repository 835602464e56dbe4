"""Formulas that keep their digits in floats: what is lost is measured, and another form is found.

May import: `verbs`, and what stands below it. `floats` says where no digit is in doubt, `trial` measures the
rest, `rewrites` has the identities, `search` puts them where digits are lost, `series` and `branches` have
another form where one alone is not enough, `centres` says about which numbers, `budget` counts the work,
`stable` is the verb.
"""

"""Formulas that keep their digits in floats: what is lost is measured, and another form is found.

May import: `verbs`, and what stands below it. `floats` says where no digit is in doubt, `trial` measures the
rest, `rewrites` has the identities and `exponentials` those of what grows, by `patterns`, `search` puts them
where digits are lost, `fewer` has formulas and their sums in fewer variables, `series` and `branches` another
form where one alone is not enough, `centres` says about which numbers, `choice` which is taken, `budget`
counts the work, `looks` has the first look at a formula, `stable` is the verb.
"""

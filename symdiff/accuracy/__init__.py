"""Formulas that keep their digits in floats: what is lost is measured, and another form is found.

May import: `verbs`, and what stands below it. `trial` measures, `rewrites` has the identities, `search` puts
them where digits are lost, `series` and `branches` have another form where one alone is not enough, `stable`
is the verb.
"""

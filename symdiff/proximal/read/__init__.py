"""Reading a penalty: a formula, or formulas and conditions, as functions of the table.

`recognise` is the verb; `terms` takes sums apart, `matching` finds the row of a term, `conditions` the set
that conditions make.

May import: the modules of `proximal` but `point`, and what stands below `proximal`.
"""

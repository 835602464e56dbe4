"""Reading a penalty: a formula, or formulas and conditions, as functions of the table.

`recognise` is the verb. `terms` takes sums apart; `matching` finds the row of a term, by the `patterns` of
rows; `groups` sorts terms by the variables they share; `building` makes the function of a group, with the
set that `conditions` make, or from the pieces that `quadratics` reads.

May import: the modules of `proximal` but `point`, and what stands below `proximal`.
"""

"""The normal form of a small formula: what `normal.form` and `normal.factor` make, ten times faster.

`products` has numbers times powers packed into two machine integers; `kernels` what is raised to those
powers; `written` the order of terms, and the size and nodes of what is written; `sums` common factors;
`sweep` the walk over a formula, with what is `known` of its nodes; `given` how short it is without all that.
What none of them covers raises NotSmall, and the general form is taken.

May import: `graph`, `table`, and `numbers`, `order` and `families` of `normal`.
"""

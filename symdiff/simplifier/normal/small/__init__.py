"""The normal form of a small formula: what `normal.form` and `normal.factor` make, ten times faster.

`products` has rational numbers times powers packed into two machine integers; `kernels` what is raised to
those powers, the order of terms and the size and nodes of what is written; `sums` common factors; `sweep` the
walk over a formula. What none of them covers raises NotSmall, and the general form is taken.

May import: `graph`, `table`, and `order` of `normal`.
"""

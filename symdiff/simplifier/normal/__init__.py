"""The normal form: sums of products of powers, like terms and factors collected, in one order.

`form` makes it, `factor` pulls out common factors, `given` keeps a formula as it was written, in order.
`families` has what trigonometric functions are by one another, `style` how the writer of a formula writes.

May import: what stands below `simplifier`.
"""

"""One walk over the graph in any arithmetic: floats, complex, many digits, duals, jets, balls, germs, arrays.

`ranges` is interval arithmetic: between which numbers a part lies.

May import: `sweeps`, and what stands below it.
"""

"""One walk over the graph in any arithmetic: floats, complex, many digits, duals, jets, germs, arrays.

May import: `sweeps`, and what stands below it.
"""

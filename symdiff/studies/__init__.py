"""Studies with drawings: the step of a difference quotient, the growth of a derivative.

May import: `witness`, and what stands below it.
"""

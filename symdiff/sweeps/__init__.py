"""Derivatives as sweeps over the graph, upward and downward, and which output depends on which variable.

May import: `parser`, and what stands below it.
"""

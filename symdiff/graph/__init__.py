"""The flat, hash-consed graph of formulas, where its nodes are kept, and `Expr`, the user's handle on a node.

May import: `table`, and what stands below it.
"""

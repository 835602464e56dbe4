"""Formulas as straight programs of machine arithmetic, which every target of code prints or compiles.

`program` makes one: each value computed once, powers as products, what is divided by often inverted once.

May import: `export`, `arithmetic`, and what stands below them.
"""

"""Where a formula has a real value, and what a shorter form lost of that.

`asked` is what operators and functions ask for, `facts` the calculus of such conditions, `lost` compares two
forms, `same_values` compares them at sample points.

May import: `simplifier.rewrite`, and what stands below it.
"""

"""Where a formula has a real value, and what a shorter form lost of that.

`asked` is what operators and functions ask for, `facts` the calculus of such conditions, `lost` compares two
forms. May import: `simplifier.ring`, and what stands below it.
"""

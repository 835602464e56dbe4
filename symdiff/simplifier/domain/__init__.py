"""Where a formula has a real value, and what a shorter form lost of that.

`asked` is what operators and functions ask for, `facts` the calculus of such conditions, by what `real`,
`squares` and `sums` tell of their parts; `lost` compares two forms, `same_values` at sample points.

May import: `simplifier.rewrite`, and what stands below it.
"""

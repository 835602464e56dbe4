"""Pictures of a formula of one variable and its derivative.

`curves` says what is to be drawn, `places` where a curve is broken, `ranges` how much of it is seen; `svg`,
`axes` (Matplotlib) and `dots` (a terminal) draw it. It may import from everything below it: verbs, at,
export, arithmetic. NumPy is imported when curves are made.
"""

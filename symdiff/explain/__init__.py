"""The steps of a derivative as a teacher writes them, each held to what the engine found.

`rules` has the rules of differentiation, one row each. `view` says which of them a teacher sees in a node,
`teacher` applies them one level at a time, `lines` reads the lines off, `proof` compares every node and every
line with the engine's own derivatives.

May import: `export`, and what stands below it.
"""

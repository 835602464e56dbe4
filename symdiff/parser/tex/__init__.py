"""LaTeX as people paste it → the same formula in symdiff's own notation.

`commands` says what each command is, `tokens` cuts a text, `dollars` finds the formula in a sentence, `left`
what stands before it, `reader` writes it anew: with `calls` for functions, `letters` for those of one letter,
`derivatives` for d/dx of a part, `blocks` for branches and sums, `integrals` for what is said of these.

May import: `parser.draft`, `table`, and what stands below them.
"""

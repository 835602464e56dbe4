"""Shorter forms of the same expression: `levels` has the verb, `forms` those asked for by name.

From the ground up: `normal` (the normal form, the level "basic"), `ring` (fractions in lowest terms),
`rewrite` (other functions for the same), `domain` (what a form lost of its domain); each may import those
before it.
Above them, beside this text: `ordered` (the normal form or what was given), `search` (which form is taken,
by `outline`, `radicands`, `renamed` and `prospects`), `sharing` and `repeated` (many results, large input),
and `identities` (the laws).
May import: `arithmetic`, and what stands below it.
"""

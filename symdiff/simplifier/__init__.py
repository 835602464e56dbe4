"""Shorter forms of the same expression: `levels` has the verb, `forms` those asked for by name.

Below are `normal` (the normal form), `ring` (fractions in lowest terms), `rewrite` (other functions for the
same), `domain` (what a form lost of its domain), `search` (which form is taken), and `identities` (the laws).
May import: `arithmetic`, and what stands below it.
"""

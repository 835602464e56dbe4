"""The language of vectors, matrices and tensors: texts with declared shapes, read by a grammar of their own.

`words` cuts a text, `reader` finds what stands in what, `lowering` makes nodes of it with `products`,
`calls` and `indices`. A text without shapes never comes here.
May import: what `parser` may import.
"""

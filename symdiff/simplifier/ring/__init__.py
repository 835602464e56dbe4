"""Polynomials over kernels: symbols, sin u, sqrt u, exp u, … are variables over the rationals.

`kernels` reads a node of the normal form, `polynomials` is the ring. With relations between kernels (`ring`)
it makes fractions in lowest terms (`rational`), written as short as they go (`shortest`, `cost`, `vectors`,
`bases`, `contractions`). Within limits (`quotients`) it factors, expands (`expanding`) and makes partial
fractions (`partial`). `derivation` derives a polynomial again and again by what its kernels become.
May import: `simplifier.normal`, and what stands below it.
"""

"""Arithmetics a graph can be walked in: floats, complex numbers, rationals, any number of digits,
dual numbers, jets, arrays."""

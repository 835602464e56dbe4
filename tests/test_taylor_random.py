"""Taylor polynomials of random formulas, against mpmath's coefficients and SymPy's series."""

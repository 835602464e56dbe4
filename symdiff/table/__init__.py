"""THE TABLE: everything known of each function and operator, a row each, and exact values at exact numbers.

May import: `errors`, `limits`.
"""

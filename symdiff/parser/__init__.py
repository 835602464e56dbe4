"""Text to graph: tokens, the tables of the grammar, the builder; and the texts of the table as graphs.

May import: `graph`, and what stands below it.
"""

"""The sizes symdiff refuses to go beyond unless told to.

>>> Limits(depth=50).depth
50
"""

from __future__ import annotations

from symdiff.records import NamedTuple


class Limits(NamedTuple):
    """Bounds on what one formula may ask for; give a larger one to raise it.

    In the library: ``parse(text, limits=Limits(depth=10**6))``; on the command line:
    ``--limit depth=1000000``.

    >>> Limits(order=2000).order, Limits().order
    (2000, 1000)
    """

    text: int = 2_000_000
    """Characters of a formula."""
    depth: int = 20_000
    """Parentheses, calls and bars open at once."""
    bits: int = 14_000
    """Bits of an exact number."""
    digits: int = 10_000
    """Decimal digits of a numerical evaluation."""
    order: int = 1_000
    """Order of a derivative."""
    derived: int = 100_000
    """Nodes of all derivatives on the way to one of an order above 16; each counts ten times at "basic",
    fifty times at "full"."""
    nodes: int = 20_000_000
    """Nodes of a graph."""
    terms: int = 10_000
    """Terms of a polynomial that a form asked for by name makes."""
    entries: int = 1_000_000
    """Entries of a Jacobian or a Hessian."""
    degree: int = 400
    """Degree of a polynomial that is factored."""
    steps: int = 1_000
    """Nodes of a formula whose derivative is shown with its steps."""
    trials: int = 1_500_000
    """Steps of looking for forms that keep their digits, for a formula or for all numbers of a file; a step
    takes about a microsecond."""


DEFAULT = Limits()

"""What a row of the table can say, of an operator or of a function."""

from __future__ import annotations

from typing import NamedTuple


class Function(NamedTuple):
    """A row: what is true of one function. Texts use the names in *parameters*."""

    name: str
    """The name that is printed; SymPy's where SymPy has the function."""
    parameters: tuple[str, ...] = ("x",)
    partials: tuple[str | None, ...] = ()
    """Derivative by each parameter; None where no closed form exists."""
    definition: str = ""
    """The function in terms of other rows, true on its whole (complex) domain; used by a target that
    has no function of its own."""
    domain: str = ""
    """Condition on real arguments for a real finite value (a finite one, where no value is real:
    hankel1); empty: everywhere."""
    smooth: str = ""
    """Condition on real arguments in the domain for the partials to hold; empty: on all of it."""
    poles: str = ""
    """Equation of the real points where the value is infinite."""
    kinks: str = ""
    """Equation of the points where it is continuous without a derivative."""
    jumps: str = ""
    """Equation of the points where it jumps."""
    cut: str = ""
    """Branch cut in the last parameter, ends included: `re: CONDITION` or `im: CONDITION` on a point of
    that axis, whose coordinate goes by the name of the parameter."""
    holomorphic: bool = True
    """Complex differentiable (in every parameter that has a partial) off its cut and poles."""
    range: str = ""
    """Condition on the value, called y, for real arguments; empty: every real, or not recorded.
    A parameter that is also called y does not occur in it."""
    sign: str = ""
    """Expression that has the sign of the value, and is zero with it, wherever that is real and finite."""
    zeros: str = ""
    """Equation of the real points where the value is zero; a row with `sign` needs none."""
    parity: str = ""
    """`odd` or `even` in its only (or last) parameter."""
    inverse: str = ""
    """Name of a right inverse g: f(g(x)) == x on g's real domain."""
    special: tuple[tuple[str, str], ...] = ()
    """Exact values: (arguments, value)."""
    integers: tuple[str, ...] = ()
    """Parameters that must be integers."""
    sample: tuple[tuple[float, float], ...] = ()
    """An interval for each parameter from which tests draw points; default -3..3, kept to the domain."""
    aliases: tuple[str, ...] = ()
    """Other spellings that are read."""
    bare: bool = False
    """May be applied without parentheses: `sin x`."""
    math: str = ""
    """Name in Python's `math` module."""
    cmath: str = ""
    """Name in Python's `cmath` module, where the branch is the same."""
    mpmath: str = ""
    """Name in mpmath, where arguments and branch are the same."""
    numpy: str = ""
    """Qualified name in NumPy or SciPy; `[k]` picks one of several results."""
    sympy: str = ""
    """Name in SymPy, where arguments and branch are the same."""
    latex: str = ""
    """Operator name, or a template with {0}, {1}…; empty: upright name."""
    leaf: bool = False
    """A node without arguments: what it holds is beside the graph's operators."""
    arithmetic: bool = False
    """Sum, difference, product, quotient, negation or power."""
    comparison: bool = False
    """Compares two numbers; the value is a truth."""
    ordering: bool = False
    """A comparison by size, which complex numbers do not have."""
    connective: bool = False
    """Joins truths; the value is a truth."""
    source: str = ""
    """Where the derivative was looked up."""

    @property
    def arity(self) -> int:
        """Number of arguments; -1 where any number is taken."""
        return -1 if self.parameters == ("*",) else len(self.parameters)

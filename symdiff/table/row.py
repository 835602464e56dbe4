"""What a row of the table can say, of an operator or of a function."""

from __future__ import annotations

from symdiff.records import NamedTuple


class Function(NamedTuple):
    """A row: what is true of one function. Texts use the names in *parameters*."""

    name: str
    """The name that is printed; SymPy's where SymPy has the function."""
    parameters: tuple[str, ...] = ("x",)
    partials: tuple[str | None, ...] = ()
    """Derivative by each parameter; None where there is none. One without a closed form is called by its own
    name, `zeta'(s)` or `D[1](besselj)(n, x)`; see `table.derivatives`."""
    named: str = ""
    """Condition on real arguments for derivatives with a name of their own; empty: domain and smooth."""
    definition: str = ""
    """The function in terms of other rows, true on its whole (complex) domain; used by a target that
    has no function of its own."""
    floats: str = ""
    """The same of real floats, where the steps of the definition overflow or lose digits."""
    domain: str = ""
    """Condition on real arguments for a real finite value (a finite one, where no value is real:
    hankel1); empty: everywhere."""
    smooth: str = ""
    """Condition on real arguments in the domain for the partials to hold; empty: on all of it."""
    alone: tuple[str, ...] = ()
    """For each parameter, the condition on arguments in the domain for its partial to hold when no other
    parameter moves, where less is needed than `smooth` says; "" where it is the same."""
    poles: str = ""
    """Equation of the real points where the value is infinite."""
    kinks: str = ""
    """Equation of the points where it is continuous without a derivative."""
    jumps: str = ""
    """Equation of the points where it jumps; of a function of whole arrays, in words."""
    jump: str = ""
    """How much it rises where it jumps, from the left of the only parameter to its right."""
    ends: tuple[tuple[str, str], ...] = ()
    """Ends of the domain with a finite value and no derivative, and the function by what is smooth there:
    (end, expression that is true next to it). What the definition tells need not stand here."""
    beside: str = ""
    """The function by others, or by itself elsewhere, where expansions meet a pole or a gap of it, and where
    several of its arguments move: gamma(x) is gamma(x + 1)/x."""
    power_series: tuple[str, str, str] | tuple[()] = ()
    """The power series about 0 in the last parameter, where the partials have a gap there: the first
    exponent, its coefficient, and the quotient of the coefficients of x**k and x**(k - 1)."""
    far: tuple[str, str] = ("", "")
    """What it comes to for x to minus and to plus infinity: the difference vanishes faster than every power
    of 1/x, and where the expression less its limit does so, too, that has the function's sign."""
    cut: str = ""
    """Branch cut in the last parameter, ends included: `re: CONDITION` or `im: CONDITION` on a point of
    that axis, whose coordinate goes by the name of the parameter."""
    holomorphic: bool = True
    """Complex differentiable (in every parameter that has a partial) off its cut and poles."""
    by_parts: bool = False
    """Not complex differentiable, and of a complex argument derived by its real and imaginary part."""
    range: str = ""
    """Condition on the value, called y, for real arguments; empty: every real, or not recorded.
    A parameter that is also called y does not occur in it."""
    sign: str = ""
    """Expression that has the sign of the value, and is zero with it, wherever that is real and finite."""
    zeros: str = ""
    """Equation of the real points where the value is zero; a row with `sign` needs none."""
    integer_valued: bool = False
    """Every real value is an integer."""
    complex_valued: bool = False
    """Real arguments have complex values; `domain` is then where it is smooth."""
    parity: str = ""
    """`odd` or `even` in its only (or last) parameter."""
    family: str = ""
    """`circular` or `hyperbolic`: a product of powers of the sine and the cosine of that family."""
    powers: tuple[int, int] = (0, 0)
    """Those powers: (0, -1) of the secant."""
    period: str = ""
    """The smallest number p with f(x + p) == f(x), where there is one."""
    mirror: str = ""
    """A number m with f(m - x) == f(x), for a row with an inverse."""
    inverse: str = ""
    """Name of a right inverse g: f(g(x)) == x on g's real domain. But for `period` and `mirror`, no two real
    points have the same value."""
    undone: str = ""
    """The argument by the value, called y, of a row without an inverse, no two real points of which have the
    same value."""
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
    """Name in mpmath where the branch is the same; a template of `table.targets` where arguments differ."""
    mpmath_slow: bool = False
    """mpmath takes up to seconds for a value; one by proved balls is looked for first."""
    numpy: str = ""
    """Qualified name in NumPy or SciPy; `[k]` picks one of several results. Of a function of whole arrays
    the call in source, with {0}, {1}…"""
    jax: str = ""
    """The call of a function of whole arrays in JAX, with {0}, {1}…"""
    torch: str = ""
    """The same in PyTorch."""
    numpy_real_only: bool = False
    """NumPy's or SciPy's function takes no complex arguments."""
    numpy_other_edge: bool = False
    """NumPy's or SciPy's function has the values of the other edge on the branch cut."""
    numpy_partly: bool = False
    """SciPy's function is NaN at real arguments where there is a value: there mpmath's is taken."""
    wider: bool = False
    """In floats, SciPy's function or the definition has finite values at real arguments outside of the
    domain, too."""
    numpy_complex: bool = False
    """NumPy's or SciPy's function has complex results on real arguments even where its value is real."""
    sympy: str = ""
    """Name in SymPy where the branch is the same; a template of `table.targets` where arguments differ."""
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
    signature: str = ""
    """Of a function of whole arrays, the shapes that it takes and has: `inv(A[n,n]) -> [n,n]`."""
    pullbacks: tuple[str | None, ...] = ()
    """For each parameter of such a function its adjoint, by that of the value, G, and by the value, Y; empty
    where it does not move the value, None where it is not known."""
    derived: int = -1
    """Of a derivative with a name of its own, the code of the function."""
    orders: tuple[int, ...] = ()
    """How often that is derived by each parameter."""

    @property
    def arity(self) -> int:
        """Number of arguments; -1 where any number is taken."""
        return -1 if self.parameters == ("*",) else len(self.parameters)

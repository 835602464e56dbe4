"""What a caller gives: formulas, variables and points, in all the ways they may be given. The one reader.

A formula is a text, an Expr, a SymPy expression or a number. Formulas are a list of them, or one text with
commas. Variables are a text with names between commas or spaces, a symbol, or a list of names and symbols.

>>> names_of("x, y z"), names_of(["x", "y"])
(['x', 'y', 'z'], ['x', 'y'])
>>> str(expression("2x + 1"))
'2*x + 1'
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from unicodedata import normalize

from symdiff.errors import NotOneNumber, SymdiffError
from symdiff.graph.expr import Expr, from_sympy
from symdiff.graph.folding import of_decimal, ratio
from symdiff.graph.graph import Graph
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.build import formula, is_of_arrays
from symdiff.parser.listed import components
from symdiff.parser.scanner import plain_name
from symdiff.table.operators import SYMBOL, is_condition

_INDEXED: Final = r"\b([^\W\d]\w*)\[([0-9]+)\]"
_SPELLED: Final = r"(?:\{(?:[^{}]|\{[^{}]*\})*\}|[^\s,{}])+"
"""A name in LaTeX."""
_FEW: Final = 6
"""Names that a hint lists."""
_INFINITIES: Final = frozenset((float("inf"), float("-inf")))


def names_of(variables: Any) -> list[str]:
    """Return the names in *variables*: of a text those between commas or spaces, of a symbol its own, of a
    list those of its members, in order. SymPy's symbols count as symbols. x[1] is x_1, as in a formula.

    Raises SymdiffError for what is no name.

    >>> names_of("x"), names_of("x[1], x[2]")
    (['x'], ['x_1', 'x_2'])
    """
    if isinstance(variables, str):
        if variables.isascii() and variables.isidentifier():
            return [variables]
        if "\\" in variables or "{" in variables:
            return [_from_latex(each) for each in re.findall(_SPELLED, variables)]
        names = re.sub(_INDEXED, r"\1_\2", variables).replace(",", " ").split()
        names = [name if name.isascii() else plain_name(_without_accents(name)) for name in names]
        for name in names:
            if not name.isidentifier():
                raise _no_variable(name)
        return names
    if isinstance(variables, Expr):
        return [variables.name]
    if isinstance(variables, list | tuple):
        if len(variables) == 1:
            return names_of(variables[0])
        return [name for variable in variables for name in names_of(variable)]
    own = getattr(variables, "name", None)  # a SymPy symbol
    if isinstance(own, str):
        return [own]
    if not isinstance(variables, Iterable):
        raise SymdiffError(f"{variables!r} is not a variable", hint="give a name, such as 'x'")
    found: list[str] = []
    for variable in variables:
        found += names_of(variable)
    return found


def _without_accents(name: str) -> str:
    """Return *name* as a formula has it: T∞ is T_inf, and x with a bar above it x_bar."""
    from symdiff.parser.characters import ACCENTS  # of no use for most names

    name = normalize("NFC", name).replace("∆", "Δ")
    if len(name) > 1 and name[-1] == "∞":
        name = f"{name[:-1].removesuffix('_')}_inf"
    return "".join([ACCENTS.get(letter, letter) for letter in name])


def _no_variable(text: str) -> SymdiffError:
    """Return what to raise where a variable is asked for; "x=3" is a value, "2" an order."""
    name, _, value = text.partition("=")
    hint = "give a name, such as x"
    if name.isidentifier() and value.isalnum():
        hint = f"a value is given by at={{'{name}': {value}}}"
    elif text.isdigit():
        hint = f"{hint}; how often to derive is the order, as in x and order={text}"
    elif text in ("+", "-", "*", "/", "="):
        hint = "put the whole formula into quotes"
    elif re.search(r"[-+*/^(]|^[0-9]", text):
        hint = f"{hint}; several formulas are one text with commas, and an answer is judged by judge"
    return SymdiffError(f"{text!r} is not a variable", hint=hint)


def no_variables(exprs: Any, symbols: Any = (), functions: Any = ()) -> SymdiffError:
    """Return what to raise where a verb is told no variables: its hint has the names of the formulas.

    >>> no_variables("x*y").hint
    "give them as a list, such as ['x', 'y']"
    """
    try:
        found = expressions(exprs, symbols, functions)
        names = sorted({name for each in found for name in each.graph.symbols([each.node])})
    except SymdiffError:
        names = []
    shown = str(names) if 0 < len(names) <= _FEW else "['x', 'y']"
    return SymdiffError("derivatives by which variables?", hint=f"give them as a list, such as {shown}")


def _from_latex(text: str) -> str:
    r"""Return the name that a text is in LaTeX: lambda of \lambda, x_12 of x_{12}, y_hat_i of \hat{y}_i.

    Raises SymdiffError for what is no name.
    """
    try:
        found = formula(text.strip("$"), "_", "", DEFAULT, "latex")
    except SymdiffError:
        found = None
    name = "" if found is None else found.graph.names.get(found.node, "")
    if found is None or found.graph.ops[found.node] != SYMBOL:
        raise SymdiffError(f"{text!r} is not a variable", hint="give a name, such as x")
    return name


def name_of(variable: Any) -> str:
    """Return the name of one variable. Raises SymdiffError for none, and for several.

    >>> name_of(" x ")
    'x'
    """
    names = names_of(variable)
    if len(names) != 1:
        given = f"{len(names)} names" if names else "no name"
        raise SymdiffError(
            f"{given} where one variable is expected: {variable!r}", hint="give one, such as x"
        )
    return names[0]


def expression(
    expr: Any,
    symbols: Any = (),
    functions: Any = (),
    limits: Limits = DEFAULT,
    conditions: bool = False,
    by: list[str] | None = None,
    arrays: bool = False,
    entries: bool = False,
) -> Expr:
    """Return *expr* as an Expr: a text is parsed, a SymPy expression or a number is converted.

    In a text, *symbols* are ordinary names whatever else they could mean, *functions* unknown functions, and
    a note says which of the variables *by* do not occur. Raises as `parse` does, SymdiffError for what is no
    formula; for a condition, too, without *conditions*, for a formula of arrays without *arrays*, and without
    *entries* where one of *by* may be an entry of a list that is summed over.

    >>> str(expression("x") + expression(2))
    'x + 2'
    >>> expression("x == 2")
    Traceback (most recent call last):
    ...
    symdiff.errors.SymdiffError: x == 2 is a condition: it is true or false, and no number
    for an equation, give the difference of its sides
    """
    found = _read(expr, symbols, functions, limits)
    graph, node = found.graph, found.node
    if not arrays and graph.may_use_arrays():
        from symdiff.graph.tensors import refuse_arrays  # what it needs is wanted only where there are arrays

        refuse_arrays(found, "this")
    if not conditions and (is_condition(graph.ops[node]) or graph.names.get(node) in ("True", "False")):
        raise SymdiffError(
            f"{found} is a condition: it is true or false, and no number",
            hint="for an equation, give the difference of its sides",
        )
    if by is not None and graph.operators and not entries:
        from symdiff.graph.entries import refuse_entries  # of use for sums over a letter alone

        refuse_entries(found, by)
    return found if by is None or not isinstance(expr, str) else with_missing(found, [found], by)


def as_read(expr: Any) -> Any:
    """Return a text that the language of arrays reads alone as a formula, anything else as it is given.

    >>> as_read("x*stop(x)")
    Expr('x*stop(x)')
    """
    return expression(expr, arrays=True) if isinstance(expr, str) and is_of_arrays(expr) else expr


def _read(expr: Any, symbols: Any, functions: Any, limits: Limits) -> Expr:
    if isinstance(expr, Expr):
        return expr
    if isinstance(expr, str):
        return formula(expr, symbols, functions, limits)
    if _is_sympy(expr):
        return from_sympy(expr)
    if isinstance(expr, bool) or not hasattr(expr, "__float__") or getattr(expr, "shape", ()) != ():
        raise SymdiffError(
            f"expected a formula, not {type(expr).__name__}",
            hint="give a text, an Expr or a SymPy expression",
        )
    if expr != expr or expr in _INFINITIES:
        raise SymdiffError(f"{expr} is no number to compute with", hint="use the constant oo for infinity")
    graph = Graph(limits)
    value = of_decimal(expr) if isinstance(expr, Decimal) else number_of(expr)
    return Expr(graph, graph.number(value if isinstance(value, int | float | Fraction) else float(value)))


def _is_sympy(value: Any) -> bool:
    """Return whether *value* is of SymPy: of one of its classes, or of one made from them (a function F)."""
    modules = [str(getattr(kind, "__module__", "")) for kind in type(value).__mro__]  # a function F has none
    return any(module.partition(".")[0] == "sympy" for module in modules)


def with_missing(expr: Expr, exprs: list[Expr], by: list[str]) -> Expr:
    """Return *expr* with a note on each of the names *by* that occurs in none of *exprs*."""
    absent = [name for name in by if not any(each.graph.has_symbol(name) for each in exprs)]
    if any(each.graph.operators for each in exprs):
        from symdiff.graph.entries import entries_of  # of use for sums over a letter alone

        free = {symbol.name for each in exprs for symbol in each.free_symbols}
        absent = [name for name in by if name not in free]  # not the letter of an integral alone
        entries = {name for each in exprs for name in entries_of(each, absent)}
        absent = [name for name in absent if name not in entries]
    if not absent:
        return expr
    from symdiff.parser.absent import missing  # of no use for most formulas

    names = sorted({name for each in exprs for name in each.graph.symbols([each.node])})
    notes = [missing(name, names) for name in dict.fromkeys(absent)]
    return Expr(expr.graph, expr.node, (*expr.notes, *notes))


def expressions(
    exprs: Any, symbols: Any = (), functions: Any = (), limits: Limits = DEFAULT, role: str = "output"
) -> list[Expr]:
    """Return *exprs* as Exprs: of a text with commas its parts, of a SymPy or NumPy vector its entries.

    An error says which of several it was, by *role* and number. Raises as `expression` does, and SymdiffError
    for a matrix.

    >>> [str(expr) for expr in expressions("x*y, sin(x)")]
    ['x*y', 'sin(x)']
    """
    listed = _listed(exprs)
    found = []
    for place, expr in enumerate(listed, 1):
        try:
            found.append(expression(expr, symbols, functions, limits))
        except SymdiffError as error:
            if len(listed) > 1:
                message = f"{role} {place}: {error.message}"
                raise type(error)(message, error.text, error.column, error.hint) from None
            raise
    return found


def point_of(at: Mapping[Any, Any] | None, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a point by names: its keys are names or symbols, those of *more* names.

    >>> point_of({expression("x"): 1}, {"y": 2})
    {'x': 1, 'y': 2}
    """
    if at is not None and not isinstance(at, Mapping):
        raise SymdiffError(f"{at!r} is no point", hint="give a number for each name, such as {'x': 1}")
    point = {name_of(key): value for key, value in at.items()} if at else {}
    if more:
        point.update(more)
    return point


def numbers_of(at: Mapping[Any, Any] | None, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a point as `point_of` does, its values as `number_of` reads them."""
    return {name: number_of(value, name) for name, value in point_of(at, more).items()}


def number_of(value: Any, name: str = "a coordinate") -> Any:
    """Return a coordinate as a number that symdiff computes with: NumPy's, SymPy's and decimal numbers and
    texts of constants are converted; what has an arithmetic of its own (a dual number, mpmath's) is kept.

    An expression of constants stays one, unless it is a number. Raises SymdiffError for anything else.

    >>> number_of("1/2"), str(number_of("sqrt(2)"))
    (Fraction(1, 2), 'sqrt(2)')
    """
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int | Fraction):
        return int(value) if isinstance(value, int) else value
    if isinstance(value, str):
        try:
            return Fraction(value)  # exactly what was typed
        except (ValueError, ZeroDivisionError):
            value = expression(value)
    elif _is_sympy(value):
        value = expression(value)
    if isinstance(value, Expr):
        free = value.graph.symbols([value.node])
        if free:
            raise SymdiffError(
                f"{name} is to be a number, and {value} depends on {', '.join(free)}",
                hint="f.subs({...}) puts a formula in the place of a symbol",
            )
        number = value.graph.numbers.get(value.node, value)
        return Fraction(*ratio(number)) if isinstance(number, float) else number  # a decimal is what it shows
    if isinstance(value, complex):
        return complex(value)
    if hasattr(value, "arithmetic") or hasattr(value, "_mpf_") or hasattr(value, "_mpc_"):
        return value
    if getattr(value, "shape", ()) != () or isinstance(value, list | tuple):
        kind = "a list" if isinstance(value, list | tuple) else "an array"
        raise NotOneNumber(
            f"{name} is to be a number, not {kind}", hint="f(x=...) and f.numpy() take arrays of numbers"
        )
    if isinstance(value, Decimal):
        return Fraction(value) if value.is_finite() else math.nan if value.is_nan() else float(value)
    if hasattr(value, "item"):  # of NumPy
        return number_of(of_numpy(value), name)
    if hasattr(value, "__index__"):
        return int(value)
    if hasattr(value, "__float__"):
        return float(value)
    raise SymdiffError(f"{name} is to be a number, not {type(value).__name__}")


def of_numpy(value: Any) -> Any:
    """Return a scalar of NumPy as Python's own number, one that is longer than a float as a Fraction."""
    item = value.item()
    if type(item) is type(value) or hasattr(item, "item"):  # Python has none so long
        if not hasattr(item, "as_integer_ratio"):
            return complex(item)
        return Fraction(*item.as_integer_ratio()) if math.isfinite(item) else float(item)
    return item


def _listed(exprs: Any) -> list[Any]:
    """Return what is given as a list of formulas, none of them read."""
    if isinstance(exprs, str):
        return components(exprs)
    if isinstance(exprs, Mapping | set | frozenset):
        raise SymdiffError(
            f"a {type(exprs).__name__} where formulas are expected", hint="give a list of them"
        )
    if isinstance(exprs, Expr) or (hasattr(exprs, "free_symbols") and not hasattr(exprs, "shape")):
        return [exprs]
    shape = getattr(exprs, "shape", None)
    if isinstance(shape, tuple) and len(shape) == 2 and 1 not in shape:
        raise SymdiffError(
            f"a matrix of {shape[0]} by {shape[1]} where a vector is expected",
            hint="give one row or one column; .reshape(n, 1) makes one",
        )
    if isinstance(shape, tuple):  # of SymPy or NumPy
        listed = exprs.tolist()
        return [entry for row in listed for entry in row] if len(shape) == 2 else list(listed)
    try:
        return list(exprs)
    except TypeError:
        return [exprs]

"""Formulas on one line as a textbook prints them, in Unicode; and in ASCII, as `str` prints them.

What is printed in Unicode can be read again, and has the same value.

>>> from symdiff.parser.formula import parse
>>> print(unicode(parse("-2*x**2*exp(-x/3)/sqrt(x + 1)")))
−2x²·e^(−x/3)/√(x + 1)
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from symdiff.export.notation import POWER_LEVEL, SIGN_LEVEL, Notation, integer
from symdiff.export.text import Text
from symdiff.graph.binders import BY_SPELLING, spelled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import BINDERS, INTEGRAL
from symdiff.table.functions import ABS, EXP, LOG, SQRT, code_of
from symdiff.table.operators import (
    ADD,
    AND,
    DIV,
    EQ,
    GE,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEG,
    NOT,
    OR,
    POW,
    SUB,
    UNKNOWN,
)

_MINUS: Final = "−"
_SIGNS: Final = {
    OR: " or ", AND: " and ", LT: " < ", LE: " ≤ ", GT: " > ", GE: " ≥ ", EQ: " = ", NE: " ≠ ",
    ADD: " + ", SUB: f" {_MINUS} ", DIV: "/",
}  # fmt: skip
_CONSTANTS: Final = {"pi": "π", "E": "e", "I": "i", "oo": "∞"}
_BY_VALUE: Final = {"e": "E", "E": "E", "i": "I", "I": "I", "π": "pi", "pi": "pi"}
"""Symbol that reads like a constant → that constant."""
_DIGITS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_RAISED: Final = str.maketrans(f"0123456789{_MINUS}", _DIGITS)
_WHOLE: Final = re.compile(rf"\(?({_MINUS}?\d+)\)?")
_ATOM: Final = re.compile(rf"[^\W\d{_DIGITS}][^\W{_DIGITS}]*|\d+|[πe∞]")
_COEFFICIENT: Final = re.compile(r"(?:.*·)?\d+(?:\.\d+)?")
_CBRT: Final = code_of("cbrt", 1)
_ROOTS: Final = {SQRT: "√", _CBRT: "∛"}
_PI: Final = re.compile(r"\bpi\b")
_ABS: Final = re.compile(r"\bAbs\(([^()|]*)\)")
_BASE: Final = re.compile(r"(?<![\w.])E\b")
_LOG: Final = re.compile(r"\blog\(")
_SQUARE: Final = re.compile(r"\^(\d+)")
_IN_TEXT: Final = (("!=", "≠"), ("<=", "≤"), (">=", "≥"), ("**", "^"), ("*", "·"), ("-", _MINUS))


class Plain(Text):
    """Writes as `str` does; a sign behind a dot has parentheses, for a reader's sake."""

    def operator(self, op: int, texts: list[str]) -> str:
        if op == MUL and texts[1].startswith("-"):
            return f"{texts[0]}*({texts[1]})"
        return super().operator(op, texts)


class Unicode(Notation):
    """Writes superscripts, dots, roots and bars; logarithms as ln, exponentials as powers of e."""

    def __init__(self, graph: Graph, names: frozenset[str] = frozenset()) -> None:
        super().__init__(graph)
        self.taken = {_BY_VALUE[name] for name in names if name in _BY_VALUE}
        """Constants whose letters stand for symbols."""

    def anew(self, graph: Graph, root: int) -> Notation:
        return Unicode(graph, frozenset(graph.symbols([root])))

    def binder(self, kind: str, texts: list[str]) -> str:
        inside, letter, lower, upper = texts
        whole = (
            inside if inside.isidentifier() or (inside.endswith(")") and _is_call(inside)) else f"({inside})"
        )
        if kind == INTEGRAL:
            return f"∫_{_group(lower)}^{_group(upper)} {whole} d{letter}"
        return f"{kind}_({letter}={lower})^{_group(upper)} {whole}"

    def level(self, node: int) -> int:
        if self.graph.ops[node] == UNKNOWN and _is_binder(self.graph.operator(node)[0]):
            return SIGN_LEVEL
        op = self.graph.ops[node]
        return POWER_LEVEL if op == EXP and "E" not in self.taken else super().level(node)

    def number(self, value: Number) -> str:
        if isinstance(value, Fraction):
            return f"{self.number(value.numerator)}/{integer(value.denominator)}"
        text = integer(value) if isinstance(value, int) else repr(value)
        return _MINUS + text[1:] if text[0] == "-" else text

    def constant(self, name: str) -> str:
        return name if name in self.taken else _CONSTANTS.get(name, name)

    def placed(self, op: int, place: int, child: int, text: str) -> str:
        if op in (MUL, DIV) and place == 0 and self.ends_with_product(child):
            return f"({text})"
        return super().placed(op, place, child, text)

    def operator(self, op: int, texts: list[str]) -> str:
        if op == NEG:
            return _MINUS + texts[0]
        if op == NOT:
            return f"not {texts[0]}"
        left, right = texts
        if op == MUL:
            if right.startswith(_MINUS):
                return f"{left}·({right})"
            return left + ("" if _is_side_by_side(left, right) else "·") + right
        if op == POW:
            return _power(left, right)
        return left + _SIGNS[op] + right

    def call(self, code: int, texts: list[str]) -> str:
        text = texts[0]
        if code in _ROOTS:
            return _ROOTS[code] + (text if _ATOM.fullmatch(text) else f"({text})")
        if code == ABS and "|" not in text:
            return f"|{text}|"
        if code == EXP and "E" not in self.taken:
            return _power("e", text if _ATOM.fullmatch(text) else f"({text})")
        if code == LOG:
            return f"ln({text})"
        return super().call(code, texts)


def _is_binder(name: str) -> bool:
    return name in BY_SPELLING or name.startswith(BINDERS)


def _group(bound: str) -> str:
    """Return a bound of an integral, in parentheses unless it is a name or a number."""
    return bound if bound.isidentifier() or bound.isdecimal() or bound == "∞" else f"({bound})"


def _is_call(text: str) -> bool:
    """Return whether the first parenthesis of a text that ends with one, behind a name, is closed by that."""
    name, _, rest = text.partition("(")
    depth = 1
    for place, sign in enumerate(rest, 1):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return name.isalnum() and place == len(rest)
    return False


def _is_side_by_side(left: str, right: str) -> bool:
    """Return whether a product is written without a dot: 2x, 3√x, and 5(x + 1) at the beginning."""
    if not _COEFFICIENT.fullmatch(left):
        return False
    if right[0] == "(":
        return "·" not in left
    return right[0] in "√∛|" or (right[0].isalpha() and not re.match(r"[eE][\d+−]", right))


def _power(base: str, exponent: str) -> str:
    """Return a power with a raised exponent where that is a whole number."""
    if base[0] in _ROOTS.values():
        base = f"({base})"  # the power of the root, not the root of the power
    whole = _WHOLE.fullmatch(exponent)
    if whole:
        return base + whole[1].translate(_RAISED)
    is_raised = exponent[-1] in _DIGITS and exponent[0] != "("
    return f"{base}^({exponent})" if is_raised else f"{base}^{exponent}"


def unicode(expr: Expr) -> str:
    """Return *expr* on one line in Unicode. Cost: the length of the text."""
    graph, [node] = spelled(expr.graph, [expr.node])
    return Unicode(graph, frozenset(graph.symbols([node]))).line(node)


def relations(text: str, names: Collection[str] = ()) -> str:
    """Return conditions in symdiff's language with the signs that `unicode` writes; *names* are variables.

    >>> relations("x != pi/2 + 2*k*pi (k an integer), x > log(2), x**2 >= -1, Abs(x) < E")
    'x ≠ π/2 + 2·k·π (k an integer), x > ln(2), x² ≥ −1, |x| < e'
    """
    text = _PI.sub("π", _LOG.sub("ln(", text))
    text = _ABS.sub(r"|\1|", text)
    if not {"e", "E"} & {*names}:
        text = _BASE.sub("e", text)
    for plain, sign in _IN_TEXT:
        text = text.replace(plain, sign)
    return _SQUARE.sub(lambda found: found[1].translate(_RAISED), text)

r"""How results are told to the page: formulas in LaTeX, words between them, and errors with their place.

>>> condition("-1 < x <= 1"), condition("x != pi/2 + k*pi")
('-1 < x \\le 1', 'x \\neq \\frac{\\pi}{2} + k \\pi')
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from symdiff.at.solved import solved
from symdiff.cli.answer import error as error_member
from symdiff.errors import SymdiffError
from symdiff.explain.derivation import Derivation
from symdiff.explain.latex import Writer
from symdiff.export.latex import latex, symbol_latex
from symdiff.export.where import NOWHERE
from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse
from symdiff.parser.notes import Aside
from symdiff.verbs.implicit_steps import ImplicitSteps
from symdiff.verbs.points import SpecialPoint

_OPEN: Final = r"\("
_CLOSE: Final = r"\)"
"""What formulas stand between in words."""
_ORDERS: Final = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}
_CHAIN: Final = re.compile(r" (<=|>=|<|>) ")
_SEEN: Final = re.compile(r"read as .*: LaTeX")
"""A note that says no more than the formula that is shown."""
_WORDS: Final = (
    (r" \((?:symbols|functions)='[^']*'\)", " under Names"),
    (r"raise it with Limits\((\w+)=\.\.\.\)", r"symdiff web --limit \1=... raises it"),
    (r"; a comparison is written ==|, or give \{\"x\": \.\.\.\}", ""),
    (r"give the formula and the variable apart, as in: diff .*", "give the formula alone"),
)


def expression(expr: Expr) -> dict[str, str]:
    """Return an expression as text and as LaTeX."""
    return {"text": str(expr), "latex": latex(expr)}


def reworded(text: str) -> str:
    """Return a message or a note of the library in words of the page.

    >>> reworded("declare the variable (symbols='lnx')")
    'declare the variable under Names'
    """
    for pattern, written in _WORDS:
        text = re.sub(pattern, written, text)
    return text


def error(failed: SymdiffError) -> dict[str, Any]:
    """Return what is wrong, where in which text, and what to try."""
    return error_member(failed, reworded)


def notes(expr: Expr) -> list[str]:
    """Return how a text was read where there may be doubt."""
    return in_doubt(expr.notes)


def in_doubt(said: Iterable[str]) -> list[str]:
    """Return notes without those that say what is seen, or what nobody would doubt."""
    return [reworded(note) for note in said if not isinstance(note, Aside) and not _SEEN.fullmatch(note)]


def condition(text: str) -> str:
    """Return a condition as LaTeX; what is no formula in words."""
    parts = _CHAIN.split(text)
    try:
        sides = [latex(parse(side)) for side in parts[::2]] if len(parts) == 5 else [latex(parse(text))]
    except SymdiffError:
        return rf"\text{{{text}}}"
    for place, sign in enumerate(parts[1::2] if len(parts) == 5 else ()):
        sides.insert(2 * place + 1, _ORDERS[sign])
    words = {r"\land": r"\text{ and }", r"\lor": r"\text{ or }"}
    return re.sub(r"\\l(?:and|or)\b", lambda sign: words[sign[0]], " ".join(sides))


def where(conditions: tuple[Expr, ...], taken: Iterable[str]) -> list[str]:
    """Return the conditions of an answer, solved, as words with formulas; names that are *taken* stand for no
    integers."""
    if not conditions:
        return []
    found = solved(conditions, taken)
    if found.text == NOWHERE:
        return [NOWHERE]
    told = [f"{_OPEN}{condition(text)}{_CLOSE}" for text in found.texts]
    if told and found.letter:
        told[-1] += f" for every integer {_OPEN}{found.letter}{_CLOSE}"
    return told


def point(found: SpecialPoint) -> dict[str, Any]:
    """Return a special point: where it is in LaTeX, of what kind, the slopes on both sides."""
    name = symbol_latex(found.variable)
    if found.kind == "unsolved":
        return {"latex": f"{latex(found.where)} = 0", "kind": "not solved", "left": None, "right": None}
    place = latex(found.where)
    if found.period is not None:
        start = "" if found.where == 0 else f"{place} + "
        step = "k" if found.period == 1 else latex(parse("k") * found.period)
        place = f"{start}{step}"
    return {"latex": f"{name} = {place}", "kind": found.kind, "left": found.left, "right": found.right}


def derivation(found: Derivation) -> dict[str, Any]:
    """Return the lines of a derivation, each with its reason."""
    writer = Writer(found)
    lines: list[dict[str, str]] = []
    for line in found.lines:
        formula = writer.formula(line.node, line.is_named)
        if found.function and lines and lines[-1]["latex"] == formula:
            continue  # (y)' and y' are written alike
        left = f"{writer.names[line.of]}'" if line.of >= 0 else ""
        lines.append({"left": left, "latex": formula, "reason": writer.reason(line, _OPEN, _CLOSE)})
    names = [f"{name} = {text}" for name, text in writer.definitions()]
    return {"asked": writer.derived(), "names": names, "lines": lines}


def implicit(found: ImplicitSteps) -> list[dict[str, Any]]:
    """Return derivations of the sides of an equation, each followed by what comes of them."""
    blocks = []
    for derivations, statements in found.stages:
        blocks += [derivation(each) for each in derivations]
        lines = [
            {
                "left": left,
                "latex": right,
                "reason": f"{words} {_OPEN}{divisor}{_CLOSE}" if divisor else words,
            }
            for left, right, words, divisor in found.told(statements)
        ]
        blocks.append({"asked": "", "names": [], "lines": lines})
    return blocks


__all__ = [
    "condition", "derivation", "error", "expression", "implicit", "in_doubt", "latex", "notes", "point",
    "reworded", "symbol_latex", "where",
]  # fmt: skip

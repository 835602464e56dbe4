r"""LaTeX of formulas of arrays, from their text in matrices or in index notation.

>>> print(latex_of("2*A.T @ (A @ x - b)"))
2 A^{\top} \left(A x - b\right)
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from symdiff.limits import DEFAULT
from symdiff.parser.arrays.reader import Part, parts_of
from symdiff.parser.arrays.statements import statements

_SUM: Final = 2
_PRODUCT: Final = 3
_SIGN: Final = 4
_POWER: Final = 6
_ATOM: Final = 9
_NAMED: Final = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu",
    "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta",
    "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega",
}  # fmt: skip
_COMMANDS: Final = frozenset(("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min"))
_RELATIONS: Final = {"<": "<", ">": ">", "<=": r"\leq", ">=": r"\geq", "==": "=", "!=": r"\neq"}
_UNKNOWN: Final = re.compile(r"D\[([\d,]*)\]\((\w+)\)|(\w(?:_\w+)?|\w+(?='))('*)")
"""A function of one letter, and derivatives."""
_BETWEEN: Final = {
    "+": " + ",
    "-": " - ",
    "*": r" \, ",
    "@": " ",
    ".*": r" \odot ",
    " ": " ",
    "⊗": r" \otimes ",
}


class _Tex(NamedTuple):
    text: str
    level: int

    def placed(self, level: int) -> str:
        return self.text if self.level >= level else rf"\left({self.text}\right)"


def latex_of(text: str) -> str:
    """Return the LaTeX of a formula of arrays that is written in its language. Cost: linear in the text."""
    written = []
    for name, statement in statements(text):
        parts = parts_of(statement, DEFAULT)
        made: list[_Tex] = []
        for part in parts:
            made.append(_tex(parts, part, [made[place] for place in part.below]))
        written.append(f"{_name(name)} = {made[-1].text}" if name else made[-1].text)
    return r",\quad ".join(written)


def _tex(parts: list[Part], part: Part, below: list[_Tex]) -> _Tex:
    kind = part.kind
    if kind == "number":
        return _Tex(part.text, _ATOM)
    if kind == "name":
        return _Tex(_name(part.text), _ATOM)
    if kind in ("size", "all"):
        return _Tex(part.text, _SUM)
    if kind == "group":
        return below[0]
    if kind == "signed":
        return _Tex(f"{part.text}{below[0].placed(_PRODUCT)}", _SIGN)
    if kind == "transposed":
        return _Tex(rf"{below[0].placed(_ATOM)}^{{\top}}", _POWER)
    if kind == "raised":
        return _Tex(f"{below[0].placed(_ATOM)}^{{{part.text}}}", _POWER)
    if kind == "bars":
        sign = r"\|" if part.text == "‖" else "|"
        return _Tex(rf"\left{sign}{below[0].text}\right{sign}", _ATOM)
    if kind == "entry":
        inside = ", ".join([each.text for each in below[1:]])
        return _Tex(f"{below[0].placed(_ATOM)}_{{{inside}}}", _ATOM)
    if kind == "build":
        names = ", ".join(_indices(parts, part))
        return _Tex(rf"\left[{below[0].text}\right]_{{{names}}}", _ATOM)
    if kind == "bind":
        return _bound(parts, part, below)
    if kind == "call":
        return _call(part.text, below)
    return _binary(part.text, below[0], below[1])


def _name(name: str) -> str:
    head, _, index = name.partition("_")
    shown = f"\\{head}" if head in _NAMED else head if len(head) == 1 else rf"\mathrm{{{head}}}"
    index = re.sub(r"_", r"\\_", index)
    return f"{shown}_{{{index}}}" if index else shown


def _indices(parts: list[Part], part: Part) -> list[str]:
    """Return the indices that a part binds, with sizes that are sums."""
    return [
        f"{_name(name)} < {parts[bound].text}" if bound >= 0 and parts[bound].kind == "size" else _name(name)
        for name, bound in part.indices
    ]


def _bound(parts: list[Part], part: Part, below: list[_Tex]) -> _Tex:
    names = ", ".join(_indices(parts, part))
    sign = {"sum": r"\sum", "prod": r"\prod", "max": r"\max", "argmin": r"\operatorname*{arg\,min}"}.get(
        part.text, rf"\operatorname{{{part.text}}}"
    )
    return _Tex(rf"{sign}_{{{names}}} {below[0].placed(_PRODUCT)}", _PRODUCT)


def _call(name: str, below: list[_Tex]) -> _Tex:
    inside = ", ".join([each.text for each in below])
    if name == "inv":
        return _Tex(f"{below[0].placed(_ATOM)}^{{-1}}", _POWER)
    if name == "solve":
        return _Tex(f"{below[0].placed(_ATOM)}^{{-1}} {below[1].placed(_POWER)}", _PRODUCT)
    if name == "norm" and len(below) == 1:
        return _Tex(rf"\left\|{inside}\right\|", _ATOM)
    if name == "abs":
        return _Tex(rf"\left|{inside}\right|", _ATOM)
    if name == "sqrt":
        return _Tex(rf"\sqrt{{{inside}}}", _ATOM)
    if name == "eye":
        return _Tex(f"I_{{{inside}}}", _ATOM)
    if name == "ones":
        return _Tex(rf"\mathbf{{1}}_{{{inside}}}", _ATOM)
    if name == "where":
        condition, value, otherwise = below
        rows = rf"{value.text} & \text{{for}}\: {condition.text} \\ {otherwise.text} & \text{{otherwise}}"
        return _Tex(rf"\begin{{cases}} {rows} \end{{cases}}", _ATOM)
    unknown = _UNKNOWN.fullmatch(name)
    if unknown is not None:
        head, primes = _name(unknown[2] or unknown[3]), unknown[4] or ""
        if unknown[1]:
            places = unknown[1].split(",")
            orders = ",".join([str(places.count(str(place))) for place in range(1, len(below) + 1)])
            primes = f"^{{({orders})}}"
        return _Tex(rf"{head}{primes}\left({inside}\right)", _ATOM)
    sign = f"\\{name}" if name in _COMMANDS else rf"\operatorname{{{name}}}".replace("_", r"\_")
    return _Tex(rf"{sign}\left({inside}\right)", _ATOM)


def _binary(sign: str, left: _Tex, right: _Tex) -> _Tex:
    if sign in ("/", "./"):
        return _Tex(rf"\frac{{{left.text}}}{{{right.text}}}", _PRODUCT)
    if sign == "**":
        return _Tex(f"{left.placed(_ATOM)}^{{{right.text}}}", _POWER)
    if sign == ".^":
        return _Tex(rf"{left.placed(_ATOM)}^{{\circ {right.placed(_ATOM)}}}", _POWER)
    if sign == "\\":
        return _Tex(f"{left.placed(_ATOM)}^{{-1}} {right.placed(_POWER)}", _PRODUCT)
    if sign in _RELATIONS:
        return _Tex(f"{left.placed(_SUM)} {_RELATIONS[sign]} {right.placed(_SUM)}", 1)
    if sign in ("+", "-"):
        return _Tex(
            f"{left.placed(_SUM)}{_BETWEEN[sign]}{right.placed(_SUM if sign == '+' else _PRODUCT)}", _SUM
        )
    between = " " if sign == "*" and left.text.isdigit() else _BETWEEN[sign]
    return _Tex(f"{left.placed(_PRODUCT)}{between}{right.placed(_SIGN + 1)}", _PRODUCT)


__all__ = ["latex_of"]

r"""LaTeX as a textbook prints it, for a formula environment.

>>> from symdiff.parser.formula import parse
>>> print(latex(parse("2x sin(x)^2/(1 + theta0)")))
\frac{2 x \sin^{2}\left(x\right)}{1 + \theta_{0}}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final
from unicodedata import name as unicode_name

from symdiff.export.notation import (
    ATOM_LEVEL,
    POWER_LEVEL,
    PRODUCT_LEVEL,
    SIGN_LEVEL,
    Notation,
    fresh_names,
    integer,
    needs,
    program,
)  # fmt: skip
from symdiff.graph.binders import BY_SPELLING, spelled
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph, Number
from symdiff.graph.leaves import BINDERS, INTEGRAL, SUM
from symdiff.table.functions import EXP, FACTORIAL, FUNCTIONS, row_of
from symdiff.table.operators import (
    ADD,
    AND,
    CONSTANT,
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
    NUMBER,
    OR,
    PIECEWISE,
    POW,
    SUB,
    SYMBOL,
    UNKNOWN,
    is_function,
    is_leaf,
)

_LARGEST: Final = 20_000
"""Tree size beyond which a formula is written as a list of equations."""
_SHORT: Final = 14
"""Characters of a numerator or denominator up to which an exponent has a slash."""
_PIECEWISE_LEVEL: Final = 0

_SIGNS: Final = {
    OR: r" \lor ", AND: r" \land ", LT: " < ", LE: r" \leq ", GT: " > ", GE: r" \geq ", EQ: " = ",
    NE: r" \neq ", ADD: " + ", SUB: " - ",
}  # fmt: skip
_CONSTANTS: Final = {
    "pi": r"\pi", "E": "e", "I": "i", "oo": r"\infty", "True": r"\text{True}",
    "False": r"\text{False}",
}  # fmt: skip
_BY_VALUE: Final = {"e": ("E", r"\exp\left(1\right)"), "i": ("I", r"\sqrt{-1}"),
                    "pi": ("pi", r"\arccos\left(-1\right)"),
                    "π": ("pi", r"\arccos\left(-1\right)")}  # fmt: skip
"""Symbol that looks like a constant → that constant, and how it is written beside the symbol."""

_GREEK: Final = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "varepsilon",
    "vartheta", "varpi", "varrho", "varsigma", "varphi",
))  # fmt: skip
_LIKE_LATIN: Final = {
    "omicron": "o", "Alpha": "A", "Beta": "B", "Epsilon": "E", "Zeta": "Z", "Eta": "H", "Iota": "I",
    "Kappa": "K", "Mu": "M", "Nu": "N", "Omicron": "O", "Rho": "P", "Tau": "T", "Chi": "X",
}  # fmt: skip
_SPECIAL: Final = {
    "\\": r"\backslash ", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
    "_": r"\_", "^": r"\hat{}", "~": r"\sim ",
}  # fmt: skip
_OPERATOR: Final = re.compile(
    r"\\[A-Za-z]+(?:_\{\w+\})?|\\operatorname\{(?:\w+|\{\\\w+\})\}(?:_\{\w+\})?|[A-Z]"
)
"""The name of a function that a power can be written at: sin², not log Γ² or ψ⁽¹⁾²."""
_INDEXED: Final = re.compile(r"(?:[A-Z]|\\operatorname\{[A-Z]\})_\{[^{}]*\}")
"""The name of a function with an index, which takes a power too: J with index n."""
_ENDS_LIKE_FUNCTION: Final = re.compile(r"(?:\\[A-Za-z]+|\\mathrm\{\w+\}|\b[A-Za-z])(?:_\{[^{}]*\})?$")
_FUNCTION_LETTERS: Final = frozenset("fghFGH")
_OPEN, _CLOSE = r"\left(", r"\right)"


def latex(expr: Expr) -> str:
    r"""Return LaTeX for a formula environment; it needs amsmath where there are cases or names in words.

    A formula that is too large as a tree is a list of equations in `aligned`, its last line the formula.
    Cost: linear in nodes, or in the tree where that is smaller than 20,000.

    >>> from symdiff.parser.formula import parse
    >>> print(latex(parse("Piecewise((x^2, x >= 0), (1/3, True))")))
    \begin{cases} x^{2} & \text{for}\: x \geq 0 \\ \frac{1}{3} & \text{otherwise} \end{cases}
    """
    graph, node = expr.graph, expr.node
    if graph.may_use_arrays() and graph.uses_arrays(node):
        from symdiff.export.arrays import text
        from symdiff.export.arrays_latex import latex_of

        return latex_of(text(expr))
    graph, [node] = spelled(graph, [node])
    notation = _Latex(graph, graph.below([node]))
    if graph.size(node) <= _LARGEST:
        return notation.line(node)
    fresh = fresh_names([name.replace("_", "") for name in graph.symbols([node])])
    assignments, [last] = program(notation, [node], lambda: symbol_latex(fresh()))
    lines = [rf"{name} &= {text} \\" for name, text in assignments]
    return "\n".join([r"\begin{aligned}", *lines, f"& {last}", r"\end{aligned}"])


def notation(graph: Graph, roots: Iterable[int]) -> Notation:
    """Return what writes nodes of *graph* in LaTeX, for formulas made of *roots* alone."""
    return _Latex(graph, graph.below(roots))


def symbol_latex(name: str) -> str:
    r"""Return the LaTeX of a symbol: Greek names as letters, what follows `_` and digits as subscripts.

    >>> [symbol_latex(name) for name in ("x", "theta0", "x_max", "speed", "ω")]
    ['x', '\\theta_{0}', 'x_{\\mathrm{max}}', '\\mathrm{speed}', '\\omega']
    """
    head, *below = [part for part in name.split("_") if part] or [""]
    if not head:
        return rf"\mathrm{{{_escaped(name)}}}"
    word = head.rstrip("0123456789")
    if word and word != head and (len(word) == 1 or _greek(word)):
        head, below = word, [head[len(word) :], *below]
    subscript = ", ".join([part if part.isdigit() else _word(part) for part in below])
    return f"{_word(head)}_{{{subscript}}}" if subscript else _word(head)


def _word(word: str) -> str:
    greek = _greek(word)
    if greek:
        return greek
    if len(word) == 1 and word.isascii() and word.isalpha():
        return word
    return rf"\mathrm{{{_escaped(word)}}}" if word.isascii() else rf"\text{{{_escaped(word)}}}"


def _greek(word: str) -> str:
    """Return the command of a Greek letter given by its name or as itself, or an empty text."""
    if len(word) == 1 and not word.isascii():
        _, _, kind = unicode_name(word, "").partition("GREEK ")
        size, _, letter = kind.partition(" LETTER ")
        letter = {"LAMDA": "lambda"}.get(letter, letter.lower())
        if word == "ς":
            letter = "varsigma"
        word = letter.capitalize() if size == "CAPITAL" else letter
    word = {"lamda": "lambda", "Lamda": "Lambda"}.get(word, word)
    if word in _GREEK:
        return rf"\{word}"
    return rf"\mathrm{{{_LIKE_LATIN[word]}}}" if word in _LIKE_LATIN else ""


def _escaped(word: str) -> str:
    return "".join([_SPECIAL.get(character, character) for character in word])


class _Latex(Notation):
    """Writes nodes in LaTeX."""

    def __init__(self, graph: Graph, order: list[int]) -> None:
        super().__init__(graph)
        self.slashed: dict[int, str] = {}
        """Short quotient → how it is written in an exponent."""
        names = {graph.name(node) for node in order if graph.ops[node] == SYMBOL}
        self.has_symbol_e = "e" in names
        self.constants = _CONSTANTS | {
            constant: value for name, (constant, value) in _BY_VALUE.items() if name in names
        }
        self.function_names = _FUNCTION_LETTERS | _operator_names() | {
            _word(graph.operator(node)[0])
            for node in order
            if graph.ops[node] == UNKNOWN and graph.operator(node)[0] not in BY_SPELLING
        }  # fmt: skip

    def anew(self, graph: Graph, root: int) -> Notation:
        return _Latex(graph, graph.below([root]))

    def level(self, node: int) -> int:
        graph, op = self.graph, self.graph.ops[node]
        if op == DIV:
            return POWER_LEVEL
        if op == NUMBER:
            value = graph.value(node)
            if isinstance(value, Fraction):
                return POWER_LEVEL if value > 0 else SIGN_LEVEL
            if isinstance(value, float) and "e" in repr(value):
                return PRODUCT_LEVEL  # 1.5 \cdot 10^{30}; behind another factor a sign has parentheses anyway
        if op == PIECEWISE:
            return _PIECEWISE_LEVEL
        if op == UNKNOWN:
            name = graph.operator(node)[0]
            if name in BY_SPELLING or name.startswith(BINDERS):
                return SIGN_LEVEL
        if op == EXP:
            return ATOM_LEVEL if self.has_symbol_e else POWER_LEVEL
        return super().level(node)

    def placed(self, op: int, place: int, child: int, text: str) -> str:
        if op == MUL and place == 0 and self.ends_with_product(child):
            return f"{_OPEN}{text}{_CLOSE}"
        second_sign = place == 1 and op in (ADD, SUB, MUL) and text.startswith("-")
        if child in self.given or (self.level(child) >= needs(op, place) and not second_sign):
            return text
        return f"{_OPEN}{text}{_CLOSE}"

    def write(self, node: int, texts: dict[int, str]) -> str:
        graph, op = self.graph, self.graph.ops[node]
        children = graph.children[node]
        if op == NUMBER:
            value = graph.value(node)
            if isinstance(value, Fraction) and max(abs(value.numerator), value.denominator) < 10**_SHORT:
                self.slashed[node] = f"{value.numerator}/{value.denominator}"
        if op == DIV:
            plain = self.arguments(node, texts)
            if max(map(len, plain)) <= _SHORT and r"\frac" not in plain[0] + plain[1]:
                numerator = self.placed(MUL, 0, children[0], plain[0])
                bound = self.level(children[1]) >= POWER_LEVEL
                denominator = plain[1] if bound else f"{_OPEN}{plain[1]}{_CLOSE}"
                self.slashed[node] = f"{numerator}/{denominator}"
            return rf"\frac{{{plain[0]}}}{{{plain[1]}}}"
        if op == NEG and children[0] in self.slashed:
            self.slashed[node] = f"-{self.slashed[children[0]]}"
        if op == UNKNOWN and graph.operator(node)[0] in BY_SPELLING:
            _, letter, lower, upper = self.arguments(node, texts)
            inside = self.placed(MUL, 0, children[0], texts[children[0]])
            kind = BY_SPELLING[graph.operator(node)[0]]
            if kind == INTEGRAL:
                return rf"\int_{{{lower}}}^{{{upper}}} {inside}\, d{letter}"
            return rf"\{'sum' if kind == SUM else 'prod'}_{{{letter}={lower}}}^{{{upper}}} {inside}"
        if op == POW:
            return self._power(children, self.arguments(node, texts))
        if op == EXP and self.has_symbol_e:
            return rf"\exp{_OPEN}{self.arguments(node, texts)[0]}{_CLOSE}"
        if op == EXP:
            return row_of(op).latex.format(self._exponent(children[0], texts))
        if op == FACTORIAL:
            argument = self.arguments(node, texts)[0]
            bound = self.level(children[0]) == ATOM_LEVEL and is_leaf(graph.ops[children[0]])
            return f"{argument}!" if bound else f"{_OPEN}{argument}{_CLOSE}!"
        return super().write(node, texts)

    def _exponent(self, node: int, texts: dict[int, str]) -> str:
        text = self.given.get(node) or texts[node]
        return text if node in self.given else self.slashed.get(node, text)

    def _power(self, children: tuple[int, ...], plain: list[str]) -> str:
        graph = self.graph
        base, exponent = children
        power = self._exponent(exponent, {exponent: plain[1]})
        op = graph.ops[base]
        called = is_function(op) or op == UNKNOWN
        if called and base not in self.given and self._is_plain_exponent(exponent):
            head, opening, tail = plain[0].partition(_OPEN)
            name = self._operator(base, plain[0])
            if opening and name and head == name:
                return f"{head}^{{{power}}}{opening}{tail}"
        if base in self.given or self._is_bound(base):
            return f"{plain[0]}^{{{power}}}"
        return f"{_OPEN}{plain[0]}{_CLOSE}^{{{power}}}"

    def _is_plain_exponent(self, node: int) -> bool:
        """Return whether sin with this exponent is read as a power: sin⁻¹ is not."""
        op = self.graph.ops[node]
        return op == SYMBOL or (op == NUMBER and self.graph.value(node) > 0)

    def _operator(self, node: int, whole: str) -> str:
        """Return the operator name of the call *whole*, if a power can be written at it."""
        op = self.graph.ops[node]
        if op == UNKNOWN:
            name, orders = self.graph.operator(node)
            return "" if any(orders) else _function(name)
        text = row_of(op).latex
        if "{0}" in text:
            head = whole.partition(_OPEN)[0]
            return head if _INDEXED.fullmatch(head) else ""
        text = text or _upright(row_of(op).name)
        return text if _OPERATOR.fullmatch(text) else ""

    def _is_bound(self, node: int) -> bool:
        """Return whether a base stands without parentheses."""
        op = self.graph.ops[node]
        if op == NUMBER:
            return self.level(node) == ATOM_LEVEL
        if op == CONSTANT:
            return self.constant(self.graph.name(node)) == _CONSTANTS[self.graph.name(node)]
        if op == SYMBOL:
            return True
        return is_function(op) and row_of(op).latex.startswith((r"\left|", r"\left\l"))

    def number(self, value: Number) -> str:
        if isinstance(value, Fraction):
            sign = "-" if value < 0 else ""
            return rf"{sign}\frac{{{integer(abs(value.numerator))}}}{{{integer(value.denominator)}}}"
        if isinstance(value, int):
            return integer(value)
        mantissa, _, exponent = repr(value).partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa

    def symbol(self, name: str) -> str:
        return symbol_latex(name)

    def constant(self, name: str) -> str:
        return self.constants[name]

    def operator(self, op: int, texts: list[str]) -> str:
        if op == NEG:
            return f"-{texts[0]}"
        if op == NOT:
            return rf"\lnot {texts[0]}"
        if op == MUL:
            return f"{texts[0]} {self._dot(texts[0], texts[1])}{texts[1]}"
        return f"{texts[0]}{_SIGNS[op]}{texts[1]}"

    def _dot(self, left: str, right: str) -> str:
        r"""Return `\cdot ` where two factors side by side would be misread."""
        digit = left[-1:].isdigit() or bool(re.search(r"\\frac\{\d+\}\{\d+\}$", left))
        if right[:1].isdigit() or (digit and right.startswith(r"\frac")):
            return r"\cdot "
        if right.partition(" ")[0].partition("^")[0] == left.rpartition(" ")[2].partition("^")[0]:
            return r"\cdot "  # xx may be one name
        if right.startswith(_OPEN):
            last = left.rpartition(" ")[2]
            if _ENDS_LIKE_FUNCTION.fullmatch(last) and last.partition("_{")[0] in self.function_names:
                return r"\cdot "
        return ""

    def call(self, code: int, texts: list[str]) -> str:
        row = row_of(code)
        if "{0}" in row.latex:
            return row.latex.format(*texts)
        return f"{row.latex or _upright(row.name)}{_OPEN}{', '.join(texts)}{_CLOSE}"

    def piecewise(self, texts: list[str]) -> str:
        lines = []
        for value, condition in zip(texts[::2], texts[1::2], strict=True):
            otherwise = condition == _CONSTANTS["True"]
            where = r"\text{otherwise}" if otherwise else rf"\text{{for}}\: {condition}"
            lines.append(f"{value} & {where}")
        rows = r" \\ ".join(lines)
        return rf"\begin{{cases}} {rows} \end{{cases}}"

    def pending(self, text: str, is_letter: bool) -> str:
        return f"{text}'" if is_letter else f"{_OPEN}{text}{_CLOSE}'"

    def entry(self, name: str, place: str) -> str:
        return symbol_latex(f"{name}_{place}")

    def unknown(self, name: str, orders: tuple[int, ...], texts: list[str]) -> str:
        head = _function(name)
        if any(orders):
            one = len(orders) == 1 and orders[0] <= 3
            head += "'" * orders[0] if one else f"^{{({','.join(map(str, orders))})}}"
        return f"{head}{_OPEN}{', '.join(texts)}{_CLOSE}"


def _upright(name: str) -> str:
    return rf"\operatorname{{{_escaped(name)}}}"


def _function(name: str) -> str:
    """Return the LaTeX of the name of an unknown function."""
    if len(name) > 1 and name.isascii() and name.isalpha() and not _greek(name):
        return _upright(name)
    return symbol_latex(name)


def _operator_names() -> frozenset[str]:
    """Return what stands before parentheses in the table: ψ (x + 1) would be read as a call."""
    return frozenset({row.latex for row in FUNCTIONS if row.latex and "{0}" not in row.latex})


__all__ = ["latex", "notation", "symbol_latex"]

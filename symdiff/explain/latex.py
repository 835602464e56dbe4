r"""A derivation in LaTeX, as an `align*` of amsmath, which KaTeX takes as well.

>>> from symdiff.verbs.derivatives import derive
>>> from symdiff.explain.derivation import derivation
>>> answer = derive("x**2/2", "x")
>>> print(latex(derivation(answer.origin[0], "x", answer)))
\begin{align*}
\frac{d}{dx}\left[\frac{x^{2}}{2}\right] &= x && \text{power rule}
\end{align*}
"""

from __future__ import annotations

from typing import Final

from symdiff.explain.derivation import Derivation
from symdiff.explain.lines import Line
from symdiff.explain.reasons import CONDITION, DERIVATIVE, LAW, NAMES, Formula, parts_of
from symdiff.export.latex import latex as expression_latex
from symdiff.export.latex import notation, symbol_latex
from symdiff.export.notation import Notation
from symdiff.export.where import NOWHERE, sentence
from symdiff.graph.expr import Expr
from symdiff.parser.formula import parse

_ESCAPED: Final = {"_": r"\_", "%": r"\%", "&": r"\&", "#": r"\#", "$": r"\$"}


class Writer:
    """Writes lines, and reasons for them, in LaTeX."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        graph = derivation.graph
        roots = [derivation.root, *[line.node for line in derivation.lines]]
        self.notation: Notation = notation(graph, roots)
        self.spelled = {
            node: symbol_latex(text.rstrip("'")) + "'" * text.count("'")
            for node, text in derivation.spelled().items()
        }
        self.names = {node: symbol_latex(graph.name(name)) for node, name in derivation.names.items()}

    def formula(self, node: int, is_named: bool = True) -> str:
        """Return *node*, parts that have names by them where *is_named*."""
        self.notation.given = {**self.spelled, **(self.names if is_named else {})}
        return self.notation.line(node)

    def definitions(self) -> list[tuple[str, str]]:
        """Return the names of parts, and what they stand for."""
        found = []
        for node, name in self.names.items():
            self.notation.given = {**self.spelled, **self.names}
            del self.notation.given[node]
            found.append((name, self.notation.line(node)))
        return found

    def condition(self, condition: Expr) -> str:
        """Return a condition, the function without its argument."""
        if not self.spelled:
            return expression_latex(condition)
        graph = self.derivation.graph
        return self.formula(graph.take(condition.graph, condition.node), False)

    def derived(self) -> str:
        """Return what is derived, as an operator before it."""
        name = symbol_latex(self.derivation.variable)
        return rf"\frac{{d}}{{d{name}}}\left[{self.formula(self.derivation.root)}\right]"

    def reason(self, line: Line, inside: str = "", outside: str = "") -> str:
        r"""Return why *line* follows, words in `\text`; or, with *inside* and *outside*, words as they are,
        and formulas between these."""
        told = []
        for part in parts_of(line):
            if isinstance(part, Formula):
                told.append(f"{inside}{self._stated(part, line.is_named)}{outside}")
            else:
                told.append(part if inside else rf"\text{{{_escaped(part)}}}")
        return "".join(told) if inside else " ".join(told)

    def _stated(self, part: Formula, is_named: bool) -> str:
        if part.kind == NAMES:
            return ", ".join(self.names.values())
        if part.kind == LAW:
            return " = ".join([expression_latex(parse(side)) for side in part.text.split(" = ")])
        left = self.formula(part.left, is_named)
        if part.kind == CONDITION:
            return left
        right = self.formula(part.right, is_named)
        return rf"\left({left}\right)' = {right}" if part.kind == DERIVATIVE else f"{left} = {right}"


def latex(derivation: Derivation) -> str:
    """Return the lines of *derivation* with their reasons, an `align*`. Cost: the length of the text."""
    writer = Writer(derivation)
    head = writer.derived()
    rows: list[str] = []
    for place, line in enumerate(derivation.lines):
        before = derivation.lines[place - 1].of if place else -1
        left = head if not place else ""
        if line.of >= 0 and line.of != before:
            left = rf"{writer.names[line.of]}'"
        formula = writer.formula(line.node, line.is_named)
        if derivation.function and rows and f"&= {formula} &&" in rows[-1]:  # (y)' and y' are written alike
            continue
        rows.append(f"{left} &= {formula} && {writer.reason(line)}".lstrip())
    defined = [rf"& \text{{with }} {name} = {text}" for name, text in writer.definitions()]
    rows[1:1] = defined
    conditions = [writer.condition(condition) for condition in derivation.answer.conditions]
    if derivation.answer.where == NOWHERE:
        rows.append(rf"& \text{{{sentence(NOWHERE)}}}")
    elif conditions:
        rows.append(rf"& \text{{where }} {', '.join(conditions)}")
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _escaped(words: str) -> str:
    return "".join([_ESCAPED.get(character, character) for character in words])

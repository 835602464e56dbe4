"""A derivation as HTML, and as Markdown, to be opened and closed by the reader; without a script.

>>> from symdiff.verbs.derivatives import derive
>>> from symdiff.explain.derivation import derivation
>>> answer = derive("x**2", "x")
>>> print(html(derivation(answer.origin[0], "x", answer)))
<details class="symdiff-steps" open>
<summary><code>d/dx x² = 2x</code></summary>
<ol>
<li><code>2x</code> power rule</li>
</ol>
</details>
"""

from __future__ import annotations

from html import escape as escaped
from itertools import groupby

from symdiff.explain.derivation import Derivation
from symdiff.explain.latex import Writer
from symdiff.explain.lines import Line
from symdiff.explain.text import Words
from symdiff.export.latex import latex as expression_latex
from symdiff.export.unicode import relations
from symdiff.export.where import NOWHERE, sentence


def escape(text: str) -> str:
    """Return *text* as it stands between tags."""
    return escaped(text, quote=False)


def html(derivation: Derivation) -> str:
    """Return the lines of *derivation* as a list within `<details>`, formulas in Unicode; parts that have
    names within `<details>` of their own. Cost: the length of the text."""
    words = Words(derivation, ascii=False)

    def item(line: Line) -> str:
        return f"<li><code>{escape(words.formula(line))}</code> {escape(words.reason(line))}</li>"

    asked = f"d/d{derivation.variable} {words.whole()}"
    rows = [
        '<details class="symdiff-steps" open>',
        f"<summary><code>{escape(asked)} = {escape(words.answer())}</code></summary>",
    ]
    for name, text in words.definitions():
        rows.append(f"<p>with <code>{escape(name)} = {escape(text)}</code></p>")
    rows.append("<ol>")
    for of, lines in groupby(derivation.lines, key=lambda line: line.of):
        items = [item(line) for line in lines]
        if of >= 0:
            name = escape(words.names[of])
            rows += [f"<li><details open><summary><code>{name}'</code></summary>", "<ol>", *items, "</ol>"]
            rows.append("</details></li>")
        else:
            rows += items
    rows.append("</ol>")
    where = derivation.answer.where
    if where == NOWHERE:
        rows.append(f"<p>{sentence(where)}</p>")
    elif where:
        names = derivation.graph.symbols([derivation.root])
        rows.append(f"<p>where <code>{escape(relations(where, names))}</code></p>")
    return "\n".join([*rows, "</details>"])


def markdown(derivation: Derivation) -> str:
    r"""Return the lines of *derivation* as a numbered list within `<details>`, formulas in LaTeX between
    dollars. Cost: the length of the text.

    >>> from symdiff.verbs.derivatives import derive
    >>> from symdiff.explain.derivation import derivation
    >>> answer = derive("x**2", "x")
    >>> print(markdown(derivation(answer.origin[0], "x", answer)))
    <details>
    <summary>d/dx x²</summary>
    <BLANKLINE>
    $\frac{d}{dx}\left[x^{2}\right]$
    <BLANKLINE>
    1. $= 2 x$ &ensp; power rule
    <BLANKLINE>
    </details>
    """
    writer, words = Writer(derivation), Words(derivation, ascii=False)
    head = [f"${writer.derived()}$", *[f"${name} = {text}$" for name, text in writer.definitions()]]
    summary = escape(f"d/d{derivation.variable} {words.whole()}")
    rows = ["<details>", f"<summary>{summary}</summary>", "", ", ".join(head), ""]
    for number, line in enumerate(derivation.lines, 1):
        left = f"{writer.names[line.of]}' =" if line.of >= 0 else "="
        formula = writer.formula(line.node, line.is_named)
        rows.append(f"{number}. ${left} {formula}$ &ensp; {writer.reason(line, '$', '$')}")
    conditions = [f"${expression_latex(condition)}$" for condition in derivation.answer.conditions]
    if derivation.answer.where == NOWHERE:
        rows += ["", sentence(NOWHERE)]
    elif conditions:
        rows += ["", f"where {', '.join(conditions)}"]
    return "\n".join([*rows, "", "</details>"])

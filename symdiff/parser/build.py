"""Text → node: scan, marks and driver, and the check that conditions stand where they may.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.tokens import Context
>>> g = Graph()
>>> read(g, "2x + 1", Context())[0] == g.add(g.mul(g.number(2), g.symbol("x")), g.number(1))
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from symdiff.errors import ParseError, SymdiffError, TooLarge
from symdiff.graph.collector import waiting
from symdiff.graph.expr import Expr, derivative
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.parser.around import unwrapped
from symdiff.parser.draft import Draft
from symdiff.parser.driver import run
from symdiff.parser.marks import scan
from symdiff.parser.meaning import Meaning
from symdiff.parser.notes import notes_on
from symdiff.parser.tokens import EQUALS, Context, Tokens
from symdiff.table.operators import AND, NOT, OR, PIECEWISE, SYMBOL, is_condition

_OF_ARRAYS: Final = re.compile(r"\b(?:stop\s*\(|(?:argmin|root|expect)\s*\[)")
"""What the language of arrays has alone, of scalars as well."""
_DEFINES: Final = re.compile(r"\w\s*\([^()=;\n]*\)\s*:?=")
"""A definition of a function, or what looks like one."""
_LARGEST_PART: Final = 5_000
"""Size of the tree of a derivative that is put into a formula, at most."""


def read(graph: Graph, text: str, context: Context) -> tuple[int, Tokens]:
    """Return the node in *graph* that *text* means, and its tokens with notes on readings that were chosen.

    A text that is no formula as it stands, or may mean more than it says, is first written as it is meant.
    Cost: linear in the text. Raises ParseError, UnknownName, WrongArity or TooLarge with the place.
    """
    around = unwrapped(text, context.symbols) if context.language != "latex" else None
    try:
        node, tokens = _read(graph, text if around is None else around.text, context)
    except SymdiffError as error:
        alone = _without_words(text, around, context, error)
        if alone is None:
            raise error if around is None else around.moved(error) from None
        around = alone
        try:
            node, tokens = _read(graph, around.text, context)
        except SymdiffError as second:
            raise around.moved(second) from None
    if around is not None:
        tokens.notes[:0], tokens.asides[:0] = around.reasons, around.asides
    return node, tokens


def _without_words(text: str, around: Draft | None, context: Context, error: SymdiffError) -> Draft | None:
    """Return the formula alone of a *text* that was refused, perhaps for the words around it; None where
    there are none. *around* is what was read of it."""
    if context.language == "latex" or not isinstance(error, ParseError):
        return None
    from symdiff.parser.questions import question  # of no use for most texts

    alone = question(text, context.symbols)
    if alone is not None or around is None:
        return alone
    try:
        alone = question(around.text, context.symbols)
    except ParseError as second:
        raise around.moved(second) from None
    return None if alone is None else alone.after(around)


def _read(graph: Graph, text: str, context: Context) -> tuple[int, Tokens]:
    """Return what `read` does of a text with nothing around the formula."""
    with waiting(len(text)):
        if _may_bind(text):
            whole = _with_binders(text, context)
            if whole is not None:
                return _anew(graph, text, context, None, whole)
        try:
            tokens = scan(text, context)
            if not tokens.doubtful:
                node = _meant(graph, tokens, context)
                if not tokens.doubtful and not ("=" in text and _is_no_formula(tokens, graph, node)):
                    return node, tokens
        except ParseError as refusal:
            return _anew(graph, text, context, refusal)
        return _anew(graph, text, context, None)


def _is_no_formula(tokens: Tokens, graph: Graph, node: int) -> bool:
    """Return whether a condition, or a name alone, is what stands behind definitions."""
    return EQUALS in tokens.kinds and (is_condition(graph.ops[node]) or graph.ops[node] == SYMBOL)


def _may_bind(text: str) -> bool:
    """Return whether there may be an integral, a sum or a product over a letter. Their names are sought by
    what they have in common, since a pattern takes longer than the reading of a short formula."""
    return (
        "int" in text
        or "um" in text
        or "rod" in text
        or "Int" in text
        or "quad" in text
        or "mul" in text
        or "add" in text
        or not text.isascii()
    )


def _with_binders(text: str, context: Context) -> Draft | None:
    """Return the draft of a text with integrals and sums that are not written as calls; None where it has
    none."""
    from symdiff.parser import integrals, sums  # of no use for most texts
    from symdiff.parser.tex.tokens import is_latex

    if context.language == "latex" or is_latex(text) or len(text) > context.limits.text:
        return None
    whole = integrals.in_calls(text)
    draft = sums.in_calls(text if whole is None else whole.text)
    if draft is None or whole is None:
        return whole or draft
    return draft.after(whole)


def _anew(
    graph: Graph, text: str, context: Context, refusal: ParseError | None, whole: Draft | None = None
) -> tuple[int, Tokens]:
    """Return what `read` returns of a text that may mean more than it says, or was refused as it stands."""
    from symdiff.parser.tex.tokens import is_latex
    from symdiff.parser.usual import respelled  # of no use for most texts

    if context.language == "latex" or (context.language == "auto" and refusal is not None and is_latex(text)):
        whole, refusal = _from_latex(text, context), None
        if "sum(" in whole.text or "product(" in whole.text:  # their letters are names
            from symdiff.parser.sums import in_calls

            try:
                draft = in_calls(whole.text)
            except ParseError as error:
                raise whole.moved(error) from None
            whole = whole if draft is None else draft.after(whole)
    if whole is not None:
        context = context._replace(symbols=context.symbols | whole.names)
    while True:  # twice at most: for what it may mean, and where that is no formula
        source = text if whole is None else whole.text
        try:
            draft = respelled(source, context, refusal)
            if draft is None and refusal is not None:
                raise refusal
            if draft is not None:
                whole = draft if whole is None else draft.after(whole)
                source = whole.text
                context = context._replace(symbols=context.symbols | draft.names)
            tokens = scan(source, context)
            if whole is not None:
                tokens.notes[:0], tokens.asides[:0] = whole.reasons, whole.asides
            return _meant(graph, tokens, context), tokens
        except ParseError as error:
            if refusal is not None:
                raise (error if whole is None else whole.moved(error)) from None
            refusal = error
        except SymdiffError as error:
            raise (error if whole is None else whole.moved(error)) from None


def _from_latex(text: str, context: Context) -> Draft:
    from symdiff.parser.tex.reader import from_latex

    def derived(inside: str, variables: frozenset[str], names: tuple[str, ...]) -> tuple[str, str]:
        graph = Graph(context.limits)
        plain = context._replace(symbols=context.symbols | variables, language="plain")
        node = _meant(graph, scan(inside, plain), plain)
        found = derivative(Expr(graph, node), names)
        if found.size > _LARGEST_PART:
            raise TooLarge(
                f"a derivative of {found.size} nodes inside of a formula; at most {_LARGEST_PART}",
                hint="derive it alone",
            )
        return str(found), found.where

    return from_latex(text, context.symbols, context.functions, derived)


def _meant(graph: Graph, tokens: Tokens, context: Context) -> int:
    meaning = Meaning(graph, tokens, context)
    node = run(meaning)
    if meaning.conditional:
        _check_kinds(graph, node, tokens.text)
    return node


def formula(
    text: str,
    symbols: str | Iterable[str],
    functions: str | Iterable[str],
    limits: Limits,
    language: str = "auto",
) -> Expr:
    """Return the expression that *text* means, as `parse` does."""
    graph = Graph(limits)
    known = Context(frozenset(_declared(symbols)), frozenset(_declared(functions)), limits, language)
    if "\\" in text and _DEFINES.search(text):
        with suppress(SymdiffError):  # what is wrong with it is said below
            found = _with_definitions(text, known)
            if found is not None:
                return found
    if language == "latex":
        with waiting(len(text)):
            node, tokens = _anew(graph, text, known, None)
    else:
        try:
            node, tokens = read(graph, text, known)
        except ParseError:
            found = _with_definitions(text, known) if _DEFINES.search(text) else None
            if found is not None:
                return found
            if not is_of_arrays(text):
                raise
            from symdiff.parser.arrays.formula import formula_of_scalars  # of no use for most texts

            return formula_of_scalars(text, functions, limits)
    if not tokens.notes and not tokens.asides:
        return Expr(graph, node)
    plain = Expr(graph, node)
    return Expr(graph, node, notes_on(plain, plain.size, tokens.notes, tokens.asides))


def _with_definitions(text: str, known: Context) -> Expr | None:
    """Return what a text means that defines functions; None where it defines none that it calls."""
    from symdiff.parser.defined import with_definitions  # of no use for most texts

    def read_part(part: str, symbols: tuple[str, ...], functions: tuple[str, ...]) -> Expr:
        names = known.symbols.union(symbols), known.functions.union(functions)
        return formula(part, *names, known.limits, known.language)

    return with_definitions(text, read_part, bool(known.symbols))


def is_of_arrays(text: str) -> bool:
    """Return whether a text has what the language of arrays has alone."""
    return _OF_ARRAYS.search(text) is not None


def _declared(names: str | Iterable[str | Expr]) -> list[str]:
    if isinstance(names, str):
        return names.replace(",", " ").split()
    return [name.name if isinstance(name, Expr) else name for name in names]


def _check_kinds(graph: Graph, root: int, text: str) -> None:
    """Refuse a condition where a number is expected, and a number where a condition is.

    Raises ParseError.
    """
    order = graph.below([root])
    conditions = {i for i in order if is_condition(graph.ops[i]) or graph.names.get(i) in ("True", "False")}
    for node in order:
        op = graph.ops[node]
        for place, child in enumerate(graph.children[node]):
            wanted = op in (AND, OR, NOT) or (op == PIECEWISE and place % 2 == 1)
            if (child in conditions) != wanted:
                pair = ("a condition", "a number") if wanted else ("a number", "a condition")
                raise ParseError(
                    f"{pair[0]} is expected where {pair[1]} stands",
                    text,
                    0,
                    "choose between values with if(condition, value, otherwise)",
                )

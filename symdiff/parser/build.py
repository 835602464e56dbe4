"""Text → node: scan, marks and driver, and the check that conditions stand where they may.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.notes import notes_on
from symdiff.parser.tokens import Context, Tokens
>>> g = Graph()
>>> read(g, "2x + 1", Context())[0] == g.add(g.mul(g.number(2), g.symbol("x")), g.number(1))
True
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.errors import ParseError, SymdiffError
from symdiff.graph.collector import waiting
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.limits import Limits
from symdiff.parser.draft import Draft
from symdiff.parser.driver import run
from symdiff.parser.marks import scan
from symdiff.parser.meaning import Meaning
from symdiff.parser.notes import notes_on
from symdiff.parser.tokens import Context, Tokens
from symdiff.table.operators import AND, NOT, OR, PIECEWISE, is_condition


def read(graph: Graph, text: str, context: Context) -> tuple[int, Tokens]:
    """Return the node in *graph* that *text* means, and its tokens with notes on readings that were chosen.

    A text that is no formula as it stands, or may mean more than it says, is first written as it is meant.
    Cost: linear in the text. Raises ParseError, UnknownName, WrongArity or TooLarge with the place.
    """
    with waiting(len(text)):
        try:
            tokens = scan(text, context)
            if not tokens.doubtful:
                return _meant(graph, tokens, context), tokens
        except ParseError as refusal:
            draft = _usual(text, context, refusal)
            if draft is None:
                raise
        else:
            draft = _usual(text, context, None)
            if draft is None:
                return _meant(graph, tokens, context), tokens
        try:
            tokens = scan(draft.text, context)
            tokens.notes[:0], tokens.asides[:0] = draft.reasons, draft.asides
            return _meant(graph, tokens, context), tokens
        except SymdiffError as error:
            raise draft.moved(error) from None


def _usual(text: str, context: Context, refusal: ParseError | None) -> Draft | None:
    """Return *text* as it is meant where that is not what it says; *refusal* says why it is no formula."""
    from symdiff.parser.usual import respelled  # of no use for most texts

    return respelled(text, context, refusal)


def _meant(graph: Graph, tokens: Tokens, context: Context) -> int:
    meaning = Meaning(graph, tokens, context)
    node = run(meaning)
    if meaning.conditional:
        _check_kinds(graph, node, tokens.text)
    return node


def formula(text: str, symbols: str | Iterable[str], functions: str | Iterable[str], limits: Limits) -> Expr:
    """Return the expression that *text* means, as `parse` does."""
    graph = Graph(limits)
    known = Context(frozenset(_declared(symbols)), frozenset(_declared(functions)), limits)
    node, tokens = read(graph, text, known)
    if not tokens.notes and not tokens.asides:
        return Expr(graph, node)
    plain = Expr(graph, node)
    return Expr(graph, node, notes_on(plain, plain.size, tokens.notes, tokens.asides))


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

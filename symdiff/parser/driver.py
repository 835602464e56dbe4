"""The LALR driver: runs the tables over the tokens, and says what is wrong where they refuse one.

>>> from symdiff.graph.graph import Graph
>>> from symdiff.parser.marks import scan
>>> g = Graph()
>>> run(Meaning(g, scan("x*x", Context()), Context())) == g.pow(g.symbol("x"), g.number(2))
True
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from symdiff.errors import ParseError, SymdiffError
from symdiff.parser.meaning import ACTIONS, PASS, Meaning
from symdiff.parser.tables import REFUSED, load
from symdiff.parser.tokens import CLOSE, COMMA, COMPARE, DIVIDE, END, EQUALS, NUMBER, OPEN, Context

__all__ = ["Context", "Meaning", "run"]

_TABLES: Final = load()
_STEPS: Final = _TABLES.action
_START: Final = _TABLES.start
_ACCEPT: Final = _TABLES.accept
_SYMBOLS: Final = len(_STEPS[0])
_TERMINALS: Final = len(_TABLES.terminals)
_COUNTS: Final = [count for _, count, _ in _TABLES.rules]
_YIELDS: Final = [symbol for _, _, symbol in _TABLES.rules]
_ACTS: Final = [ACTIONS[name] for name, _, _ in _TABLES.rules]
_LANDINGS: Final[list[list[int]]] = [[]] * (len(_STEPS) * _SYMBOLS)
"""What `_landing` has found, for each state and the symbol that is reduced on top of it."""
_PLAIN: Final = {
    "NUMBER": "a number", "NAME": "a name", "OPEN": "'('", "CLOSE": "')'", "CALL": "a function",
    "OPENBAR": "'|'", "CLOSEBAR": "'|'", "COMMA": "','", "$END": "the end", "ROOT": "'√'",
}  # fmt: skip


def run(meaning: Meaning, record: list[str] | None = None) -> int:
    """Return the node that the tokens of *meaning* are; *record* takes up the names of the rules reduced.

    Cost: linear in the tokens. Raises ParseError and what else actions raise, with the place.
    """
    try:
        return _run(meaning, record)
    except SymdiffError as error:
        if error.text is not None:
            raise
        tokens = meaning.tokens
        raise error.at(tokens.text, tokens.starts[meaning.firsts[meaning.acting]]) from None


def _run(meaning: Meaning, record: list[str] | None) -> int:
    kinds, values, firsts = meaning.tokens.kinds, meaning.values, meaning.firsts
    states = [_START]
    state = _START
    position = 0
    kind = kinds[0]
    while True:
        step = _STEPS[state][kind]
        if step >= 0:  # shift
            state = step
            states.append(state)
            values.append(position)
            firsts.append(position)
            position += 1
            meaning.position = position
            kind = kinds[position]
            continue
        if step == REFUSED:
            if kind == END and state == _ACCEPT:
                return values[-1]
            _refuse(meaning, state)
        rule = ~step
        count = _COUNTS[rule]
        at = len(values) - count
        act = _ACTS[rule]
        if act != PASS:
            if record is not None:
                record.append(_TABLES.rules[rule][0])
            meaning.acting = at
            value = meaning.act(act, at)
            if count > 1:
                del values[at + 1 :]
                del firsts[at + 1 :]
                del states[at + 2 :]
            values[at] = value
        below = states[at]
        landing = _LANDINGS[below * _SYMBOLS + _YIELDS[rule]]
        if not landing:
            landing = _landing(below, _YIELDS[rule])
        state = landing[kind]
        states[at + 1] = state


def _landing(below: int, symbol: int) -> list[int]:
    """Return for each kind of token ahead the state after *symbol* is reduced on top of the state *below*.

    An operand goes through a rule that hands its value on for each level of the grammar: they are all done
    here.
    """
    states = []
    for kind in range(_TERMINALS):
        state = _STEPS[below][symbol]
        while True:
            step = _STEPS[state][kind]
            if step >= 0 or step == REFUSED or _ACTS[~step] != PASS:
                break
            state = _STEPS[below][_YIELDS[~step]]
        states.append(state)
    _LANDINGS[below * _SYMBOLS + symbol] = states
    return states


def _refuse(meaning: Meaning, state: int) -> NoReturn:
    """Say what is wrong with the token that the tables refuse in *state*."""
    tokens, i = meaning.tokens, meaning.position
    row = _STEPS[state]
    expected = [name for name, step in zip(_TABLES.terminals, row, strict=True) if step != REFUSED]
    operand = "NUMBER" in expected
    text, column = tokens.text, tokens.starts[i]
    kind = tokens.kinds[i]
    closing = "CLOSE" in expected or "CLOSEBAR" in expected
    if kind == END:
        if operand:
            message = "the formula ends where a number, a name or a function is expected"
            before = tokens.string(i - 1) if i > 0 else ""
            if before == "%" and tokens.kinds[i - 2] == NUMBER:
                percent = tokens.string(i - 2)
                raise ParseError(message, text, column, f"write {percent}/100 for {percent}%")
            if before == "*" and i > 1 and tokens.ends[i - 2] == tokens.starts[i - 1] and tokens.names[i - 2]:
                name = tokens.names[i - 2]
                raise ParseError(
                    message, text, column, f"a name has no star: write another, such as {name}_star"
                )
        elif closing:
            message = "the formula ends before everything is closed"
        else:
            message = "the formula ends too early"
        hint = "a ')' or '|' is missing" if closing and not operand else ""
        if EQUALS in tokens.kinds:
            hint = "a line with = gives a name for the lines below it; write == for an equation"
        raise ParseError(message, text, column, hint)
    shown = tokens.string(i)
    if kind == NUMBER and not operand:
        message, hint = f"unexpected number {shown}", "write * for a product: x*2, not x 2"
        before = tokens.string(i - 1) if i > 0 and tokens.kinds[i - 1] == NUMBER else ""
        if before.isdigit() and len(before) < 4 and shown[:3].isdigit() and shown[3:4] in ("", "."):
            whole = before + shown
            k = i + 1
            while tokens.kinds[k] == NUMBER and len(tokens.string(k)) == 3:
                whole, k = whole + tokens.string(k), k + 1
            hint = f"write {whole} without spaces; or {before}*{shown} for a product"
            if tokens.kinds[i + 1] == DIVIDE and tokens.kinds[i + 2] == NUMBER:
                part = f"{shown}/{tokens.string(i + 2)}"
                hint = f"write ({before} + {part}) for a mixed number; or {before}*{part} for a product"
        if i > 1 and tokens.names[i - 1] == "at":
            hint = f"give the formula alone, and the place apart, as in at={{'x': {shown}}}"
    elif kind == CLOSE and not operand and not closing:
        message, hint = "')' closes nothing", "remove it, or open one before"
    elif kind == COMMA and i > 0 and tokens.kinds[i - 1] == NUMBER and tokens.kinds[i + 1] == NUMBER:
        one, other = tokens.string(i - 1), tokens.string(i + 1)
        message, hint = "unexpected ','", f"for a decimal number write {one}.{other}"
        if "." in one or "." in other:
            hint = "give one formula"
        if len(other) == 3 and other.isdigit():
            hint = f"write {one}{other} without a comma; {hint}"
        if tokens.kinds[i + 2] == COMMA:
            hint = "a formula is one number, and has no lists"
            grouped = re.match("[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])", text[tokens.starts[i - 1] :])
            if grouped:
                hint = f"write {grouped[0].replace(',', '')} without commas"
    elif kind == EQUALS:
        message, hint = "unexpected '='", "write == for a comparison; move all to one side otherwise"
        if i > 1 and tokens.kinds[i - 2] in (OPEN, COMMA):
            name = tokens.string(i - 1)
            hint = f"an argument has no name: write its value alone, without {name}="
    elif kind == COMPARE and not operand:
        message, hint = f"unexpected {shown!r}", "join more than two comparisons with `and`"
    elif operand:
        message, hint = f"unexpected {shown!r}", "a number, a name, a function or '(' is expected here"
        if kind == DIVIDE and i > 0 and tokens.kinds[i - 1] == DIVIDE:
            hint += "; write 1/2 for a quotient, floor(x/2) for a whole one, and # before a comment"
        if i > 1 and tokens.string(i - 1) == "%" and tokens.kinds[i - 2] == NUMBER:
            hint = f"write {tokens.string(i - 2)}/100 for {tokens.string(i - 2)}%"
        elif i > 0 and tokens.string(i - 1) == "%":
            hint = "write x % 2 for the remainder, floor(x/2) for a whole quotient"
    else:
        words = sorted({_PLAIN[name] for name in expected if name in _PLAIN})
        message = f"unexpected {shown!r}"
        hint = f"expected an operator{' or ' + ' or '.join(words) if words else ''}"
        if kind == COMMA and not closing:
            hint += "; give one formula, without what stands behind the comma"
    raise ParseError(message, text, column, hint)

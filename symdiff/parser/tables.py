"""The LALR(1) tables of the grammar: made by Lark, kept as plain data, so that reading a formula
pays neither for importing Lark nor for making them.

>>> load().terminals[:2]
('$END', 'AND')
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from functools import cache
from typing import Any, Final, NamedTuple
from zlib import crc32

GRAMMAR: Final = "symdiff.lark"
STORED: Final = "symdiff.tables.json"
REFUSED: Final = -(1 << 30)


class Tables(NamedTuple):
    """What the driver reads. Terminals and nonterminals are numbered together."""

    pattern: re.Pattern[str]
    """One alternation of all terminals, a group each, and last of any other character."""
    kinds: tuple[int, ...]
    """Number of the terminal of each group: -1 for what is passed over, -2 for any other character."""
    terminals: tuple[str, ...]
    """Names by number; nonterminals follow the terminals."""
    action: list[list[int]]
    """For each state and symbol: the next state (shift, goto), ~rule (reduce), or REFUSED."""
    rules: tuple[tuple[str, int, int], ...]
    """Name of the action, number of values it takes, symbol it yields."""
    start: int
    """The first state."""
    accept: int
    """The state in which the formula is complete."""


def folder() -> str:
    """Return the folder of the grammar: `symdiff/grammar` as installed, or `grammar` in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    checkout = os.path.join(os.path.dirname(package), "grammar")
    if os.path.isfile(os.path.join(checkout, GRAMMAR)):
        return checkout
    return os.path.join(package, "grammar")


@cache
def load() -> Tables:
    """Return the tables of the grammar; stored ones where they belong to it, else fresh ones."""
    place = folder()
    with open(os.path.join(place, GRAMMAR), "rb") as file:
        source = file.read()
    key = crc32(source)
    try:
        with open(os.path.join(place, STORED), "rb") as file:
            data = json.loads(file.read())
    except (OSError, ValueError):
        data = {}
    if data.get("crc") != key:
        data = make(source.decode())
        store(data, place)
    pattern = re.compile(f"{data['pattern']}|(?P<OTHER>(?s:.))")
    symbols = {name: number for number, name in enumerate(data["symbols"])}
    groups = sorted(pattern.groupindex, key=pattern.groupindex.__getitem__)
    action = []
    for row in data["action"]:
        steps = [REFUSED] * len(symbols)
        for symbol, step in row.items():
            steps[int(symbol)] = step
        action.append(steps)
    return Tables(
        pattern,
        (-1, *[symbols.get(name, -1) for name in groups[:-1]], -2),
        tuple(data["symbols"]),
        action,
        tuple([(name, count, symbol) for name, count, symbol in data["rules"]]),
        data["start"],
        data["accept"],
    )


def make(source: str, strict: bool = False) -> dict[str, Any]:
    """Return the tables of the grammar *source* as plain data.

    With *strict*, Lark also refuses a shift/reduce conflict and terminals that collide (it needs
    the package `interegular` for that); reduce/reduce conflicts are always refused.
    """
    try:
        from lark import Lark
        from lark.parsers.lalr_analysis import Shift
    except ImportError:
        raise ImportError("the grammar has changed, and lark makes its tables: pip install lark") from None

    lark = Lark(source, parser="lalr", lexer="basic", start="start", strict=strict)
    parser: Any = lark.parser
    table = parser.parser._parse_table
    names = sorted({name for row in table.states.values() for name in row})
    symbols = {name: number for number, name in enumerate(names)}
    # Number states and rules as they are met from the start, by name: Lark's own order is salted.
    states = {table.start_states["start"]: 0}
    rules: dict[Any, int] = {}
    action = []
    pending = list(states)
    for state in pending:  # grows as it goes
        steps = {}
        for name, (kind, target) in sorted(table.states[state].items(), key=lambda item: item[0]):
            if kind is Shift:
                if target not in states:
                    states[target] = len(states)
                    pending.append(target)
                steps[symbols[name]] = states[target]
            else:
                steps[symbols[name]] = ~rules.setdefault(target, len(rules))
        action.append(steps)
    # Longest patterns first, as Lark's own scanner has them.
    terminals = sorted(
        lark.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value))
    )
    return {
        "crc": crc32(source.encode()),
        "pattern": "|".join(f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in terminals),
        "symbols": names,
        "action": action,
        "rules": [
            [rule.alias or "pass", len(rule.expansion), symbols.get(rule.origin.name, -1)] for rule in rules
        ],
        "start": states[table.start_states["start"]],
        "accept": states[table.end_states["start"]],
    }


def store(data: dict[str, Any], place: str) -> None:
    """Keep *data* in *place* for the next process, where it may be written; else do nothing."""
    temporary = os.path.join(place, f"{STORED}.{os.getpid()}")
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(data, file, separators=(",", ":"))
        os.replace(temporary, os.path.join(place, STORED))
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)

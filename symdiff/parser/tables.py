"""The LALR(1) tables of the grammar: made by Lark, kept as plain data, so that reading a formula
pays neither for importing Lark nor for making them. Nor does it pay for compiling the pattern of all
tokens, as long as a text is plain ASCII: what each character and each pair of signs is, is kept as well.

>>> load().terminals[:2]
('$END', 'AND')
"""

from __future__ import annotations

import marshal
import os
import re
from contextlib import suppress
from functools import cache
from itertools import product
from typing import Any, Final

from symdiff.records import NamedTuple

GRAMMAR: Final = "symdiff.lark"
STORED: Final = "symdiff.tables"
"""The file of the tables, as `marshal` writes them in the form that all Pythons read since 3.4."""
_FORM: Final = 4
REFUSED: Final = -(1 << 30)
_OTHER: Final = "|(?P<OTHER>(?s:.))"


class Tables(NamedTuple):
    """What the driver reads. Terminals and nonterminals are numbered together."""

    source: str
    """The text of the pattern."""
    kinds: tuple[int, ...]
    """Number of the terminal of each group: -1 for what is passed over, -2 for any other character."""
    alone: tuple[int, ...]
    """The same of each character of ASCII by itself."""
    pairs: dict[str, int]
    """The number of the terminal of each two characters of ASCII that are one."""
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

    @property
    def pattern(self) -> re.Pattern[str]:
        """One alternation of all terminals, a group each, and last of any other character."""
        return re.compile(self.source)  # which keeps it


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
    try:
        with open(os.path.join(place, STORED), "rb") as file:
            data = marshal.loads(file.read())
    except (OSError, ValueError, EOFError, TypeError):
        data = {}
    if data.get("grammar") != source:
        data = make(source.decode())
        store(data, place)
    action = []
    for row in data["action"]:
        steps = [REFUSED] * len(data["symbols"])
        for symbol, step in row.items():
            steps[symbol] = step
        action.append(steps)
    return Tables(
        f"{data['pattern']}{_OTHER}",
        tuple(data["kinds"]),
        tuple(data["alone"]),
        data["pairs"],
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
        for name, (step, target) in sorted(table.states[state].items(), key=lambda item: item[0]):
            if step is Shift:
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
    text = "|".join(f"(?P<{t.name}>{t.pattern.to_regexp()})" for t in terminals)
    pattern = re.compile(text + _OTHER)
    kinds = [-1, *[symbols.get(t.name, -1) for t in terminals], -2]

    def kind(characters: str) -> int:
        found = pattern.fullmatch(characters)
        return -2 if found is None else kinds[found.lastindex or 0]

    ascii_ = [chr(code) for code in range(128)]
    signs = [sign for sign in ascii_ if not sign.isalnum() and not sign.isspace()]
    return {
        "grammar": source.encode(),
        "pattern": text,
        "kinds": kinds,
        "alone": [kind(character) for character in ascii_],
        "pairs": {a + b: kind(a + b) for a, b in product(signs, signs) if kind(a + b) >= 0},
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
        with open(temporary, "wb") as file:
            file.write(marshal.dumps(data, _FORM))
        os.replace(temporary, os.path.join(place, STORED))
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)

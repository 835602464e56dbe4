"""How hard exercises are, and which rules they need, in the words of those who set them.

>>> LEVELS["easy"].rules
('power', 'exponential', 'logarithm', 'trigonometric', 'root')
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from symdiff.errors import SymdiffError
from symdiff.explain import rules

FUNCTIONS: Final = {
    "exponential": ("exp",), "logarithm": ("log",), "trigonometric": ("sin", "cos", "tan"), "root": ("sqrt",),
    "inverse": ("asin", "acos", "atan"), "hyperbolic": ("sinh", "cosh", "tanh"),
}  # fmt: skip
"""Rule set → the functions whose rows it needs."""
RULES: Final = ("power", "product", "quotient", "chain", *FUNCTIONS)
"""The names that `generate` knows; sums and constant factors are everywhere."""
_STRUCTURES: Final = frozenset(("product", "quotient", "chain"))
_BY_RULE: Final = {
    rules.POWER: "power", rules.POWER_BELOW: "power",
    rules.RECIPROCAL: "quotient", rules.QUOTIENT: "quotient",
    rules.PRODUCT: "product", rules.PRODUCT_OF_THREE: "product", rules.PRODUCT_OF_FOUR: "product",
    rules.EXPONENTIAL: "exponential", rules.NATURAL: "exponential",
}  # fmt: skip
_BY_FUNCTION: Final = {function: name for name, functions in FUNCTIONS.items() for function in functions}
SILENT: Final = frozenset((rules.SUM, rules.DIFFERENCE, rules.MULTIPLE, rules.CONSTANT, rules.VARIABLE))
"""Rules that every exercise may need."""


class Level(NamedTuple):
    """What a person is asked to do at most."""

    operators: tuple[int, int]
    """The fewest and the most operators of a tree that is drawn."""
    rules: tuple[str, ...]
    """Those that are asked for where none are named."""
    depth: int
    """Functions inside of each other."""
    named: int
    """Uses of rules, sums and constant factors not counted."""
    answer: int
    """Size of the derivative."""


_SIMPLE: Final = ("power", "exponential", "logarithm", "trigonometric", "root")
LEVELS: Final = {
    "easy": Level((1, 4), _SIMPLE, 2, 3, 18),
    "medium": Level((3, 5), (*_SIMPLE, "product", "chain"), 2, 5, 34),
    "hard": Level((4, 7), RULES, 3, 8, 60),
}  # fmt: skip


def level_of(name: object) -> Level:
    """Return a level by its name. Raises SymdiffError for what is none."""
    if isinstance(name, str) and name in LEVELS:
        return LEVELS[name]
    raise SymdiffError(f"no level {name!r}", hint=f"one of {', '.join(LEVELS)}")


def rules_of(names: str | Sequence[str], level: Level) -> tuple[str, ...]:
    """Return names of rules, given as a sequence or as a text with commas; those of *level* where there are
    none. Raises SymdiffError for a name that is none."""
    given = names.replace(",", " ").split() if isinstance(names, str) else list(names)
    for name in given:
        if name not in RULES:
            near = get_close_matches(str(name), RULES, 1)
            hint = f"did you mean {near[0]}?" if near else f"some of {', '.join(RULES)}"
            raise SymdiffError(f"no rule {name!r}", hint=hint)
    return tuple(dict.fromkeys(given)) or level.rules


def needed(names: Sequence[str], level: Level) -> frozenset[str]:
    """Return the rules that may be needed where *names* are practised: with products, quotients and chains
    alone there would be nothing to take them of, and the powers and functions of the level come along."""
    found = frozenset(names)
    return found if found - _STRUCTURES else found | (frozenset(level.rules) - _STRUCTURES)


def rule_name(rule: rules.Rule, function: str) -> str:
    """Return what a rule, at a node of this *function*, counts as; "" for one that no exercise has."""
    if rule in (rules.ROW, rules.CHAIN):
        return _BY_FUNCTION.get(function, "")
    return _BY_RULE.get(rule, "")


__all__ = ["FUNCTIONS", "LEVELS", "RULES", "SILENT", "Level", "level_of", "needed", "rule_name", "rules_of"]

"""The leaves of a graph: numbers, symbols and named constants, each found again by what it is.

>>> from symdiff.limits import DEFAULT
>>> leaves = Leaves(DEFAULT)
>>> leaves.symbol("x") == leaves.symbol("x")
True
"""

from __future__ import annotations

from typing import Final

from symdiff.errors import WrongShape
from symdiff.graph.folding import Number, check_bits
from symdiff.graph.long import LongDecimal, RootDecimal
from symdiff.graph.nodes import Nodes
from symdiff.graph.shapes import Array, shown
from symdiff.limits import Limits
from symdiff.table.operators import CONSTANT, NUMBER, SYMBOL

SCALAR: Final = Array()
UNNAMED: Final = "\0"
"""What the name of a symbol without a name begins with inside: no text that is read has it."""
INTEGRAL: Final = "∫"
SUM: Final = "∑"
PRODUCT: Final = "∏"
BINDERS: Final = (INTEGRAL, SUM, PRODUCT)
ENTRY: Final = "[]"
"""What the name of an unknown function begins with that is an integral, a sum or product, and ends with that
has the entries of a list: see `graph.binders`."""


class Leaves(Nodes):
    """Nodes, some of which are leaves that hold a number or a name."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits.nodes)
        self.limits = limits
        self.numbers: dict[int, Number] = {}
        self.names: dict[int, str] = {}
        self.arrays: dict[str, Array] = {}
        """What is declared of the symbols that are no scalars; nothing in most graphs."""
        self._whole: dict[int, int] = {}
        self._symbols: dict[str, int] = {}
        self._leaves: dict[tuple[object, ...], int] = {}
        """Fractions, floats and named constants; the first long decimal, or root, near each float, too."""

    def number(self, value: Number) -> int:
        """Return the node of an exact number or a float. Raises TooLarge beyond `limits.bits`."""
        if isinstance(value, int):
            node = self._whole.get(value)
            if node is None:
                if value.bit_length() > self.limits.bits:
                    check_bits(value.bit_length(), self.limits.bits)
                node = self._whole[int(value)] = self.leaf(NUMBER)  # a bool is no number of ours
                self.numbers[node] = int(value)
            return node
        if isinstance(value, LongDecimal):
            key: tuple[object, ...] = ("d", *value.exact)
        elif isinstance(value, RootDecimal):
            key = ("r", *value.below)
        elif isinstance(value, float):
            key = ("f", value.hex())
        elif value.denominator == 1:
            return self.number(value.numerator)
        else:
            check_bits(max(value.numerator.bit_length(), value.denominator.bit_length()), self.limits.bits)
            key = (value.numerator, value.denominator)
        node = self._leaves.get(key)
        if node is None:
            node = self._leaves[key] = self.leaf(NUMBER)
            self.numbers[node] = value
            if isinstance(value, LongDecimal) or isinstance(value, RootDecimal):  # noqa: SIM101 - compiled, faster
                self._leaves.setdefault(("near", value.hex()), node)
        return node

    def known_number(self, value: Number) -> int:
        """Return the node that a number has already, -1 where it has none. A decimal that is printed rounded
        and one that is written so are the same here."""
        if isinstance(value, int):
            return self._whole.get(value, -1)
        if isinstance(value, LongDecimal):
            node = self._leaves.get(("d", *value.exact), -1)
            return self._leaves.get(("f", value.hex()), -1) if node < 0 else node
        if isinstance(value, RootDecimal):
            node = self._leaves.get(("r", *value.below), -1)
            return self._leaves.get(("f", value.hex()), -1) if node < 0 else node
        if isinstance(value, float):
            node = self._leaves.get(("f", value.hex()), -1)
            return self._leaves.get(("near", value.hex()), -1) if node < 0 else node
        return self._leaves.get((value.numerator, value.denominator), -1)

    def symbol(self, name: str) -> int:
        """Return the node of a symbol."""
        node = self._symbols.get(name)
        if node is None:
            node = self._symbols[name] = self.leaf(SYMBOL)
            self.names[node] = name
        return node

    def array(self, name: str, given: Array) -> int:
        """Return the node of a symbol of which *given* is declared. Raises WrongShape where the graph has one
        of that name with another shape, or a scalar."""
        known = self.arrays.get(name)
        if known is None and given != SCALAR and name not in self._symbols:
            self.arrays[name] = given
        elif (known or SCALAR) != given:
            one, other = (known or SCALAR).shape, given.shape
            raise WrongShape(
                f"{shown(name, one)} and {shown(name, other)} are two symbols with one name",
                hint="give one of them another name",
            )
        return self.symbol(name)

    def has_symbol(self, name: str) -> bool:
        """Return whether a symbol of that name has been made. Cost: constant."""
        return name in self._symbols

    def fresh(self, number: int) -> int:
        """Return the symbol without a name that has this *number*, 0 or more.

        No text can mean it, and `symbols` leaves it out. Copies in other graphs keep the number, and the
        order of numbers is the order in which such symbols are written.
        """
        return self.symbol(f"{UNNAMED}{number:09d}")

    def fresh_number(self, node: int) -> int:
        """Return the number of a symbol without a name, -1 for any other node."""
        name = self.names.get(node, "")
        return int(name[1:]) if name.startswith(UNNAMED) else -1

    def constant(self, name: str) -> int:
        """Return the node of a named constant, by its printed name."""
        node = self._leaves.get((name,))
        if node is None:
            node = self._leaves[(name,)] = self.leaf(CONSTANT)
            self.names[node] = name
        return node

    def value(self, node: int) -> Number:
        """Return the number that a NUMBER node holds."""
        return self.numbers[node]

    def name(self, node: int) -> str:
        """Return the name that a SYMBOL or CONSTANT node holds."""
        return self.names[node]

    def is_zero(self, node: int) -> bool:
        """Return whether *node* is the exact number 0."""
        return self.numbers.get(node) == 0 and self.is_exact(node)

    def is_exact(self, node: int) -> bool:
        """Return whether *node* is an exact number."""
        return self.ops[node] == NUMBER and not isinstance(self.numbers[node], float)

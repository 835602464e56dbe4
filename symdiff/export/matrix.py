"""Formulas of arrays as text, in vectors and matrices, in the language that reads them back.

>>> from symdiff.graph.tensors import tensors
>>> A, x = tensors("A[n,m] x[m]")
>>> matrix_text(2 * A @ x)
'2*A @ x'
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from symdiff.export.chains import (
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    Chain,
    Chains,
    Matrix,
    NoMatrixForm,
    Piece,
    Vector,
    tokens,
)
from symdiff.export.terms import Term, added, number_piece, place_text, with_means, with_positive
from symdiff.graph.contraction import contraction, dims_of
from symdiff.graph.expr import Expr
from symdiff.graph.graph import Graph
from symdiff.graph.products import squared
from symdiff.graph.shapes import SYMMETRIC
from symdiff.graph.unknowns import called_as
from symdiff.simplifier.arrays.normal import Normal
from symdiff.table.arrays import CONTRACT, code_of_array, is_whole
from symdiff.table.functions import SQRT, row_of
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
    is_comparison,
)

_SIGNS: Final = {LT: "<", LE: "<=", GT: ">", GE: ">=", EQ: "==", NE: "!=", AND: "and", OR: "or"}
SPELLED: Final = {"Abs": "abs", "Heaviside": "heaviside", "Max": "max", "Min": "min", "loggamma": "lgamma"}
"""How functions are called where arrays are."""
_COLUMNS: Final = {code_of_array("eigvecs"): "eigvec", code_of_array("leftvecs"): "leftvec",
                   code_of_array("rightvecs"): "rightvec"}  # fmt: skip
_PLACES: Final = code_of_array("places")
ALONG_LAST: Final = frozenset(code_of_array(name) for name in ("logsumexp", "max", "min", "prod"))
"""Functions that leave nothing of the last axis."""
_OPPOSITE: Final = {LT: (GE, GT), LE: (GT,), GT: (LE, LT), GE: (LT,)}


class Printer:
    """Writes nodes of one graph, arguments first."""

    def __init__(self, graph: Graph, form: Normal | None = None) -> None:
        """Make a printer of *graph*, which is that of *form* where it is given."""
        self.graph = graph
        self.pieces: dict[int, Piece | None] = {}
        """The text of each node that is written; None for one that has no form in matrices."""
        self._form = form or Normal(Graph(graph.limits))
        self._is_formed = form is not None
        self._normal: dict[int, int] = {}
        self._printed = -1
        self._symmetric: dict[int, bool] = {}

    def text(self, root: int) -> str:
        """Return the text of *root*. Cost: linear in the nodes below and in the text. Raises NoMatrixForm."""
        self._printed = root
        for node in self.graph.below([root]):
            if node not in self.pieces:
                try:
                    self.pieces[node] = self._piece(node)
                except NoMatrixForm:
                    self.pieces[node] = None
        return self.piece(root).text

    def piece(self, node: int) -> Piece:
        found = self.pieces[node]
        if found is None:
            raise NoMatrixForm
        return found

    def _piece(self, node: int) -> Piece:
        graph = self.graph
        op, children = graph.ops[node], graph.children[node]
        if op == _PLACES:  # an index as a number
            raise NoMatrixForm
        if len(graph.shape(node)) > 2 and not self._is_entry_by_entry(node):
            raise NoMatrixForm
        if op == NUMBER:
            return number_piece(graph.value(node))
        if op in (SYMBOL, CONSTANT):
            return Piece(graph.names[node], ATOM)
        if op in (ADD, SUB):
            return self._sum(node)
        if op in (MUL, DIV, NEG, CONTRACT):
            return self.term(node).positive().piece()
        if op == POW:
            return self._power(children[0], children[1])
        if op == SQRT:
            return self._root(children[0], Fraction(1, 2)) or Piece(
                f"sqrt({self.piece(children[0]).text})", ATOM
            )
        if op == PIECEWISE:
            return self._choice(children)
        if op == NOT:
            return Piece(f"not ({self.piece(children[0]).text})", SUM)
        if is_comparison(op) or op in (AND, OR):
            one, other = [self.piece(child).placed(SUM) for child in children]
            return Piece(f"{one} {_SIGNS[op]} {other}", 0)
        if op == UNKNOWN:
            inside = ", ".join([self.piece(child).text for child in children])
            return Piece(f"{called_as(*graph.operators[node])}({inside})", ATOM)
        row = row_of(op)
        if op in ALONG_LAST and len(graph.shape(children[0])) > 1:
            if row.name != "logsumexp":  # of max(A, 1) the 1 may be a number
                raise NoMatrixForm
            last = len(graph.shape(children[0])) - 1
            return Piece(f"logsumexp({self.piece(children[0]).text}, {last})", ATOM)
        inside = ", ".join([self.piece(child).text for child in children])
        return Piece(f"{SPELLED.get(row.name, row.name)}({inside})", ATOM)

    def _is_entry_by_entry(self, node: int) -> bool:
        """Return whether each array below a node has its shape: with three axes and more there are no others
        in matrices."""
        graph = self.graph
        if is_whole(graph.ops[node]) or graph.ops[node] == UNKNOWN:
            return False
        return all(graph.shape(child) in ((), graph.shape(node)) for child in graph.children[node])

    # Sums -----------------------------------------------------------------------------------

    def _sum(self, node: int) -> Piece:
        graph = self.graph
        parts: list[tuple[bool, int]] = []
        pending = [(False, node)]
        while pending:
            minus, at = pending.pop()
            if graph.ops[at] in (ADD, SUB):
                left, right = graph.both(at)
                pending += [(minus != (graph.ops[at] == SUB), right), (minus, left)]
            elif graph.ops[at] == NEG:
                pending.append((not minus, graph.first(at)))
            else:
                parts.append((minus, at))
        terms = [(minus, self.term(at)) for minus, at in parts]
        if any(not term.is_ones for _, term in terms):  # ones beside what has the shape are a number
            terms = [(minus, term._replace(array=None) if term.is_ones else term) for minus, term in terms]
        if all(minus != term.negative for minus, term in terms):
            terms = with_positive(terms)
        pieces = [(minus, term.piece()) for minus, term in terms]
        text = added(pieces)
        has_both = any(minus != term.negative for minus, term in terms)
        against = added([(not minus, piece) for minus, piece in pieces]) if has_both else ""
        flip = ""
        if len(graph.shape(node)) == 2 and all(isinstance(term.array, list) for _, term in terms):
            other = added([(minus, term.turned().piece()) for minus, term in terms])
            if tokens(other) + 3 < tokens(text):
                return Piece(f"({other}).T", ATOM)
            flip = other if tokens(other) <= tokens(text) + 1 else ""
        return Piece(text, SUM, minus="" if against.startswith("-") else against, flip=flip)

    # Products -------------------------------------------------------------------------------

    def term(self, node: int) -> Term:
        """Return a node as a product."""
        graph = self.graph
        number: Fraction | float = Fraction(1)
        above: list[Piece] = []
        below: list[Piece] = []
        arrays: list[tuple[int, bool]] = []
        pending = [(node, False)]
        while pending:
            at, under = pending.pop()
            op, children = graph.ops[at], graph.children[at]
            if op == NUMBER:
                value = graph.value(at)
                if isinstance(value, float) or isinstance(number, float):
                    (below if under else above).append(number_piece(value))
                else:
                    number = number / value if under and value else number * value
            elif op == NEG:
                number = -number
                pending.append((children[0], under))
            elif op in (MUL, DIV):
                pending += [(children[1], under != (op == DIV)), (children[0], under)]
            elif op == CONTRACT and not graph.shape(at):
                more, _, _ = self._contracted(at)
                for piece, is_under in more:
                    (below if is_under != under else above).append(piece)
            elif op == POW and graph.ops[children[0]] == SYMBOL and not graph.shape(at):
                exponent = graph.numbers.get(children[1])
                if not isinstance(exponent, int) or not 1 < abs(exponent) < 5:
                    piece, is_under = self._scalar(at)
                    (below if is_under != under else above).append(piece)
                else:
                    pending += [(children[0], under != (exponent < 0))] * abs(exponent)
            elif graph.shape(at):
                arrays.append((at, under))
            else:
                piece, is_under = self._scalar(at)
                (below if is_under != under else above).append(piece)
        array: Chain | Vector | None = None
        is_ones = False
        if len(arrays) == 1 and not arrays[0][1] and graph.ops[arrays[0][0]] == CONTRACT:
            more, array, is_ones = self._contracted(arrays[0][0])
            for piece, is_under in more:
                (below if is_under else above).append(piece)
        elif arrays:
            array = Vector()
            array.rank = len(graph.shape(node))
            for at, under in arrays:
                if graph.ops[at] == CONTRACT:
                    own = Piece(*self.term(at).piece()[:2])
                    (array.below if under else array.above).append([own])
                    continue
                if len(arrays) == 1 and len(graph.shape(at)) == 2 and not under:
                    array = [self.piece(at)._replace(symmetric=self._is_symmetric(at))]
                    break
                piece, is_under = self._scalar(at)
                (array.below if under != is_under else array.above).append([piece])
        if number == 0 and is_ones and isinstance(array, list):
            zeros = array[0].text.replace("ones", "zeros", 1)
            return Term(False, (), (), [Piece(zeros, ATOM)])
        above, below = with_means(above, below)
        exact = Fraction(number)
        if abs(exact.numerator) != 1:
            above.insert(0, Piece(str(abs(exact.numerator)), ATOM))
        if exact.denominator != 1:
            below.insert(0, Piece(str(exact.denominator), ATOM))
        return Term(exact < 0, tuple(above), tuple(below), array, is_ones)

    def _scalar(self, node: int) -> tuple[Piece, bool]:
        """Return a scalar factor, and whether it stands below the line: what has a negative power."""
        graph = self.graph
        if graph.ops[node] == POW:
            base, exponent = graph.children[node]
            value = graph.numbers.get(exponent)
            if value is not None and value < 0:
                return self._powered(base, -value), True
        return self.piece(node), False

    def _contracted(self, node: int) -> tuple[list[tuple[Piece, bool]], Chain | Vector | None, bool]:
        """Return a contraction as scalars, each with whether it stands below the line, what has a shape, and
        whether that is ones."""
        graph = self.graph
        given = contraction(graph.operators[node][0])
        children = graph.children[node]
        sizes = dims_of(given, [graph.shape(child) for child in children])
        chains = Chains(given.output, sizes)
        scalars: list[tuple[Piece, bool]] = []
        fixed = dict(given.fixed)
        if len(fixed) < len(given.fixed) or any(letter in given.output for letter in fixed):
            raise NoMatrixForm
        for child, axes in zip(children, given.inputs, strict=True):
            if any(letter in fixed for letter in axes):
                self._enter_entry(chains, child, axes, fixed)
            else:
                self._enter(chains, scalars, child, axes)
        result = chains.joined()
        return [*scalars, *[(piece, False) for piece in chains.scalars]], result, chains.is_ones

    def _enter(self, chains: Chains, scalars: list[tuple[Piece, bool]], child: int, axes: str) -> None:
        graph = self.graph
        if not axes:
            scalars.append(self._scalar(child))
        elif len(axes) == 1:
            under = False
            piece = self.piece(child)
            if graph.ops[child] == POW:
                piece, under = self._scalar(child)
            vector = chains.vector(axes)
            (vector.below if under else vector.above).append([piece])
        elif len(axes) == 2 and axes[0] == axes[1]:
            vector, text = chains.vector(axes[0]), self.piece(child).text
            vector.above.append([Piece(f"diag({text})", ATOM)])
            vector.diagonal = text
        elif len(axes) == 2:
            piece = self.piece(child)
            chain = [piece._replace(symmetric=self._is_symmetric(child))]
            chains.matrices.append(Matrix(axes[0], axes[1], chain))
        else:
            raise NoMatrixForm

    def _enter_entry(self, chains: Chains, child: int, axes: str, fixed: dict[str, int]) -> None:
        """Enter an operand some of whose letters are fixed: an entry, a row, an eigenvector."""
        graph = self.graph
        dims = dict(zip(axes, graph.shape(child), strict=True))
        places = [place_text(fixed[letter], str(dims[letter])) for letter in axes if letter in fixed]
        piece = self.piece(child)
        left = [letter for letter in axes if letter not in fixed]
        if not left:
            chains.scalars.append(Piece(f"{piece.placed(ATOM)}[{', '.join(places)}]", ATOM))
        elif graph.ops[child] in _COLUMNS and axes[1] in fixed and len(left) == 1:
            matrix = self.piece(graph.first(child)).text
            column = Piece(f"{_COLUMNS[graph.ops[child]]}({matrix}, {places[0]})", ATOM)
            chains.vector(left[0]).above.append([column])
        elif len(axes) == 2 and axes[0] in fixed:
            chains.vector(left[0]).above.append([Piece(f"{piece.placed(ATOM)}[{places[0]}]", ATOM)])
        else:
            raise NoMatrixForm

    def _is_symmetric(self, node: int) -> bool:
        known = self._symmetric.get(node)
        if known is None:
            shape = self.graph.shape(node)
            known = False
            if self.graph.ops[node] == SYMBOL:
                known = bool(shape) and self.graph.arrays[self.graph.names[node]].kind in SYMMETRIC
            elif len(shape) == 2 and shape[0] == shape[1]:
                known = self._form.is_symmetric(self._normal_of(node))
            self._symmetric[node] = known
        return known

    def _normal_of(self, node: int) -> int:
        """Return a node in the normal form: of everything that is printed at once."""
        if self._is_formed:
            return node
        if node not in self._normal:
            self._form.of(self.graph, max(node, self._printed), self._normal)
        return self._normal[node] if node in self._normal else self._form.of(self.graph, node, self._normal)

    # Powers and choices ---------------------------------------------------------------------

    def _power(self, base: int, exponent: int) -> Piece:
        graph = self.graph
        value = graph.numbers.get(exponent)
        if value is None:
            sign = ".^" if len(graph.shape(base)) > 1 else "^"
            below = self.piece(exponent).placed(ATOM)
            return Piece(f"{self.piece(base).placed(ATOM)}{sign}{below}", POWER)
        if value < 0:
            sign = "/" if len(graph.shape(base)) < 2 else " ./ "
            return Piece(f"1{sign}{self._powered(base, -value).placed(POWER)}", PRODUCT)
        return self._powered(base, value)

    def _powered(self, base: int, value: int | Fraction | float) -> Piece:
        """Return a power with a number for its exponent."""
        if value != 1 and not isinstance(value, float) and 2 % Fraction(value).denominator == 0:
            root = self._root(base, Fraction(value))
            if root is not None:
                return root
            if value == Fraction(1, 2):
                return Piece(f"sqrt({self.piece(base).text})", ATOM)
        piece = self.piece(base)
        if value == 1:
            return piece
        written = number_piece(value)
        exponent = written.text if written.level == ATOM else f"({written.text})"
        root_text = piece.text if value == 2 else ""
        sign = " .^ " if len(self.graph.shape(base)) > 1 else "^"
        return Piece(f"{piece.placed(ATOM)}{sign}{exponent}", POWER, root=root_text)

    def _root(self, base: int, value: Fraction) -> Piece | None:
        """Return a power of the root of a sum of squares as one of a norm; None for another base."""
        inside = squared(self.graph, base)
        if inside is None:
            return None
        piece = Piece(f"norm({self.piece(inside).text})", ATOM)
        whole = (2 * value).numerator
        return piece if whole == 1 else Piece(f"{piece.text}^{whole}", POWER)

    def _choice(self, children: tuple[int, ...]) -> Piece:
        graph = self.graph
        values = [self.piece(child).text for child in children[::2]]
        conditions = children[1::2]
        last = conditions[-1]
        if graph.names.get(last) != "True":
            if len(conditions) != 2 or not self._are_opposite(conditions[0], last):
                raise NoMatrixForm
        text = values[-1]
        for value, condition in zip(values[-2::-1], conditions[-2::-1], strict=True):
            text = f"where({self.piece(condition).text}, {value}, {text})"
        return Piece(text, ATOM)

    def _are_opposite(self, one: int, other: int) -> bool:
        """Return whether one of two comparisons holds wherever the other does not, but for edges."""
        graph = self.graph
        same = graph.children[one] == graph.children[other]
        return same and graph.ops[other] in _OPPOSITE.get(graph.ops[one], ())


def matrix_text(expr: Expr, form: Normal | None = None) -> str:
    """Return *expr* in vectors and matrices; *form* made it, if given. Raises NoMatrixForm where there is no
    form."""
    return Printer(expr.graph, form).text(expr.node)


__all__ = ["ALONG_LAST", "SPELLED", "Printer", "matrix_text"]

"""Matrices of derivatives, dense and sparse: their entries, their values as arrays, their LaTeX.

>>> from symdiff import jacobian
>>> J = jacobian("x*y, sin(x)", "x y")
>>> J.shape, str(J[1, 0]), [place for place, _ in J.items()]
((2, 2), 'cos(x)', [(0, 0), (0, 1), (1, 0)])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from symdiff.arithmetic.evaluation import evaluate_all
from symdiff.graph.expr import Expr
from symdiff.parser.given import Point, Variables

if TYPE_CHECKING:
    import numpy
    import scipy.sparse
    import sympy
    from numpy.typing import NDArray


class Matrix:
    """What dense and sparse matrices of derivatives have in common."""

    shape: tuple[int, int]
    outputs: tuple[Expr, ...]
    variables: tuple[str, ...]

    def items(self) -> Iterator[tuple[tuple[int, int], Expr]]:
        """Return the entries that are not identically zero with their places, row by row."""
        raise NotImplementedError

    def to_numpy(self, at: Point) -> NDArray[numpy.float64]:
        """Return a NumPy array of the values at a point (names or symbols → numbers), shared parts once.

        Cost: linear in nodes, and in the entries of the array. Raises DomainError naming what has no value.
        """
        import numpy

        rows, columns, values = _coordinates(self, at)
        result: NDArray[numpy.float64] = numpy.zeros(self.shape, dtype=numpy.result_type(float, *values[:1]))
        result[rows, columns] = values
        return result

    def to_scipy(self, at: Point) -> scipy.sparse.coo_array:
        """Return a sparse SciPy array in coordinates (`.tocsr()` for algebra) of the values at a point.

        What is not identically zero is stored, if its value is 0, too: all points have one structure.
        Cost: linear in nodes. Raises DomainError naming what has no value.
        """
        sparse = import_module("scipy.sparse")
        rows, columns, values = _coordinates(self, at)
        return sparse.coo_array((values, (rows, columns)), shape=self.shape, dtype=type((values or [0.0])[0]))

    def code(
        self,
        language: str,
        order: Variables = (),
        *,
        outputs: bool = False,
        layout: Literal["rows", "columns"] = "rows",
        name: str = "f",
        dtype: Literal["float64", "float32"] = "float64",
        main: bool = False,
        unit: Literal["whole", "header", "source"] = "whole",
        stable: bool = True,
    ) -> str:
        """Return a file in a *language* (c, cpp, rust, fortran, …) with a function that computes the entries.

        It takes the symbols in *order*: the variables and then all others by the alphabet, if none is given.
        The entries stand in one array, row by row or column by column, as *layout* says; with *outputs* those
        of the matrix stand in another. Of a sparse matrix these are the entries that are not identically
        zero, and beside the function stand constants: `name_rows` and `name_columns` of each entry, and
        `name_starts`, where each row (column) begins, in the way of compressed matrices. They count as the
        language does: from 0, or from 1 in Fortran, Julia and Octave. All else is as in `symdiff.code`.

        Cost: linear in nodes. Raises as `symdiff.code` does, and SymdiffError where all entries are zero.

        >>> from symdiff import jacobian
        >>> text = jacobian("x*y, y^2", "x y", sparse=True).code("c", name="J")
        >>> print(text[text.index("const int J_starts") :].split("/* At")[0].strip())
        const int J_starts[3] = {
            0, 2, 3
        };
        <BLANKLINE>
        void J(double x, double y, double *entries)
        {
            if (entries != NULL) {
                entries[0] = y;
                entries[1] = x;
                entries[2] = y*2.0;
            }
        }
        """
        made: str = import_module("symdiff.verbs.code").code_of_matrix(
            self, language, order, outputs=outputs, layout=layout, name=name, dtype=dtype, main=main,
            unit=unit, stable=stable,
        )  # fmt: skip
        return made

    def sympy(self) -> sympy.Matrix:
        """Return a SymPy Matrix, with real symbols."""
        return import_module("symdiff.witness.oracle").to_matrix(self.shape, dict(self.items()))

    def latex(self) -> str:
        """Return a matrix in LaTeX; it needs amsmath.

        >>> from symdiff import jacobian
        >>> print(jacobian(["x*y"], ["x", "z"]).latex())
        \\begin{pmatrix} y & 0 \\end{pmatrix}
        """
        known = {place: entry.latex() for place, entry in self.items()}
        height, width = self.shape
        lines = [" & ".join([known.get((i, j), "0") for j in range(width)]) for i in range(height)]
        body = " \\\\ ".join(lines)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from symdiff.export import notebook

        return notebook.matrix(self)


@dataclass(frozen=True)
class Jacobian(Matrix):
    """A matrix of derivatives, every entry on one graph: `rows[i][j]` is that of output i by variable j.

    *outputs* are what was derived, on the same graph, so that values and derivatives can be computed
    together. Those of a Hessian are the gradient.

    >>> from symdiff.verbs.jacobians import jacobian
    >>> J = jacobian("x*y, sin(x)", "x y")
    >>> J.shape, J.rows[0]
    ((2, 2), (Expr('y'), Expr('x')))
    """

    shape: tuple[int, int]
    outputs: tuple[Expr, ...]
    variables: tuple[str, ...]
    rows: tuple[tuple[Expr, ...], ...]

    def __str__(self) -> str:
        """Return the rows, one a line.

        >>> from symdiff.verbs.jacobians import hessian
        >>> print(hessian("x^2*y", "x y"))
        [[2*y, 2*x],
         [2*x, 0]]
        """
        return "[" + ",\n ".join([f"[{', '.join([str(entry) for entry in row])}]" for row in self.rows]) + "]"

    @overload
    def __getitem__(self, place: tuple[int, int]) -> Expr: ...
    @overload
    def __getitem__(self, place: int) -> tuple[Expr, ...]: ...
    def __getitem__(self, place: tuple[int, int] | int) -> Expr | tuple[Expr, ...]:
        """Return an entry, or of one number a row."""
        return self.rows[place] if isinstance(place, int) else self.rows[place[0]][place[1]]

    def items(self) -> Iterator[tuple[tuple[int, int], Expr]]:
        """Return the entries that are not identically zero with their places, row by row."""
        for i, row in enumerate(self.rows):
            for j, entry in enumerate(row):
                if not entry.graph.is_zero(entry.node):
                    yield (i, j), entry


@dataclass(frozen=True)
class SparseJacobian(Matrix):
    """The entries of a matrix of derivatives that are not identically zero, row by row.

    `values[k]` is the derivative of output `rows[k]` by variable `columns[k]`; all else is as in `Jacobian`.

    >>> from symdiff.verbs.jacobians import jacobian
    >>> J = jacobian("x*y, sin(x)", "x y", sparse=True)
    >>> J.rows, J.columns, J.values
    ((0, 0, 1), (0, 1, 0), (Expr('y'), Expr('x'), Expr('cos(x)')))
    """

    shape: tuple[int, int]
    outputs: tuple[Expr, ...]
    variables: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    values: tuple[Expr, ...]

    def __str__(self) -> str:
        """Return the size and the entries, one a line, counted from 0.

        >>> from symdiff.verbs.jacobians import hessian
        >>> print(hessian("x^2 + y^2", "x y", sparse=True))
        2 x 2, 2 entries
        (0, 0): 2
        (1, 1): 2
        """
        height, width = self.shape
        many = "1 entry" if len(self.values) == 1 else f"{len(self.values)} entries"
        return "\n".join([f"{height} x {width}, {many}", *[f"({i}, {j}): {e}" for (i, j), e in self.items()]])

    def items(self) -> Iterator[tuple[tuple[int, int], Expr]]:
        """Return the entries with their places, row by row."""
        return zip(zip(self.rows, self.columns, strict=True), self.values, strict=True)


def _coordinates(matrix: Matrix, at: Point) -> tuple[list[int], list[int], list[Any]]:
    """Return rows, columns and values of the entries at a point."""
    places: list[tuple[int, int]] = []
    entries: list[Expr] = []
    for place, entry in matrix.items():
        places.append(place)
        entries.append(entry)
    values = evaluate_all(entries, at)
    if any(isinstance(value, complex) for value in values):
        values = [complex(value) for value in values]
    return [i for i, _ in places], [j for _, j in places], values


__all__ = ["Jacobian", "Matrix", "SparseJacobian"]

r"""Formulas and their derivatives as a file of code in another language.

>>> print(code("x*exp(-x)", "c").split("{", 1)[1].split("/* At")[0].strip())
return x*exp(-x);
}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Literal

from symdiff.arithmetic.lowering import arguments_of
from symdiff.errors import SymdiffError
from symdiff.graph.expr import Expr
from symdiff.parser.given import Formulas, Variables
from symdiff.parser.inputs import as_read, expression, names_of
from symdiff.programs.languages import writer
from symdiff.programs.layout import Part, pattern
from symdiff.programs.layout import parts as parts_of
from symdiff.programs.program import Program
from symdiff.verbs.matrices import Matrix, SparseJacobian
from symdiff.verbs.operators import operator_code
from symdiff.verbs.wanted import Improved, Wanted, Ways, cheapest, ways, what_is_asked

Unit = Literal["whole", "header", "source"]
Number = Literal["float64", "float32"]

_SHOWN: Final = 300
"""Characters of a formula that a file quotes."""


def code(
    exprs: Formulas,
    language: str,
    order: Variables = (),
    *,
    params: Variables = (),
    wanted: Wanted | Iterable[Wanted] = "value",
    name: str = "f",
    dtype: Number = "float64",
    main: bool = False,
    unit: Unit = "whole",
    stable: bool | None = None,
) -> str:
    """Return a file that computes formulas, and what is *wanted* of them, in a *language*: c, cpp, rust,
    fortran, javascript, julia, octave, jax, torch or triton.

    *exprs*, *order*, *params* and *wanted* are those of `compile`. The function is called *name*; a value is
    what it returns, several numbers stand row by row in an array for each part. With *main* the file is a
    whole program: arguments `x=0.7 y=2`, the numbers on stdout with 17 digits. In C and C++ the *unit* may
    be a "header" alone, to be kept as `name.h` (`name.hpp`), or the "source" that includes it. A number that
    loses digits in floats is computed by the form that `symdiff.stable` finds, and the file says what was
    used and what is lost at most; with stable=False it is computed as it stands. The text depends on the
    arguments alone: work is counted, not timed, and `limits.trials` of the formulas says how much there is.

    Of formulas of arrays, in jax, torch or numpy, the file has a function of arrays: what is wanted, values
    or gradients by the names in *order*, as a tuple where it is several, with what they share computed once;
    or "blocks", the compressed form of one derivative whose axes have deltas, in NumPy with what makes it
    whole.
    Running the file compares it with values that stand there.

    A single value in jax, torch or triton is an operator: a function of arrays with first and second
    derivatives of its own by the symbols in *order*, for the library to ask for. Running the file tests it.
    At a corner the slope is the one nearest to 0 of those on both sides.

    Domain: NaN outside of it, and where a condition depends on a NaN.
    Cost: linear in nodes. Raises SymdiffError for an unknown language and for names that are missing,
    Unsupported for complex numbers, and for functions that neither the language has nor the table defines.

    >>> print(code("x*y", "octave", "x y").partition("function")[2])
     value = f(x, y)
      value = x*y;
    end
    <BLANKLINE>
    """
    given = [as_read(each) for each in (exprs if isinstance(exprs, list | tuple) else [exprs])]
    if any(isinstance(each, Expr) and each.graph.uses_arrays(each.node) for each in given):
        from symdiff.verbs.tensor_code import code_of_arrays  # of no use for scalars

        if main or unit != "whole" or stable or dtype != "float64":
            raise SymdiffError("code of arrays has no main, unit, dtype and stable", hint="leave them out")
        formulas = [expression(each, arrays=True) for each in given]
        asked_for = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        return code_of_arrays(formulas, language, names_of(order), names_of(params), asked_for, name)
    asked = what_is_asked(exprs, order, params, wanted)
    layout = parts_of(asked.parts, len(asked.formulas), len(asked.names))
    said = [f"{', '.join(asked.parts)} of {_quoted(asked.formulas)}"]
    said += [f"by {', '.join(asked.names)}"] if asked.parts != ("value",) else []
    if asked.parts == ("value",) and len(asked.formulas) == 1 and asked.names and writer(language).derives:
        kind = _checked(language, name, dtype, main, unit)
        improved = Improved(times=3) if stable is not False else None
        return operator_code(kind, asked, [f"{name}: {_quoted(asked.formulas)}"], name, main, improved)
    return _file(
        lambda has, improved: cheapest(ways(asked, improved), asked.inputs, has),
        language,
        layout,
        said,
        name,
        dtype,
        main,
        unit,
        stable is not False,
    )


def code_of_matrix(
    matrix: Matrix,
    language: str,
    order: Variables = (),
    *,
    outputs: bool = False,
    layout: Literal["rows", "columns"] = "rows",
    name: str = "f",
    dtype: Number = "float64",
    main: bool = False,
    unit: Unit = "whole",
    stable: bool = True,
) -> str:
    """Return a file that computes the entries of a matrix; see `Matrix.code`."""
    by_columns = layout == "columns"
    if layout not in ("rows", "columns"):
        raise SymdiffError(f"there is no layout {layout!r}", hint="rows or columns")
    is_sparse = isinstance(matrix, SparseJacobian)
    known = dict(matrix.items())
    places = (
        list(known) if is_sparse else [(i, j) for i in range(matrix.shape[0]) for j in range(matrix.shape[1])]
    )
    if not places:
        raise SymdiffError("all entries are zero", hint="there is nothing to compute")
    if by_columns:
        places.sort(key=lambda place: (place[1], place[0]))
    zero = Expr(matrix.outputs[0].graph, matrix.outputs[0].graph.number(0))
    entries = [known.get(place, zero) for place in places]
    tops = list(matrix.outputs) if outputs else []
    whole = [*tops, *entries]
    names = list(names_of(order))
    inputs = arguments_of(
        whole,
        names or [*matrix.variables, *[s for s in arguments_of(whole, ()) if s not in matrix.variables]],
    )
    parts = [Part("outputs", len(tops))] if tops else []
    parts.append(
        Part("entries", len(places), pattern(places, matrix.shape, by_columns) if is_sparse else None)
    )
    rows, columns = matrix.shape
    said = [
        f"entries of a {rows} x {columns} matrix of derivatives by {', '.join(matrix.variables)}, "
        f"{layout[:-1]} by {layout[:-1]}, of {_quoted(matrix.outputs)}"
    ]
    if is_sparse:
        first = writer(language).first
        line, rows_, starts = layout[:-1], f"{name}_rows", f"{name}_starts"
        said += [
            f"those that are not 0 everywhere: entry k is in row {rows_}[k] and column {name}_columns[k],",
            f"those of {line} i begin at {starts}[i] and end before {starts}[i + 1], counted from {first}",
        ]

    def made(has: Callable[[int], bool], improved: Improved | None) -> Program:
        stable = improved(whole) if improved is not None else None
        return cheapest(Ways([whole], stable), inputs, has)

    return _file(made, language, parts, said, name, dtype, main, unit, stable)


def _file(
    made: Callable[[Callable[[int], bool], Improved | None], Program],
    language: str,
    layout: Sequence[Part],
    said: Sequence[str],
    name: str,
    dtype: Number,
    main: bool,
    unit: Unit,
    stable: bool,
) -> str:
    """Return a file with the parts of *layout*, of the program that is *made* for the language."""
    kind = _checked(language, name, dtype, main, unit)
    improved = Improved() if stable else None
    written = kind(made(kind.has, improved), dtype == "float32", name)
    remarks = [
        f"{name}: {said[0]}",
        *said[1:],
        *(improved.notes if improved else []),
        "NaN outside the domain. Written by symdiff.",
        *[f"{plain} is {symbol}" for symbol, plain in written.names.items() if plain != symbol],
    ]
    if unit == "whole":
        text: str = written.source(name, layout, remarks, main)
        return text
    header, source = written.divided(name, layout, remarks, main)
    return str(header if unit == "header" else source)


def _checked(language: str, name: str, dtype: Number, main: bool, unit: Unit) -> Any:
    """Return the class of a language. Raises SymdiffError for what is not to be had of it."""
    kind: Any = writer(language)
    if not name.isidentifier() or not name.isascii() or kind.is_reserved(name):
        raise SymdiffError(f"{name!r} cannot be the name of a function in {kind.language}")
    if dtype not in ("float64", "float32"):
        raise SymdiffError(f"there is no {dtype!r} here", hint="float64 or float32")
    if dtype != "float64" and kind.derives:
        raise SymdiffError("arrays have types of their own", hint="leave out dtype")
    if dtype != "float64" and not kind.single:
        raise SymdiffError(f"{kind.language} is written in double precision", hint="leave out dtype")
    if unit not in ("whole", "header", "source"):
        raise SymdiffError(f"there is no unit {unit!r}", hint="whole, header or source")
    if main and unit == "header":
        raise SymdiffError("a header is no whole program", hint="main=True is for the source")
    if unit != "whole" and not kind.header:
        raise SymdiffError(f"{kind.language} has no headers", hint="a file in it is whole")
    return kind


def _quoted(formulas: Sequence[Expr]) -> str:
    """Return formulas as a comment may have them."""
    quoted = "; ".join([str(formula) for formula in formulas])
    return (quoted if len(quoted) <= _SHOWN else quoted[: _SHOWN - 3] + "...").replace("*/", "* /")


__all__ = ["code", "code_of_matrix"]

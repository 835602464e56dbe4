"""What `diff` does with formulas of vectors, matrices and tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.cli.answer import Answer
from symdiff.errors import SymdiffError
from symdiff.export.arrays import only_matrix
from symdiff.export.formats import written
from symdiff.graph.expr import Expr
from symdiff.graph.products import transposed
from symdiff.graph.shapes import Array, declared, shown, texts
from symdiff.graph.unknowns import declared_functions
from symdiff.limits import Limits
from symdiff.parser.formula import parse
from symdiff.parser.inputs import names_of
from symdiff.simplifier.level_names import Level
from symdiff.verbs.tensors import derivatives, names_in
from symdiff.witness.directions import DRAWS

FORMATS: Final = ("text", "matrix", "index", "latex", "numpy", "jax", "torch", "json")
"""What a derivative of arrays is written in."""
LAYOUTS: Final = ("mixed", "numerator", "denominator")
"""Which axes come first, where the derivative is a matrix."""


def derived(
    answer: Answer,
    variables: Sequence[str],
    order: int,
    shapes: Sequence[str],
    vectors: Sequence[str],
    matrices: Sequence[str],
    symbols: Sequence[str],
    functions: Sequence[str],
    form: str,
    level: Level,
    layout: str,
    entries: bool,
    matlab: bool,
    limits: Limits,
) -> None:
    """Add to *answer* the derivative of its formula, whose names have *shapes*, those that are *vectors* and
    *matrices* the sizes with which it fits. Raises as reading and deriving do."""
    if form not in FORMATS:
        raise SymdiffError(
            f"formulas of arrays are not written as {form}", hint=f"one of {', '.join(FORMATS)}"
        )
    text = answer.input or ""
    names = names_of(list(variables))
    arrays = declared(" ".join(shapes))
    if vectors or matrices:
        from symdiff.parser.arrays.inferred import shapes_of  # of no use where shapes are given

        unknown = declared_functions(",".join(functions))
        arrays = shapes_of(text, vectors, matrices, arrays, limits, unknown, matlab)
        answer.note([f"read as {texts({name: array for name, array in arrays.items() if array.shape})}"])
    for name in symbols:
        arrays.setdefault(name, Array())
    source = parse(
        text,
        shapes=texts(arrays),
        symbols=[],
        functions=functions,
        limits=limits,
        language="matlab" if matlab else "auto",
    )
    if not names:
        known = source.graph.symbols([source.node])
        if len(known) != 1:
            raise SymdiffError("by which variable?", hint=f"one of {', '.join(known)}" if known else "")
        names = known
        answer.note([f"by {names[0]}, the only variable"])
    for name in names:
        if name not in arrays:
            raise SymdiffError(
                f"{name} is not declared", hint=f"say its shape: {name}[n], or {name} for a scalar"
            )
    answer.variables, answer.order, answer.read = names, order, source
    answer.note(source.notes)
    names_in(source, names)
    steps = names + [names[-1]] * (order - 1) if order else []
    found = derivatives(source, steps, level, entries)[-1][1]
    found = _laid_out(found, layout)
    answer.note(found.notes)
    if not any(note.startswith("not checked") for note in found.notes) and steps and not entries:
        answer.agrees("tangents", DRAWS)
    answer.result = found
    if steps:
        answer.more["shape"] = list(found.shape)
        answer.note([shown("derivative", found.shape) if found.shape else "derivative: a scalar"])
    _write(answer, found, form)
    answer.where = found.where
    answer.conditions = [str(condition) for condition in found.conditions]


def _laid_out(found: Expr, layout: str) -> Expr:
    """Return a derivative that is a matrix in the order of axes asked for."""
    if layout == "mixed" or len(found.shape) != 2 or found.origin is None:
        return found
    is_gradient = not found.origin[0].shape
    if is_gradient != (layout == "numerator"):
        return found
    from symdiff.verbs.tensors import simplified

    graph = found.graph
    turned = simplified(Expr(graph, transposed(graph, found.node), found.notes), "full")[0]
    return Expr(turned.graph, turned.node, found.notes, found.unsolved, found.origin)


def _write(answer: Answer, found: Expr, form: str) -> None:
    if form == "matrix":
        answer.write(only_matrix(found))
    elif form == "index":
        from symdiff.export.index import index_text

        answer.write(index_text(found))
    elif form in ("jax", "torch"):
        from symdiff.verbs.tensor_code import code_of_arrays

        answer.write(code_of_arrays([found], form, [], [], ["value"]).rstrip())
    elif not (answer.as_json and form in ("text", "latex", "json")):
        answer.write(written(found, form).rstrip())


__all__ = ["FORMATS", "LAYOUTS", "derived"]

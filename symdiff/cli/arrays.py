"""What commands do with formulas of vectors, matrices and tensors: read, derive, compute, write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from symdiff.cli.answer import Answer, member
from symdiff.cli.answer import shown as number_shown
from symdiff.cli.answer import witness as witness_member
from symdiff.cli.batch import Disagreed
from symdiff.cli.options import asked, number, pairs, placed
from symdiff.cli.shapes import FORMS, Shapes
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
from symdiff.parser.listed import components
from symdiff.simplifier.level_names import Level
from symdiff.verbs.tensors import derivatives, names_in, refuse_array, stacked_derivative
from symdiff.verbs.tensors import simplified as shortened
from symdiff.witness.directions import DRAWS

FORMATS: Final = ("text", "matrix", "index", "latex", "numpy", "jax", "torch", "json")
"""What a derivative of arrays is written in."""
DEEPEST: Final = 9
"""How many axes an array has at most that is typed as a list."""


def derived(
    answer: Answer,
    variables: Sequence[str],
    order: int,
    shapes: Shapes,
    symbols: Sequence[str],
    functions: Sequence[str],
    form: str,
    level: Level,
    limits: Limits,
    text: str | None = None,
    score: bool = False,
) -> None:
    """Add to *answer* the derivative of its formula, or of another *text*, whose arrays *shapes* has; with
    *score* in the score form. Raises as reading and deriving do."""
    check_format(form)
    source = read(answer, shapes, symbols, functions, limits, text)
    names = chosen(answer, source, variables)
    answer.order = order = answer.asked.get("order", order)
    steps = names + [names[-1]] * (order - 1) if order else []
    found = _by(answer, source, steps, shapes, level, score)
    answer.result = found
    if steps:
        answer.more["shape"] = list(found.shape)
        answer.note([shown("derivative", found.shape) if found.shape else "derivative: a scalar"])
    write(answer, found, form)
    _holds(answer, [found])


def several(
    answer: Answer,
    order: int,
    variables: Sequence[str],
    shapes: Shapes,
    symbols: Sequence[str],
    functions: Sequence[str],
    form: str,
    level: Level,
    limits: Limits,
) -> None:
    """Add to *answer* the derivatives of its formulas by each of *variables*, or the second derivatives of
    one formula by each pair of them: one by itself as `derived` does."""
    check_format(form)
    texts_given = components(answer.input or "") if order == 1 else [answer.input or ""]
    sources = [read(answer, shapes, symbols, functions, limits, text) for text in texts_given]
    answer.read = ", ".join(map(str, sources))
    names = chosen(answer, sources[0], variables)
    for source in sources[1:]:
        names_in(source, names)
    if order == 2:
        refuse_array(sources[0], "hessian", "diff --order 2 has the second derivative of an array")
    if len(sources) == len(names) == 1:
        derived(answer, names, order, shapes, symbols, functions, form, level, limits, texts_given[0])
        return
    answer.order = order
    found = []
    for i, source in enumerate(sources):
        for j, name in enumerate(names):
            for k, after in enumerate(names[j:] if order == 2 else [""], j):
                one = _by(answer, source, [name, after] if after else [name], shapes, level)
                label = f"d2/d({name})d({after})" if after else f"d({i + 1})/d({name})"
                found.append((label, (j, k) if after else (i, j), one))
    if answer.as_json:
        answer.more["shape"] = [len(names) if order == 2 else len(sources), len(names)]
        answer.more["entries"] = [
            {"name": label, "row": i + 1, "column": k + 1, **member(one)} for label, (i, k), one in found
        ]
    else:
        for label, _, one in found:
            answer.note([shown(label, one.shape) if one.shape else f"{label}: a scalar"])
            answer.print(f"{label}: {written_of(one, form)}")
    _holds(answer, [one for _, _, one in found])


def value(
    answer: Answer,
    shapes: Shapes,
    at: Sequence[str],
    symbols: Sequence[str],
    functions: Sequence[str],
    limits: Limits,
) -> None:
    """Add to *answer* the value of its formula at arrays that NAME=VALUE texts say, `A=[[1, 2], [3, 4]]`."""
    at = placed(answer, tuple(at))
    source = read(answer, shapes, symbols, functions, limits)
    where: dict[str, Any] = {}
    for text in pairs(at):
        name, equals, given = text.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise SymdiffError(f"--at {text}: expected NAME=VALUE", hint="for example --at A=[[1,2],[3,4]]")
        if name in where:
            raise SymdiffError(f"--at {text}: {name} has a value already")
        where[name] = _listed(given.strip(), f"--at {text}", answer)
    answer.variables = source.graph.symbols([source.node])
    from symdiff.arithmetic.evaluation import evaluate  # of no use for derivatives

    found = evaluate(source, where)
    answer.value = found.tolist() if hasattr(found, "tolist") else found
    if source.shape:
        answer.more["shape"] = list(found.shape)
    answer.print(number_shown(answer.value))


def simplified(
    answer: Answer,
    shapes: Shapes,
    symbols: Sequence[str],
    functions: Sequence[str],
    form: str,
    level: Level,
    limits: Limits,
) -> list[str]:
    """Add to *answer* a shorter form of its formula; return the names of the laws that were used."""
    check_format(form)
    source = read(answer, shapes, symbols, functions, limits)
    found, laws = shortened(source, level)
    answer.variables = found.graph.symbols([found.node])
    answer.result = found
    answer.note(found.notes)
    if found.shape:
        answer.more["shape"] = list(found.shape)
    write(answer, found, form)
    return laws


def judged(
    answer: Answer,
    variables: Sequence[str],
    order: int,
    given: str | None,
    shapes: Shapes,
    symbols: Sequence[str],
    functions: Sequence[str],
    limits: Limits,
) -> None:
    """Add to *answer* what tangents in random directions say of a derivative of its formula: of that which is
    *given*, or symdiff's own. A check that says no is `Disagreed`."""
    given = answer.asked.get("answer", given)
    source = read(answer, shapes, symbols, functions, limits)
    names = chosen(answer, source, variables)
    answer.order = order = answer.asked.get("order", order)
    other = None if given is None else read(answer, shapes, symbols, functions, limits, given)
    from symdiff.verbs.check import check  # with what judges scalars, of no use for derivatives

    report = check(source, *names, order=order, answer=other)
    answer.read, answer.result = source, report.derivative
    answer.checked = {"witnesses": [witness_member(one) for one in report.witnesses], "points": 0}
    answer.print(str(report))
    if not report.ok:
        raise Disagreed


def read(
    answer: Answer,
    shapes: Shapes,
    symbols: Sequence[str],
    functions: Sequence[str],
    limits: Limits,
    text: str | None = None,
) -> Expr:
    """Return the formula of *answer*, or another *text*, as it reads with *shapes*; notes on it are added.
    Names in *symbols* are scalars. Raises as reading does."""
    text = answer.input or "" if text is None else text
    symbols, functions = asked(answer, tuple(symbols), tuple(functions))
    arrays = declared(" ".join(shapes.shapes))
    if shapes.vectors or shapes.matrices:
        from symdiff.parser.arrays.inferred import shapes_of  # of no use where shapes are given

        unknown = declared_functions(",".join(functions))
        known = arrays
        arrays = shapes_of(text, shapes.vectors, shapes.matrices, known, limits, unknown, shapes.matlab)
        answer.note([f"read as {texts({name: array for name, array in arrays.items() if array.shape})}"])
    for name in symbols:
        arrays.setdefault(name, Array())
    source = parse(
        text,
        shapes=texts(arrays),
        symbols=[],
        functions=functions,
        limits=limits,
        language="matlab" if shapes.matlab else "auto",
    )
    answer.read = source
    answer.note(source.notes)
    return source


def chosen(answer: Answer, source: Expr, variables: Sequence[str]) -> list[str]:
    """Return the variables that a line or the command asks for, else the only one of the formula, with a
    note. Raises SymdiffError for those that are none."""
    names: list[str] = answer.asked.get("variables") or names_of(list(variables))
    known = source.graph.symbols([source.node])
    if not names:
        if len(known) != 1:
            raise SymdiffError("by which variable?", hint=f"one of {', '.join(known)}" if known else "")
        names = known
        answer.note([f"by {names[0]}, the only variable"])
    for name in names:
        if name not in source.graph.arrays and name not in known:
            raise SymdiffError(
                f"{name} is not declared", hint=f"say its shape: {name}[n], or {name} for a scalar"
            )
    names_in(source, names)
    answer.variables = list(names)
    return list(names)


def check_format(form: str) -> None:
    """Raise SymdiffError for a format that arrays are not written in."""
    if form not in FORMATS:
        raise SymdiffError(
            f"formulas of arrays are not written as {form}", hint=f"one of {', '.join(FORMATS)}"
        )


def _by(
    answer: Answer, source: Expr, steps: Sequence[str], shapes: Shapes, level: Level, score: bool = False
) -> Expr:
    """Return the derivative by each of *steps* in turn, in its layout, and note what is said of it."""
    chain = derivatives(source, steps, level, shapes.entries, score)
    found = _laid_out(chain[-1][1], shapes.layout)
    answer.note(found.notes)
    if not any(note.startswith("not checked") for note in found.notes) and steps and not shapes.entries:
        answer.agrees("tangents", DRAWS)
    return found


def _holds(answer: Answer, found: Sequence[Expr]) -> None:
    """Add what must hold for all of *found*."""
    wheres = dict.fromkeys([one.where for one in found if one.where])
    answer.where = " and ".join(wheres)
    answer.conditions = list(dict.fromkeys([str(each) for one in found for each in one.conditions]))


def _listed(text: str, where: str, answer: Answer, depth: int = 0) -> Any:
    """Return the number or the list of numbers that *text* says; *where* it stands."""
    if not text.startswith("["):
        notes: list[str] = []
        found = number(text, where, notes, hint="a number, or a list such as [[1, 2], [3, 4]]")
        answer.note(notes)
        return found
    if depth > DEEPEST or not text.endswith("]"):
        raise SymdiffError(f"{where}: {text!r} is no list of numbers", hint="such as [[1, 2], [3, 4]]")
    inside = text[1:-1].strip()
    if "[" not in inside:
        return [_listed(part.strip(), where, answer) for part in inside.split(",")]
    return [_listed(part, where, answer, depth + 1) for part in components(text)]


def _laid_out(found: Expr, layout: str) -> Expr:
    """Return a derivative in the order of axes asked for."""
    if layout == "vec":
        return stacked_derivative(found)
    if layout == "mixed" or len(found.shape) != 2 or found.origin is None:
        return found
    is_gradient = not found.origin[0].shape
    if is_gradient != (layout == "numerator"):
        return found
    from symdiff.verbs.tensors import simplified

    graph = found.graph
    turned = simplified(Expr(graph, transposed(graph, found.node), found.notes), "full")[0]
    return Expr(turned.graph, turned.node, found.notes, found.unsolved, found.origin)


def write(answer: Answer, found: Expr, form: str) -> None:
    """Add *found* in the form that `--format` names; JSON has text and LaTeX anyway."""
    if form in FORMS or not (answer.as_json and form in ("text", "latex", "json")):
        answer.write(written_of(found, form))


def written_of(found: Expr, form: str) -> str:
    """Return *found* in the form that `--format` names."""
    if form == "matrix":
        return only_matrix(found)
    if form == "index":
        from symdiff.export.index import index_text

        return index_text(found)
    return written(found, form).rstrip()


__all__ = ["FORMATS", "derived", "judged", "several", "simplified", "value"]

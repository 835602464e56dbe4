"""The files of `examples/gallery`, and what is computed of each: values, and derivatives by differences."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy
from arrays import SIZES, drawn

from symdiff import Expr, parse
from symdiff.graph.graph import Graph
from symdiff.graph.shapes import Array, declared
from symdiff.parser.arrays.solutions import looked_for
from symdiff.table.operators import STOP

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "gallery"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
KINDS = {"large": lambda a: abs(a) + 40.0, "whole": lambda a: 3.0}
"""What the tests of arrays do not draw."""


class Entry:
    """A file of the gallery."""

    def __init__(self, name: str) -> None:
        spec = importlib.util.spec_from_file_location(f"gallery_{name}", FOLDER / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.name = name
        self.title, _, self.about = (module.__doc__ or "").strip().partition("\n\n")
        self.shapes: str = module.SHAPES
        self.functions: str = getattr(module, "FUNCTIONS", "")
        self.text: str = module.FORMULA
        self.derivatives: dict[str, str] = module.DERIVATIVES
        self.where: dict[str, str] = getattr(module, "WHERE", {})
        self.notes: tuple[str, ...] = getattr(module, "NOTES", ())
        self.source: str = module.SOURCE
        self.sample: dict[str, tuple[str, str]] = getattr(module, "SAMPLE", {})
        self.kinds: dict[str, str] = getattr(module, "KINDS", {})
        self.slips: tuple[tuple[str, str], ...] = module.SLIPS
        self.objective = getattr(module, "objective", None)
        """The same in JAX, where that has the functions."""

    def formula(self, text: str = "") -> Expr:
        return parse(text or self.text, shapes=self.shapes, functions=self.functions)

    def put(self, expr: Expr) -> Expr:
        """Return a formula with the sample formulas in the place of unknown functions."""
        if not self.sample:
            return expr
        return expr.subs({call: parse(text, shapes=shapes) for call, (text, shapes) in self.sample.items()})

    def point(self, seed: int) -> dict[str, Any]:
        """Return random arrays for the formula, and for those in the place of functions."""
        arrays = dict.fromkeys(declared(self.shapes), self.shapes)
        parts = [self.shapes]
        for call, (_, shapes) in self.sample.items():
            inside = call.partition("(")[2].rstrip(")").replace(" ", "").split(",")
            for name, array in declared(shapes).items():
                if name not in arrays and name not in inside:
                    arrays[name] = shapes
                    size = f"[{','.join(map(str, array.shape))}]" if array.shape else ""
                    parts.append(f"{name}{size}")
        known = {name: kind for name, kind in self.kinds.items() if kind not in KINDS}
        sizes = {**SIZES[0], "b": 4}
        at = drawn(" ".join(parts), sizes, seed, known)
        for name, kind in self.kinds.items():
            if kind in KINDS:
                at[name] = KINDS[kind](at[name])
        return {name: value for name, value in at.items() if name not in looked_for(self.text)}


def held(expr: Expr, at: dict[str, Any]) -> tuple[Expr, dict[str, Any]]:
    """Return *expr* with an array in the place of each stop(u), and what u is there."""
    source, graph = expr.graph, Graph()
    graph.arrays.update(source.arrays)
    values: dict[str, Any] = {}

    def changed(node: int, below: tuple[int, ...]) -> int:
        if source.ops[node] != STOP:
            return -1
        name = f"stopped{len(values)}"
        values[name] = Expr(graph, below[0])(**{**at, **values})
        return graph.array(name, Array(graph.shape(below[0])))

    mapping = graph.mapped(source, source.below([expr.node]), changed)
    return Expr(graph, mapping[expr.node]), values


def slope(entry: Entry, text: str, name: str, at: dict[str, Any], along: Any) -> Any:
    """Return the derivative of a formula in a direction by differences, what is stopped being where it is."""
    expr, more = held(entry.put(entry.formula(text)), at)
    step = 1e-4

    def f(t: float) -> Any:
        return expr(**{**at, **more, name: at[name] + t * along})

    return (8 * (f(step) - f(-step)) - f(2 * step) + f(-2 * step)) / (12 * step)


def direction(entry: Entry, name: str, at: dict[str, Any], seed: int) -> Any:
    generator = numpy.random.default_rng(seed)
    along = generator.normal(size=numpy.shape(at[name]))[()]
    kind = declared(entry.shapes)[name].kind
    return (along + along.T) / 2 if kind else along

"""A random formula of arrays through all of symdiff, judged by NumPy and by differences."""

from __future__ import annotations

import random
import warnings
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np
from array_formulas import DECLARED, SIZES, Maker, along, arrays, names_in, slope

from symdiff import SymdiffError, Unsupported, derive, hvp, jvp, parse, vjp
from symdiff.errors import DomainError
from symdiff.export.index import index_text
from symdiff.export.numpy import numpy_source


class Judged(NamedTuple):
    """What a formula is: right, wrong, refused, or undecided where differences do not settle."""

    kind: str
    words: str


class Undecided(Exception):
    """A value that symdiff does not have, and says so by a condition or a note."""


class Wrong(Exception):
    """What symdiff says is not what NumPy says."""


def judged(seed: int, depth: int = 2) -> Judged:
    """Return what the formula of a seed is."""
    draw = random.Random(seed)
    shape = draw.choice(((), (), (), ("n",), ("m",), ("n", "m"), ("n", "n"), ("3",), ("n", "m", "d")))
    made = Maker(seed).formula(shape, depth)
    warnings.simplefilter("ignore")
    first = parse(made.text, shapes=DECLARED)
    try:
        return _judged(seed, draw, made, first)
    except Undecided as error:
        return Judged("undecided", str(error))
    except (Wrong, SymdiffError) as error:
        return Judged("wrong", f"{type(error).__name__}: {error}\n    {made.text}")


def _judged(seed: int, draw: random.Random, made: Any, first: Any) -> Judged:
    ats = [arrays(seed, sizes) for sizes in SIZES]
    values = []
    for at in ats:
        with np.errstate(all="ignore"):
            try:
                values.append(np.asarray(made.value(at), float))
            except np.linalg.LinAlgError:
                return Judged("undecided", "no value")
    if not all(np.all(np.isfinite(value)) and np.max(np.abs(value)) < 1e6 for value in values):
        return Judged("undecided", "no finite value")
    if len(first.shape) != len(made.shape):
        raise Wrong(f"shape {first.shape} and not {made.shape}")
    for at, wanted in zip(ats, values, strict=True):
        _same(_value(first, at), wanted, 1e-9, "value")
    _written(first, ats[0])
    names = [name for name in names_in(made, ats[0]) if name != "Q"]
    if not names:
        return Judged("right", "constant")
    name = draw.choice(names)
    try:
        found = derive(first, name)
    except Unsupported as error:
        return _vectors(seed, made, first, name, ats, values) or Judged("refused", str(error))
    _written(found, ats[0])
    settled = True
    for at in ats:
        wanted, doubt = _differences(seed, made.value, name, at)
        size = 1 + float(np.max(np.abs(wanted), initial=0))
        if not np.all(np.isfinite(wanted)) or doubt > 1e-6 * size:
            settled = False
            continue
        moved = along(name, np.shape(at[name]), seed)
        _same(_along(_value(found, at), moved), wanted, max(1e-6, 20 * doubt / size), f"by {name}: {found}")
    said = _vectors(seed, made, first, name, ats, values)
    if said is not None:
        return said
    if len(found.shape) <= 2:
        other = draw.choice(names)
        try:
            second = derive(found, other)
        except Unsupported:
            return Judged("right", "the second is refused")
        _written(second, ats[0])
        for at in ats:
            wanted, doubt = _differences(seed, lambda there: _value(found, there), other, at)
            size = 1 + float(np.max(np.abs(wanted), initial=0))
            if np.all(np.isfinite(wanted)) and doubt < 1e-6 * size:
                moved = along(other, np.shape(at[other]), seed)
                _same(_along(_value(second, at), moved), wanted, max(1e-6, 20 * doubt / size),
                      f"by {name}, {other}: {second}")  # fmt: skip
    return Judged("right" if settled else "undecided", "")


def _vectors(seed: int, made: Any, first: Any, name: str, ats: Any, values: Any) -> Judged | None:
    """Judge the products with vectors of a formula."""
    try:
        forward, backward = jvp(first, [name])[0], vjp(first, [name])[0]
        twice = hvp(first, [name])[0] if not first.shape else None
    except Unsupported:
        return None
    for at, value in zip(ats, values, strict=True):
        wanted, doubt = _differences(seed, made.value, name, at)
        size = 1 + float(np.max(np.abs(wanted), initial=0))
        if not np.all(np.isfinite(wanted)) or doubt > 1e-6 * size:
            continue
        moved = along(name, np.shape(at[name]), seed)
        there = {**at, f"v_{name}": moved}
        weight = np.random.default_rng(seed + 1).normal(size=value.shape)
        allowed = max(1e-6, 20 * doubt / size)
        _same(_value(forward, there), wanted, allowed, f"jvp by {name}: {forward}")
        pulled = _value(backward, {**at, "w_1": weight if value.ndim else float(weight)})
        _same(np.sum(pulled * moved), np.sum(weight * wanted), allowed, f"vjp by {name}: {backward}")
        if twice is not None:
            g = derive(first, name)
            bent, doubt = _differences(seed, lambda there, g=g: _value(g, there), name, at)
            size = 1 + float(np.max(np.abs(bent), initial=0))
            if np.all(np.isfinite(bent)) and doubt < 1e-6 * size:
                _same(_value(twice, there), bent, max(1e-6, 20 * doubt / size), f"hvp by {name}: {twice}")
    return None


def _value(expr: Any, at: Any) -> Any:
    known = set(expr.graph.arrays) | set(expr.graph.symbols([expr.node]))
    try:
        return np.asarray(expr(**{key: value for key, value in at.items() if key in known}))
    except DomainError as error:
        if expr.where or any(note.startswith("where") for note in expr.notes):
            raise Undecided(f"{error} where {expr.where}") from None
        raise


def _differences(seed: int, f: Any, name: str, at: Any) -> Any:
    moved = along(name, np.shape(at[name]), seed)
    with np.errstate(all="ignore"):
        try:
            return slope(lambda there: f({**at, name: there}), at[name], moved)
        except (np.linalg.LinAlgError, ValueError):
            return np.array(np.nan), np.inf


def _along(found: Any, moved: Any) -> Any:
    return np.tensordot(found, moved, np.ndim(moved))


def _same(found: Any, wanted: Any, within: float, what: str) -> None:
    if np.shape(found) != np.shape(wanted):
        raise Wrong(f"{what}: the shape {np.shape(found)}, and not {np.shape(wanted)}")
    if not np.all(np.isfinite(found)):
        raise Wrong(f"{what}: {found}, and not {wanted}")
    away = float(np.max(np.abs(np.subtract(found, wanted)), initial=0))
    if away > within * (1 + float(np.max(np.abs(wanted), initial=0))):
        raise Wrong(f"{what}: {found}, and not {wanted}")


def _written(expr: Any, at: Any) -> None:
    """Hold what is printed to the formula: it reads back with the same values, and NumPy's code has them."""
    shapes = DECLARED if expr.graph.uses_arrays(expr.node) else ""
    wanted = _value(expr, at)
    texts = []
    for make in (str, index_text):
        with suppress(Unsupported):
            texts.append(make(expr))
    for text in texts:
        again = parse(text, shapes=shapes)
        if again.shape != expr.shape:
            raise Wrong(f"{text} reads back with the shape {again.shape}")
        if np.all(np.isfinite(wanted)):
            _same(_value(again, at), wanted, 1e-8, f"read back: {text}")
        if str(again) != text and text is texts[0]:
            third = parse(str(again), shapes=shapes)
            if np.all(np.isfinite(wanted)):
                _same(_value(third, at), wanted, 1e-8, f"read back twice: {text}")
    if texts:
        expr.latex()
    try:
        source = numpy_source(expr)
    except Unsupported:
        return
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 -- the code is what is tried
    names = space["f"].__code__.co_varnames[: space["f"].__code__.co_argcount]
    with np.errstate(all="ignore"):
        try:
            found = np.asarray(space["f"](*[at[name] for name in names]))
        except np.linalg.LinAlgError:
            return
    if np.all(np.isfinite(wanted)):
        full = np.broadcast_to(found, wanted.shape) if found.ndim <= wanted.ndim else found
        _same(full, wanted, 1e-8, f"NumPy: {source}")

"""Formulas and their derivatives as one fast function: of arrays, and of one point.

>>> f = compile("x**2*y", "x y", wanted=("value", "gradient"), target="numpy")
>>> value, (by_x, by_y) = f([1.0, 2.0], 3.0)
>>> value.tolist(), by_x.tolist(), by_y.tolist()
([3.0, 12.0], [6.0, 12.0], [1.0, 4.0])
>>> f.call(2.0, 3.0)
(12.0, 12.0, 4.0)
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from symdiff.arithmetic.arrays import is_native, library
from symdiff.errors import SymdiffError, Unsupported, WrongShape
from symdiff.graph.expr import Expr
from symdiff.native.chunks import Chunks
from symdiff.native.codes import Codes
from symdiff.native.emit import LARGE
from symdiff.native.finished import packed, request, unpacked
from symdiff.native.machine import Missing, processor
from symdiff.native.operations import has
from symdiff.native.spare import Spare
from symdiff.native.special import is_special
from symdiff.native.store import Store, store
from symdiff.parser.given import Formulas, Variables
from symdiff.programs.order import ordered
from symdiff.programs.program import Program, program
from symdiff.table.functions import row_of
from symdiff.verbs.wanted import Asked, Improved, Wanted, cheapest, ways, what_is_asked

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from numpy.typing import DTypeLike

Target = Literal["auto", "llvm", "numpy"]

_BLOCK: Final = 4096
"""Points whose sum is made at once; sums of blocks are added in order, whoever made them."""
_PATTERNS: Final = 64
"""Lists of types of arguments that are known again."""
_SPREAD: Final = 1 << 22
"""Operations at points from which on several threads share them."""


def compile(
    exprs: Formulas,
    order: Variables = (),
    *,
    params: Variables = (),
    wanted: Wanted | Iterable[Wanted] = "value",
    sum: bool = False,
    dtype: DTypeLike = "float64",
    threads: int | None = None,
    target: Target = "auto",
    stable: bool = True,
    cache: bool = True,
) -> Compiled:
    """Return a function that computes formulas, and what is *wanted* of them, at many points or at one.

    *exprs* are a formula or several, as text, Expr or SymPy's. The function takes the symbols in *order*
    (alphabetical, if none is given), then *params*, as arguments or by name; it derives by those in *order*.
    *wanted* is one or several of "value", "gradient" (of each formula, by each symbol in order), "jacobian"
    (the same of several formulas), "hessian". With *sum*, each is added up over the points.

    Shapes: arguments broadcast together; each result has their shape, and is a list by variable for a
    gradient, a list of lists for a Jacobian or a Hessian; of several formulas, there is a list of these. Sums
    are numbers. *dtype* is that of the results; it is computed in float64.
    Domain: NaN outside of it, and where a condition depends on a NaN.
    *target*: "llvm" makes machine code (the extra `native`), "numpy" runs the same program on arrays, "auto"
    does the former where it can; `repr` says which it was, and why. A number that loses digits is computed by
    the form that `symdiff.stable` finds, and `notes` say so; with stable=False it is computed as it is
    written. Programs and machine code are kept in a folder of the user's cache and found again there; with
    cache=False, or SYMDIFF_CACHE=off in the environment, they are not.
    Cost: linear in nodes; some 10 ms for a small formula, 1 ms where it is kept, 50 µs a node for large ones.
    Raises SymdiffError for names that are missing or given twice and for types that are no floats,
    Unsupported for complex numbers, unknown functions, and "llvm" where it cannot be had.

    >>> f = compile("x**2*y", "x y", wanted=("value", "gradient"))
    >>> value, (by_x, by_y) = f([1.0, 2.0], 3.0)
    >>> value.tolist(), by_x.tolist(), by_y.tolist()
    ([3.0, 12.0], [6.0, 12.0], [1.0, 4.0])
    """
    asked = what_is_asked(exprs, order, params, wanted)
    if target not in ("auto", "llvm", "numpy"):
        raise SymdiffError(f"there is no target {target!r}", hint="auto, llvm or numpy")
    known = _known if target == "numpy" else _computed
    if library("numpy").dtype(dtype).kind != "f":
        raise SymdiffError(f"results of the type {dtype} are not made", hint="float64, float32 or float16")
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise SymdiffError(f"{threads!r} threads", hint="give a whole number, 1 or more, or None")
    kept = store() if cache else None
    key = "" if kept is None else request(asked, target, stable)
    data = kept.get(key) if kept is not None and key else None
    found = unpacked(data) if data is not None else None
    if found is None:
        found = _best(asked, known, target, stable)
        if kept is not None and key:
            kept.put(key, packed(*found))
    made, notes = found
    shapes = [_shape(asked, part) for part in asked.parts]
    return Compiled(made, shapes, asked.parts, sum, dtype, threads, target, kept, tuple(notes))


def _best(asked: Asked, known: Callable[[int], bool], target: str, stable: bool) -> tuple[Program, list[str]]:
    """Return the program of what is asked that loses few digits and costs little, and what is said of it."""
    improved = Improved() if stable else None
    possible = ways(asked, improved)
    try:
        made = cheapest(possible, asked.inputs, known)
    except Unsupported:
        if target != "auto":
            raise
        made = cheapest(possible, asked.inputs, _known)
    if len(made.operations) > LARGE:
        made = ordered(made)
    return made, improved.notes if improved is not None else []


def at_rows(exprs: Sequence[Expr], columns: Sequence[str], numbers: Sequence[str], sum: bool) -> Compiled:
    """Return a function of arrays, *columns*, and then of *numbers*: the values of *exprs*, or their sums, by
    machine code. Raises Unsupported where it cannot be had."""
    names = [*columns, *numbers]
    made = program(exprs, names, _computed)
    return Compiled(made, [(len(exprs),)], ("value",), sum, "float64", None, "llvm", store())


def _shape(asked: Asked, part: str) -> tuple[int, ...]:
    """Return how the results of a part are nested."""
    outer = (len(asked.formulas),) if asked.several else ()
    by = len(asked.names)
    return outer if part == "value" else (*outer, by, by) if part == "hessian" else (*outer, by)


def _computed(code: int) -> bool:
    return has(code) or is_special(code)


def _known(code: int) -> bool:
    return is_native(code, False) or not row_of(code).definition


class _Inputs(NamedTuple):
    """Flat arrays, of all points or of one number, and where they lie in memory."""

    flat: dict[int, Any]
    """Those that were given as arrays, by their places."""
    single: list[int]
    """The places of the others, which are the `numbers`."""
    numbers: Any
    addresses: Any

    @property
    def arrays(self) -> list[Any]:
        """All of them, in order."""
        found = {**self.flat, **dict(zip(self.single, self.numbers[:, None], strict=True))}
        return [found[place] for place in range(len(found))]


class Compiled:
    """A function of arrays and of single points, as `compile` makes it.

    Call it with arrays or numbers, by place or by name; `call` takes one point of floats.

    >>> f = compile("x*y", "x y", wanted=("value", "gradient"), target="numpy")
    >>> f, f.names, f.call(2.0, 3.0)
    (<compiled value, gradient of x, y (numpy)>, ('x', 'y'), (6.0, 3.0, 2.0))
    """

    call: Callable[..., Any]
    """A point's results, one after the other, as floats: a float where there is one. Takes floats alone."""

    def __init__(
        self,
        made: Program,
        shapes: list[tuple[int, ...]],
        wanted: tuple[str, ...],
        sums: bool,
        dtype: Any,
        threads: int | None,
        target: str,
        kept: Store | None,
        notes: tuple[str, ...] = (),
    ) -> None:
        self.program = made
        self.names = made.inputs
        self.wanted = wanted
        self.sum = sums
        self.dtype = library("numpy").dtype(dtype)
        self.threads = threads
        self.notes = notes
        """What was done so that digits are kept, and what is lost at most."""
        self.reason = ""
        """Why it runs on NumPy although machine code was asked for, or could be."""
        self._shapes = shapes
        self._spare = Spare()
        self._codes: Codes | None = None
        if target != "numpy":
            try:
                self._codes = Codes(made, sums, kept)
            except (Missing, Unsupported) as error:
                if target == "llvm":
                    raise Unsupported(str(error)) from None
                self.reason = str(error)
        self._chunks = Chunks(made) if self._codes is None else None
        self.target = "llvm" if self._chunks is None else "numpy"

    def __repr__(self) -> str:
        parts = ", ".join(self.wanted)
        why = f": {self.reason}" if self.reason else ""
        return f"<compiled {parts} of {', '.join(self.names) or 'nothing'} ({self.target}{why})>"

    def __getattr__(self, name: str) -> Any:
        if name != "call":
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self.call = self._call_on_arrays if self._codes is None else self._codes.one_point()
        return self.call

    def _call_on_arrays(self, *point: float) -> Any:
        np = library("numpy")
        if len(point) != len(self.names):
            raise TypeError(f"{len(self.names)} numbers expected: {', '.join(self.names) or 'none'}")
        assert self._chunks is not None
        if any(map(np.iscomplexobj, point)):
            raise TypeError("a complex number where a real one is expected")
        outputs = [np.empty(1) for _ in self.program.outputs]
        self._chunks.run([np.array([float(number)]) for number in point], outputs, 0, 1)
        found = tuple([float(output[0]) for output in outputs])
        return found[0] if len(found) == 1 else found

    def __call__(self, *arguments: Any, out: Any = None, **named: Any) -> Any:
        """Return what is wanted at the points; *out* are arrays to write the results to, in a flat list."""
        given = self._given(arguments, named)
        inputs, shape, fixed = _inputs(given)
        count = math.prod(shape)
        if self.sum:
            return self._nested(self._summed(inputs, count, fixed))
        if out is not None:
            return self._nested(self._written(out, inputs, shape, count, fixed))
        outputs = self._spare.take(count, len(self.program.outputs))
        self._shared(inputs, outputs, count, fixed)
        if self.dtype != outputs[0].dtype:
            outputs = [output.astype(self.dtype) for output in outputs]
        if len(shape) != 1:
            outputs = [output.reshape(shape) if shape else output[0] for output in outputs]
        return self._nested(outputs)

    def _given(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> Sequence[Any]:
        names = self.names
        if not named and len(arguments) == len(names):
            return arguments
        given = dict(zip(names, arguments, strict=False))
        for name, value in named.items():
            if name not in names:
                raise SymdiffError(
                    f"there is no argument {name}", hint=f"they are {', '.join(names) or 'none'}"
                )
            if name in given:
                raise SymdiffError(f"{name} is given twice")
            given[name] = value
        missing = [name for name in names if name not in given]
        if missing or len(arguments) > len(names):
            count = len(arguments) + len(named)
            raise SymdiffError(
                f"{count} arguments given, {len(names)} expected: {', '.join(names) or 'none'}",
                hint=f"missing: {', '.join(missing)}" if missing else "",
            )
        return [given[name] for name in names]

    def _written(
        self, out: Any, inputs: _Inputs, shape: tuple[int, ...], count: int, fixed: frozenset[int]
    ) -> list[Any]:
        """Write the results to the arrays of *out*, and return these."""
        np = library("numpy")
        number = len(self.program.outputs)
        targets = [out] if isinstance(out, np.ndarray) else list(out)
        if len(targets) != number or any(array.shape != shape for array in targets):
            raise SymdiffError(f"out must be {number} arrays of shape {shape}")
        usable = [a.dtype == np.float64 and a.flags.c_contiguous and a.flags.writeable for a in targets]
        outputs = [
            array.reshape(-1) if fit else np.empty(count) for array, fit in zip(targets, usable, strict=True)
        ]
        self._shared(inputs, outputs, count, fixed)
        for output, array, fit in zip(outputs, targets, usable, strict=True):
            if not fit:
                array[...] = output.reshape(shape)
        return targets

    def _nested(self, results: Iterable[Any]) -> Any:
        rest = iter(results)
        found = [_nest(rest, shape) for shape in self._shapes]
        return found[0] if len(found) == 1 else tuple(found)

    # Running --------------------------------------------------------------------------------

    def _shared(self, inputs: _Inputs, outputs: list[Any], count: int, fixed: frozenset[int]) -> None:
        """Compute all points, by several threads where it pays."""
        if not count:
            return
        threads = self._threads(count)
        run = self._runner(inputs, outputs, fixed)
        step = -(-count // threads)
        step += -step % 64
        if step >= count:
            run(0, count)
            return
        ranges = [(start, min(start + step, count)) for start in range(0, count, step)]
        with _pool(threads) as pool:
            list(pool.map(lambda pair: run(*pair), ranges))

    def _threads(self, count: int) -> int:
        if self.threads is not None:
            return max(1, self.threads)
        if count * len(self.program.operations) < _SPREAD:
            return 1
        return min(os.cpu_count() or 1, 8)

    def _runner(
        self, inputs: _Inputs, outputs: list[Any], fixed: frozenset[int]
    ) -> Callable[[int, int], None]:
        if self._chunks is not None:
            chunks, arrays = self._chunks, inputs.arrays
            return lambda begin, end: chunks.run(arrays, outputs, begin, end)
        assert self._codes is not None
        entry, np = self._codes.points(fixed, len(outputs[0])), library("numpy")
        targets = np.array([output.ctypes.data for output in outputs], dtype=np.uintp)

        def run(begin: int, end: int) -> None:
            work = np.empty(entry.code.slots)
            entry.function(inputs.addresses.ctypes.data, targets.ctypes.data, begin, end, work.ctypes.data)

        return run

    def _summed(self, inputs: _Inputs, count: int, fixed: frozenset[int]) -> Any:
        """Return the sums over the points: those of blocks, added in their order."""
        np = library("numpy")
        number = len(self.program.outputs)
        blocks = [(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK)]
        if self._chunks is not None:
            chunks, arrays = self._chunks, inputs.arrays

            def totals(blocks: list[tuple[int, int]]) -> list[Any]:
                found: list[Any] = []
                for begin, end in blocks:
                    parts = [a if a.size == 1 else a[begin:end] for a in arrays]
                    outputs = [np.empty(end - begin) for _ in range(number)]
                    chunks.run(parts, outputs, 0, end - begin)
                    found.append(np.array([output.sum() for output in outputs]))
                return found

        else:
            assert self._codes is not None
            entry = self._codes.points(fixed, count)
            source, width = inputs.addresses.ctypes.data, processor()[2]

            def totals(blocks: list[tuple[int, int]]) -> list[Any]:
                work = np.empty(entry.code.slots)
                found: list[Any] = []
                lanes = work[: number * width].reshape(number, width)
                for begin, end in blocks:
                    lanes.fill(0.0)
                    entry.function(source, None, begin, end, work.ctypes.data)
                    total = lanes[:, 0]
                    for lane in range(1, width):
                        total = total + lanes[:, lane]
                    found.append(total)
                return found

        threads = self._threads(count)
        share = max(1, -(-len(blocks) // threads))
        shares = [blocks[start : start + share] for start in range(0, len(blocks), share)]
        if len(shares) > 1:
            with _pool(threads) as pool:
                found = [total for part in pool.map(totals, shares) for total in part]
        else:
            found = totals(blocks)
        if len(found) == 1:
            return found[0]
        return np.array(found).sum(axis=0) if found else np.zeros(number)


def _pool(threads: int) -> ThreadPoolExecutor:
    """Return so many threads; what makes them is imported here, since few functions need it."""
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(threads)


def _inputs(given: Sequence[Any]) -> tuple[_Inputs, tuple[int, ...], frozenset[int]]:
    """Return arguments as a program takes them, the shape that they have together, and which are one number.

    Numbers, of which there may be thousands, are views of one array. Raises SymdiffError for what is none,
    WrongShape for arrays that do not fit together.
    """
    np = library("numpy")
    single, others, places, apart, alone, taken = _kinds(tuple(map(type, given)))
    arrays = {place: np.asarray(given[place]) for place in others}
    shapes = set[tuple[int, ...]]()
    for array in arrays.values():
        if array.dtype.kind not in "biuf":
            raise SymdiffError("expected arrays of real numbers")
        shapes.add(array.shape)
    try:
        shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes) if shapes else ()
    except ValueError:
        raise WrongShape(
            f"the arguments have shapes that do not fit together: {', '.join(map(str, sorted(shapes)))}",
            hint="give arrays of one shape, or arrays and numbers",
        ) from None
    addresses = np.empty(max(1, len(given)), dtype=np.uintp)
    numbers = np.fromiter(taken(given), np.float64, len(single))
    if single:
        addresses[places] = numbers.ctypes.data + apart
    flat = dict[int, Any]()
    one: list[int] = []
    for place, array in arrays.items():
        if array.size == 1:
            one.append(place)
        elif array.shape != shape:
            array = np.broadcast_to(array, shape)
        flat[place] = np.ascontiguousarray(array, dtype=np.float64).reshape(-1)
        addresses[place] = flat[place].ctypes.data
    return _Inputs(flat, single, numbers, addresses), shape, alone.union(one) if one else alone


@lru_cache(_PATTERNS)
def _kinds(
    types: tuple[type, ...],
) -> tuple[list[int], list[int], Any, Any, frozenset[int], Callable[..., Any]]:
    """Return the places of arguments that are floats and of others, the former as an array, what they are
    apart in memory, and as a set, and what takes them: there may be thousands, and they are mostly the same
    in the next call."""
    np = library("numpy")
    single = [place for place, kind in enumerate(types) if issubclass(kind, float)]
    alone = frozenset(single)
    others = [place for place in range(len(types)) if place not in alone]
    taken = itemgetter(*single) if len(single) > 1 else lambda given: [given[place] for place in single]
    return single, others, np.array(single, dtype=int), 8 * np.arange(len(single)), alone, taken


def _nest(rest: Any, shape: tuple[int, ...]) -> Any:
    """Return the next results, nested as *shape* says."""
    if not shape:
        return next(rest)
    if len(shape) == 1:
        return list(islice(rest, shape[0]))
    return [_nest(rest, shape[1:]) for _ in range(shape[0])]


__all__ = ["Compiled", "at_rows", "compile"]

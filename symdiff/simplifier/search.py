"""The search for the shortest form: candidates, and the tests they must stand.

No single order of rewriting is best, so forms are made in several ways and compared by one stated cost:
the size of the printed tree, and a little for what the formula did not use (see `style`).

>>> from symdiff.parser.formula import parse
>>> from symdiff.graph.expr import Expr
>>> e = parse("sin(x)/(1 - cos(x)**2)")
>>> search = Search(Style(e.graph, [e.node]))
>>> best = search.shortest_of(e.graph, e.node, e.graph, e.node, 99)
>>> str(Expr(best.graph, best.node)), sorted(best.used)
('csc(x)', ['csc-by-sin', 'pythagoras-cos-missing', 'quotient-of-powers'])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final

from symdiff.arithmetic.walk import has_complex
from symdiff.errors import Unsettled
from symdiff.graph.graph import Graph
from symdiff.records import NamedTuple
from symdiff.simplifier.domain.same_values import agree, is_all_pole, keeps_filled, keeps_values
from symdiff.simplifier.gates import adds_roots, count_roots, divides_in_root, promises
from symdiff.simplifier.normal.families import PAIRS, RELATIONS
from symdiff.simplifier.normal.form import Normal
from symdiff.simplifier.normal.style import Style, cost_of
from symdiff.simplifier.ordered import compact, in_order
from symdiff.simplifier.prospects import apart, arguments, may_shrink
from symdiff.simplifier.renamed import may_rename
from symdiff.simplifier.rewrite.absolute import (
    with_plain_logarithms,
    with_plain_names,
    with_plain_reciprocals,
    without_signs,
)
from symdiff.simplifier.rewrite.angles import in_base_angle, in_double_angle, in_exponentials
from symdiff.simplifier.rewrite.bases import with_one_base
from symdiff.simplifier.rewrite.completed import with_completions
from symdiff.simplifier.rewrite.contiguous import by_powers
from symdiff.simplifier.rewrite.cube_roots import with_cube_root, without_cube_root
from symdiff.simplifier.rewrite.defined import by_definitions
from symdiff.simplifier.rewrite.dependent import without_angle
from symdiff.simplifier.rewrite.doubled import with_double_sines
from symdiff.simplifier.rewrite.exponentials import with_exponentials
from symdiff.simplifier.rewrite.filled import without_fillings
from symdiff.simplifier.rewrite.halved import with_whole_angles
from symdiff.simplifier.rewrite.inverse import by_other_inverses
from symdiff.simplifier.rewrite.joined import with_joined_absolutes, with_joined_roots
from symdiff.simplifier.rewrite.letters import with_letter, without_letter
from symdiff.simplifier.rewrite.linear import with_sums_of_angles
from symdiff.simplifier.rewrite.logarithmic import without_exponentials
from symdiff.simplifier.rewrite.positive import by_signs_of_domains
from symdiff.simplifier.rewrite.quotients import with_one_exponential
from symdiff.simplifier.rewrite.recurrences import by_recurrences
from symdiff.simplifier.rewrite.roots import in_few_roots
from symdiff.simplifier.rewrite.trig import are_in_front, in_pair, kinds
from symdiff.simplifier.ring.rational import Fractions
from symdiff.simplifier.ring.related import Square
from symdiff.table.functions import ABS, SIGN, SQRT
from symdiff.table.operators import POW

_TURNS: Final = 4
"""Times the candidates are made at most."""
_MUCH: Final = 1.5
"""Times that a form must be shorter to be taken with a pole that is removable."""
_LITTLE: Final = 2
"""Times that a form must have shrunk for its factors not to be looked at once more."""


class _Candidate(NamedTuple):
    """A form, and what must be tested before it is taken."""

    graph: Graph
    node: int
    zeros: Sequence[str] | None
    """None where it holds wherever the input does, else the symbols at whose zero it is in doubt."""
    conjugated: bool
    """Whether it may have new denominators."""
    used: frozenset[str]
    """The identities that made it."""
    is_fraction: bool = False
    """Whether it is one fraction in lowest terms, or was made of it."""


class Best(NamedTuple):
    """The shortest form that was found, and the identities that made it."""

    graph: Graph
    node: int
    used: frozenset[str]
    is_of_top: bool
    """Whether it was made of the normal form, with common factors pulled out."""


class _Step(NamedTuple):
    """A form that was taken."""

    graph: Graph
    node: int
    conjugated: bool
    """Whether it may have new denominators."""
    used: frozenset[str]
    is_normal: bool
    """Whether it is a normal form."""
    is_fraction: bool
    """Whether it is one fraction in lowest terms, or was made of it."""


class Search:
    """A search for short forms in one style; of those that hold where each part is *real*, if that is so."""

    def __init__(self, style: Style, named: bool = True, real: bool = False) -> None:
        self.style, self.traits = style, style.traits
        self.named = named
        """Whether the names of the identities that are used are asked for."""
        self._is_real = real
        self._within = False
        """Whether the argument of a function is looked at."""
        self._tried = set[int]()
        """What was made one fraction on the way to a shortest form, by digests, and those fractions: to make
        it of them once more leads nowhere."""

    def shortest_of(self, graph: Graph, root: int, ordered: Graph, top: int, given: int) -> Best:
        """Return the shortest form found of *root*, its terms collected, or of *top* of *ordered*, the same
        in normal form; the arguments of functions first, inner ones before outer. *given* is the size of what
        it is a form of.
        """
        used: set[str] = set()
        graph, [root] = compact(graph, [root])
        is_normal = graph.same(root, ordered, top)
        inner, node = self._inside(graph, root, used)
        best, node = self._turned(inner, node, is_normal and inner is graph, used)
        reached = best.size(node)
        if reached > given or _LITTLE * reached > graph.size(root):
            # Nothing much was gained: perhaps common factors are worth more, or it was best as given.
            if ordered.size(top) < reached:
                used = set()
                alone, [start] = compact(ordered, [top])
                inner, start = self._inside(alone, start, used)
                best, node = self._turned(inner, start, inner is alone, used)
                best, node = self._again_inside(best, node, alone, used)
                return Best(best, node, frozenset(used), True)
        best, node = self._again_inside(best, node, graph, used)
        return Best(best, node, frozenset(used), False)

    def _again_inside(self, graph: Graph, root: int, source: Graph, used: set[str]) -> tuple[Graph, int]:
        """Return *root* with the arguments of functions that are none of *source* in their shortest form,
        since what they were rewritten for may have gone; *used* takes up the names."""
        if graph is source:
            return graph, root
        known = {source.digest(node) for node in arguments(source, range(len(source)))}
        if all(graph.digest(node) in known for node in arguments(graph, graph.below([root]))):
            return graph, root
        names = set[str]()
        inner, node = self._inside(graph, root, names)
        if inner.size(node) >= graph.size(root):
            return graph, root
        used |= names
        return inner, node

    def _inside(self, source: Graph, root: int, used: set[str]) -> tuple[Graph, int]:
        """Return *root* with the arguments of functions in their shortest form; *used* takes up the names."""
        inside = arguments(source, source.below([root]))
        if not any(promises(source, node, kinds(source, node)) for node in inside):
            return source, root
        order = source.below([root])
        below = {apart(source, node) for node in order if source.ops[node] in (SQRT, POW)}
        graph = Graph(source.limits)
        mapping: dict[int, int] = {}
        for node in order:
            found = graph.rebuild(source, node, tuple([mapping[c] for c in source.children[node]]))
            if node in inside:
                alone, [copy] = compact(graph, [found])
                self._within = True
                best, copy = self._turned(alone, copy, False, used)
                self._within = False
                if best is not alone and (node not in below or best.size(copy) < graph.size(found)):
                    found = graph.copy(best, [copy])[copy]
            mapping[node] = found
        graph, [root] = in_order(graph, [mapping[root]], self._asked(used))
        return graph, root

    def _turned(self, graph: Graph, root: int, is_normal: bool, used: set[str]) -> tuple[Graph, int]:
        """Return the shortest form of *root*: without new poles, unless one with them is much shorter.

        sin(x)/(1 + cos(x)) has a value at 0, where csc(x) - cot(x) has none; a form on the way there may.
        *is_normal* says that *root* is a normal form as it stands; *used* takes up the names.
        """
        free = self._shrunk(graph, root, is_normal, strict=False)
        if free.graph is not graph and not keeps_values(graph, root, *free[:3]):
            strict = self._shrunk(graph, root, is_normal, strict=True)
            is_much_shorter = _MUCH * free.graph.size(free.node) <= strict.graph.size(strict.node)
            if not is_much_shorter or is_all_pole(graph, root, *free[:2]):
                free = strict
        used |= free.used
        return free.graph, free.node

    def _shrunk(self, graph: Graph, root: int, is_normal: bool, strict: bool) -> _Step:
        """Return the shortest candidate for *root*, what is left being taken again while it shrinks.

        One fraction in lowest terms comes first, since it is what the others are made of; they start
        from it, where it is shorter. Where *strict* holds, no step may bring a pole.
        """
        conjugated, used = False, set[str]()
        self._tried.clear()
        for turn in range(2 * _TURNS):
            candidates = self._rewritten(graph, root) if turn % 2 else self._plain(graph, root)
            step = self._shortest(graph, root, candidates, strict)
            if step is None and turn % 2:  # what is apart is no longer joined
                step = self._shortest(graph, root, self._apart(graph, root), strict)
            if step is not None:
                graph, root = step.graph, step.node
                conjugated = conjugated or step.conjugated
                used |= step.used
                is_normal = step.is_normal
                if step.is_fraction and not graph.has(ABS) and not graph.has(SIGN):
                    self._tried.add(graph.digest(root))
                if is_normal and not may_shrink(graph, root, self.style):
                    break
            elif turn % 2:
                break
            elif not turn and not is_normal:  # its terms were collected once only
                graph, [root] = in_order(graph, [root], self._asked(used))
        return _Step(graph, root, conjugated, frozenset(used), is_normal, False)

    def _shortest(
        self, graph: Graph, root: int, candidates: Iterable[_Candidate], strict: bool
    ) -> _Step | None:
        """Return the shortest of *candidates*, the first of equals, that stands its tests; None where
        there is none that is shorter than *root*.

        A candidate that holds where every part is real must also agree with *root* at sample points
        where it is the value alone that is real; one that divides by what may be zero, at its zero.
        """
        largest, least = graph.size(root), cost_of(self.traits, graph, root)
        shorter = []
        for candidate in candidates:
            if candidate.graph.size(candidate.node) <= largest:
                cost = cost_of(self.traits, candidate.graph, candidate.node)
                if cost < least:
                    shorter.append((cost, candidate))
        for _, candidate in sorted(shorter, key=itemgetter(0)):
            found, node, zeros, conjugated, used, is_fraction = candidate
            if zeros is not None:
                # Of a formula with I the value is complex at most points, and compared there, too.
                within = self._within or has_complex(graph, [root])
                if not agree(graph, root, found, node, zeros, within, self._is_real):
                    continue
            if not strict or keeps_values(graph, root, found, node, conjugated):
                break
        else:
            return None
        # Its terms and factors are put in order, unless that makes it longer.
        trail = set(used)
        ordered, [copy] = in_order(found, [node], self._asked(trail))
        if ordered.size(copy) <= found.size(node):
            return _Step(ordered, copy, conjugated, frozenset(trail), True, is_fraction)
        alone, [node] = compact(found, [node])
        return _Step(alone, node, conjugated, used, False, is_fraction)

    def _asked(self, used: set[str]) -> set[str] | None:
        """Return *used* where the names of identities are asked for, which takes longer."""
        return used if self.named else None

    # Candidates -----------------------------------------------------------------------------

    def _plain(self, graph: Graph, root: int) -> Iterator[_Candidate]:
        """Return *root* as one fraction in lowest terms, over the kernels that are there, and with one kernel
        for a sum that stands in several places."""
        if promises(graph, root, kinds(graph, root)):
            yield from self._fractions(graph, root)
            lettered = with_letter(graph, root)
            if lettered is not None:
                for candidate in self._fractions(lettered.graph, lettered.node):
                    found, node = without_letter(candidate.graph, candidate.node, lettered)
                    yield candidate._replace(graph=found, node=node)

    def _apart(self, graph: Graph, root: int) -> Iterator[_Candidate]:
        """Return *root* as a sum over its square roots, or nothing where that cannot be had."""
        if not adds_roots(graph, root):
            return
        try:
            form = Normal(graph)
            [start] = form.sweep([root])
            for node, doubted, laws in Fractions(form, False, self.traits, None, self.named).by_roots(start):
                yield _Candidate(form.graph, node, None, doubted, laws, True)
        except (Unsettled, OverflowError, RecursionError):
            return

    def _rewritten(self, graph: Graph, root: int) -> Iterator[_Candidate]:
        """Return other forms of *root*: by fewer roots, without signs, by one angle, in each pair of
        functions, each as one fraction in lowest terms."""
        functions = kinds(graph, root)
        for found, node, names in by_recurrences(graph, root):
            for candidate in self._fractions(found, node, names):
                yield candidate._replace(conjugated=True)
        for found, node, names in by_definitions(graph, root):
            yield from self._fractions(found, node, names)
        for found, node, names in by_powers(graph, root):
            for candidate in self._fractions(found, node, names):
                yield candidate._replace(conjugated=True)
        for found, node, real, names in without_exponentials(graph, root):
            yield from self._fractions(found, node, names, doubt=() if real else None)
        yield from self._opened(graph, root)
        for found, node, names in by_other_inverses(graph, root):
            yield from self._fractions(found, node, names, doubt=())
        for completed in with_completions(graph, root):
            doubt = () if completed.is_real else None
            yield from self._fractions(completed.graph, completed.node, completed.laws, doubt=doubt)
        for signed in by_signs_of_domains(graph, root, self._is_real):
            yield from self._fractions(signed.graph, signed.node, {signed.law}, doubt=signed.zeros)
        rooted = with_cube_root(graph, root)
        if rooted is not None:
            for candidate in self._fractions(rooted.graph, rooted.node, {"cbrt-of-power"}):
                found, node = without_cube_root(candidate.graph, candidate.node, rooted)
                yield candidate._replace(graph=found, node=node, conjugated=True)
        for found, node in with_exponentials(graph, root):
            best, [top] = in_order(found, [node])
            yield _Candidate(best, top, None, False, frozenset({"sinh-and-cosh"}))
        for found, node, laws in with_one_exponential(graph, root):
            yield from self._fractions(found, node, laws)
        based = with_one_base(graph, root)
        if based is not None:
            yield from self._fractions(*based, {"power-of-power-number"})
        if not promises(graph, root, functions):
            return
        is_opened = divides_in_root(graph, root)
        for found, node, real, names in in_few_roots(graph, root):
            yield from self._fractions(found, node, names, doubt=() if real else None)
            joins = functions or (is_opened and count_roots(found, node) > count_roots(graph, root))
            joined = with_joined_roots(found, node, self._is_real) if joins else ()
            for whole in (*with_joined_absolutes(found, node), *joined):
                doubt = () if real or whole.is_real else None
                yield from self._fractions(whole.graph, whole.node, {*names, whole.law}, doubt=doubt)
        for found, node, real, law in with_joined_roots(graph, root, self._is_real):
            best, [top] = in_order(found, [node])
            yield _Candidate(best, top, () if real else None, False, frozenset({law}))
            if functions:  # sqrt(1 - cos(x)**2) is |sin(x)|
                yield from self._fractions(found, node, {law}, doubt=() if real else None)
        for found, node, _, law in with_joined_absolutes(graph, root):
            yield from self._fractions(found, node, {law})
        for found, node in with_plain_logarithms(graph, root):
            yield from self._fractions(found, node, {"log-of-even-power"})
        for found, node, zeros in without_signs(graph, root):
            yield from self._fractions(found, node, {"sign-as-quotient"}, doubt=zeros or None)
        for found, node, law in with_plain_reciprocals(graph, root):
            yield from self._fractions(found, node, {law})
        for found, node in with_plain_names(graph, root):
            best, [top] = in_order(found, [node])
            yield _Candidate(best, top, None, True, frozenset({"abs-of-reciprocal"}))
        if not functions:
            return
        for found, node, names in with_whole_angles(graph, root):
            yield from self._fractions(found, node, names)
        if may_rename(graph, root, self.style):
            yield from self._renamed(graph, root, functions)
        for found, node, names in with_sums_of_angles(graph, root):
            yield from self._fractions(found, node, names)

    def _opened(self, graph: Graph, root: int) -> Iterator[_Candidate]:
        """Return *root* with quotients in place of what fills their holes, as one fraction, where that has
        values at those holes."""
        opened = without_fillings(graph, root)
        if opened is None:
            return
        size = graph.size(root)
        forms = [(opened.graph, opened.node, opened.laws)]
        forms += [
            (found, node, opened.laws | names)
            for found, node, names in in_base_angle(opened.graph, opened.node)
        ]
        for found, node, names in forms:
            for candidate in self._fractions(found, node, names):
                if candidate.graph.size(candidate.node) <= size and keeps_filled(
                    graph, root, opened.graph, opened.zeros, candidate.graph, candidate.node
                ):
                    yield candidate

    def _renamed(self, graph: Graph, root: int, functions: dict[int, set[int]]) -> Iterator[_Candidate]:
        """Return *root* with other angles, and in each pair of functions, each as one fraction."""
        for found, node, names in with_double_sines(graph, root, self.traits.arguments):
            best, [top] = in_order(found, [node])
            yield _Candidate(best, top, None, False, frozenset(names))
        for found, node, squares, names in in_double_angle(graph, root):
            yield from self._fractions(found, node, names, squares=squares)
        for rewrite in (in_base_angle, in_exponentials, without_angle):
            for found, node, names in rewrite(graph, root):
                yield from self._fractions(found, node, names)
        if are_in_front(graph, root, functions):
            return  # any pair gives the same powers, which have been named
        if any(RELATIONS[code].second in taken for taken in functions.values() for code in taken):
            yield from self._fractions(graph, root, second=True)
        for pair in PAIRS:
            found, node, names = in_pair(graph, root, pair)
            if names:
                yield from self._fractions(found, node, names)

    def _fractions(
        self,
        graph: Graph,
        root: int,
        names: Iterable[str] = (),
        second: bool = False,
        doubt: Sequence[str] | None = None,
        squares: Mapping[int, Square] | None = None,
    ) -> Iterator[_Candidate]:
        """Return *root* as one fraction, or nothing where that cannot be had or was tried."""
        if not second and not squares:
            digest = graph.digest(root)
            if digest in self._tried:
                return
            if doubt is None:
                self._tried.add(digest)
        try:
            form = Normal(graph)
            [start] = form.sweep([root])
            known: dict[int, Square] = {}
            if squares:
                used = set(form.used)  # what a square is made of is part of the law that names it
                for symbol, square in squares.items():
                    [half, node] = form.sweep([symbol, square.node])
                    known[half] = Square(node, square.law)
                form.used = used
            fractions = Fractions(form, second, self.traits, known, self.named)
            for node, doubted, laws in fractions.forms(start):
                if not known or known.keys().isdisjoint(form.graph.below([node])):
                    yield _Candidate(form.graph, node, doubt, doubted, laws.union(names), True)
        except (Unsettled, OverflowError, RecursionError):
            return

"""The order of a large program in which few values wait to be used.

A sum of many terms is added to as soon as a term is there, in the order in which the program comes to them.
A value is computed at once where nothing else uses one of its arguments any more, or where sums take it.

>>> from symdiff.parser.formula import parse
>>> from symdiff.programs.program import program
>>> made = program([parse("a*x + b*y"), parse("x**2 + y**2")], ["a", "b", "x", "y"], has=lambda code: True)
>>> str(ordered(made, 2)) == str(made), waiting(ordered(made, 2)) <= waiting(made)
(False, True)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symdiff.programs.program import CONST, INPUT, NEGATED, TRUTH, Operation, Program, from_fields

TERMS: Final = 8
"""Terms from which on a sum is added to as they come."""
_NEAR: Final = 4
"""Arguments of a value whose other users are looked at, and half of the number of these."""
_SIGNS: Final = ("+", "-")


def waiting(program: Program) -> int:
    """Return how many values wait to be used at once, at most; inputs and numbers do not count."""
    operations, last = program.operations, [-1] * len(program.operations)
    for value, operation in enumerate(operations):
        for argument in operation.arguments:
            last[argument] = value
    for output in program.outputs:
        last[output] = len(operations)
    ends: dict[int, int] = {}
    most = now = 0
    for value, operation in enumerate(operations):
        if operation.kind not in (INPUT, CONST, TRUTH):
            now += 1
            ends[last[value]] = ends.get(last[value], 0) + 1
        most = max(most, now)
        now -= ends.pop(value, 0)
    return most


def ordered(program: Program, terms: int = TERMS) -> Program:
    """Return a program of the same values, sums of at least so many *terms* in another order.

    Cost: linear in operations, and in terms times their logarithm.
    """
    operations, uses = program.operations, program.uses()
    sums, inside = _sums(program, uses, terms)
    arguments: list[Sequence[int]] = [operation.arguments for operation in operations]
    for value, terms_of in sums.items():
        arguments[value] = [term for term, _ in terms_of]
    users: list[list[int]] = [[] for _ in operations]
    for value, given in enumerate(arguments):
        if value not in inside:
            for argument in given:
                users[argument].append(value)
    missing, left = [len(given) for given in arguments], [len(given) for given in users]
    for output in program.outputs:
        left[output] += 1
    is_output = set(program.outputs)
    is_taken = [value not in is_output and all(user in sums for user in by) for value, by in enumerate(users)]
    signs = {value: _signed(found) for value, found in sums.items()}
    totals: dict[int, int] = {}
    places: dict[int, int] = {}
    made: list[Operation] = []

    def compute(value: int) -> None:
        kind, given, data = operations[value]
        places[value] = len(made)
        made.append(
            from_fields(Operation, (kind, tuple([places[each] for each in given]), data))
            if given
            else operations[value]
        )

    def add(total: int, term: int) -> None:
        """Add a *term* to a sum, as often as it is there."""
        for sign in signs[total].pop(term, ()):
            old = totals.get(total)
            if old is None and sign > 0:
                totals[total] = places[term]
                continue
            if old is None:
                made.append(Operation(NEGATED, (places[term],)))
            elif sign > 0:
                made.append(Operation("+", (min(old, places[term]), max(old, places[term]))))
            else:
                made.append(Operation("-", (old, places[term])))
            totals[total] = len(made) - 1

    for start in range(len(operations)):
        pending = [start] if not missing[start] and start not in inside else []
        while pending:
            value = pending.pop()
            if value in places:
                continue
            if value in sums:
                places[value] = totals[value]
            else:
                compute(value)
            for user in users[value]:
                missing[user] -= 1
                if user in sums:
                    add(user, value)
            if value not in sums:
                for argument in arguments[value]:
                    left[argument] -= 1
            if operations[value].kind in (INPUT, CONST, TRUTH):
                continue
            near = users[value]
            for argument in arguments[value][:_NEAR]:
                near = near + users[argument][: 2 * _NEAR]
            for user in near:
                if missing[user] or user in places:
                    continue
                if user in sums or is_taken[user]:
                    pending.append(user)
                    continue
                given = arguments[user]
                for each in given:
                    if left[each] == given.count(each):
                        pending.append(user)
                        break
    return Program(program.inputs, made, tuple([places[output] for output in program.outputs]))


def _signed(terms: list[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for term, sign in terms:
        found.setdefault(term, []).append(sign)
    return found


def _sums(program: Program, uses: list[int], least: int) -> tuple[dict[int, list[tuple[int, int]]], set[int]]:
    """Return sums with their terms and signs, and the partial sums inside of them."""
    operations = program.operations
    is_part = [False] * len(operations)
    for operation in operations:
        if operation.kind in _SIGNS:
            for argument in operation.arguments:
                if uses[argument] == 1 and operations[argument].kind in _SIGNS:
                    is_part[argument] = True
    sums: dict[int, list[tuple[int, int]]] = {}
    inside: set[int] = set()
    for value, operation in enumerate(operations):
        if operation.kind not in _SIGNS or is_part[value]:
            continue
        found, parts, pending = [], [], [(value, 1)]
        while pending:
            each, sign = pending.pop()
            if each != value and not is_part[each]:
                found.append((each, sign))
                continue
            if each != value:
                parts.append(each)
            first, second = operations[each].arguments
            pending += [(second, sign if operations[each].kind == "+" else -sign), (first, sign)]
        if len(found) >= least:
            sums[value] = found
            inside.update(parts)
    return sums, inside


__all__ = ["TERMS", "ordered", "waiting"]

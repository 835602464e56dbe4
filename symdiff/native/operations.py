"""The operations of a program as instructions in the body of a function.

>>> from symdiff.table.functions import code_of
>>> has(code_of("exp", 1)), has(code_of("zeta", 1))
(True, False)
"""

from __future__ import annotations

import math
from collections.abc import Container
from typing import Final

from symdiff.errors import Unsupported
from symdiff.native.assembly import Body
from symdiff.native.kernels import KERNELS, PAIRS, values
from symdiff.programs.program import (
    BOTH,
    CALL,
    CONST,
    EITHER,
    NEGATED,
    NEITHER,
    POWER,
    SELECT,
    TRUTH,
    Operation,
    Program,
    rounded,
)
from symdiff.table.functions import row_of

_INTRINSIC: Final = {"sqrt": "sqrt", "Abs": "fabs", "floor": "floor", "ceiling": "ceil"}
_OF_C: Final = frozenset((
    "exp2", "log2", "log10",
))  # fmt: skip
"""Functions of the library of C that have the values of the rows of these names."""
_PREDICATES: Final = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}
_SIGNS: Final = {"+": Body.add, "-": Body.sub, "*": Body.mul, "/": Body.div}


def has(code: int) -> bool:
    """Return whether the function of *code* can be computed here without SciPy."""
    name = row_of(code).name
    kinds = (KERNELS, PAIRS, _INTRINSIC, _OF_C, ("Max", "Min", "sign", "sech"))
    return any(name in kind for kind in kinds)


def refuse_missing(program: Program, special: Container[int]) -> None:
    """Raise Unsupported for a function that is not computed here, nor one of the *special* ones."""
    for operation in program.operations:
        code = operation.data
        if operation.kind == CALL and isinstance(code, int) and not has(code) and code not in special:
            raise Unsupported(f"there is no {row_of(code).name} in machine code")


class Fused:
    """The sums of a program that are rounded together with a product that nothing else needs.

    Which they are depends on the program alone, so that all codes of it have the same values.
    """

    def __init__(self, program: Program) -> None:
        uses, operations = program.uses(), program.operations
        self.places: dict[int, int] = {}
        """A sum or a difference → which of its arguments is the product."""
        self.products: set[int] = set()
        """What is not computed by itself."""
        self.arguments: list[tuple[int, ...]] = []
        """What each value is computed from."""
        for value, operation in enumerate(operations):
            arguments = operation.arguments
            for place, argument in enumerate(arguments) if operation.kind in ("+", "-") else ():
                inner = operations[argument]
                if inner.kind == "*" and uses[argument] == 1 and not _is_square_of_sech(program, inner):
                    self.places[value] = place
                    self.products.add(argument)
                    arguments = (*inner.arguments, arguments[1 - place])
                    break
            self.arguments.append(arguments)


class Operations:
    """Writes operations of a program into a body."""

    def __init__(self, program: Program, body: Body, special: dict[int, str], fused: Fused) -> None:
        self.program = program
        self.body = body
        self.special = special
        """Codes of functions of SciPy → the names by which they are called."""
        self.fused = fused
        self.found: dict[int, str] = {}

    def write(self, value: int) -> str:
        """Write the operation of *value*, no product of `fused`; its arguments are found."""
        operation = self.program.operations[value]
        body = self.body
        arguments = [self.found[argument] for argument in self.fused.arguments[value]]
        kind = operation.kind
        if value in self.fused.places:
            found = self._fused(kind, self.fused.places[value], *arguments)
        elif kind == CONST:
            assert not isinstance(operation.data, str)
            assert operation.data is not None
            found = body.number(rounded(operation.data))
        elif kind == TRUTH:
            found = body.constant_truth(bool(operation.data))
        elif kind in _SIGNS:
            found = self._square_of_sech(operation) or _SIGNS[kind](body, *arguments)
        elif kind == NEGATED:
            found = body.neg(arguments[0])
        elif kind in _PREDICATES:
            found = body.compare(_PREDICATES[kind], *arguments)
        elif kind == BOTH or kind == EITHER:
            found = body.logic("and" if kind == BOTH else "or", *arguments)
        elif kind == NEITHER:
            found = body.logic("xor", arguments[0], body.constant_truth(True))
        elif kind == SELECT:
            found = body.select(*arguments)
        elif kind == POWER:
            missing = body.compare("uno", *arguments)  # 1**NaN and NaN**0 are 1 to the library
            found = body.select(missing, body.number(math.nan), body.outside("pow", *arguments))
        else:
            assert kind == CALL
            assert isinstance(operation.data, int)
            found = self._call(operation.data, arguments)
        self.found[value] = found
        return found

    def _fused(self, kind: str, place: int, a: str, b: str, c: str) -> str:
        """Return a*b + c, c - a*b or a*b - c, rounded once where the processor can."""
        body = self.body
        if kind == "-":
            a, c = (a, body.neg(c)) if place == 0 else (body.neg(a), c)
        return body.intrinsic("fmuladd", a, b, c)

    def _square_of_sech(self, operation: Operation) -> str:
        """Return sech(u)**2 by the kernel of tanh(u), an empty text for other operations."""
        if not _is_square_of_sech(self.program, operation):
            return ""
        inner = self.program.operations[operation.arguments[0]]
        return values(self.body, "sech2", self.found[inner.arguments[0]])

    def _call(self, code: int, arguments: list[str]) -> str:
        name, body = row_of(code).name, self.body
        x = arguments[0]
        if name in _INTRINSIC:
            return body.intrinsic(_INTRINSIC[name], x)
        if name == "Max" or name == "Min":
            return body.intrinsic("maximum" if name == "Max" else "minimum", *arguments)
        if name == "sign":
            one = body.intrinsic("copysign", body.number(1.0), x)
            return body.select(body.compare("ueq", x, body.number(0.0)), x, one)
        if name == "sech":
            return body.div(body.number(1.0), values(body, "cosh", x))
        if name in KERNELS or name in PAIRS:
            return values(body, name, *arguments)
        if name in _OF_C:
            return body.outside(name, *arguments)
        return body.outside(self.special[code], *arguments, extra=", i32 0")


def _is_square_of_sech(program: Program, operation: Operation) -> bool:
    if operation.kind != "*" or operation.arguments[0] != operation.arguments[1]:
        return False
    inner = program.operations[operation.arguments[0]]
    return inner.kind == CALL and isinstance(inner.data, int) and row_of(inner.data).name == "sech"


__all__ = ["Fused", "Operations", "has", "refuse_missing"]

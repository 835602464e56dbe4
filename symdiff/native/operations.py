"""The operations of a program as instructions in the body of a function.

>>> from symdiff.table.functions import code_of
>>> has(code_of("exp", 1)), has(code_of("zeta", 1))
(True, False)
"""

from __future__ import annotations

import math
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


class Operations:
    """Writes operations of a program into a body."""

    def __init__(self, program: Program, body: Body, special: dict[int, str]) -> None:
        self.program = program
        self.body = body
        self.special = special
        """Codes of functions of SciPy → the names by which they are called."""
        self.found: dict[int, str] = {}

    def write(self, value: int) -> str:
        """Write the operation of *value*; its arguments are found."""
        operation = self.program.operations[value]
        body = self.body
        arguments = [self.found[argument] for argument in operation.arguments]
        kind = operation.kind
        if kind == CONST:
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

    def _square_of_sech(self, operation: Operation) -> str:
        """Return sech(u)**2 by the kernel of tanh(u), an empty text for other operations."""
        if operation.kind != "*" or operation.arguments[0] != operation.arguments[1]:
            return ""
        inner = self.program.operations[operation.arguments[0]]
        if inner.kind != CALL or not isinstance(inner.data, int) or row_of(inner.data).name != "sech":
            return ""
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
        if code not in self.special:
            raise Unsupported(f"there is no {name} in machine code")
        return body.outside(self.special[code], *arguments, extra=", i32 0")


__all__ = ["Operations", "has"]

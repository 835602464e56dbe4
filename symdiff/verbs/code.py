r"""Formulas and their derivatives as a file of code in another language.

>>> print(code("x*exp(-x)", "c").split("{", 1)[1].split("/* At")[0].strip())
return x*exp(-x);
}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from symdiff.errors import SymdiffError
from symdiff.parser.given import Formulas, Variables
from symdiff.programs.languages import writer
from symdiff.programs.layout import parts as parts_of
from symdiff.verbs.wanted import Improved, Wanted, cheapest, what_is_asked

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
    dtype: Literal["float64", "float32"] = "float64",
    main: bool = False,
    stable: bool = False,
) -> str:
    """Return a file that computes formulas, and what is *wanted* of them, in a *language*: c, cpp, rust,
    fortran, javascript, julia or octave.

    *exprs*, *order*, *params* and *wanted* are those of `compile`. The function is called *name*; a value is
    what it returns, several numbers stand row by row in an array for each part. With *main* the file is a
    whole program: arguments `x=0.7 y=2`, the numbers on stdout with 17 digits. With *stable* each number
    is computed by the form that `symdiff.stable` finds, and the file says what was used and what is lost at
    most. The text depends on the arguments alone.

    Domain: NaN outside of it, and where a condition depends on a NaN.
    Cost: linear in nodes. Raises SymdiffError for an unknown language and for names that are missing,
    Unsupported for complex numbers, and for functions that neither the language has nor the table defines.
    """
    asked = what_is_asked(exprs, order, params, wanted)
    kind = writer(language)
    if not name.isidentifier() or not name.isascii() or kind.is_reserved(name):
        raise SymdiffError(f"{name!r} cannot be the name of a function in {kind.language}")
    if dtype not in ("float64", "float32"):
        raise SymdiffError(f"there is no {dtype!r} here", hint="float64 or float32")
    improved = Improved() if stable else None
    written = kind(cheapest(asked, kind.has, improved), dtype == "float32", name)
    layout = parts_of(asked.parts, len(asked.formulas), len(asked.names))
    quoted = "; ".join([str(formula) for formula in asked.formulas])
    shown = quoted if len(quoted) <= _SHOWN else quoted[: _SHOWN - 3] + "..."
    remarks = [
        f"{name}: {', '.join(asked.parts)} of {shown}".replace("*/", "* /"),
        *([f"by {', '.join(asked.names)}"] if asked.parts != ("value",) else []),
        *(improved.notes if improved else []),
        "NaN outside the domain. Written by symdiff.",
    ]
    renamed = [f"{name} is {symbol}" for symbol, name in written.names.items() if name != symbol]
    text: str = written.source(name, layout, [*remarks, *renamed], main)
    return text


__all__ = ["code"]

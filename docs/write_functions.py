"""Write symdiff/_functions.pyi, what a type checker knows of `from symdiff import sin`, out of the table.

python docs/write_functions.py
"""

from __future__ import annotations

from pathlib import Path

from symdiff.table.functions import FUNCTIONS

PLACE = Path(__file__).parents[1] / "symdiff" / "_functions.pyi"
_HEAD = '''"""The functions of the table, for type checkers; written by `python docs/write_functions.py`."""

from symdiff.graph.expr import Expr, Operand

'''


def stub() -> str:
    """Return the text of the stub: a function for each name, an argument for each that it takes."""
    arities: dict[str, set[int]] = {}
    for row in FUNCTIONS:
        for name in (row.name, *row.aliases):
            arities.setdefault(name, set()).add(row.arity)
    return _HEAD + "".join(
        f"def {name}({_parameters(arities[name])}) -> Expr: ...\n" for name in sorted(arities)
    )


def _parameters(arities: set[int]) -> str:
    """Return parameters by place: as many as the largest of *arities*, of which the least must be given."""
    if -1 in arities:
        return "*arguments: Operand"
    places = range(max(arities))
    return ", ".join([f"x{k}: Operand{' = ...' if k >= min(arities) else ''}" for k in places] + ["/"])


if __name__ == "__main__":
    PLACE.write_text(stub(), encoding="utf-8")

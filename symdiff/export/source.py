"""What the targets that are Python source share: names of arguments, and a docstring.

>>> identifiers(["x", "lambda"], ["math"])
{'x': 'x', 'lambda': 'lambda_'}
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final
from unicodedata import normalize

from symdiff.errors import SymdiffError
from symdiff.export.notation import integer
from symdiff.export.text import text
from symdiff.graph.expr import Expr
from symdiff.table.kinks import Convention

_SHOWN: Final = 300
"""Characters of a formula that a docstring quotes."""
_WIDTH: Final = 96
"""Characters of a line of a docstring."""


def identifiers(names: Iterable[str], reserved: Iterable[str]) -> dict[str, str]:
    """Return a Python name for each symbol: its own, with `_` behind it where that is taken.

    >>> identifiers(["x", "lambda"], ["math"])
    {'x': 'x', 'lambda': 'lambda_'}
    """
    taken = set(reserved)
    result: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W", "_", normalize("NFKC", name))
        if not plain.isidentifier():
            plain = f"_{plain}"
        while keyword.iskeyword(plain) or plain in taken or hasattr(builtins, plain):
            plain += "_"
        taken.add(plain)
        result[name] = plain
    return result


def function_name(name: str) -> str:
    """Return *name*. Raises SymdiffError where no Python function can be called that."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise SymdiffError(f"{name!r} cannot be the name of a Python function")
    return name


def integer_source(value: int) -> str:
    """Return an integer as Python source; beyond 4300 digits Python reads only hexadecimal ones."""
    return integer(value) if value.bit_length() < 14_000 else hex(value)


def documentation(
    exprs: Sequence[Expr], names: dict[str, str], kind: str, remarks: Iterable[str]
) -> list[str]:
    """Return the lines of a docstring: what is returned, the arguments, and *remarks*."""
    quoted = [_quoted(expr) for expr in exprs[:5]] + ["..."] * (len(exprs) > 5)
    what = quoted[0] if len(exprs) == 1 else f"the tuple of {'; '.join(quoted)}"
    paragraphs = []
    if names:
        paragraphs.append(f"Arguments: {', '.join(names.values())} ({kind}).")
    renamed = [f"{new} stands for {_escaped(old)}" for old, new in names.items() if new != old]
    if renamed:
        paragraphs.append(f"{'; '.join(renamed)}.")
    lines = wrap(f'"""Return {what}.', _WIDTH, break_long_words=False, break_on_hyphens=False)
    lines.append("")
    conventions = [note for expr in exprs for note in expr.notes if isinstance(note, Convention)]
    for paragraph in [*paragraphs, *dict.fromkeys(conventions), *remarks]:
        lines += wrap(paragraph, _WIDTH)
    return [*lines, '"""']


def _quoted(expr: Expr) -> str:
    if expr.graph.size(expr.node) > _SHOWN:
        return f"a formula of {expr.nodes} operations"
    return _escaped(text(expr))


def _escaped(formula: str) -> str:
    formula = " ".join(formula.replace("\\", "\\\\").replace('"', '\\"').split())
    return formula if len(formula) <= _SHOWN else f"{formula[: _SHOWN - 3].rstrip(chr(92))}..."

"""Calls of a target's function as rows state them: by its name, or by a template where arguments differ.

A template is an expression of Python in the target's names, {0}, {1}… for the arguments. It is written into
code for the target, or called on the target's library; nothing is evaluated but calls, arithmetic, `!=`, `>`
and a conditional expression.

>>> written("airyai({0}, derivative=1)", ["x"], "mpmath.")
'mpmath.airyai(x, derivative=1)'
>>> import math
>>> callable_of("hypot({0}, 2*{1})", math)(3, 2)
5.0
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

_CALLED: Final = r"[A-Za-z_]\w*(?=\()"
_OPERATIONS: Final[dict[type, Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.NotEq: operator.ne, ast.Gt: operator.gt,
}  # fmt: skip


def is_template(form: str) -> bool:
    """Return whether a target's function is called otherwise than by its name on the arguments in order."""
    return "(" in form


def head(form: str) -> str:
    """Return the name of the function that is called first."""
    found = re.search(_CALLED, form)
    return found[0] if found else form


def written(form: str, texts: Sequence[str], prefix: str = "") -> str:
    """Return the call as source, names of functions behind *prefix* (`mpmath.`)."""
    if not is_template(form):
        return f"{prefix}{form}({', '.join(texts)})"
    return re.sub(_CALLED, lambda name: prefix + name[0], form).format(*texts)


def callable_of(form: str, library: Any) -> Callable[..., Any]:
    """Return the function of positional arguments that *form* calls of a *library*."""
    if not is_template(form):
        function: Callable[..., Any] = getattr(library, form)
        return function
    tree = _parsed(form)
    return lambda *arguments: _value(tree, library, arguments)


@cache
def _parsed(form: str) -> ast.expr:
    places = re.sub(r"\{(\d+)\}", r"_\1", form)
    return ast.parse(places, mode="eval").body


def _value(tree: ast.expr, library: Any, arguments: Sequence[Any]) -> Any:
    """Return the value of a template. Templates are a few names deep."""

    def value(part: ast.expr) -> Any:
        return _value(part, library, arguments)

    match tree:
        case ast.Constant():
            return tree.value
        case ast.Name():
            return arguments[int(tree.id[1:])]
        case ast.Tuple():
            return tuple([value(part) for part in tree.elts])
        case ast.UnaryOp(op=ast.USub()):
            return -value(tree.operand)
        case ast.BinOp():
            return _OPERATIONS[type(tree.op)](value(tree.left), value(tree.right))
        case ast.Compare():
            return _OPERATIONS[type(tree.ops[0])](value(tree.left), value(tree.comparators[0]))
        case ast.IfExp():
            return value(tree.body if value(tree.test) else tree.orelse)
        case ast.Call(func=ast.Name(id=name)):
            named = {str(keyword.arg): value(keyword.value) for keyword in tree.keywords}
            return getattr(library, name)(*[value(part) for part in tree.args], **named)
    raise ValueError(f"{ast.unparse(tree)} is not part of the language of templates")

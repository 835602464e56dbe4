"""Names with a dot, as programs have them: modules before functions and constants, methods behind values.

>>> modules("np.sin(x)*math.tau").text, methods("(x + 1).exp()").text
('sin(x)*(2*pi)', 'exp((x + 1))')
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.draft import Draft
from symdiff.parser.spans import closing

_MODULES: Final = (
    "np|numpy|onp|anp|xp|math|Math|cmath|torch|nn|functional|jax|jnp|jsp|lax|tf|tfp|tensorflow|keras"
    "|activations|sp|sc|scipy|special|sympy|sy|casadi|cas|ca|cs|symengine|sm|pm|pt|mpmath|mp|cp|cupy|autograd"
    "|flax|linen|optax|mlx|mx|paddle|theano|aesara|pytensor|Modelica|Constants|constants|Base"
    "|SpecialFunctions|StrictMath|MathF|System|kotlin|std|f32|f64|consts|ROOT|TMath"
)
_NAMESPACES: Final = re.compile(
    rf"(?<![\w.])(?:(?:F(?=\.[a-z_]\w*\()|{_MODULES})(?:\.|::))+(?P<name>[A-Za-z_]\w*)"
)
_NORMAL: Final = re.compile(
    r"(?<![\w.])(?:(?:scipy|jax|jsp|stats|st|ss)\.)*norm\.(cdf|pdf|ppf|sf|logcdf|logpdf)(?=\()"
)
_WITHOUT_SINC: Final = ("sympy.", "sy.", "sp.", "mpmath.", "mp.")
"""Modules whose sinc(x) is sin(x)/x; that of the others is sin(pi*x)/(pi*x)."""
_CONSTANTS: Final = {
    "LN2": "ln(2)", "LN10": "ln(10)", "LOG2E": "(1/ln(2))", "LOG10E": "(1/ln(10))", "SQRT2": "sqrt(2)",
    "SQRT1_2": "(1/sqrt(2))", "LN_2": "ln(2)", "LN_10": "ln(10)", "SQRT_2": "sqrt(2)",
    "FRAC_PI_2": "(pi/2)", "FRAC_PI_3": "(pi/3)", "FRAC_PI_4": "(pi/4)", "FRAC_PI_6": "(pi/6)",
    "FRAC_1_SQRT_2": "(1/sqrt(2))", "TAU": "(2*pi)", "tau": "(2*pi)", "euler_gamma": "(-digamma(1))",
    "golden": "((1 + sqrt(5))/2)", "golden_ratio": "((1 + sqrt(5))/2)",
}  # fmt: skip
"""Constants of modules, none of which can be a variable of the formula."""
_OF_ORDER: Final = re.compile("([jyik])([01])")
_RENAMED: Final = {"kn": "besselk"}
_METHODS: Final = {
    **{name: name for name in (
        "exp", "log", "ln", "log2", "log10", "log1p", "expm1", "sqrt", "cbrt", "sin", "cos", "tan", "asin",
        "acos", "atan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
        "abs", "square", "sigmoid", "relu", "floor", "ceil", "sign", "rsqrt", "reciprocal", "erf", "erfc",
        "softplus",
    )},
    "neg": "neg", "exp_m1": "expm1", "ln_1p": "log1p", "signum": "sign", "recip": "reciprocal",
}  # fmt: skip
"""Methods without an argument, and the functions that they are."""
_WITH_ARGUMENT: Final = {
    "pow": "pow", "powi": "pow", "powf": "pow", "clamp": "clip", "clip": "clip", "atan2": "atan2",
}  # fmt: skip
_METHOD: Final = re.compile(r"\.\s*([a-z]\w*)\(")
_WORD: Final = re.compile(r"(?:(?<![\w.])[A-Za-z_]\w*|(?<![\w.])[0-9]+(?:\.[0-9]+)?)$")
_MOST: Final = 50
"""Methods in one text that are read."""


def modules(text: str) -> Draft | None:
    """Return *text* with names without the modules that they are from, None where it has none.

    Of sinc, and of constants, the module says what they are. Cost: linear.
    """
    if "." not in text and "::" not in text:
        return None
    draft = Draft(text)
    at = 0
    found = [*_NORMAL.finditer(text), *_NAMESPACES.finditer(text)]
    for each in sorted(found, key=lambda each: each.start()):
        if each.start() < at:
            continue
        draft.keep(at, each.start())
        at = each.end()
        if each.re is _NORMAL:
            draft.put("normcdf" if each[1] == "cdf" else f"norm_{each[1]}", each.start())
            continue
        name = each["name"]
        before = text[each.start() : each.start("name")]
        meant = _of_module(before, name)
        if meant == name:
            draft.keep(*each.span("name"))
        else:
            draft.put(meant, each.start("name"))
            if meant == "sincpi":
                draft.reasons.append(f"{before}sinc(x) is sinc(pi*x)")
            elif name in _CONSTANTS:
                draft.reasons.append(f"{before}{name} is {meant}")
        if name == "gelu" and before.startswith("jax"):
            draft.reasons.append(
                f"{before}gelu is x*(1 + erf(x/sqrt(2)))/2, which JAX has for approximate=False"
            )
    if at == 0:
        return None
    draft.keep(at, len(text))
    draft.asides.append("names are without the module that they are from")
    return draft


def _of_module(before: str, name: str) -> str:
    """Return what *name* of the modules *before* it is, as symdiff spells it."""
    if name == "sinc" and not before.startswith(_WITHOUT_SINC):
        return "sincpi"
    if name in _CONSTANTS:
        return _CONSTANTS[name]
    fixed = _OF_ORDER.fullmatch(name)
    if fixed:
        return f"bessel_{name}"
    return _RENAMED.get(name, name)


def methods(text: str) -> Draft | None:
    """Return *text* with functions for methods, x.exp() and x.pow(2); None where it has none.

    The value is the name, the number, the call or the parenthesis before the dot. Cost: linear for each.
    """
    whole: Draft | None = None
    for _ in range(_MOST):
        draft = _first_method(text if whole is None else whole.text)
        if draft is None:
            break
        whole = draft if whole is None else draft.after(whole)
    return whole


def _first_method(text: str) -> Draft | None:
    """Return *text* with its first method written as a function."""
    for found in _METHOD.finditer(text):
        name, opened = found[1], found.end() - 1
        end = closing(text, opened)
        start = _value_before(text, found.start())
        if end < 0 or start < 0:
            continue
        inside = text[opened + 1 : end].strip()
        if bool(inside) == (name in _WITH_ARGUMENT) and (name in _WITH_ARGUMENT or name in _METHODS):
            function = _WITH_ARGUMENT.get(name) or _METHODS[name]
            draft = Draft(text)
            draft.keep(0, start)
            draft.put(f"{function}(", start)
            draft.keep(start, found.start())
            if inside:
                draft.put(", ", opened)
            draft.keep(opened + 1, len(text))
            draft.asides.append(f"a method .{name}(...) is the function {function}(...)")
            return draft
    return None


def _value_before(text: str, end: int) -> int:
    """Return where the value begins that ends before *end*; -1 where none does."""
    start = end
    if text[start - 1 : start] == ")":
        depth = 0
        while start > 0:
            start -= 1
            depth += (text[start] == ")") - (text[start] == "(")
            if depth == 0:
                break
        if depth:
            return -1
        called = re.search(r"[A-Za-z_]\w*$", text[:start])
        return called.start() if called else start
    word = _WORD.search(text[:start])
    return word.start() if word else -1


__all__ = ["methods", "modules"]

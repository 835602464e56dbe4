"""JavaScript, Julia and Octave (and MATLAB): languages whose files are run as they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

from symdiff.programs.layout import Part
from symdiff.programs.writer import ATOM, UNARY, Text, Writer, bound, rows_of


class JavaScript(Writer):
    """JavaScript (ES2020), for a browser and for Node. It has no erf, gamma or Bessel functions."""

    language = "JavaScript"
    reserved = frozenset(
        [
            "await",
            "break",
            "case",
            "catch",
            "class",
            "const",
            "continue",
            "debugger",
            "default",
            "delete",
            "do",
            "else",
            "enum",
            "export",
            "extends",
            "false",
            "finally",
            "for",
            "function",
            "if",
            "implements",
            "import",
            "in",
            "instanceof",
            "interface",
            "let",
            "new",
            "null",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "static",
            "super",
            "switch",
            "this",
            "throw",
            "true",
            "try",
            "typeof",
            "var",
            "void",
            "while",
            "with",
            "yield",
            "arguments",
            "eval",
            "NaN",
            "Infinity",
            "undefined",
            "Math",
            "process",
            "require",
            "module",
            "Number",
        ]
    )
    functions: ClassVar[dict[str, str]] = {
        **{name: f"Math.{name}" for name in ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt",
                                             "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh",
                                             "cosh", "tanh",
                                             "asinh", "acosh", "atanh", "floor", "hypot")},
        "Abs": "Math.abs", "ceiling": "Math.ceil", "exp2": "Math.pow(2.0, {0})",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "larger": "function larger(a, b) {\n  return a > b || a !== a ? a : b;\n}",
        "smaller": "function smaller(a, b) {\n  return a < b || a !== a ? a : b;\n}",
        "sign_of": "function sign_of(a) {\n  return a > 0 ? 1 : a < 0 ? -1 : a;\n}",
        "power": "function power(a, b) {\n  if (a !== a || b !== b) return NaN;\n"
        "  return Math.abs(a) === 1 && Math.abs(b) === Infinity ? 1 : Math.pow(a, b);\n}",
    }
    signs: ClassVar[dict[str, str]] = {"and": "&&", "or": "||", "not": "!", "!=": "!==", "==": "==="}

    def special(self, value: float) -> str:
        return "NaN" if math.isnan(value) else "Infinity"

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file."""
        lines = [f"// {line}".rstrip() for line in remarks] + ['"use strict";']
        for helper in self.used:
            lines += ["", self.helpers[helper]]
        constants = self.patterns(name, parts)
        for constant, numbers in constants:
            lines += ["", f"const {constant} = [", *rows_of(numbers), "];"]
        names = list(self.names.values())
        lines += ["", f"function {name}({', '.join(names)}) {{"]
        lines += [f"  const {statement.name} = {statement.text};" for statement in self.statements]
        lines += [f"  return {nested(self.outputs, parts, '[', ']')};", "}"]
        if main:
            lines += [
                "",
                "const given = Object.fromEntries(process.argv.slice(2).map((text) => text.split('=')));",
            ]
            for argument in names:
                lines += [
                    f"if (!('{argument}' in given)) {{",
                    f"  console.error('{argument} has no value: give {argument}=1');",
                    "  process.exit(2);",
                    "}",
                ]
            values = ", ".join([f"Number(given['{argument}'])" for argument in names])
            lines.append(
                f"for (const number of [{name}({values})].flat(Infinity)) console.log(String(number));"
            )
        else:
            exported = ", ".join([name, *[constant for constant, _ in constants]])
            lines += ["", f"if (typeof module !== 'undefined') module.exports = {{ {exported} }};"]
        return "\n".join(lines) + "\n"


class Julia(Writer):
    """Julia 1.x, with SpecialFunctions.jl where it is needed. Outside of a domain it is NaN, not an error."""

    language = "Julia"
    first = 1
    reserved = frozenset(
        [
            "abstract",
            "baremodule",
            "begin",
            "break",
            "catch",
            "const",
            "continue",
            "do",
            "else",
            "elseif",
            "end",
            "export",
            "false",
            "finally",
            "for",
            "function",
            "global",
            "if",
            "import",
            "in",
            "isa",
            "let",
            "local",
            "macro",
            "module",
            "mutable",
            "primitive",
            "quote",
            "return",
            "struct",
            "true",
            "try",
            "type",
            "using",
            "where",
            "while",
            "pi",
            "e",
            "im",
            "Inf",
            "NaN",
            "exp",
            "log",
            "sin",
            "cos",
            "tan",
            "sqrt",
            "abs",
        ]
    )
    functions: ClassVar[dict[str, str]] = {
        **{name: name for name in ("exp", "expm1", "exp2", "exp10", "cbrt", "atan", "sinh", "cosh",
                                   "tanh", "asinh",
                                   "hypot", "floor")},
        "sin": "guarded(sin, isfinite({0}), {0})", "cos": "guarded(cos, isfinite({0}), {0})",
        "tan": "guarded(tan, isfinite({0}), {0})", "log": "guarded(log, {0} >= 0, {0})",
        "log2": "guarded(log2, {0} >= 0, {0})", "log10": "guarded(log10, {0} >= 0, {0})",
        "log1p": "guarded(log1p, {0} >= -1, {0})", "sqrt": "guarded(sqrt, {0} >= 0, {0})",
        "asin": "guarded(asin, abs({0}) <= 1, {0})", "acos": "guarded(acos, abs({0}) <= 1, {0})",
        "acosh": "guarded(acosh, {0} >= 1, {0})", "atanh": "guarded(atanh, abs({0}) <= 1, {0})",
        "atan2": "atan({0}, {1})", "Abs": "abs", "ceiling": "ceil",
        **{name: f"SpecialFunctions.{name}" for name in ("erf", "erfc", "erfi", "erfcx", "dawson", "digamma",
                                                         "trigamma", "airyai", "airyaiprime", "airybi",
                                                         "airybiprime")},
        "gamma": "guarded(SpecialFunctions.gamma, {0} > 0 || floor({0}) != {0}, {0})",
        "loggamma": "guarded(SpecialFunctions.loggamma, {0} > 0, {0})",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "guarded": "guarded(f, defined, x) = defined ? f(x) : oftype(x, NaN)",
        "larger": "larger(a, b) = a > b || isnan(a) ? a : b",
        "smaller": "smaller(a, b) = a < b || isnan(a) ? a : b",
        "sign_of": "sign_of(a) = a > 0 ? one(a) : a < 0 ? -one(a) : a",
        "power": "power(a, b) = isnan(a) || isnan(b) || (a < 0 && isfinite(b) && floor(b) != b) ?\n"
        "    oftype(a, NaN) : a^b",
    }

    def special(self, value: float) -> str:
        return "NaN" if math.isnan(value) else "Inf"

    def call(self, name: str, arguments: list[Text]) -> Text:
        if "guarded" in self.functions[name]:
            self.use("guarded")
        return super().call(name, [Text(bound(a, UNARY), ATOM) for a in arguments])

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file."""
        lines = [f"# {line}".rstrip() for line in remarks]
        text = " ".join([*[s.text for s in self.statements], *self.outputs])
        if "SpecialFunctions." in text:
            lines += ["", "import SpecialFunctions"]
        for helper in self.used:
            lines += ["", self.helpers[helper]]
        for constant, numbers in self.patterns(name, parts):
            lines += ["", f"const {constant} = [", *rows_of(numbers), "]"]
        names = list(self.names.values())
        lines += ["", f"function {name}({', '.join(names)})"]
        lines += [f"    {statement.name} = {statement.text}" for statement in self.statements]
        lines += [f"    return {nested(self.outputs, parts, '[', ']')}", "end"]
        if main:
            lines += [
                "",
                "given = Dict(split(text, '=')[1] => parse(Float64, split(text, '=')[2]) for text in ARGS)",
            ]
            values = ", ".join([f'given["{argument}"]' for argument in names])
            lines += [f"for number in Iterators.flatten(({name}({values}),))", "    println(number)", "end"]
        return "\n".join(lines) + "\n"


def _chosen(head: str, condition: str, one: str, other: str) -> str:
    """Return a function of Octave that is one of two values."""
    lines = [f"  if {condition}", f"    y = {one};", "  else", f"    y = {other};", "  end", "end"]
    return "\n".join([f"function y = {head}", *lines])


class Octave(Writer):
    """Octave and MATLAB. Outside of a domain it is NaN, not a complex number."""

    language = "Octave"
    first = 1
    reserved = frozenset(
        [
            "break",
            "case",
            "catch",
            "continue",
            "do",
            "else",
            "elseif",
            "end",
            "for",
            "function",
            "global",
            "if",
            "otherwise",
            "parfor",
            "persistent",
            "return",
            "switch",
            "try",
            "until",
            "while",
            "pi",
            "e",
            "i",
            "j",
            "Inf",
            "NaN",
            "exp",
            "log",
            "sin",
            "cos",
            "tan",
            "sqrt",
            "abs",
            "gamma",
            "beta",
            "erf",
            "sum",
        ]
    )
    functions: ClassVar[dict[str, str]] = {
        **{name: name for name in ("exp", "expm1", "sin", "cos", "tan", "atan", "atan2", "sinh",
                                   "cosh", "tanh",
                                   "asinh", "hypot", "floor", "erf", "erfc", "erfcx", "erfinv")},
        **{name: f"real_or_nan({name}({{0}}))" for name in ("log", "log1p", "log2", "log10", "sqrt", "asin",
                                                            "acos",
                                                            "acosh", "atanh")},
        "Abs": "abs", "ceiling": "ceil", "cbrt": "nthroot({0}, 3)", "exp2": "2.0^({0})",
        "gamma": "gamma_of", "loggamma": "log_gamma", "erfcinv": "inverse_erfc",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "inverse_erfc": "function y = inverse_erfc(a)\n  y = erfcinv(a);\n  if isfinite(y)\n"
        "    y = y + (erfc(y) - a)*sqrt(pi)/2*exp(y*y);\n  end\nend",  # its own has 10 digits for small a
        "real_or_nan": _chosen("real_or_nan(z)", "imag(z) == 0", "real(z)", "NaN"),
        "larger": _chosen("larger(a, b)", "a > b || isnan(a)", "a", "b"),
        "smaller": _chosen("smaller(a, b)", "a < b || isnan(a)", "a", "b"),
        "sign_of": _chosen("sign_of(a)", "isnan(a)", "a", "sign(a)"),
        "power": _chosen("power_of(a, b)", "isnan(a) || isnan(b) || (a < 0 && floor(b) ~= b)", "NaN", "a^b"),
        "chosen": _chosen("chosen(c, a, b)", "c", "a", "b"),
        "gamma_of": _chosen("gamma_of(a)", "a <= 0 && floor(a) == a", "NaN", "gamma(a)"),
        "log_gamma": _chosen("log_gamma(a)", "a > 0", "gammaln(a)", "NaN"),
    }
    signs: ClassVar[dict[str, str]] = {"and": "&&", "or": "||", "not": "~", "!=": "~="}

    def special(self, value: float) -> str:
        return "NaN" if math.isnan(value) else "Inf"

    def call(self, name: str, arguments: list[Text]) -> Text:
        if "real_or_nan" in self.functions[name]:
            self.use("real_or_nan")
        return super().call(name, arguments)

    def power(self, base: Text, exponent: Text) -> Text:
        self.use("power")
        return Text(f"power_of({base.text}, {exponent.text})", ATOM)

    def select(self, truth: Text, one: Text, other: Text) -> Text:
        self.use("chosen")
        return Text(f"chosen({truth.text}, {one.text}, {other.text})", ATOM)

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file: a script that defines functions (`1;` tells Octave so)."""
        lines = [f"% {line}".rstrip() for line in remarks] + ["1;"]
        for helper in self.used:
            lines += ["", self.helpers[helper]]
        for constant, numbers in self.patterns(name, parts):
            rows = [f"{row} ..." for row in rows_of(numbers)]
            lines += ["", f"function y = {constant}()", "  y = [ ...", *rows, "  ];", "end"]
        names = list(self.names.values())
        outputs = [part.name for part in parts]
        heads = outputs[0] if len(outputs) == 1 else f"[{', '.join(outputs)}]"
        lines += ["", f"function {heads} = {name}({', '.join(names)})"]
        lines += [f"  {statement.name} = {statement.text};" for statement in self.statements]
        rest = iter(self.outputs)
        for part in parts:
            texts = [next(rest) for _ in range(part.size)]
            lines.append(f"  {part.name} = {texts[0] if part.size == 1 else '[' + ', '.join(texts) + ']'};")
        lines.append("end")
        if main:
            lines += ["", "given = struct();", "for text = argv()'", "  pair = strsplit(text{1}, '=');"]
            lines += ["  given.(pair{1}) = str2double(pair{2});", "end"]
            values = ", ".join([f"given.{argument}" for argument in names])
            lines += [f"{heads} = {name}({values});", f"printf('%.17g\\n', {', '.join(outputs)});"]
        return "\n".join(lines) + "\n"


def nested(outputs: Sequence[str], parts: Sequence[Part], opening: str, closing: str) -> str:
    """Return the results: a number for a value, a list for the others, a list of these for several parts."""
    rest = iter(outputs)
    found = []
    for part in parts:
        numbers = [next(rest) for _ in range(part.size)]
        is_number = part.size == 1 and part.name == "value"
        found.append(numbers[0] if is_number else f"{opening}{', '.join(numbers)}{closing}")
    return found[0] if len(found) == 1 else f"{opening}{', '.join(found)}{closing}"


__all__ = ["JavaScript", "Julia", "Octave"]

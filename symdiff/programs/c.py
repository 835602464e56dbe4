"""C (C11) and C++ (C++17): one function of doubles or floats, and a loop over points."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import ClassVar

from symdiff.programs.layout import Part
from symdiff.programs.writer import ATOM, Text, Writer

_NAMES = [
    "exp",
    "expm1",
    "exp2",
    "log",
    "log1p",
    "log2",
    "log10",
    "sqrt",
    "cbrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "floor",
    "hypot",
    "erf",
    "erfc",
]
_KEYWORDS = [
    "auto",
    "break",
    "case",
    "char",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extern",
    "float",
    "for",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "register",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "typedef",
    "union",
    "unsigned",
    "void",
    "volatile",
    "while",
    "main",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "y0",
    "y1",
    "yn",
    "j0",
    "j1",
    "jn",
    "gamma",
    "index",
    "NAN",
    "INFINITY",
    "NULL",
    "I",
    "pow",
    "sqrt",
    "div",
    "abs",
    "time",
    "signal",
    "real",
    "alignas",
    "alignof",
    "and",
    "asm",
    "bitand",
    "bitor",
    "bool",
    "catch",
    "char8_t",
    "class",
    "compl",
    "concept",
    "constexpr",
    "decltype",
    "delete",
    "explicit",
    "export",
    "false",
    "friend",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "nullptr",
    "operator",
    "or",
    "private",
    "protected",
    "public",
    "requires",
    "template",
    "this",
    "throw",
    "true",
    "try",
    "typeid",
    "typename",
    "using",
    "virtual",
    "wchar_t",
    "xor",
    "std",
    "errno",
]


class C(Writer):
    """C11. The library of C has most functions; NaN stays NaN."""

    language = "C"
    reserved = frozenset(_KEYWORDS)
    functions: ClassVar[dict[str, str]] = {
        **{name: name for name in _NAMES},
        "Abs": "fabs", "ceiling": "ceil", "gamma": "gamma_of", "loggamma": "log_gamma",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "larger": "static inline REAL larger(REAL a, REAL b) { return a > b || isnan(a) ? a : b; }",
        "smaller": "static inline REAL smaller(REAL a, REAL b) { return a < b || isnan(a) ? a : b; }",
        "sign_of": "static inline REAL sign_of(REAL a) { return a > ZERO ? ONE : a < ZERO ? -ONE : a; }",
        "power": "static inline REAL power(REAL a, REAL b) "
        "{ return isnan(a) || isnan(b) ? a + b : POW(a, b); }",
        "gamma_of": "static inline REAL gamma_of(REAL a) "
        "{ return a <= ZERO && FLOOR(a) == a ? a - a + (REAL)NAN : TGAMMA(a); }",
        "log_gamma": "static inline REAL log_gamma(REAL a) "
        "{ return a > ZERO ? LGAMMA(a) : a - a + (REAL)NAN; }",
    }

    def number(self, value: float) -> str:
        text = super().number(value)
        return f"{text}f" if self.is_single else text

    def special(self, value: float) -> str:
        text = "NAN" if math.isnan(value) else "INFINITY"
        return text if self.is_single else f"(double){text}"

    def call(self, name: str, arguments: list[Text]) -> Text:
        form = self.functions[name]
        if form not in self.helpers:
            form = self.library(form)
        self.use(form)
        return Text(f"{form}({', '.join([a.text for a in arguments])})", ATOM)

    def library(self, name: str) -> str:
        return f"{name}f" if self.is_single else name

    @property
    def real(self) -> str:
        return "float" if self.is_single else "double"

    def helper(self, name: str) -> str:
        text = self.helpers[name].replace("REAL", self.real)
        for word in ("POW", "FLOOR", "TGAMMA", "LGAMMA"):
            text = text.replace(f"{word}(", f"{self.library(word.lower())}(")
        return text.replace("ZERO", self.number(0.0)).replace("ONE", self.number(1.0))

    headers: ClassVar[tuple[str, ...]] = ("math.h", "stddef.h")
    boolean: ClassVar[str] = "int"
    null: ClassVar[str] = "NULL"
    printing: ClassVar[tuple[str, ...]] = ("stdio.h", "stdlib.h", "string.h")

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file."""
        headers = [*self.headers, *(self.printing if main else ())]
        lines = ["/*", *[f" * {line}".rstrip() for line in remarks], " */"]
        lines += [f"#include <{header}>" for header in headers]
        lines += ["", "#ifdef __FAST_MATH__", '#error "NaN and infinities have their meaning here"', "#endif"]
        for helper in self.used:
            lines += ["", self.helper(helper)]
        lines += ["", *self._function(name, parts), "", *self._batch(name, parts)]
        if main:
            lines += ["", *self._main(name, parts)]
        return "\n".join(lines) + "\n"

    def _function(self, name: str, parts: Sequence[Part]) -> list[str]:
        inputs = [f"{self.real} {argument}" for argument in self.names.values()]
        whole = len(parts) == 1 and parts[0].size == 1
        outputs = [] if whole else [f"{self.real} *{part.name}" for part in parts]
        result = self.real if whole else "void"
        lines = [f"{result} {name}({', '.join(inputs + outputs) or 'void'})", "{"]
        text = " ".join([*[s.text for s in self.statements], *self.outputs])
        lines += [f"    (void){argument};" for argument in self.names.values() if not _occurs(argument, text)]
        for statement in self.statements:
            kind = self.boolean if statement.is_truth else self.real
            lines.append(f"    const {kind} {statement.name} = {statement.text};")
        if whole:
            return [*lines, f"    return {self.outputs[0]};", "}"]
        rest = iter(self.outputs)
        for part in parts:
            lines.append(f"    if ({part.name} != {self.null}) {{")
            lines += [f"        {part.name}[{place}] = {next(rest)};" for place in range(part.size)]
            lines.append("    }")
        return [*lines, "}"]

    def _batch(self, name: str, parts: Sequence[Part]) -> list[str]:
        """Return the loop over points, which an output may share with an input."""
        inputs = [f"const {self.real} *{argument}" for argument in self.names.values()]
        outputs = [f"{self.real} *{part.name}" for part in parts]
        heads = ", ".join(["size_t n", *inputs, *outputs])
        values = [f"{argument}[k]" for argument in self.names.values()]
        whole = len(parts) == 1 and parts[0].size == 1
        if whole:
            body = f"        {parts[0].name}[k] = {name}({', '.join(values)});"
        else:
            places = [
                f"{part.name} == {self.null} ? {self.null} : {part.name} + {part.size}*k" for part in parts
            ]
            body = f"        {name}({', '.join(values + places)});"
        return [
            "/* At n points: argument k of each array; of a part of m numbers, those from m*k on. */",
            f"void {name}_batch({heads})",
            "{",
            "    for (size_t k = 0; k < n; k++) {",
            body,
            "    }",
            "}",
        ]

    def _main(self, name: str, parts: Sequence[Part]) -> list[str]:
        names = list(self.names.values())
        quoted = ", ".join([f'"{argument}"' for argument in names])
        lines = [
            "int main(int count, char **arguments)",
            "{",
        ]
        if names:
            lines += [
                f"    static const char *const names[] = {{{quoted}}};",
                f"    {self.real} x[{len(names)}];",
                f"    int given[{len(names)}] = {{0}};",
                "    for (int a = 1; a < count; a++) {",
                "        const char *equals = strchr(arguments[a], '=');",
                f"        for (int k = 0; equals != {self.null} && k < {len(names)}; k++) {{",
                "            const size_t length = strlen(names[k]);",
                "            if ((size_t)(equals - arguments[a]) == length && strncmp(arguments[a], "
                "names[k], length) == 0) {",
                f"                x[k] = {'(float)' if self.is_single else ''}strtod(equals + 1, "
                f"{self.null});",
                "                given[k] = 1;",
                "            }",
                "        }",
                "    }",
                f"    for (int k = 0; k < {len(names)}; k++) {{",
                "        if (!given[k]) {",
                '            fprintf(stderr, "%s has no value: give %s=1\\n", names[k], names[k]);',
                "            return 2;",
                "        }",
                "    }",
            ]
        else:
            lines += ["    (void)count;", "    (void)arguments;"]
        values = [f"x[{k}]" for k in range(len(names))]
        digits = "9" if self.is_single else "17"
        if len(parts) == 1 and parts[0].size == 1:
            cast = "(double)" if self.is_single else ""
            lines.append(f'    printf("%.{digits}g\\n", {cast}{name}({", ".join(values)}));')
        else:
            lines += [f"    {self.real} {part.name}[{part.size}];" for part in parts]
            lines.append(f"    {name}({', '.join(values + [part.name for part in parts])});")
            cast = "(double)" if self.is_single else ""
            for part in parts:
                lines += [
                    f"    for (int k = 0; k < {part.size}; k++) {{",
                    f'        printf("%.{digits}g\\n", {cast}{part.name}[k]);',
                    "    }",
                ]
        return [*lines, "    return 0;", "}"]


class Cpp(C):
    """C++17: the same with its own headers and names."""

    language = "C++"
    headers = ("cmath", "cstddef")
    printing = ("cstdio", "cstdlib", "cstring")
    boolean = "bool"
    null = "nullptr"
    functions: ClassVar[dict[str, str]] = {
        name: f"std::{form}" if form not in C.helpers else form for name, form in C.functions.items()
    }
    helpers: ClassVar[dict[str, str]] = {
        **{name: text.replace("isnan(", "std::isnan(") for name, text in C.helpers.items()},
    }

    def library(self, name: str) -> str:
        return name if name.startswith("std::") else f"std::{name}"

    def helper(self, name: str) -> str:
        return super().helper(name).replace(f"({self.real})NAN", f"static_cast<{self.real}>(NAN)")

    def special(self, value: float) -> str:
        return f"static_cast<{self.real}>({'NAN' if math.isnan(value) else 'INFINITY'})"

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        text = super().source(name, parts, remarks, main)
        for function in ("strchr", "strlen", "strncmp", "strtod", "printf", "fprintf"):
            text = text.replace(f" {function}(", f" std::{function}(").replace(
                f"){function}(", f")std::{function}("
            )
        text = text.replace("(size_t)(", "static_cast<std::size_t>(").replace("size_t n", "std::size_t n")
        text = text.replace("(size_t k", "(std::size_t k").replace("const size_t ", "const std::size_t ")
        text = text.replace("std::std::", "std::")
        return text.replace("(float)std", "(float)std")


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


__all__ = ["C", "Cpp"]

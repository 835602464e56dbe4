"""C (C11) and C++ (C++17): one function of doubles or floats, and a loop over points."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from symdiff.programs.layout import Part
from symdiff.programs.pieces import cut
from symdiff.programs.writer import ATOM, Statement, Text, Writer, rows_of

_LONG: Final = 5000
"""Statements from which on a function is cut into pieces."""
_PIECE: Final = 1000

_MANY: Final = "/* At n points: argument k of each array; of a part of m numbers, those from m*k on. */"

_NAMES = [
    "exp", "expm1", "exp2", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "floor", "hypot", "erf",
    "erfc",
]  # fmt: skip
_KEYWORDS = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return",
    "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void",
    "volatile", "while", "main", "exp", "log", "sin", "cos", "tan", "y0", "y1", "yn", "j0", "j1", "jn",
    "gamma", "index", "NAN", "INFINITY", "NULL", "I", "pow", "sqrt", "div", "abs", "time", "signal",
    "real", "alignas", "alignof", "and", "asm", "bitand", "bitor", "bool", "catch", "char8_t", "class",
    "compl", "concept", "constexpr", "decltype", "delete", "explicit", "export", "false", "friend",
    "mutable", "namespace", "new", "noexcept", "not", "nullptr", "operator", "or", "private", "protected",
    "public", "requires", "template", "this", "throw", "true", "try", "typeid", "typename", "using",
    "virtual", "wchar_t", "xor", "std", "errno",
]  # fmt: skip


class C(Writer):
    """C11. The library of C has most functions; NaN stays NaN."""

    language = "C"
    reserved = frozenset(_KEYWORDS)
    functions: ClassVar[dict[str, str]] = {
        **{name: name for name in _NAMES},
        "Abs": "fabs", "ceiling": "ceil", "gamma": "gamma_of", "loggamma": "log_gamma",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "larger": "static inline REAL larger(REAL a, REAL b) { return a > b || ISNAN(a) ? a : b; }",
        "smaller": "static inline REAL smaller(REAL a, REAL b) { return a < b || ISNAN(a) ? a : b; }",
        "sign_of": "static inline REAL sign_of(REAL a) { return a > ZERO ? ONE : a < ZERO ? -ONE : a; }",
        "power": "static inline REAL power(REAL a, REAL b) "
        "{ return ISNAN(a) || ISNAN(b) ? a + b : POW(a, b); }",
        "gamma_of": "static inline REAL gamma_of(REAL a) "
        "{ return a <= ZERO && FLOOR(a) == a ? a - a + NOTHING : TGAMMA(a); }",
        "log_gamma": "static inline REAL log_gamma(REAL a) "
        "{ return a > ZERO ? LGAMMA(a) : a - a + NOTHING; }",
    }

    headers: ClassVar[tuple[str, ...]] = ("math.h", "stddef.h")
    header = ".h"
    single = True
    printing: ClassVar[tuple[str, ...]] = ("stdio.h", "stdlib.h", "string.h")
    std: ClassVar[str] = ""
    """What stands before a name of the library."""
    boolean: ClassVar[str] = "int"
    null: ClassVar[str] = "NULL"

    def number(self, value: float) -> str:
        text = super().number(value)
        return f"{text}f" if self.is_single else text

    def special(self, value: float) -> str:
        return self.cast(self.real, "NAN" if math.isnan(value) else "INFINITY")

    def cast(self, kind: str, text: str) -> str:
        """Return a value as one of another kind."""
        return f"({kind}){text}"

    def call(self, name: str, arguments: list[Text]) -> Text:
        form = self.functions[name]
        if form not in self.helpers:
            form = self.sized(form)
        self.use(form)
        return Text(f"{form}({', '.join([a.text for a in arguments])})", ATOM)

    def sized(self, name: str) -> str:
        """Return the name of a function for the size of the numbers."""
        return f"{name}f" if self.is_single else name

    @property
    def real(self) -> str:
        return "float" if self.is_single else "double"

    def helper(self, name: str) -> str:
        """Return the text of a helper: words in capitals are what the language writes for them."""
        words = {
            "REAL": self.real, "ZERO": self.number(0.0), "ONE": self.number(1.0),
            "NOTHING": self.special(math.nan), "ISNAN": f"{self.std}isnan",
            **{word: self.sized(word.lower()) for word in ("POW", "FLOOR", "TGAMMA", "LGAMMA")},
        }  # fmt: skip
        return re.sub(r"[A-Z]+", lambda word: words[word[0]], self.helpers[name])

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file."""
        return self._file(name, parts, remarks, main, [])

    def divided(
        self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool
    ) -> tuple[str, str]:
        """Return the texts of a header, and of a source that includes it by its name."""
        included = f"{name}{self.header}"
        guard = included.replace(".", "_").upper()
        declared = [
            f"extern const int {constant}[{len(numbers)}];"
            for constant, numbers in self.patterns(name, parts)
        ]
        declared += [f"{self._head(name, parts)};", "", _MANY, f"{self._batch_head(name, parts)};"]
        lines = [*_comment(remarks), f"#ifndef {guard}", f"#define {guard}", ""]
        lines += [f"#include <{self.headers[-1]}>", "", *self._linked(declared), "", f"#endif /* {guard} */"]
        text = self._file(name, parts, remarks, main, [f'#include "{included}"', ""])
        return "\n".join(lines) + "\n", text

    def _linked(self, declared: list[str]) -> list[str]:
        """Return declarations that C++ may include, too."""
        return [
            "#ifdef __cplusplus", 'extern "C" {', "#endif", "", *declared, "",
            "#ifdef __cplusplus", "}", "#endif",
        ]  # fmt: skip

    def _file(
        self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool, included: list[str]
    ) -> str:
        headers = [*self.headers, *(self.printing if main else ())]
        lines = _comment(remarks) + included + [f"#include <{header}>" for header in headers]
        lines += ["", "#ifdef __FAST_MATH__", '#error "NaN and infinities have their meaning here"', "#endif"]
        for helper in self.used:
            lines += ["", self.helper(helper)]
        for constant, numbers in self.patterns(name, parts):
            lines += ["", f"const int {constant}[{len(numbers)}] = {{", *rows_of(numbers), "};"]
        lines += ["", *self._function(name, parts), "", *self._batch(name, parts)]
        if main:
            lines += ["", *self._main(name, parts)]
        return "\n".join(lines) + "\n"

    def _head(self, name: str, parts: Sequence[Part]) -> str:
        """Return the type, the name and the arguments of the function."""
        inputs = [f"{self.real} {argument}" for argument in self.names.values()]
        whole = _is_number(parts)
        outputs = [] if whole else [f"{self.real} *{part.name}" for part in parts]
        return f"{self.real if whole else 'void'} {name}({', '.join(inputs + outputs) or 'void'})"

    def _function(self, name: str, parts: Sequence[Part]) -> list[str]:
        whole = _is_number(parts)
        lines = [self._head(name, parts), "{"]
        if len(self.statements) > _LONG:
            parts_before, calls = self._pieces(name)
            lines = [*parts_before, *lines, *calls]
        else:
            lines += self._unused([*[s.text for s in self.statements], *self.outputs])
            lines += [self._statement(statement) for statement in self.statements]
        if whole:
            return [*lines, f"    return {self.outputs[0]};", "}"]
        rest = iter(self.outputs)
        for part in parts:
            lines.append(f"    if ({part.name} != {self.null}) {{")
            lines += [f"        {part.name}[{place}] = {next(rest)};" for place in range(part.size)]
            lines.append("    }")
        return [*lines, "}"]

    def _statement(self, statement: Statement) -> str:
        kind = self.boolean if statement.is_truth else self.real
        return f"    const {kind} {statement.name} = {statement.text};"

    def _unused(self, texts: Iterable[str]) -> list[str]:
        """Return what says that an argument is not used in *texts*."""
        text = " ".join(texts)
        return [f"    (void){argument};" for argument in self.names.values() if not _occurs(argument, text)]

    def _pieces(self, name: str) -> tuple[list[str], list[str]]:
        """Return functions of the pieces that many statements are cut into, and what calls them."""
        found = cut(self.statements, self.outputs, _PIECE)
        inputs = ", ".join([f"{self.real} {argument}" for argument in self.names.values()])
        arguments = ", ".join([*self.names.values(), "work"])
        lines = [
            "/* Parts of the function, which compilers are not to put together again. */",
            "#if defined(__GNUC__)",
            "#define APART __attribute__((noinline))",
            "#else",
            "#define APART",
            "#endif",
        ]
        calls = [f"    {self.real} work[{max(1, found.size)}];"]
        for place, piece in enumerate(found.pieces):
            lines += [
                "",
                f"APART static void {name}_part{place}({inputs + ', ' if inputs else ''}{self.real} *work)",
                "{",
            ]
            lines += self._unused([statement.text for statement in piece.statements])
            lines += self._taken(piece.taken) + [self._statement(statement) for statement in piece.statements]
            for value, slot in piece.kept:
                one, zero = self.number(1.0), self.number(0.0)
                lines.append(
                    f"    work[{slot}] = {f'{value} ? {one} : {zero}' if value[0] == 'c' else value};"
                )
            lines += [*([] if piece.taken or piece.kept else ["    (void)work;"]), "}"]
            calls.append(f"    {name}_part{place}({arguments});")
        return [*lines, "", "#undef APART", ""], [*calls, *self._taken(found.taken)]

    def _taken(self, values: Sequence[tuple[str, int]]) -> list[str]:
        """Return what reads values that another piece computed."""
        half = self.number(0.5)
        return [
            f"    const {self.boolean} {value} = work[{slot}] > {half};" if value[0] == "c"
            else f"    const {self.real} {value} = work[{slot}];"
            for value, slot in values
        ]  # fmt: skip

    def _batch(self, name: str, parts: Sequence[Part]) -> list[str]:
        """Return the loop over points, which an output may share with an input."""
        values = [f"{argument}[k]" for argument in self.names.values()]
        if _is_number(parts):
            body = f"        {parts[0].name}[k] = {name}({', '.join(values)});"
        else:
            places = [
                f"{part.name} == {self.null} ? {self.null} : {part.name} + {part.size}*k" for part in parts
            ]
            body = f"        {name}({', '.join(values + places)});"
        return [
            _MANY,
            self._batch_head(name, parts),
            "{",
            f"    for ({self.std}size_t k = 0; k < n; k++) {{",
            body,
            "    }",
            "}",
        ]

    def _batch_head(self, name: str, parts: Sequence[Part]) -> str:
        inputs = [f"const {self.real} *{argument}" for argument in self.names.values()]
        outputs = [f"{self.real} *{part.name}" for part in parts]
        return f"void {name}_batch({', '.join([f'{self.std}size_t n', *inputs, *outputs])})"

    def _main(self, name: str, parts: Sequence[Part]) -> list[str]:
        names = list(self.names.values())
        lines = ["int main(int count, char **arguments)", "{"]
        lines += self._reading(names) if names else ["    (void)count;", "    (void)arguments;"]
        values = [f"x[{k}]" for k in range(len(names))]
        if _is_number(parts):
            called = f"{name}({', '.join(values)})"
            lines.append(f"    {self._printed(called)}")
        else:
            lines += [f"    {self.real} {part.name}[{part.size}];" for part in parts]
            lines.append(f"    {name}({', '.join(values + [part.name for part in parts])});")
            for part in parts:
                lines.append(f"    for (int k = 0; k < {part.size}; k++) {{")
                lines += ["        " + self._printed(f"{part.name}[k]"), "    }"]
        return [*lines, "    return 0;", "}"]

    def _printed(self, value: str) -> str:
        digits = 9 if self.is_single else 17
        number = self.cast("double", value) if self.is_single else value
        return f'{self.std}printf("%.{digits}g\\n", {number});'

    def _reading(self, names: list[str]) -> list[str]:
        """Return what reads arguments like x=0.7 into an array, and says which is missing."""
        std, size = self.std, self.cast(f"{self.std}size_t", "(equals - arguments[a])")
        number = f"{std}strtod(equals + 1, {self.null})"
        quoted = ", ".join([f'"{argument}"' for argument in names])
        return [
            f"    static const char *const names[] = {{{quoted}}};",
            f"    {self.real} x[{len(names)}];",
            f"    int given[{len(names)}] = {{0}};",
            "    for (int a = 1; a < count; a++) {",
            f"        const char *equals = {std}strchr(arguments[a], '=');",
            f"        for (int k = 0; equals != {self.null} && k < {len(names)}; k++) {{",
            f"            const {std}size_t length = {std}strlen(names[k]);",
            f"            if ({size} == length && {std}strncmp(arguments[a], names[k], length) == 0) {{",
            f"                x[k] = {self.cast(self.real, number) if self.is_single else number};",
            "                given[k] = 1;",
            "            }",
            "        }",
            "    }",
            f"    for (int k = 0; k < {len(names)}; k++) {{",
            "        if (!given[k]) {",
            f'            {std}fprintf(stderr, "%s has no value: give %s=1\\n", names[k], names[k]);',
            "            return 2;",
            "        }",
            "    }",
        ]


class Cpp(C):
    """C++17: the same with its own headers and names."""

    language = "C++"
    headers = ("cmath", "cstddef")
    header = ".hpp"
    printing = ("cstdio", "cstdlib", "cstring")
    std = "std::"
    boolean = "bool"
    null = "nullptr"

    def sized(self, name: str) -> str:
        return f"std::{name}"

    def cast(self, kind: str, text: str) -> str:
        return f"static_cast<{kind}>({text})"

    def _linked(self, declared: list[str]) -> list[str]:
        return declared


def _comment(remarks: Sequence[str]) -> list[str]:
    return ["/*", *[f" * {line}".rstrip() for line in remarks], " */"]


def _is_number(parts: Sequence[Part]) -> bool:
    """Return whether there is one number, which the function returns."""
    return len(parts) == 1 and parts[0].size == 1


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


__all__ = ["C", "Cpp"]

"""Rust (2021): one function of f64 or f32, with what it needs in the same file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

from symdiff.programs.layout import Part
from symdiff.programs.writer import ATOM, LOGIC, Text, Writer, bound, rows_of

_KEYWORDS = (
    (
        "as async await break const continue crate dyn else enum extern false fn for if impl in let "
        "loop match mod move mut "
        "pub ref return self static struct super trait true type unsafe use where while abstract "
        "become box do final macro "
        "override priv typeof unsized virtual yield try gen main x"
    )
    .replace(" x", "")
    .split()
)


class Rust(Writer):
    """Rust. The library has no erf, gamma or Bessel functions; a call is a method: x.exp()."""

    language = "Rust"
    single = True
    reserved = frozenset(_KEYWORDS)
    functions: ClassVar[dict[str, str]] = {
        **{name: name for name in ("exp", "exp2", "log2", "log10", "sqrt", "cbrt", "sin", "cos", "tan",
                                   "asin",
                                   "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
                                   "floor", "hypot")},
        "expm1": "exp_m1", "log": "ln", "log1p": "ln_1p", "Abs": "abs", "ceiling": "ceil",
    }  # fmt: skip
    helpers: ClassVar[dict[str, str]] = {
        "larger": "fn larger(a: REAL, b: REAL) -> REAL {\n    if a > b || a.is_nan() { a } else { b }\n}",
        "smaller": "fn smaller(a: REAL, b: REAL) -> REAL {\n    if a < b || a.is_nan() { a } else { b }\n}",
        "sign_of": "fn sign_of(a: REAL) -> REAL {\n"
        "    if a > 0.0 { 1.0 } else if a < 0.0 { -1.0 } else { a }\n}",
        "power": "fn power(a: REAL, b: REAL) -> REAL {\n"
        "    if a.is_nan() || b.is_nan() { a + b } else { a.powf(b) }\n}",
    }

    @property
    def real(self) -> str:
        return "f32" if self.is_single else "f64"

    def number(self, value: float) -> str:
        return f"{super().number(value)}_{self.real}"

    def special(self, value: float) -> str:
        return f"{self.real}::{'NAN' if math.isnan(value) else 'INFINITY'}"

    def call(self, name: str, arguments: list[Text]) -> Text:
        first, *rest = arguments
        return Text(f"{bound(first, ATOM)}.{self.functions[name]}({', '.join([a.text for a in rest])})", ATOM)

    def select(self, truth: Text, one: Text, other: Text) -> Text:
        return Text(f"(if {bound(truth, LOGIC)} {{ {one.text} }} else {{ {other.text} }})", ATOM)

    def source(self, name: str, parts: Sequence[Part], remarks: Sequence[str], main: bool) -> str:
        """Return the text of a file."""
        lines = [f"// {line}".rstrip() for line in remarks]
        for helper in self.used:
            lines += ["", self.helpers[helper].replace("REAL", self.real)]
        for constant, numbers in self.patterns(name, parts):
            lines += ["", "#[allow(dead_code)]"]
            lines += [f"pub const {constant.upper()}: [usize; {len(numbers)}] = [", *rows_of(numbers), "];"]
        inputs = ", ".join([f"{argument}: {self.real}" for argument in self.names.values()])
        whole = len(parts) == 1 and parts[0].size == 1
        kinds = [
            self.real if part.size == 1 and part.name == "value" else f"[{self.real}; {part.size}]"
            for part in parts
        ]
        result = kinds[0] if len(parts) == 1 else f"({', '.join(kinds)})"
        lines += ["", "#[allow(non_snake_case, unused_variables, unused_parens, clippy::all)]"]
        lines += [f"pub fn {name}({inputs}) -> {result} {{"]
        for statement in self.statements:
            kind = "bool" if statement.is_truth else self.real
            lines.append(f"    let {statement.name}: {kind} = {statement.text};")
        rest = iter(self.outputs)
        values = []
        for part in parts:
            texts = [next(rest) for _ in range(part.size)]
            values.append(texts[0] if part.size == 1 and part.name == "value" else f"[{', '.join(texts)}]")
        lines += [f"    {values[0] if len(values) == 1 else '(' + ', '.join(values) + ')'}", "}"]
        lines += ["", *self._batch(name, parts)]
        if main:
            lines += ["", *self._main(name, parts, whole)]
        return "\n".join(lines) + "\n"

    def _batch(self, name: str, parts: Sequence[Part]) -> list[str]:
        """Return the loop over points, of which there are as many as the first part has room for."""
        inputs = [f"{argument}: &[{self.real}]" for argument in self.names.values()]
        outputs = [f"{part.name}: &mut [{self.real}]" for part in parts]
        lines = [
            "/// At n points: argument k of each slice; of a part of m numbers, those from m*k on.",
            "#[allow(dead_code, non_snake_case, clippy::all)]",
            f"pub fn {name}_batch({', '.join(inputs + outputs)}) {{",
            f"    for k in 0..{parts[0].name}.len() / {parts[0].size} {{",
            f"        let found = {name}({', '.join([f'{a}[k]' for a in self.names.values()])});",
        ]
        for place, part in enumerate(parts):
            whole = "found" if len(parts) == 1 else f"found.{place}"
            if part.size == 1 and part.name == "value":
                lines.append(f"        value[k] = {whole};")
            else:
                size = part.size
                lines.append(f"        {part.name}[{size} * k..{size} * (k + 1)].copy_from_slice(&{whole});")
        return [*lines, "    }", "}"]

    def _main(self, name: str, parts: Sequence[Part], whole: bool) -> list[str]:
        names = list(self.names.values())
        lines = ["fn main() {"]
        lines += ["    let given: Vec<String> = std::env::args().collect();"] if names else []
        for argument in names:
            lines += [
                f"    let {argument}: {self.real} = match given.iter()",
                f'        .find_map(|a| a.strip_prefix("{argument}=")) {{',
                "        Some(text) => text.parse().unwrap(),",
                "        None => {",
                f'            eprintln!("{argument} has no value: give {argument}=1");',
                "            std::process::exit(2)",
                "        }",
                "    };",
            ]
        call = f"{name}({', '.join(names)})"
        if whole:
            return ["#[allow(non_snake_case)]", *lines, f'    println!("{{:e}}", {call});', "}"]
        lines.append(f"    let found = {call};")
        for place, part in enumerate(parts):
            value = "found" if len(parts) == 1 else f"found.{place}"
            if part.size == 1 and part.name == "value":
                lines.append(f'    println!("{{:e}}", {value});')
            else:
                lines += [f"    for number in {value} {{", '        println!("{:e}", number);', "    }"]
        return ["#[allow(non_snake_case)]", *lines, "}"]


__all__ = ["Rust"]

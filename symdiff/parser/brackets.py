"""Brackets and braces: parentheses, indices of names, units.

>>> rounded("[x+1]^{2x}").text
'(x+1)^(2x)'
>>> rounded("x[1] + Log[2, x] + log_{10}(x)").text
'x_1 + logbase(2, x) + log_10(x)'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.doubts import SPECIAL_FORMS
from symdiff.parser.draft import Draft
from symdiff.parser.foreign import MADE, canonical
from symdiff.parser.spans import closing as closing_of
from symdiff.table.functions import NAMES

_CALLED: Final = frozenset(name for name in (*MADE, *SPECIAL_FORMS) if name[0].isupper())
"""Functions of other languages, which are called with brackets."""
_EXPECTED: Final = re.compile(r"(?<![\w.])(E|𝔼|Var|Cov)\[(?!\s*[0-9ijkmn]\s*\])")
_NAME: Final = re.compile(r"[^\W\d]\w*")
_CLOSES: Final = {"(": ")", "[": "]", "{": "}"}
_INDEX: Final = re.compile(r"\s*(?:[0-9]+|[ijkmn])(?:\s*,\s*(?:[0-9]+|[ijkmn]))*\s*")
_WORD: Final = re.compile(r"\s*\w+(?:\s*,\s*\w+)*\s*")
_COMPREHENSION: Final = re.compile(r"\bfor\b.*\bin\b")
_NUMBER: Final = re.compile(r"\s*[0-9]+\s*")
_WITHOUT_BACKSLASH: Final = re.compile(
    r"(?<!\\)\b[dt]?frac\s*\{|\bsqrt\s*\[[^\]]*\]\s*[({]|√\[(?:[0-9]+|n)\]"
)
_ROOT_OF_DEGREE: Final = re.compile(r"(?<!\\)\b(?:sqrt|root)\s*\[\s*([0-9]+|n)\s*\]\s*[({]")
_NEAR: Final = 24
_SIMPLE: Final = re.compile(r"\s*(?:[0-9]+|[A-Za-z])\s*")
_UNIT: Final = (
    r"(?:[pnuµmcdkMG]?(?:V|A|S|F|m|s|g|Hz|mol|L|N|J|W|Pa|K|eV|M|C|T|H)|ohm|Ohm|mho|min|hr|degC|celsius|bar|micron)"
    r"[0-9]*"
)
_LETTERS: Final = re.compile("[^\\W\\d]+")
_DEGREES: Final = re.compile(r"°([CFK])(?![\w(])")
_UNITS: Final = re.compile(rf"[0-9.]\s*[(\[{{]\s*(1?/?\s*{_UNIT}(?:\s*[/*-]\s*{_UNIT})*)\s*[)\]}}]")


def rounded(text: str) -> Draft | None:
    """Return *text* with parentheses for brackets and braces, None where it has none.

    A number in brackets behind a name is its index, part of the name. Raises ParseError where one kind is
    closed by another.
    """
    rooted = _ROOT_OF_DEGREE.search(text)
    if rooted:
        end = closing_of(text, rooted.end() - 1)
        if end > 0:
            draft = Draft(text)
            draft.keep(0, rooted.start())
            draft.put("root(", rooted.start())
            draft.keep(rooted.end(), end)
            draft.put(f", {rooted[1]})", end)
            draft.keep(end + 1, len(text))
            draft.reasons.append(f"{rooted[0]}... is root(..., {rooted[1]})")
            rest = rounded(draft.text)
            return draft if rest is None else rest.after(draft)
    found = _WITHOUT_BACKSLASH.search(text)
    if found:
        raise ParseError(
            f"{found[0]!r} looks like LaTeX without its backslash",
            text,
            found.start(),
            "write (x+1)/x for a fraction, root(x, 3) for a cube root",
        )
    if not any(sign in text for sign in "[]{}") or _COMPREHENSION.search(text):
        return None
    pairs = _pairs(text)
    draft = Draft(text)
    closing: dict[int, str] = {}
    at = 0
    while at < len(text):
        sign = text[at]
        if at in closing:
            draft.put(closing[at], at)
        elif sign in "[{" and at in pairs:
            end = pairs[at]
            inside = text[at + 1 : end]
            before = _name_before(text, at)
            called = before in NAMES or canonical(before) != "" or before in _CALLED
            if sign == "[" and before == "D" and text[end + 1 : end + 2] == "(":
                draft.keep(at, end + 1)  # the derivative of an unknown function
                at = end
            elif sign == "[" and before in NAMES and text[end + 1 : end + 2] == "(":
                draft.put(_base_of_log(text, before, at, end), at)
                at = end
            elif sign == "[" and before and not called and _INDEX.fullmatch(inside):
                index = "".join(f"_{part.strip()}" for part in inside.split(","))
                draft.put(index, at)
                draft.reasons.append(f"{before}[{inside}] is the name {before}{index}")
                at = end
            elif sign == "[" and not before and _NUMBER.fullmatch(inside) and _is_operand(text, at, end):
                number = inside.strip()
                if "[0]" not in text.replace(" ", ""):
                    raise ParseError(
                        f"[{number}] has two readings: the number {number}, or parameter {number}",
                        text,
                        at,
                        f"write ({number}) or p_{number}",
                    )
                draft.put(f"p_{number}", at)
                draft.reasons.append(f"[{number}] is the name p_{number}")
                at = end
            elif sign == "{" and text[at - 1 : at] == "_" and _WORD.fullmatch(inside):
                draft.put("_".join(part.strip() for part in inside.split(",")), at)
                at = end
            elif sign == "{" and text[at - 1 : at] == "^" and _SIMPLE.fullmatch(inside):
                closing[end] = " "
            else:
                if sign == "[" and before == "Log" and "," in _outer(inside):
                    draft.drop(len(before))  # its base comes first
                    draft.put("logbase", at - len(before))
                draft.put("(", at)
                closing[end] = ")"
                draft.reasons += _doubts(text, at, end, before)
        else:
            draft.keep(at, at + 1)
        at += 1
    draft.asides.append("brackets are parentheses")
    return draft


def _doubts(text: str, start: int, end: int, before: str) -> list[str]:
    """Return what is to be said of [x] and {x}: parentheses here, the parts of a number in books."""
    inside = text[start + 1 : end].strip()
    around = text[:start].rstrip()[-1:] + text[end + 1 :].lstrip()[:1]
    if before or not _NAME.fullmatch(inside) or any(sign in "_^([{)]}," for sign in around):
        return []
    name = re.escape(inside)
    less = re.search(rf"(?<!\w){name}\s*[-−]\s*$", text[max(0, start - _NEAR) : start])
    more = re.match(rf"\s*[-−]\s*{name}(?!\w)", text[end + 1 : end + _NEAR])
    if text[start] == "[" and (less or more):
        raise ParseError(
            f"[{inside}] beside {inside} has two readings: its whole part, or {inside} itself",
            text,
            start,
            f"write floor({inside}) for the whole part",
        )
    what = f"floor({inside})" if text[start] == "[" else f"{inside} - floor({inside})"
    part = "whole part" if text[start] == "[" else "part behind the point"
    return [f"{text[start : end + 1]} is ({inside}); write {what} for the {part}"]


def _base_of_log(text: str, name: str, start: int, end: int) -> str:
    """Return the base in the brackets of `log[2](x)` as the end of a name. Raises ParseError for others."""
    inside = text[start + 1 : end].strip()
    if name in ("log", "ln") and (inside.isdigit() or (len(inside) == 1 and inside.isalpha())):
        return f"_{inside}"
    raise ParseError(
        f"{name}[{inside}](...) has no single reading",
        text,
        start - len(name),
        f"write {name}({inside})*(...) for a product, log(x, {inside}) for a logarithm with that base",
    )


def _name_before(text: str, end: int) -> str:
    """Return the name that ends at *end*, empty where none does."""
    start = end
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return text[start:end].lstrip("0123456789")


def _is_operand(text: str, start: int, end: int) -> bool:
    """Return whether the brackets from *start* to *end* stand alone, not at a number or a parenthesis."""
    around = text[:start].rstrip()[-1:] + text[end + 1 :].lstrip()[:1]
    return all(sign in "+-*/^,()=;" for sign in around)


def refuse_units(text: str, names: frozenset[str]) -> None:
    """Refuse a number with a unit in brackets that is none of *names*, and an expectation.

    Raises ParseError.
    """
    degrees = _DEGREES.search(text)
    if degrees and degrees[1] not in names:
        raise ParseError(
            f"°{degrees[1]} is a unit of temperature, and formulas have none",
            text,
            degrees.start(),
            "leave it out",
        )
    expected = _EXPECTED.search(text)
    if expected and expected[1] not in names:
        raise ParseError(
            f"{expected[1]}[...] is an expectation, and a formula here is a number",
            text,
            expected.start(),
            f"write it out; or {expected[1]}*(...) for a product",
        )
    for found in _UNITS.finditer(text):
        unit = found[1].strip()
        if unit not in names and any(len(part) > 1 for part in _LETTERS.findall(unit)):
            raise ParseError(
                f"{unit} is a unit, and formulas have none",
                text,
                found.start(1),
                "leave it out, with all numbers in the same units",
            )


def _outer(text: str) -> str:
    """Return *text* without what stands in brackets."""
    depth = 0
    kept = []
    for sign in text:
        depth -= sign in ")]}"
        if depth == 0:
            kept.append(sign)
        depth += sign in "([{"
    return "".join(kept)


def _pairs(text: str) -> dict[int, int]:
    """Return where each bracket closes, by where it opens. Raises ParseError for two kinds in one pair."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign in _CLOSES:
            opened.append(at)
        elif sign in ")]}" and opened:
            start = opened.pop()
            if _CLOSES[text[start]] != sign:
                raise ParseError(
                    f"unexpected {sign!r}: {text[start]!r} is open",
                    text,
                    at,
                    f"close it with {_CLOSES[text[start]]!r}",
                )
            pairs[start] = at
    return pairs

"""A text that asks for the derivative of a formula: the formula alone, as d/dx in front of one in LaTeX.

>>> asked("d/dx (x^2 + 1)", frozenset("x")).text, asked("diff(x*sin(x), x)", frozenset("x")).text
('(x^2 + 1)', 'x*sin(x)')
>>> asked("2x + 1", frozenset("x")) is None
True
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.spans import CLOSED_BY, closing, split, trimmed

_LETTER: Final = r"[^\W\d_]\w*"
_SIGN: Final = re.compile(
    rf"\s*(?:(?:[Ww]hat(?:'?s| is)|[Ff]ind|[Ee]valuate|[Cc]ompute|[Cc]alculate)\s+)?"
    rf"(?:[^\W\d]\w*'(?:\({_LETTER}\))?\s*=\s*)?"
    rf"(?P<open>[(\[])?\s*(?P<d>[d∂])(?P<above>[²³⁴]|\^?[0-9])?\s*/\s*(?P=d)\s?(?P<letter>{_LETTER}?)"
    r"(?P<below>[²³⁴]|\^[0-9])?\s*(?(open)[)\]])\s*(?:of\b\s*|:\s*)?(?=[^\s=+*/^-])"
)
_CALL: Final = re.compile(
    r"\s*(?:(?:sp|sympy)\.)?(?P<name>diff|Diff|[D∂]_?(?P<by>[^\W\d_])|D|[dD]erivative|deriv"
    r"|differentiate)\s*(?=[(\[])"
)
_QUOTED: Final = re.compile(
    r"\s*(?:(?:expression|quote)\((.*)\)|'([^']*)'|\"([^\"]*)\"|~\s*(.*))\s*$", re.DOTALL
)
_NAMED: Final = re.compile(
    rf"(?P<before>.*[;\n])\s*(?:print\()?(?:(?:sp|sympy)\.)?(?P<word>diff|D|[dD]erivative)\s*[(\[]\s*"
    rf"(?P<name>{_LETTER})(?:\([\w\s,]*\))?\s*(?:,\s*[\"']?(?P<by>{_LETTER})[\"']?\s*)?[)\]]+[\s;]*",
    re.DOTALL,
)
"""Definitions, and what asks for the derivative of one of them."""
_PLACE: Final = re.compile(rf"\s+(?:at|when|where|for)\s+({_LETTER})\s*=\s*([-−]?[\w.]+)\s*$")
"""at x = 3, behind a formula."""
_BAR: Final = re.compile(
    rf"(?P<bar>\|)\s*_?\s*[({{\[]?\s*(?P<name>{_LETTER})\s*=\s*(?P<value>[-−]?[\w./]+)\s*[)}}\]]?[\s.?]*$"
)
"""|x=3 behind a formula, for its value there."""
_VALUE: Final = re.compile(
    rf"[,.;\n]\s*(?:[A-Za-z]+\s+)?(?P<name>{_LETTER})\(\s*(?P<at>[-−]?[0-9.]+)\s*\)[\s.?=]*$"
)
"""f(2), behind the formula of f."""
_PRIMED: Final = re.compile(rf"\s*(?:{_LETTER}['′`]\s*(?:\({_LETTER}\)\s*)?=\s*)?[(\[]")
"""What stands before the parenthesis of y' = (x^2)'."""
_PRIMES: Final = ("'", "\N{PRIME}", "`")
_OVER: Final = re.compile(r"\s*[d∂]\s?(?=[(\[{])")
_BELOW: Final = re.compile(rf"\s*/\s*[d∂]({_LETTER})")
_ALONE: Final = re.compile(rf"\s*[d∂]({_LETTER})\s*/\s*[d∂]({_LETTER})")
_ORDERS: Final = str.maketrans("²³⁴", "234")
_BEFORE_SIGN: Final = "^*/·×⋅(+-−[{,"
_END: Final = " \t\n\r;.,?="


def asked(text: str, symbols: frozenset[str]) -> Draft | None:
    """Return the formula alone of a *text* that asks for its derivative; None of others.

    *symbols* are the variables; where there are none, nobody derives, and a derivative is no formula. Raises
    ParseError where it is not clear where the formula ends, for a higher order, and for another variable.
    Cost: linear in the text.
    """
    if not symbols:
        return None
    end = trimmed(text, 0, len(text), _END)[1]
    _refuse_bar(text, symbols)
    _refuse_value(text, symbols)
    primed = _PRIMED.match(text)
    if primed and text.rstrip(_END + "=")[-1:] in _PRIMES:
        first = primed.end() - 1
        close = closing(text, first)
        if close == len(text.rstrip(_END + "=")) - 2:
            draft = Draft(text)
            draft.keep(first + 1, close)
            draft.reasons.append("(...)' asks for the derivative")
            return draft
    sign = _SIGN.match(text, 0, end)
    if sign:
        return _behind_sign(text, sign, end, symbols)
    bare = _ALONE.fullmatch(text, 0, end)
    if bare and "d" not in symbols:
        name, by = bare.groups()
        _refuse(
            text,
            0,
            f"the formula of {name} is not there",
            f"give it, as {name} = ..., or write {name}'({by}) for its derivative",
        )
    called = _CALL.match(text, 0, end)
    if called and closing(text, called.end()) == end - 1:
        return _in_call(text, called, end, symbols)
    named = _NAMED.fullmatch(text) if "=" in text else None
    if named and re.search(rf"\b{named['name']}\b.*=", named["before"]):
        letter = named["by"] or (next(iter(symbols)) if len(symbols) == 1 else "")
        if letter in symbols:
            draft = Draft(text)
            before, start = named["before"].rstrip(" \t\n;"), named.start("before")
            if ";" in before or "\n" in before:
                draft.keep(*named.span("before"))
                draft.keep(*named.span("name"))
            else:  # f(x) = x^2; diff(f(x), x)
                draft.keep(start, start + len(before))
            draft.reasons.append(f"{named['word']} asks for the derivative by {letter}")
            return draft
    over = _OVER.match(text, 0, end)
    if over:
        close = closing(text, over.end())
        below = _BELOW.match(text, close + 1, end) if close > 0 else None
        if below and below.end() == end:
            return _alone(text, (over.end() + 1, close), f"d.../d{below[1]}", below[1], symbols)
    return None


def _refuse_bar(text: str, symbols: frozenset[str]) -> None:
    """Refuse x^2|x=3, which asks for a value."""
    bar = _BAR.search(text) if "|" in text else None
    if bar and bar["name"] in symbols and text[: bar.start()].count("|") % 2 == 0:
        formula = text[: bar.start()].strip()
        _refuse(
            text,
            bar.start("name"),
            f"{bar['name']} = {bar['value']} is a place, and {bar['name']} is the variable",
            f"give the formula alone, {formula}, and the place apart: at={{'{bar['name']}': {bar['value']}}}",
        )


def _refuse_value(text: str, symbols: frozenset[str]) -> None:
    """Refuse f(x) = x^2; f(2), which asks for a value of the function itself."""
    value = _VALUE.search(text) if "=" in text else None
    if value and re.search(rf"(?<!\w){value['name']}\s*\(\s*{_LETTER}\s*\)\s*:?=", text[: value.start()]):
        name = next(iter(symbols))
        _refuse(
            text,
            value.start("name"),
            f"this asks for the value of {value['name']} at {value['at']}",
            f"give the formula alone; for its derivative there, the place apart: "
            f"at={{'{name}': {value['at']}}}",
        )


def _behind_sign(text: str, sign: re.Match[str], end: int, symbols: frozenset[str]) -> Draft | None:
    """Read d/dx with all that follows: one group, or one term."""
    letter, start = sign["letter"], sign.end()
    if not letter:
        return None
    shown = f"{sign['d']}/{sign['d']}{letter}"
    if sign["above"] or sign["below"]:
        order = (sign["above"] or sign["below"]).translate(_ORDERS).strip("^")
        _refuse(text, sign.start("d"), "a derivative of a higher order", _more(text[start:end], order))
    if text[start] in CLOSED_BY:
        after = closing(text, start) + 1
    else:
        after = _end_of_term(text, start, end)
    place = _PLACE.search(text, start, end)
    if place and place[1] == letter and place.start() > start:
        formula = text[start : place.start()].strip()
        hint = f"give the formula alone, {formula}, and the place apart: at={{'{letter}': {place[2]}}}"
        _refuse(text, place.start(1), f"{letter} = {place[2]} is a place", hint)
    if after != end:
        formula = text[start:end]
        _refuse(
            text,
            max(after, start),
            f"what {shown} takes has two readings: all that follows, or what stands before this",
            f"give the formula alone, and the variable: {_one(formula, letter)} derives all of it",
        )
    return _alone(text, (start, end), shown, letter, symbols)


def _in_call(text: str, called: re.Match[str], end: int, symbols: frozenset[str]) -> Draft | None:
    """Read diff(f, x) and the like."""
    parts = split(text, called.end() + 1, end - 1)
    quoted = _QUOTED.match(text, *parts[0])
    if quoted:  # D(expression(x^2), "x")
        parts[0] = quoted.span(quoted.lastindex or 0)
    formula = text[slice(*trimmed(text, *parts[0]))]
    names = [text[slice(*trimmed(text, *part))].strip("\"'") for part in parts[1:]]
    by = {"ₓ": "x", "ₜ": "t"}.get(called["by"], called["by"])
    if by and not names and by in symbols:
        names = [by]
    elif by and (called["name"] != "Dt" or not names):
        return None  # Dx may be a variable
    if not names:
        letter = next(iter(symbols)) if len(symbols) == 1 else ""
        if called["name"] == "D" or not letter:
            return None  # D may be a variable
        names = [letter]
    letter = re.split(r"[\s,$]+", names[0].strip("{}()[]"))[0]
    if len(names) > 1 or names[0] != letter:
        more = re.sub(r"[^0-9]", "", " ".join(names)) or str(len(names))
        others = [name for name in names if name != letter and re.fullmatch(_LETTER, name)]
        hint = (
            f"give the formula alone, {formula}, and the variables {' '.join([letter, *others])}"
            if others
            else _more(formula, more)
        )
        _refuse(text, called.start("name"), "a derivative of a higher order", hint)
    if not re.fullmatch(_LETTER, letter):
        return None
    return _alone(text, parts[0], called["name"], letter, symbols)


def _alone(text: str, part: tuple[int, int], shown: str, letter: str, symbols: frozenset[str]) -> Draft:
    start, end = trimmed(text, *part)
    formula = text[start:end]
    if start == end:
        _refuse(text, start, "a derivative of nothing", "give the formula of the function")
    if letter not in symbols:
        _refuse(
            text,
            0,
            f"{shown} asks for the derivative by {letter}, and {letter} is not the variable here",
            f"give the formula alone, and the variable: {_one(formula, letter)}",
        )
    draft = Draft(text)
    draft.keep(start, end)
    draft.reasons.append(f"{shown} asks for the derivative by {letter}")
    return draft


def _end_of_term(text: str, start: int, end: int) -> int:
    """Return where the term ends that begins at *start*: at a sign that adds, outside of parentheses."""
    depth = 0
    for at in range(start, end):
        sign = text[at]
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in "+-−=<>" and at > start:
            before = text[start:at].rstrip()
            if before[-1] not in _BEFORE_SIGN and not re.search(r"\d[eE]$", before):
                return at
    return end


def _one(formula: str, letter: str) -> str:
    return f'diff "{formula.strip()}" {letter}'


def _more(formula: str, order: str) -> str:
    return f"give the formula alone, {formula.strip()}, and order={order}"


def _refuse(text: str, place: int, message: str, hint: str) -> NoReturn:
    raise ParseError(message, text, place, hint)


__all__ = ["asked"]

"""Formulas of spreadsheets: the sign at the beginning, semicolons between arguments, their functions.

>>> cell("=SUM(A1;2,5)*ATAN2(A1;B1)").text
'cell_sum(A1,2.5)*ArcTan(A1,B1)'
>>> cell("x + 1") is None
True
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.spans import closing, split, trimmed

_CELL: Final = re.compile(r"^\s*=(?!=)\s*")
_SQUARED_SIGN: Final = re.compile(r"(?:(?<=[=(,;])|^)\s*-\s*[A-Za-z]\w*\s*\^")
_CALLED: Final = re.compile(r"(?<![\w.])([A-Z][A-Z0-9]*(?:\.[A-Z]+)*)\(")
_PERCENT: Final = re.compile(r"(?<![\w.])([0-9]+(?:\.[0-9]+)?|[A-Z]{1,3}[0-9]+)%(?!\s*[\w(.])")
_RANGE: Final = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+:\$?[A-Z]{1,3}\$?[0-9]+")
_RENAMED: Final = {
    "COMBIN": "binomial", "FACT": "factorial", "INT": "floor", "SQRTPI": "cell_sqrtpi", "SUM": "cell_sum",
    "PRODUCT": "cell_product", "AVERAGE": "cell_mean", "ATAN2": "ArcTan", "GAMMALN": "loggamma",
    "NORMSDIST": "normcdf", "NORMSINV": "norminv", "NORM.S.INV": "norminv", "SUMME": "cell_sum",
    "SOMME": "cell_sum", "SUMA": "cell_sum", "SOMA": "cell_sum", "SOMMA": "cell_sum",
    "WURZEL": "sqrt", "RACINE": "sqrt", "RAIZ": "sqrt", "RAIZQ": "sqrt", "RADQ": "sqrt", "RCUAD": "sqrt",
    "POTENZ": "pow", "PUISSANCE": "pow", "POTENCIA": "pow", "POTENZA": "pow", "WENN": "IF",
    "SI": "IF", "SE": "IF", "SEN": "sin", "ARCSIN": "asin", "ARCCOS": "acos", "ARCTAN": "atan",
    "BOGENMASS": "radians",
}  # fmt: skip
"""Functions whose names mean another thing elsewhere, or that are called otherwise."""
_OF_ALL: Final = ("cell_sum", "cell_product", "cell_mean")
_BASE_10: Final = "LOG"


def cell(text: str) -> Draft | None:
    """Return the formula of a spreadsheet in symdiff's notation; None where *text* begins with no sign =.

    Cost: linear. Raises ParseError for -x^2, which is (-x)^2 there, for LOG without a base, and for ranges.
    """
    found = _CELL.match(text)
    if found is None or found.end() == len(text):
        return None
    squared = _SQUARED_SIGN.search(text, found.end())
    if squared:
        raise ParseError(
            "a sign before a power has two readings: a spreadsheet takes -x^2 for (-x)^2",
            text,
            squared.start(),
            "write -(x^2) or (-x)^2, without the = at the beginning",
        )
    cells = _RANGE.search(text)
    if cells:
        raise ParseError(
            "a range of cells is a list, and a formula here is a number",
            text,
            cells.start(),
            "name the cells one by one, as in SUM(A1,A2)",
        )
    draft = Draft(text)
    _arguments(draft, found.end())
    draft.asides.append("the = at the beginning is left out")
    try:
        called = _functions(draft.text)
    except ParseError as error:
        raise draft.moved(error) from None
    return draft if called is None else called.after(draft)


def _functions(text: str) -> Draft | None:
    """Return *text* with symdiff's names of functions, and hundredths for percents."""
    draft = Draft(text)
    at = 0
    found = sorted([*_CALLED.finditer(text), *_PERCENT.finditer(text)], key=lambda each: each.start())
    for each in found:
        draft.keep(at, each.start())
        at = each.end()
        if each.re is _PERCENT:
            draft.put("(", each.start())
            draft.keep(*each.span(1))
            draft.put("/100)", each.end() - 1)
            draft.reasons.append(f"{each[0]} is {each[1]}/100")
            continue
        name = each[1]
        meant = _function(text, each)
        if meant == name:
            draft.keep(*each.span())
            continue
        draft.put(meant, each.start())
        draft.put("(", each.end() - 1)
        if name == "NORM.S.DIST":
            end = closing(text, each.end() - 1)
            first = split(text, each.end(), end)[0]
            draft.keep(*first)
            draft.put(")", end)
            at = end + 1
        if meant in _OF_ALL:
            meant = {"cell_sum": "x + y", "cell_product": "x*y", "cell_mean": "(x + y)/2"}[meant]
        elif meant == "ArcTan":
            meant = "atan2 with its arguments in the other order"
        draft.reasons.append(f"{name} is {meant}")
    if at == 0:
        return None
    draft.keep(at, len(text))
    return draft


def _function(text: str, called: re.Match[str]) -> str:
    """Return symdiff's name of a function of a spreadsheet; that name itself where it is the same."""
    name, opened = called[1], called.end() - 1
    end = closing(text, opened)
    parts = split(text, opened + 1, end) if end > 0 else []
    inside = text[opened + 1 : end] if end > 0 else "..."
    if name == _BASE_10:
        if len(parts) == 2:
            return "log"
        raise ParseError(
            "LOG has two readings: with the base 10, as a spreadsheet has it, or the natural logarithm",
            text,
            called.start(),
            f"write log10({inside}) or ln({inside})",
        )
    if name == "NORM.S.DIST" and len(parts) == 2:
        kind = text[slice(*trimmed(text, *parts[1]))]
        meant = {"TRUE": "normcdf", "1": "normcdf", "FALSE": "normpdf", "0": "normpdf"}.get(kind.upper(), "")
        return meant or name
    meant = _RENAMED.get(name, name)
    if meant in _OF_ALL and len(parts) == 1:
        return ""
    if (meant == "IF" and len(parts) != 3) or (meant == "ArcTan" and len(parts) != 2):
        return name
    return meant


def _arguments(draft: Draft, start: int) -> None:
    """Keep the text of a spreadsheet's formula from *start* on, with commas for the semicolons between
    arguments; where there are such, a comma is that of a decimal number."""
    text = draft.old
    depth, places = 0, []
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if text[place] == ";" and depth > 0:
            places.append(place)
    at = start
    for found in re.finditer(r"(?<=[0-9]),(?=[0-9])|;", text) if places else ():
        place = found.start()
        if place < start or (text[place] == ";" and place not in places):
            continue
        draft.keep(at, place)
        draft.put("." if text[place] == "," else ",", place)
        at = place + 1
    draft.keep(at, len(text))


__all__ = ["cell"]

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
from symdiff.parser.spans import closing, closings, split, trimmed

_CELL: Final = re.compile(r"^\s*=(?!=)\s*")
_SIGN: Final = re.compile(r"(?<=[=(,;*/^+<>&-])\s*(-)\s*(?=[\w.($])")
_POWER: Final = re.compile(r"\^\s*[-+]?\s*(?=[\w.($])")
_OPERAND: Final = re.compile(r"[\w.$]*")
_RAISED: Final = re.compile(r"\s*\^")
_OTHER_SHEET: Final = re.compile(r"(?:\b\w+|'[^']+')!(?=\$?[A-Z]{1,3}\$?[0-9])")
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
    "BOGENMASS": "radians", "ARCTAN2": "ArcTan", "PRODUKT": "cell_product", "PRODUIT": "cell_product",
    "PRODUCTO": "cell_product", "PRODUTO": "cell_product", "PRODOTTO": "cell_product",
    "MITTELWERT": "cell_mean", "MOYENNE": "cell_mean", "PROMEDIO": "cell_mean", "MEDIA": "cell_mean",
    "VORZEICHEN": "sign", "SIGNE": "sign", "SIGNO": "sign", "SINAL": "sign", "SEGNO": "sign",
    "REST": "mod", "RESTO": "mod", "RESIDUO": "mod",
}  # fmt: skip
"""Functions whose names mean another thing elsewhere, or that are called otherwise."""
_OF_ALL: Final = ("cell_sum", "cell_product", "cell_mean")
_WITH_KIND: Final = {"NORM.S.DIST": 2, "NORM.DIST": 4, "NORMDIST": 4, "NORM.VERT": 4, "NORMVERT": 4}
"""Functions whose last argument says whether a density or a distribution is meant, and how many they have."""
_KINDS: Final = {
    **dict.fromkeys(("TRUE", "1", "WAHR", "VRAI", "VERDADERO"), "normcdf"),
    **dict.fromkeys(("FALSE", "0", "FALSCH", "FAUX", "FALSO"), "normpdf"),
}
_BASE_10: Final = "LOG"


def cell(text: str) -> Draft | None:
    """Return the formula of a spreadsheet in symdiff's notation; None where *text* begins with no sign =.

    Cost: linear. Raises ParseError for -x^2 and x^y^z, which are (-x)^2 and (x^y)^z there, for LOG without a
    base, for ranges and for cells of other sheets.
    """
    found = _CELL.match(text)
    if found is None or found.end() == len(text):
        return None
    _refuse_powers(text)
    other = _OTHER_SHEET.search(text, found.end())
    if other:
        raise ParseError(
            "a cell of another sheet is no name of a formula",
            text,
            other.start(),
            f"name the cell alone, without {other[0]}",
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


def _refuse_powers(text: str) -> None:
    """Refuse -x^2 and x^y^2: a spreadsheet takes them for (-x)^2 and (x^y)^2, and books do not."""
    closes = closings(text)
    for found in _SIGN.finditer(text):
        if _raised(text, found.end(), closes):
            raise ParseError(
                "a sign before a power has two readings: a spreadsheet takes -x^2 for (-x)^2",
                text,
                found.start(1),
                "write -(x^2) or (-x)^2, without the = at the beginning",
            )
    for found in _POWER.finditer(text):
        if _raised(text, found.end(), closes):
            raise ParseError(
                "a power of a power has two readings: a spreadsheet takes x^y^z for (x^y)^z",
                text,
                found.start(),
                "write (x^y)^z or x^(y^z), without the = at the beginning",
            )


def _raised(text: str, start: int, closes: dict[int, int]) -> bool:
    """Return whether a power follows the operand that begins at *start*: a number, a name, a call, or
    parentheses, of which *closes* says where they end."""
    found = _OPERAND.match(text, start)
    end = found.end() if found else start
    return _RAISED.match(text, closes.get(end, end - 1) + 1) is not None


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
        if name in _WITH_KIND:
            end = closing(text, each.end() - 1)
            parts = split(text, each.end(), end)
            draft.keep(parts[0][0], parts[-2][1])
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
    if name in _WITH_KIND:
        kind = text[slice(*trimmed(text, *parts[-1]))] if len(parts) == _WITH_KIND[name] else ""
        meant = _KINDS.get(kind.upper(), "")
        if not meant:
            raise ParseError(
                f"{name} asks for a density or a distribution",
                text,
                called.start(),
                "its last argument is TRUE or FALSE; or write normcdf(x, m, s) or normpdf(x, m, s)",
            )
        return meant
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

"""Parts of a formula that are spelled out in several words: the text in signs.

>>> in_signs("the square root of x divided by 2").text
'sqrt x / 2'
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft

_OF: Final = {
    "square root": "sqrt", "cube root": "cbrt", "natural log": "ln", "natural logarithm": "ln",
    "absolute value": "abs", "sine": "sin", "cosine": "cos", "tangent": "tan", "root": "sqrt",
    "sq root": "sqrt", "exponential": "exp", "arcsine": "asin", "arccosine": "acos", "arctangent": "atan",
    "hyperbolic sine": "sinh", "hyperbolic cosine": "cosh", "hyperbolic tangent": "tanh",
    "inverse sine": "asin", "inverse cosine": "acos", "inverse tangent": "atan", "inverse sin": "asin",
    "inverse cos": "acos", "inverse tan": "atan",
    **{name: name for name in (
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "exp",
        "ln", "log", "sqrt", "abs", "floor", "ceiling", "cosec", "coth", "sech",
    )},
    "secant": "sec", "cosecant": "csc", "cotangent": "cot",
}  # fmt: skip
"""Names of functions before the word `of`."""
_BEFORE: Final = {
    "square root": "sqrt", "cube root": "cbrt", "natural log": "ln", "natural logarithm": "ln", "sine": "sin",
    "cosine": "cos", "tangent": "tan", "inverse sine": "asin", "inverse cosine": "acos",
    "inverse tangent": "atan", "hyperbolic sine": "sinh", "hyperbolic cosine": "cosh",
    "hyperbolic tangent": "tanh", "secant": "sec", "cosecant": "csc", "cotangent": "cot", "arcsine": "asin",
    "arccosine": "acos", "arctangent": "atan",
}  # fmt: skip
"""Names of functions that nobody takes for anything else, without that word."""
_ROOT_OF: Final = (
    "(?:racine(?: carrée)?|raíz(?: cuadrada)?|raiz(?: quadrada)?|radice(?: quadrata)?|wurzel|корень"
    "(?: квадратный)?|pierwiastek(?: kwadratowy)?) (?:de|da|di|aus|von|из|z)"
)
"""The square root of, in other languages."""
_ABOVE: Final = {
    "^2": "(?:al|ao|au|в) (?:cuadrado|quadrado|quadrato|carré|квадрате)",
    "^3": "(?:al|ao|au|в) (?:cubo|cube|кубе)",
}  # fmt: skip
"""Squared and cubed, in other languages."""
_DASHED: Final = {"-squared": "^2", "-cubed": "^3"}
_WHOLE: Final = ("square", "cube", "reciprocal")
"""Functions that are spelled out of what follows `of`, and of nothing behind it."""
_OPERAND: Final = re.compile(r"\s*((?:[A-Za-z]+\s*)?\([^()]*\)|[A-Za-z]{2,}\s+\w+|\w+)(?!\w)(?!\s*[\^*(²³])")
_BETWEEN: Final = {
    "divided by": "/", "geteilt durch": "/", "divisé par": "/", "dividido por": "/", "dividido entre": "/",
    "diviso per": "/", "multiplied by": "*", "multipliziert mit": "*", "multiplié par": "*",
    "multiplicado por": "*",
}  # fmt: skip
_TENTH: Final = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_POWER: Final = (
    rf"(?:raised )?to the (?P<nth>[0-9]+(?:st|nd|rd|th)|[nk](?:-)?th|{_TENTH})(?: power)?"
    r"|(?:raised )?to the power(?: of)?|raised to(?= (?!the ))|hoch(?= +[-−]?[0-9]+[A-Za-z])"
    r"|(?:raised )?to the(?= +(?:(?:minus|negative) +|[-−])?[0-9]*[0-9A-Za-z](?![0-9A-Za-z]))"
)
_EXPONENT: Final = re.compile(
    r"\s+(?P<sign>(?:minus|negative)\s+)?(?:(?P<glued>[-−]?[0-9]+(?:\.[0-9]+)?[A-Za-z]\w*)"
    r"(?P<more>\s*[(^]|[²³]|\s+(?:squared|cubed)\b)?|(?P<one>\w))",
    re.IGNORECASE,
)
"""What stands behind `to the power of`: 2x, which belongs to it as a whole, or minus x."""
_PARTS: Final = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_COUNTS: Final = {"two": 2, "three": 3, "four": 4, "five": 5}
_ROOTS: Final = ("sqrt", "cbrt", "abs", *_WHOLE)
_ADDS: Final = re.compile(r"[+\-−](?!\d*[,)])|\b(?:plus|minus)\b")
_ENDS: Final = re.compile(r"\b(?:divided by|over|times|multiplied by)\b")
_ORDINAL: Final = re.compile(rf"\b(?:([0-9n])-?(?:st|nd|rd|th)|({_TENTH})) root\b", re.IGNORECASE)
_PHRASE: Final = re.compile(
    r"\b(?:log(?:arithm)?(?: of)? (?!to )(?P<inside>\w+|\([^()]*\)) (?:to )?(?:the )?"
    r"base (?P<below>[0-9]+|[a-z])"
    rf"|(?P<squared>{'|'.join(sorted(_OF, key=len, reverse=True))}) squared of"
    rf"|(?:the )?(?P<of>{'|'.join(sorted(_OF, key=len, reverse=True))}) of|(?P<power>{_POWER})"
    rf"|(?:the )?(?P<before>{'|'.join(sorted(_BEFORE, key=len, reverse=True))})(?= +(?!to\b|line\b)\w)"
    rf"|(?:(?:one|an?) |one-)?half(?: of)?(?= +[\w(√])"
    rf"|(?:one|a)[ -](?P<part>third|quarter|fourth)(?: of)?(?= +[\w(√])"
    rf"|log(?:arithm)? (?:to the )?base (?P<base>[0-9]+|[a-z])(?: of)?(?= +[\w(])"
    rf"|(?:the )?(?P<whole>{'|'.join(_WHOLE)}) of"
    rf"|(?P<count>{'|'.join(_COUNTS)}) (?P<parts>{'|'.join(_PARTS)})s(?: of)?(?= +[\w(√])|twice(?= +[\w(√])"
    rf"|(?P<root>{_ROOT_OF})(?= +[\w(])|root(?= +[a-z]\b)"
    rf"|(?P<square>{_ABOVE['^2']})|(?P<cubed>{_ABOVE['^3']})|(?<=\w)(?P<dashed>-squared|-cubed)"
    rf"|(?P<between>{'|'.join(_BETWEEN)}))\b",
    re.IGNORECASE,
)


def in_signs(text: str) -> Draft | None:
    """Return *text* with signs and names for phrases, None where it has none. Cost: linear.

    Raises ParseError for the nth root of something.
    """
    ordinal = _ORDINAL.search(text)
    if ordinal:
        degree = ordinal[1] or _number(ordinal[2].lower())
        raise ParseError(
            f"{ordinal[0]!r} is not read", text, ordinal.start(), f"write root(x, {degree}) for that of x"
        )
    draft = Draft(text)
    at = 0
    for found in _PHRASE.finditer(text):
        draft.keep(at, found.start())
        words = found[0].lower()
        if found["base"]:
            meant = f"log_{found['base']}"
        elif "half" in words or found["part"]:
            meant = f"(1/{_PARTS[found['part'].lower()] if found['part'] else 2})*"
        elif found["before"]:
            meant = _BEFORE[found["before"].lower()]
        elif found["inside"]:
            meant = f"log_{found['below']}({found['inside']})"
        elif found["count"]:
            meant = f"({_COUNTS[found['count'].lower()]}/{_PARTS[found['parts'].lower()]})*"
        elif found["squared"]:
            meant = f"{_OF[found['squared'].lower()]}^2"
        elif found["square"] or found["cubed"]:
            meant = "^2" if found["square"] else "^3"
        elif found["whole"]:
            meant = found["whole"].lower()
        elif found["dashed"]:
            meant = _DASHED[words]
        elif found["of"] or found["power"] or found["between"]:
            meant = _OF[found["of"].lower()] if found["of"] else "^" if found["power"] else _BETWEEN[words]
        else:
            meant = "2*" if words == "twice" else "sqrt"
        if found["nth"]:
            meant = f"^{_number(found['nth'].lower())}"
        draft.put(meant, found.start())
        at = found.end()
        exponent = _EXPONENT.match(text, at) if meant == "^" else None
        if exponent and exponent["glued"]:
            if exponent["more"]:
                power = exponent["glued"]
                raise ParseError(
                    f"where the exponent {power}... ends has two readings",
                    text,
                    exponent.start("glued"),
                    f"write ^({power}...) with parentheses",
                )
            draft.put("(-" if exponent["sign"] else "(", at)
            draft.keep(*exponent.span("glued"))
            draft.put(")", exponent.end() - 1)
            at = exponent.end()
        elif exponent and exponent["sign"]:
            draft.put("-", at)
            draft.reasons.append(f"{exponent['sign'].strip()} is -")
            at = exponent.start("one")
        draft.reasons.append(f"{found[0]} is {meant}")
        if meant in _ROOTS:
            _refuse_sum(text, found[0], meant, at)
        operand = _OPERAND.match(text, at) if found["whole"] else None
        if found["whole"] and operand is None:
            raise ParseError(
                f"where what {found[0]!r} takes ends has two readings",
                text,
                at,
                f"put parentheses around it: {meant}(...)",
            )
        if operand:
            draft.put("(", at)
            draft.keep(*operand.span(1))
            draft.put(")", operand.end() - 1)
            at = operand.end()
    if at == 0:
        return None
    draft.keep(at, len(text))
    return draft


def _number(word: str) -> str:
    """Return the number that an ordinal names: 4th, fourth, nth."""
    if word in _TENTH.split("|"):
        return str(_TENTH.split("|").index(word) + 2)
    return re.sub("-?(?:st|nd|rd|th)$", "", word)


def _refuse_sum(text: str, words: str, root: str, at: int) -> None:
    """Refuse the square root of x^2 + 1, which may end before the +."""
    start = at + len(text[at:]) - len(text[at:].lstrip())
    depth = 0
    for place in range(start, len(text)):
        sign = text[place]
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0 or (depth == 0 and (sign in ",;=\n/" or _ENDS.match(text, place))):
            return
        sum_sign = _ADDS.match(text, place) if depth == 0 and place > start else None
        if sum_sign and text[start] != "(":
            one, rest = text[start:place].strip(), text[place:].strip()
            whole, other = f"{root}({one} {rest})", f"{root}({one}) {rest}"
            raise ParseError(
                f"{words} {one} {rest} has two readings: {whole} or {other}",
                text,
                place,
                f"write {whole} or {other}",
            )

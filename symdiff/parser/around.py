r"""What stands before and around a formula where it is copied from: prompts, tags, declarations, sentences.

>>> unwrapped(">>> sin(x)", frozenset("x")).text, unwrapped("[tex]x^2[/tex]", frozenset()).text
('sin(x)', 'x^2')
>>> unwrapped("the derivative of x^2 with respect to x", frozenset("x")).text
'x^2'
>>> unwrapped("x^2", frozenset("x")) is None
True
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.pasted import html

_TAGGED: Final = re.compile(
    r"\s*(?:(?P<open>\[(?P<tag>tex|math|latex|itex)\]|<math>)(?P<one>.*?)(?:\[/(?P=tag)\]|</math>)"
    r"|#(?P<two>[^#\n]+)#)[\s.?]*",
    re.DOTALL | re.IGNORECASE,
)
"""[tex]...[/tex], <math>...</math> and #...#, as forums write formulas."""
_PROMPT: Final = re.compile(
    r"\s*(?:\(%i[0-9]+\)|>>>|In\s?\[[0-9]+\]:=?|(?:sage|julia|giac|octave[^>\n]*|mathematica)\s*[:>]|>>"
    r"|(?:[0-9]{1,2}|[a-h])\)\s|#[0-9]{1,2}[.:)]?\s"
    r"|(?:[Pp]roblem|[Ee]xercise|[Qq]uestion|[Ee]x|[Tt]ask|[Aa]ufgabe|[Ee]xercice|[Ee]jercicio|[Nn]o|[Nn]r)\b\.?\s*#?[0-9]{1,3}[a-h]?\s*(?:[.:)]\s|\s(?=\s*[^\W\d]\w*(?:\(\w+\))?\s*=(?!=)))|Q\.?\s?[0-9]{1,2}\s*[.:)]\s|Q:\s|[•▪◦]\s"
    r"|(?:\([a-i]\)|[0-9]{1,2}\.|[a-h]\.|\(?[ivx]{1,4}[).])\s(?=\s*[^\W\d]\w*(?:\(\w+\))?\s*=(?!=)))\s*(?=\S)"
)
"""Prompts, and the numbers of exercises."""
_DECLARED: Final = re.compile(
    r"\s*(?:syms?\s+[^\W\d]\w*(?:\s+[^\W\d]\w*)*\s*[;\n]|(?:from|import)\s+\w[^;\n]*[;\n]"
    r"|[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*=\s*(?:\w+\.)?(?:symbols|Symbol|var|SX\.sym|MX\.sym)\([^()]*\)\s*[;\n])\s*"
)
"""Lines that say of names that they are variables."""
_WORDS: Final = (
    r"(?:find|compute|calculate|evaluate|determine|give|get|take|show|bilde|bestimme|berechne|calcular|calcula"
    r"|calcule|calculer|calculez|trouver|trouvez|hallar|halla|encuentra|encontrar|calcola|trova|найти|найдите"
    r"|what(?:'?s| is)|how (?:do|can|to)"
    r"(?: (?:you|i|we))?(?: (?:find|get|compute|calculate|take))?)"
)
_PRIMED: Final = r"[^\W\d_]['′’](?:\([^\W\d_]\))?"
_HEAD: Final = r"\s+[^\W\d]\w*(?:\([\w\s,]*\))?\s*:?=(?!=)"
_ASKED: Final = re.compile(
    rf"\s*(?:(?:hey|hi|hello|pls|plz|please help|please|help(?: me)?|i need|can you|could you)[,!:]? )*"
    rf"(?:(?:please )?(?:{_WORDS} )?(?:the )?(?P<more>first |1st |second |2nd |third |3rd )?(?:partial )?"
    rf"(?:derivatives? of(?: the (?:following )?function)?"
    rf"|deriv(?:ative)?(?= *:| (?!of\b|=))|(?:deriv|diff) of|(?:die )?ableitung (?:von|der funktion)"
    rf"|(?:la )?d[ée]riv[ée]e de(?: la fonction)?|(?:la |a )?derivada de(?: la función)?|(?:la )?derivata di"
    rf"|afgeleide van|производн(?:ая|ую)(?: от)?(?: функции)?)"
    rf"|(?:please |how do (?:you|i) |how to )?(?:differentiate|derive)(?: the (?:following )?function)?"
    rf"(?:(?: with respect to| wrt| w\.r\.t\.?) (?P<by3>[^\W\d_]\w*)(?=\s*:))?"
    rf"|(?:please )?(?:find|compute|calculate|determine) "
    rf"(?:d(?P<name>[^\W\d_])/d(?P<by>[^\W\d_]\w*)|{_PRIMED})(?: (?:if|for|when|given(?: that)?|of|where))?"
    rf"|[d∂](?P<other>[^\W\d_])/[d∂](?P<by2>[^\W\d_]\w*)(?: (?:if|for|when|given(?: that)?|of|where)|[,;])"
    rf"|{_PRIMED}(?: (?:if|for|when|given(?: that)?|of|where)|[,;])(?={_HEAD}))"
    rf"(?:\s*[:.])?\s+(?=\S)",
    re.IGNORECASE,
)
"""What asks in words for the derivative of what follows."""
_ASKED_BEHIND: Final = re.compile(
    rf"[\s,.;]+(?:(?:then |and )?(?:please )?(?:{_WORDS})\s+(?:the )?"
    rf"(?:derivative(?: of [^\W\d_](?:\([^\W\d_]\))?)?|d[^\W\d_]/d(?P<by>[^\W\d_])|{_PRIMED})"
    rf"|(?:then\s+)?{_PRIMED}\s*(?:=|is\b)|then\s+d[^\W\d_]/d(?P<by3>[^\W\d_])\s*(?:=|is\b)?|(?:(?<=[,;.\n])|(?<=[,;.\n]\s))d[^\W\d_]/d(?P<by2>[^\W\d_])\s*=?)[\s.?!]*$",
    re.IGNORECASE,
)
"""... find dy/dx, and f'(x) = ?, behind the formula."""
_VALUE: Final = re.compile(
    rf"[,.;\n]\s*(?:(?:then |and )?(?:please )?(?:{_WORDS})\s+)?"
    rf"(?P<ask>[^\W\d_]['′’]+\((?P<at>[-−]?[0-9.]+)\))[\s.?=]*$",
    re.IGNORECASE,
)
"""f'(2), behind the formula of f."""
_HIGHER: Final = re.compile(
    rf"(?:[,.;\n]\s*(?:(?:then |and )?(?:please )?{_WORDS}\s+)?|^\s*)"
    rf"(?P<ask>[^\W\d_](?P<primes>['′’]{{2,}}|[″‴])\s?(?:\([^\W\d_]\))?)(?:[\s.?=]*$|\s*[,;](?={_HEAD}))",
    re.IGNORECASE,
)
"""f''(x), behind the formula of f or before it."""
_SUPPOSED: Final = re.compile(
    r"\s*(?:(?:if|let|given(?: that)?|suppose(?: that)?|consider|for)\s+)?(?=\S)", re.IGNORECASE
)
_PLEASE: Final = re.compile(r"[\s,]+(?:please|pls|thanks?)[\s.!?]*$", re.IGNORECASE)
_BY: Final = re.compile(
    r"[\s,]*\(?\s*(?:with respect to|w\.?\s?r\.?\s?t\.?|respecting|nach|par rapport à"
    r"|(?:con )?respecto (?:a|de)|rispetto a|по)\s+(?:the variable )?"
    r"(?P<by>[^\W\d_]\w*)\s*\)?[\s.?]*$",
    re.IGNORECASE,
)
_METHOD: Final = re.compile(
    r"[\s,]+(?:using|by using|by|with|via|from) (?:the )?"
    r"(?:chain|product|quotient|power|first|limit|logarithmic|implicit)"
    r"(?: (?:and|or) (?:the )?(?:chain|product|quotient|power))?[ -]"
    r"(?:rules?|principles?|definition|differentiation)\b"
    r"[^=*/^()]*$|[\s,]+(?:and|then) simplify\b[^=*/^()]*$",
    re.IGNORECASE,
)
"""How it is to be done, behind the formula."""
_LETTER: Final = re.compile(r"\\\[([A-Z][A-Za-z]+)\]")
"""\\[Alpha], a letter of Mathematica's."""
_SIGNS: Final = {
    "Times": "*", "Cross": "*", "CenterDot": "*", "InvisibleTimes": "*", "Divide": "/",
    "Minus": "-", "Sqrt": "√",
    "ExponentialE": "e", "ImaginaryI": "i", "ImaginaryJ": "i", "Infinity": "oo", "Degree": "°",
    "LessEqual": "<=", "GreaterEqual": ">=", "NotEqual": "!=", "Equal": "==", "Rule": "->", "PartialD": "∂",
}  # fmt: skip
"""Signs that Mathematica writes as letters."""
_SUBSCRIPT: Final = re.compile(r"\bSubscript\[\s*([^\W\d_]\w*)\s*,\s*(\w+)\s*\]")
_MAY: Final = re.compile(
    r"\s*(?:[\[<#>]|\(%i|In\s?\[|sage|julia|giac|octave|mathematica|syms?\s"
    r"|(?i:find|compute|calculate|evaluate|determine|give|get|take|show|what|whats|how|the|please|partial"
    r"|first|second|third|1st|2nd|3rd|derivative|derivatives|differentiate|derive|from|import"
    r"|bilde|bestimme|berechne|calcular|calcula|calcule|calculer|calculez|trouver|trouvez|hallar|halla|encuentra"
    r"|encontrar|calcola|trova|найти|найдите|производную|problem|exercise|question|ex|task|aufgabe|exercice|ejercicio|no|nr"
    r"|deriv|diff|ableitung|die|la|a|d[ée]riv[ée]e|derivada|derivata|afgeleide|производная|hey|hi|hello|pls|plz|help|i|can|could|[d∂][^\W\d_]/[d∂][^\W\d_])\b|[^\W\d_]['′](?:\(\w\))?(?:[,;]|\s+[a-z])|\(?[0-9a-h]\)|\(?[ivx]{1,4}[).]|[0-9]{2}\)|(?:[0-9]{1,2}|[a-h])\.\s|Q|[•▪◦]"
    r"|[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*\s*=\s*(?:\w+\.)?(?:symbols|Symbol|var|SX\.sym|MX\.sym)\()"
)
"""Where something may stand in front: asked first, since all else takes as long as a short formula."""
_ABSOLUTE: Final = re.compile(r"\$([A-Z]{1,3})\$?([0-9]+)\b|(?<![\w$])([A-Z]{1,3})\$([0-9]+)\b")
_DIFF: Final = re.compile(r"\s*(.*\S)\s*\.diff\(\s*([^\W\d]\w*)\s*\)\s*;?\s*", re.DOTALL)
_DOIT: Final = re.compile(r"\s*((?:Derivative|diff)\(.*\))\.doit\(\)\s*", re.DOTALL)
_ORDERS: Final = {"second": 2, "2nd": 2, "third": 3, "3rd": 3}


def unwrapped(text: str, symbols: frozenset[str]) -> Draft | None:
    """Return the formula alone, with what was left out; None where nothing stands around it.

    *symbols* are the variables. Cost: linear. Raises ParseError for a derivative by another variable, and for
    one of a higher order.
    """
    has_signs = "\\[" in text or "Subscript[" in text or "$" in text or ".d" in text  # .diff(x), .doit()
    has_signs = has_signs or "</" in text or ("&" in text and ";" in text)  # x<sup>2</sup>, &minus;
    if not has_signs and "=" in text:  # find dy/dx, what is y', f'(x) = ?
        has_signs = "/d" in text or "ind " in text or "hat " in text or "'" in text or "\N{PRIME}" in text
    if not has_signs and not (_may_be_asked(text) and _MAY.match(text)):
        return None
    whole: Draft | None = None
    for step in _STEPS:
        draft = step(text if whole is None else whole.text, symbols)
        if draft is not None:
            whole = draft if whole is None else draft.after(whole)
    return whole


def _may_be_asked(text: str) -> bool:
    """Return whether a text may begin with words or signs of a question, by its parts: the pattern takes as
    long as the reading of three names."""
    if text[:1] in " <#>[•▪◦Q" or text[:2] == "(%" or text[1:2] == ")":
        return True
    if ":" in text or "=" in text or "[" in text or "'" in text or "," in text:
        return True
    if "\n" in text or "\t" in text:
        return True
    word, space, _ = text.partition(" ")
    return space != "" and (word.isalnum() or word[2:4] == "/d" or word[2:4] == "/∂")


def _part(text: str, start: int, end: int, reason: str, is_aside: bool = False) -> Draft:
    draft = Draft(text)
    draft.keep(start, end)
    (draft.asides if is_aside else draft.reasons).append(reason)
    return draft


def _absolute(text: str, symbols: frozenset[str]) -> Draft | None:
    """The dollars of $A$1 in the formula of a spreadsheet."""
    if text.lstrip()[:1] != "=":
        return None
    draft = Draft(text)
    at = 0
    for found in _ABSOLUTE.finditer(text):
        draft.keep(at, found.start())
        draft.put("".join([part for part in found.groups() if part]), found.start())
        at = found.end()
    if at == 0:
        return None
    draft.keep(at, len(text))
    draft.asides.append("the dollars of cells are left out")
    return draft


def _method(text: str, symbols: frozenset[str]) -> Draft | None:
    """SymPy's f.diff(x) and Derivative(f, x).doit()."""
    found = _DIFF.fullmatch(text) or _DOIT.fullmatch(text)
    if found is None or not symbols:
        return None
    if found.re is _DOIT:
        return _part(text, *found.span(1), ".doit() is left out", is_aside=True)
    if found[2] not in symbols:
        return None
    return _part(text, *found.span(1), f".diff({found[2]}) asks for the derivative by {found[2]}")


def _tag(text: str, symbols: frozenset[str]) -> Draft | None:
    found = _TAGGED.fullmatch(text)
    if found is None:
        return None
    span = found.span("one" if found["open"] else "two")
    return _part(text, *span, "the signs around the formula are left out", is_aside=True)


def _prompt(text: str, symbols: frozenset[str]) -> Draft | None:
    found = _PROMPT.match(text)
    if found is None:
        return None
    return _part(text, found.end(), len(text), f"{found[0].strip()} is a prompt", is_aside=True)


def _declarations(text: str, symbols: frozenset[str]) -> Draft | None:
    at = 0
    while found := _DECLARED.match(text, at):
        at = found.end()
    if at == 0 or at >= len(text.rstrip()):
        return None
    said = " ".join(text[:at].split()).rstrip(";")
    return _part(text, at, len(text), f"{said} declares names", is_aside=True)


def _value(text: str, symbols: frozenset[str]) -> Draft | None:
    """Refuse f(x) = x^2; f'(2), which asks for a value, and f(x) = x^2; f''(x), for another derivative."""
    higher = _HIGHER.search(text) if symbols and "=" in text else None
    if higher:
        order = {"″": 2, "‴": 3}.get(higher["primes"], len(higher["primes"]))
        raise ParseError(
            "a derivative of a higher order",
            text,
            higher.start("ask"),
            f"give the formula alone, and order={order}",
        )
    found = _VALUE.search(text) if symbols and "=" in text else None
    if found:
        name = next(iter(symbols))
        raise ParseError(
            f"this asks for the value of the derivative at {found['at']}",
            text,
            found.start("ask"),
            f"give the formula alone, and the place apart: at={{'{name}': {found['at']}}}",
        )
    return None


def _behind(text: str, symbols: frozenset[str]) -> Draft | None:
    """Words behind a formula that ask for its derivative: If y = x^2, find dy/dx."""
    found = _ASKED_BEHIND.search(text) if symbols else None
    letter = found["by"] or found["by2"] or found["by3"] if found else None
    if found is None or (letter is not None and letter not in symbols):
        return None
    opened = _SUPPOSED.match(text)
    start = opened.end() if opened else 0
    if start >= found.start():
        return None
    shown = " ".join(found[0].split()).lstrip(" ,.;")
    by = letter or (next(iter(symbols)) if len(symbols) == 1 else "")
    return _part(
        text, start, found.start(), f"{shown!r} asks for the derivative" + (f" by {by}" if by else "")
    )


def _question(text: str, symbols: frozenset[str]) -> Draft | None:
    """Words that ask for the derivative of what follows."""
    if not symbols:
        return None
    found = _ASKED.match(text)
    if found is None or found[0].split()[0] in symbols:
        return None
    please = _PLEASE.search(text, found.end())
    end = len(text[: please.start() if please else len(text)].rstrip(" \t\n.?"))
    letter = found["by"] or found["by2"] or found["by3"] or ""
    behind = _BY.search(text, found.end())
    if behind:
        letter, end = behind["by"], behind.start()
    method = _METHOD.search(text, found.end(), end)
    if method:
        end = method.start()
    behind = behind or _BY.search(text, found.end(), end)
    if behind and behind.start() < end:
        letter, end = behind["by"], behind.start()
    formula = text[found.end() : end].strip()
    if not formula:
        return None
    order = _ORDERS.get((found["more"] or "").strip().lower(), 1)
    if order > 1:
        raise ParseError(
            "a derivative of a higher order",
            text,
            found.start("more"),
            f"give the formula alone, {formula}, and order={order}",
        )
    shown = " ".join(found[0].split())
    if letter and letter not in symbols:
        raise ParseError(
            f"this asks for the derivative by {letter}, and {letter} is not the variable here",
            text,
            next((found.start(by) for by in ("by", "by2", "by3") if found[by]), end),
            f'give the formula alone, and the variable: diff "{formula}" {letter}',
        )
    by = letter or (next(iter(symbols)) if len(symbols) == 1 else "")
    said = f"{shown!r} asks for the derivative" + (f" by {by}" if by else "")
    draft = Draft(text)
    start = found.end()
    draft.keep(start, start + len(text[start:end].rstrip()))
    draft.reasons.append(said)
    return draft


def _letters(text: str, symbols: frozenset[str]) -> Draft | None:
    r"""Names of letters as Mathematica writes them: \[Alpha], Subscript[x, 1]."""
    draft = Draft(text)
    at = 0
    found = sorted([*_LETTER.finditer(text), *_SUBSCRIPT.finditer(text)], key=lambda each: each.start())
    for each in found:
        if each.start() < at:
            return None
        draft.keep(at, each.start())
        if each.re is _SUBSCRIPT:
            name = f"{each[1]}_{each[2]}"
        else:
            name = _SIGNS.get(each[1]) or each[1].lower().removeprefix("curly")
        draft.put(name, each.start())
        at = each.end()
        draft.asides.append(f"{each[0]} is {name}")
    if at == 0:
        return None
    draft.keep(at, len(text))
    return draft


def _of_page(text: str, symbols: frozenset[str]) -> Draft | None:
    return html(text)


_STEPS: Final = (
    _of_page, _absolute, _method, _tag, _prompt, _declarations, _value, _behind, _question, _tag, _letters,
)  # fmt: skip


__all__ = ["unwrapped"]

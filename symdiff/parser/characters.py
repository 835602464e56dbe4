"""Signs that symdiff's own notation lacks: the text as it is typed → the same text in signs that it has.

>>> plain("Sin[x]^2 + {x+1}/½").text
'Sin(x)^2 + (x+1)/(1/2)'
>>> plain("x + 1") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from unicodedata import decomposition, normalize

from symdiff.errors import ParseError
from symdiff.parser.behind import behind
from symdiff.parser.bodies import body
from symdiff.parser.brackets import rounded
from symdiff.parser.cells import cell
from symdiff.parser.choices import braced, chosen, in_pairs
from symdiff.parser.dotted import methods, modules
from symdiff.parser.draft import Draft
from symdiff.parser.pasted import dots
from symdiff.parser.phrases import in_signs
from symdiff.parser.remarks import remarks

_SIGNS: Final = {
    "’": "'", "‘": "'", "´": "'", "ʹ": "'", "ˆ": "^", "‐": "-", "‑": "-", "‒": "-", "—": "-", "⁄": "/",
    "⋆": "*", "⨯": "*", "✕": "*", "✖": "*", "⊗": "*", "∣": "|", "❘": "|", "⩽": "<=", "≦": "<=", "⩾": ">=",
    "≧": ">=", "→": "->", "↦": "->", "⟶": "->", "⟼": "->", "∧": " and ", "∨": " or ", "¬": " not ",
    "⨉": "*", "\u2061": " ", "\u2062": "*", "\u2063": " ", "ⅇ": "e", "ⅈ": "i", "≔": " =",
    "″": "''", "‴": "'''", "º": "°", "ᴇ": "E", "∆": "Δ", "⌊": " floor(", "⌋": ")", "⌈": " ceiling(", "⌉": ")",
    "㏑": " ln ", "㏒": " log ",
}  # fmt: skip
_RAISED: Final = {"⁺": "+", "⁽": "(", "⁾": ")", "⁼": "="}
_ENDS_NAME: Final = re.compile(r"(?<![^\W\d_])[^\W\d_](?:[^\W_]?|_)$")
"""A letter, perhaps with another or a low line behind it: what ∞ may be the index of."""
_BEFORE_EXPONENT: Final = re.compile(r"(?:\^|\*\*)\s*[-−–]?\s*$")
_WHOLE: Final = re.compile(r"[^\W_]$|[0-9][ \xa0]+$")
"""What ½ is no operand behind: 2 ½ is a mixed number."""
_NEAR: Final = 4
ACCENTS: Final = {
    "\N{COMBINING CIRCUMFLEX ACCENT}": "_hat", "\N{COMBINING MACRON}": "_bar",
    "\N{COMBINING OVERLINE}": "_bar",
    "\N{COMBINING DOT ABOVE}": "_dot", "\N{COMBINING DIAERESIS}": "_ddot", "\N{COMBINING TILDE}": "_tilde",
    "\N{COMBINING RIGHT ARROW ABOVE}": "_vec",
}  # fmt: skip
"""Signs above a letter, and the ends of names that they are, as in LaTeX."""
_BEFORE_SIGN: Final = frozenset("(=,;+-−*/·×÷^[{|<>") | {""}
"""What a sign of an operand stands behind."""
_BEFORE_ROOT: Final = frozenset(" +-−*/·×^(,=<>")
_ROOTS: Final = {"³√": "∛", "⁴√": "∜", "²√": "√"}
_FRACTION: Final = re.compile("([0-9]+)\N{FRACTION SLASH}([0-9]+)")
_TRANSPOSED: Final = "\N{MODIFIER LETTER CAPITAL T}"
_SLASHES: Final = "\u141f\u2e0d"
"""Raised strokes, as in x¹ᐟ²."""
_LETTER_POWER: Final = re.compile(r"([^\W\d_])([0-9]+)")
_PLAIN_POWER: Final = re.compile("⁻?[²³¹⁰⁴-⁹]+")

_BY_ELEMENT: Final = re.compile(r"[^0-9\s.]\s*\.[-+^*/]|[A-Za-z_]\.\(")
_DOT: Final = re.compile(r"\.(?=[-+^*/])|(?<=[A-Za-z_])\.(?=\()")
_MAXIMA: Final = re.compile(r"(?:(?<=[-+*/^(,=<>])|^)(\s*)%(e|pi|i|inf)\b")
_CONSTANTS: Final = {"inf": "oo"}
_ARGUMENTS: Final = r"[\w\s,]*"
_BEFORE: Final = re.compile(
    r"^\s*(?:(?:let|const|var|local|return)\s+|@\.\s*)(?=[A-Za-z0-9(])"
    r"|^\s*(?:[Ss]ei|[Ss]ea|[Ss]oit|[Ss]eja|[Ss]ia)\s+(?=[^\W\d]\w*\s*(?:\([\w\s,]*\)\s*)?:?=(?!=))"
)
_TYPED: Final = re.compile(r"^\s*(?:const\s+)?(?:double|float|auto|real)\s+(?=[A-Za-z_]\w*\s*=)")
_NO_ARGUMENTS: Final = re.compile(r"\b(PI|pi)\(\s*\)")
_INVISIBLE: Final = re.compile(
    "(?<!\\w)[\u200b-\u200f\u2060\ufeff\xad]+|[\u200b-\u200f\u2060\ufeff\xad]+(?!\\w)"
)
_COMMENT: Final = re.compile(r"[ \t]*#[^\n]*")
_AND_SO_ON: Final = re.compile(r"[-+*−·]\s*(\.{3}|…|⋯)[\s.]*$")
"""The dots behind the first terms of a sum."""
_CONTRACTION: Final = re.compile(
    r"(?:^\s*|[\"'])[a-zA-Z.]+(?:\s*,\s*[a-zA-Z.]+)*\s*->\s*[a-zA-Z.]*\s*(?:[\"']|$)"
)
_LIMIT: Final = re.compile(r"\blim(?:it)?\s*[_({\[]?\s*[({]?\s*[^\W\d_]\w*\s*(?:->|→|-->|=>)")
_ARROW: Final = re.compile(
    r"^\s*(?:\w+(?:\([^()]*\))?\s*(?:[=:]|<-)\s*)?"
    rf"(?:@\s*\({_ARGUMENTS}\)|lambda\s+{_ARGUMENTS}:|def\s+\w+\s*\({_ARGUMENTS}\)\s*:\s*return\b"
    rf"|(?:function|fun|func|fn)\s*\w*\s*\({_ARGUMENTS}\)"
    rf"|(?:double|float|real)\s+\w+\s*\({_ARGUMENTS}\)(?=\s*\{{)|(?:\({_ARGUMENTS}\)|\w+)\s*(?:-?->|=>|\|->))\s*(?:return\b)?"
)
_BODY: Final = re.compile(r"\s*\{\s*(?:return\b)?([^{};]*[^{};\s]);?\s*\}[\s;]*")
_SET: Final = re.compile(r":=")
_TWO_SIGNS: Final = re.compile(r"&&|~=|<>|(?<=\))\s*&\s*(?=\()")
_TWO: Final = {"&&": " and ", "&": " and ", "~=": "!=", "<>": "!="}
_PARAMETERS: Final = re.compile(r"^(\s*\w+\(\s*\w+)\s*[;|]\s*(\w+(?:\s*,\s*\w+)*\s*\)\s*:?=)")
"""What a formula is called in statistics: f(x; a, b) =, p(x | a) =."""
_ASSIGNED: Final = re.compile(r"^(\s*[A-Za-z]\w*\s+)<- (?!\s*function\b)")
"""y <- x^2, as R defines a name."""
_CONTINUED: Final = re.compile(r"(?<=[-+*/^=,(])[ \t]*\n\s*|\n\s*(?=[+*/^)])")
"""The end of a line within a formula."""
_PARTED_PRIME: Final = re.compile(r"(?<=[^\W\d_])[ \xa0]+(?=['’′]+\s*\()")
"""A blank before the prime of f ′(x), as texts are copied."""
_OF_LATEX: Final = re.compile(r"\s*\\\\\s*$|&\s*(?==)")
"""The marks of lines and columns in y &= x^2 \\\\."""
_EQUALS: Final = re.compile(r"(?<=[\w)])\s+equals?\s+(?=\S)")
_QUOTED: Final = re.compile(r"""\s*["'`“”„«‘’]+([^"'`“”„«»‘’]+)["'`“”»‘’]+\s*""")
_AT_END: Final = " \t\n\r\f\v\xa0;.,=?$"


Step = Callable[[str], Draft | None]


def plain(text: str, refused: bool = True) -> Draft | None:
    """Return *text* without signs of other notations, with the reasons; None where it has none.

    *refused* says whether it is no formula as it stands, so that what stands at its end may go. Cost: linear
    in the text. Raises ParseError for brackets of two kinds and for the transpose of a matrix.
    """
    whole: Draft | None = None
    for step in (*_FIRST_IF_REFUSED, *_STEPS, *_IF_REFUSED) if refused else _STEPS:
        old = text if whole is None else whole.text
        try:
            draft = step(old)
        except ParseError as error:
            raise (error if whole is None else whole.moved(error)) from None
        if draft is not None:
            whole = draft if whole is None else draft.after(whole)
    return whole


def _ellipsis(text: str) -> Draft | None:
    """Refuse x - x^3/3! + ..., whose other terms nobody knows."""
    found = _AND_SO_ON.search(text)
    if found:
        raise ParseError(
            "the terms behind these are not there",
            text,
            found.start(1),
            "write the terms out, or sum(x^k/k, k, 1, 5)",
        )
    return None


def _einsum(text: str) -> Draft | None:
    """Refuse ij,jk->ik and einsum('ij,jk->ik', A, B)."""
    found = _CONTRACTION.search(text)
    if found:
        raise ParseError(
            "this is a text of einsum, and a formula here is a number",
            text,
            found.start(),
            'of arrays say the shapes, as in sum[j](A[i,j]*x[j]) with shapes="A[n,m] x[m]"',
        )
    return None


def _limit(text: str) -> Draft | None:
    """Refuse lim(x->0) f, which asks for no derivative."""
    found = _LIMIT.search(text)
    if found:
        raise ParseError(
            "a limit is not computed",
            text,
            found.start(),
            "give the function alone, whose derivative you want",
        )
    return None


def _unquoted(text: str) -> Draft | None:
    """Quotes around a formula."""
    found = _QUOTED.fullmatch(text)
    if found is None:
        return None
    draft = Draft(text)
    draft.keep(*found.span(1))
    draft.asides.append("quotes around a formula are left out")
    return draft


def _signs(text: str) -> Draft | None:
    """Characters that mean what ASCII writes otherwise, raised and lowered letters, fractions."""
    if text.isascii():
        return None
    draft = Draft(text)
    at = 0
    changed = False
    while at < len(text):
        character = text[at]
        end = at + 1
        new = character
        if character in _SIGNS:
            new = _SIGNS[character]
        elif text[at : at + 2] in _ROOTS and (at == 0 or text[at - 1] in _BEFORE_ROOT):
            end, new = at + 2, _ROOTS[text[at : at + 2]]
        elif character > "\x7f":
            kind = decomposition(character)
            if kind.startswith("<super>"):
                end, new = _raised(text, at)
            elif kind.startswith("<sub>"):
                end, new = _lowered(text, at)
            elif kind.startswith("<fraction>") and not _WHOLE.search(text, max(0, at - _NEAR), at):
                parts = _FRACTION.fullmatch(normalize("NFKC", character))
                _refuse_exponent(text, at)
                new = f"({parts[1]}/{parts[2]})" if parts else character
            elif kind.startswith(("<wide>", "<narrow>", "<small>")) or (
                kind.startswith("<font>") and character.isdigit()
            ):
                new = normalize("NFKC", character)
            elif character == "∞" and _ENDS_NAME.search(text[max(0, at - _NEAR) : at]):
                new = ("inf" if text[at - 1] == "_" else "_inf") + _parted(text, end)  # T∞, T_∞
            elif character in ACCENTS and text[at - 1 : at].isalnum():
                new = ACCENTS[character] + _parted(text, end)
        if new == text[at:end]:
            draft.keep(at, end)
        else:
            draft.put(new, at)
            changed = True
        at = end
    return draft if changed else None


def _refuse_exponent(text: str, at: int) -> None:
    """Refuse e^-½x², whose exponent may go on behind the fraction."""
    following = text[at + 1 : at + 2]
    if following.isalpha() and _BEFORE_EXPONENT.search(text, max(0, at - _NEAR), at):
        raise ParseError(
            f"where the exponent {text[at]}... ends has two readings",
            text,
            at,
            f"write ^({text[at]}{following}...) or ^({text[at]})*{following}...",
        )


def _raised(text: str, start: int) -> tuple[int, str]:
    """Return where the raised characters end that begin at *start*, and the power that they are."""
    end = start
    while end < len(text) and (text[end] in _SLASHES or decomposition(text[end]).startswith("<super>")):
        if text[end] == _TRANSPOSED:
            raise ParseError(
                "a transpose is for matrices, and a formula here is a number",
                text,
                end,
                "for a power write ^T",
            )
        end += 1
    raised = text[start:end]
    if raised == "⁻":
        if text[:start].rstrip()[-1:] in _BEFORE_SIGN:
            return end, "-"  # ⁻x², the sign of a calculator
        if decomposition(text[end : end + 1] or " ").startswith("<fraction>"):  # x⁻½
            return end + 1, f"^(-{normalize('NFKC', text[end]).replace(chr(0x2044), '/')})"
    if raised[0] == "⁺" or raised[-1] in "⁺⁻":
        raise ParseError(
            f"{raised} is no power",
            text,
            start,
            "write another name without the sign, such as x_plus",
        )
    if text[end : end + 1] == "√" and (start == 0 or text[start - 1] in _BEFORE_ROOT):
        degree = normalize("NFKC", raised)
        raise ParseError(
            f"{raised}√ is not read", text, start, f"write root(x, {degree}) for the root of x of that degree"
        )
    if _PLAIN_POWER.fullmatch(raised):
        return end, raised
    raised = raised.replace(_SLASHES[0], "/").replace(_SLASHES[1], "/")
    plainly = _LETTER_POWER.sub(r"\1^\2", normalize("NFKC", raised).replace(chr(0x2212), "-"))
    return end, f"^({plainly})"


def _lowered(text: str, start: int) -> tuple[int, str]:
    """Return where the lowered characters end that begin at *start*, and the end of a name that they are."""
    end = start
    while end < len(text) and decomposition(text[end]).startswith("<sub>"):
        end += 1
    lowered = normalize("NFKC", text[start:end])
    if text[start:end].isalnum() and lowered.isdigit():
        return end, text[start:end]  # the scanner has them
    return end, f"_{lowered}{_parted(text, end)}" if lowered.isalnum() else text[start:end]


def _parted(text: str, end: int) -> str:
    """Return a blank where another name begins at *end*, behind an index that is written lower: aₙx."""
    return " " if text[end : end + 1].isalnum() and not decomposition(text[end]).startswith("<su") else ""


def _arrow(text: str) -> Draft | None:
    """The names of arguments before a formula: @(x), lambda x:, x ->."""
    found = _ARROW.match(text)
    if found is None or not found[0].strip() or found.end() >= len(text.rstrip()):
        return None
    draft = Draft(text)
    draft.keep(found.end(), len(text))
    draft.reasons.append(f"{' '.join(found[0].split())} names the variables")
    return draft


def _body(text: str) -> Draft | None:
    """The braces around what a function of a program returns."""
    found = _BODY.fullmatch(text)
    if found is None:
        return None
    draft = Draft(text)
    draft.keep(*found.span(1))
    return draft


def _cut(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], said: str) -> Step:
    """Return the step that puts what *new* says in the place of each match of *pattern*."""

    def step(text: str) -> Draft | None:
        draft = Draft(text)
        at = 0
        for found in pattern.finditer(text):
            draft.keep(at, found.start())
            draft.put(new(found), found.start())
            at = found.end()
        if at == 0:
            return None
        draft.keep(at, len(text))
        if said:
            draft.asides.append(said)
        return draft

    return step


def _end(text: str) -> Draft | None:
    """Signs at the end that belong to the sentence around a formula."""
    end = len(text.rstrip(_AT_END))
    if end == 0 or not text[end:].strip():
        return None
    draft = Draft(text)
    draft.keep(0, end)
    return draft


def _by_element(text: str) -> Draft | None:
    """Operators on the elements of arrays, where there are such."""
    return _without_dots(text) if _BY_ELEMENT.search(text) else None


_without_dots = _cut(_DOT, lambda found: "", "operators with a dot are those without")
_STEPS: Final[tuple[Step, ...]] = (
    _signs,
    remarks,
    _cut(_SET, lambda found: " =", ""),
    _cut(_ASSIGNED, lambda found: f"{found[1]} = ", ""),
    modules,
    _by_element,
    _cut(_MAXIMA, lambda found: found[1] + _CONSTANTS.get(found[2], found[2]), "%e, %pi, %i are constants"),
    _cut(_TWO_SIGNS, lambda found: _TWO[found[0].strip()], ""),
    _cut(_BEFORE, lambda found: "", ""),
    _cut(_TYPED, lambda found: "", ""),
    _cut(_NO_ARGUMENTS, lambda found: "pi", ""),
    in_signs,
    braced,
    _arrow,
    _body,
    in_pairs,
    rounded,
    chosen,
)
_FIRST_IF_REFUSED: Final[tuple[Step, ...]] = (
    _unquoted,
    _cut(_OF_LATEX, lambda found: "", "marks of lines are left out"),
    _cut(_EQUALS, lambda found: " = ", "equals is ="),
    _cut(_PARTED_PRIME, lambda found: "", ""),
    body,
    cell,
    _cut(_CONTINUED, lambda found: " ", ""),
    _limit,
    _ellipsis,
    _einsum,
    behind,
    _cut(_PARAMETERS, lambda found: f"{found[1]}, {found[2]}", ""),
)
_IF_REFUSED: Final[tuple[Step, ...]] = (
    _cut(_INVISIBLE, lambda found: "", ""),
    _cut(_COMMENT, lambda found: "", "what stands behind # is a comment"),
    _end,
    methods,
    dots,
)
"""What no formula has, and what is left out at its end."""

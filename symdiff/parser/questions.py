"""A formula with words of a question around it, in the languages of `vocabulary`: the formula alone.

>>> question("Oblicz pochodną funkcji f(x) = x^2", frozenset("x")).text
'f(x) = x^2'
>>> question("x^2 derivative", frozenset("x")).text, question("mass*x", frozenset("x")) is None
('x^2', True)
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.vocabulary import ASKING, BESIDE, BY, DERIVATIVE, GIVEN, GLUED, SECOND

_LONGEST: Final = 2_000
"""Characters of a text that is looked at."""
_STRONG: Final = DERIVATIVE | ASKING | GIVEN
"""Words without one of which nothing is left out."""
_POLISH: Final = "pochodn"
"""What words begin with behind which z is one, too."""
_WORDS: Final = _STRONG | BESIDE | SECOND.keys()
_IS: Final = frozenset(("is", "are", "ist", "est", "es", "é", "è", "jest", "lautet"))
"""Words that say what a derivative is, where they stand between one and a formula."""
_LETTER: Final = r"[^\W\d_]"
_END: Final = " \t\n\r.,;:?!="
_BEFORE_NAME: Final = "|".join(re.escape(words) for words in sorted(BY, key=len, reverse=True))
_BY: Final = re.compile(rf"(?:{_BEFORE_NAME})\s+(?P<by>{_LETTER}\w*)", re.IGNORECASE)
"""with respect to x."""
_SIGN: Final = re.compile(
    rf"(?:[d∂]\s?{_LETTER}\s?/\s?[d∂]\s?(?P<by>{_LETTER})|[fghuwzFG]_(?P<below>{_LETTER})"
    rf"|{_LETTER}\s?(?P<primes>['′’`″‴]+)(?:\s?\({_LETTER}\))?)(?=\s*[,:;.?!=⇒]|\s+{_LETTER}|\s*$)"
)
"""dy/dx, f_x, y' and f'(x), which are asked for."""
_SEVERAL: Final = {"″": 2, "‴": 3}
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]*)?|[123](?:st|nd|rd|\.)(?=\s)")
_CALLED: Final = re.compile(rf"{_LETTER}(?=\s+{_LETTER}{{2,}})")
"""f, in: the function f is given by."""
_GLUED: Final = re.compile("|".join(GLUED))
_BETWEEN: Final = re.compile(r"(?:[\s,:;.?!¿¡]|=>|⇒)*")
_OF_NAME: Final = re.compile(r"['’](?:n?[ıiuü]n)(?=\s)")
"""The end of x^2'nin in Turkish."""
_OPERATORS: Final = tuple("+*/^=<>)]}·×")
"""What no formula begins with."""
_OPEN: Final = tuple("+-−*/^=<>([{·×√")
"""What no formula ends with."""
_PARTED: Final = re.compile(r"[\s,;.?!]+|(?:\s*(?:=>|⇒)\s*)|(?=['’]n?[ıiuü]n\s)|(?=[的をの의求])")
"""Where words may begin behind a formula."""


class _Run:
    """Words one behind the other, with what they say."""

    def __init__(self, text: str, symbols: frozenset[str]) -> None:
        self.text, self.symbols = text, symbols
        self.words: list[str] = []
        self.letter, self.place = "", -1
        """What is derived by, if that is said, and where."""
        self.order, self.order_place = 1, -1
        self.asks = False
        """Whether a sign such as dy/dx is among them."""

    @property
    def derives(self) -> bool:
        return self.asks or self.letter != "" or not DERIVATIVE.isdisjoint(self.words)

    @property
    def is_strong(self) -> bool:
        return self.asks or self.letter != "" or not _STRONG.isdisjoint(self.words)

    def item(self, at: int, end: int) -> int:
        """Return where the word or sign ends that begins at a place, -1 where none does."""
        by = _BY.match(self.text, at, end)
        if by:
            self.letter, self.place = by["by"], by.start("by")
            return by.end()
        sign = _SIGN.match(self.text, at, end)
        if sign and not self._is_head(sign.end()):
            self.asks = True
            primes = sign["primes"] or ""
            if len(primes) > 1 or primes in _SEVERAL:
                self.order, self.order_place = max(len(primes), _SEVERAL.get(primes, 1)), at
            letter = sign["by"] or sign["below"]
            if letter:
                self.letter, self.place = letter, sign.start("by" if sign["by"] else "below")
            return sign.end()
        glued = _GLUED.match(self.text, at, end) or _OF_NAME.match(self.text, at, end)
        if glued:
            self.asks |= glued.re is _GLUED
            return glued.end()
        word = _WORD.match(self.text, at, end)
        if word is None or word[0] in self.symbols:
            return -1
        small = word[0].casefold()
        if small == "ab" and (not self.words or self.words[0].startswith("leite")):
            return word.end()  # leite ... ab, in German
        if small == "z" and any(_POLISH in each for each in self.words[-1:]):
            return word.end()  # pochodna z x^2, in Polish
        if small not in _WORDS:
            called = _CALLED.match(self.text, at, end)
            return called.end() if called and called.end() == word.end() and self._goes_on(word.end()) else -1
        if small in SECOND:
            self.order, self.order_place = SECOND[small], at
        self.words.append(small)
        return word.end()

    def _is_head(self, at: int) -> bool:
        """Return whether a formula stands behind an equals sign there: f'(x) = 2x."""
        rest = self.text[at:].lstrip()
        return rest.startswith("=") and not rest.startswith("=>") and rest.strip("=? .\n") != ""

    def _goes_on(self, at: int) -> bool:
        word = _WORD.match(self.text, at + len(self.text[at:]) - len(self.text[at:].lstrip()))
        return word is not None and word[0].casefold() in _WORDS


def question(text: str, symbols: frozenset[str]) -> Draft | None:
    """Return the formula alone of a *text* with words around it that ask for its derivative, or give it; None
    where there are none. *symbols* are the variables, none of which is such a word.

    Raises ParseError for a derivative of a higher order and for one by another variable. Cost: linear in the
    text.
    """
    if not symbols or len(text) > _LONGEST:
        return None
    before = _Run(text, symbols)
    start = _before(before)
    behind, end = _behind(text, start, symbols, before)
    formula = text[start:end].rstrip(_END).lstrip(_END[:-1])
    if not (before.is_strong or (behind is not None and behind.is_strong)) or not formula:
        return None
    if (before.derives and before.words[-1:] and before.words[-1] in _IS) or (
        behind is not None and behind.derives and behind.words[:1] and behind.words[0] in _IS
    ):
        return None  # the derivative is 2x
    if formula == text.strip() or formula.startswith(_OPERATORS) or formula.endswith(_OPEN):
        return None
    _refuse(text, formula, symbols, [before, behind] if behind else [before])
    draft = Draft(text)
    first = text.index(formula, start)
    draft.keep(first, first + len(formula))
    shown = " ... ".join(
        " ".join(part.split()) for part in (text[:first], text[first + len(formula) :]) if part.strip(_END)
    )
    if before.derives or (behind is not None and behind.derives):
        by = f" by {next(iter(symbols))}" if len(symbols) == 1 else ""
        draft.reasons.append(f"{shown!r} asks for the derivative{by}")
    else:
        draft.reasons.append(f"the words around the formula are left out ({shown})")
    return draft


def _before(run: _Run) -> int:
    """Return where the words end with which the text begins."""
    text = run.text
    at = end = _between(text, 0)
    while at < len(text):
        after = run.item(at, len(text))
        if after < 0:
            break
        first, at = at, _between(text, after)
        is_glued = _GLUED.fullmatch(text, first, after) is not None
        if at == after and at < len(text) and not is_glued:
            break  # a word that runs into a sign is a name
        is_letter = after == first + 1 and not is_glued and text[first] != "z"
        if not is_letter:  # where no word follows it, a letter is a name
            end = at
    return end


def _behind(text: str, start: int, symbols: frozenset[str], before: _Run) -> tuple[_Run | None, int]:
    """Return the words with which the text ends, and where the formula before them does."""
    end = len(text.rstrip(_END))
    for found in _PARTED.finditer(text, start):
        run = _Run(text, symbols)
        at, first = found.end(), True
        while at < end:
            after = run.item(at, len(text))
            if after < 0 or (first and (after == at + 1 or (run.asks and found[0].isspace()))):
                break  # k dT/dx
            first = False
            at = _between(text, after)
            while text[at : at + 1] == "=":
                at = _between(text, at + 1)
        closes = text[found.end() : end] == "ab" and "leite" in " ".join(before.words)
        if at >= end and not first and (run.is_strong or before.is_strong):
            if text[found.end() : end].casefold() != "ab" or closes:
                return run, found.start()
    return None, len(text)


def _between(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _refuse(text: str, formula: str, symbols: frozenset[str], runs: list[_Run]) -> None:
    """Refuse a derivative of a higher order, and one by another variable."""
    for run in runs:
        if run.order > 1 and run.derives:
            raise ParseError(
                "a derivative of a higher order",
                text,
                run.order_place,
                f"give the formula alone, {formula}, and order={run.order}",
            )
        if run.letter and run.letter not in symbols:
            raise ParseError(
                f"this asks for the derivative by {run.letter}, and {run.letter} is not the variable here",
                text,
                run.place,
                f'give the formula alone, and the variable: diff "{formula}" {run.letter}',
            )


__all__ = ["question"]

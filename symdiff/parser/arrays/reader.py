"""Words → the parts of a formula of arrays, arguments before what uses them, in one pass with a stack.

From the loosest: `[i,j]:`, comparisons, sums, products (`* / @ .* ./ \\`), signs, factors side by side,
powers, and what stands behind an operand (`.T`, `'`, subscripts).

>>> [part.kind for part in parts_of("A @ x", DEFAULT)]
['name', 'name', 'binary']
"""

from __future__ import annotations

from typing import Final, NamedTuple, NoReturn

from symdiff.errors import ParseError, TooLarge
from symdiff.graph.sizes import linear, text_of
from symdiff.limits import DEFAULT, Limits
from symdiff.parser.arrays.words import Word, split

__all__ = ["DEFAULT", "Part", "parts_of"]

SOLVED: Final = frozenset(("argmin", "root"))
"""What has a name in brackets for what is looked for: argmin[p](...)."""
BINDING: Final = SOLVED | {"expect"}
"""The same, and what is averaged: expect[e](...)."""
BINDERS: Final = frozenset(("sum", "mean", "prod", "max", "min", "logsumexp")) | BINDING
"""What may have indices in brackets: sum[i,j](...)."""
_APPLIED: Final = frozenset(("log", "ln", "exp", "sqrt", "tr", "trace", "det"))
"""Functions that are written in front of another one without parentheses: log det(A)."""
_NORMS: Final = {"_1": "1", "_2": "2", "_F": "F", "_inf": "oo", "_oo": "oo"}
"""What stands behind the bars of a norm, and which norm it is."""
_LEVELS: Final = {
    "<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "@": 3, ".*": 3,
    "./": 3, "\\": 3, "⊗": 3, " ": 5, "**": 6, ".^": 6,
}  # fmt: skip
_SIGN: Final = 4
_POWER: Final = 6
_APPLICATION: Final = 7
_POWERS: Final = ("**", ".^")
_CLOSES: Final = {"(": ")", "call": ")", "bind": ")", "[": "]", "|": "|", "‖": "‖"}
_DIGITS: Final = str.maketrans("²³¹⁰⁴⁵⁶⁷⁸⁹⁻", "2310456789-")


class Part(NamedTuple):
    """A part of a formula, on the parts that *below* numbers."""

    kind: str
    text: str
    below: tuple[int, ...]
    start: int
    end: int
    indices: tuple[tuple[str, int], ...] = ()
    """The indices that it binds, each with the part that is its bound, -1 where none is written."""
    mark: int = -1
    """Where the sign of an operator stands, and the name of a function without parentheses."""


class _Open:
    """What is not closed yet: where it began, and the operands and operators in it."""

    def __init__(self, kind: str, word: Word, indices: tuple[tuple[str, int], ...] = ()) -> None:
        self.kind = kind
        self.word = word
        self.indices = indices
        self.base = -1
        """Of subscripts, the part that they belong to."""
        self.arguments: list[int] = []
        self.operands: list[int] = []
        self.operators: list[tuple[str, int, Word, tuple[tuple[str, int], ...]]] = []


def parts_of(text: str, limits: Limits) -> list[Part]:
    """Return the parts of *text*; the last is the formula. Cost: linear.

    Raises ParseError with the place, TooLarge beyond `limits.depth`.
    """
    return _Reader(text, limits).read()


class _Reader:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.words = split(text)
        self.parts: list[Part] = []
        self.open = [_Open("", self.words[0])]
        self.at = 0

    def read(self) -> list[Part]:
        is_operand = True
        while True:
            word = self.words[self.at]
            if is_operand:
                is_operand = self._operand(word)
            elif word.kind == "end":
                break
            else:
                is_operand = self._behind(word)
        if len(self.open) > 1:
            last = self.open[-1]
            closing = _CLOSES[last.kind]
            self._refuse(word, "the formula ends before everything is closed", f"a {closing!r} is missing")
        self._reduce(0)
        return self.parts

    # Operands -------------------------------------------------------------------------------

    def _operand(self, word: Word) -> bool:
        """Read what stands where an operand is expected; return whether one is still."""
        self.at += 1
        top = self.open[-1]
        if word.kind == "number":
            self._push(Part("number", word.text, (), word.start, word.end))
            return False
        if word.kind == "name":
            return self._name(word)
        if word.text in ("-", "+"):
            behind = bool(top.operators) and top.operators[-1][0] in _POWERS
            top.operators.append((f"sign{word.text}", _POWER if behind else _SIGN, word, ()))
            return True
        if word.text in ("(", "|", "‖"):
            self._begin(_Open(word.text, word))
            return True
        if word.text == "[" and not top.operators and not top.operands:
            indices = self._indices()
            if self.words[self.at].text != ":":
                self._refuse(self.words[self.at], "':' is expected here", "an array is written [i,j]: entry")
            self.at += 1
            top.operators.append(("build", 0, word, indices))
            return True
        if word.text == ":" and top.kind == "[" and not top.operators and not top.operands:
            if self.words[self.at].text in (",", "]"):
                self._push(Part("all", ":", (), word.start, word.end))
                return False
        if word.kind == "end":
            self._refuse(word, "the formula ends where a number, a name or a function is expected", "")
        hint = "a number, a name, a function or '(' is expected here"
        if word.text == ")" and top.kind == "call" and not top.arguments:
            hint = f"{top.word.text}() needs an argument"
        self._refuse(word, f"unexpected {word.text!r}", hint)

    def _name(self, word: Word) -> bool:
        derived = self._derived(word)
        if derived is not None:
            self._begin(derived)
            return True
        following = self.words[self.at].text
        if following == "[" and word.text in BINDERS:
            self.at += 1
            indices = self._indices()
            if self.words[self.at].text != "(":
                hint = f"write {word.text}[i](...)"
                self._refuse(self.words[self.at], f"what is the {word.text} of?", hint)
            self.at += 1
            self._begin(_Open("bind", word, indices))
            return True
        if following == "(" and self.words[self.at].start == word.end:
            self.at += 1
            self._begin(_Open("call", word))
            return True
        behind = self.words[self.at + 1 : self.at + 2]
        if word.text in _APPLIED and self.words[self.at].kind == "name" and behind and behind[0].text == "(":
            self.open[-1].operators.append((f"apply {word.text}", _APPLICATION, word, ()))
            return True
        self._push(Part("name", word.text, (), word.start, word.end))
        return False

    def _derived(self, word: Word) -> _Open | None:
        """Return a call of a derivative, `L'(` or `D[1,2](R)(`, whose arguments are read next; None where
        there is none."""
        words, at = self.words, self.at
        if word.text == "D" and words[at].text == "[":
            while words[at].kind == "number" or words[at].text in ("[", ","):
                at += 1
            signs = [each.text for each in words[at : at + 5]]
            if len(signs) < 5 or [signs[0], signs[1], signs[3], signs[4]] != ["]", "(", ")", "("]:
                return None
            whole = self.text[word.start : words[at + 3].end].replace(" ", "")
            self.at = at + 5
            return _Open("call", word._replace(text=whole))
        count = 0
        while words[at].text == "'" and words[at].start == words[at - 1].end:
            at, count = at + 1, count + 1
        if not count or words[at].text != "(" or words[at].start != words[at - 1].end:
            return None
        self.at = at + 1
        return _Open("call", word._replace(text=word.text + "'" * count))

    def _indices(self) -> tuple[tuple[str, int], ...]:
        """Read `i,j<n]`, after the bracket."""
        found: list[tuple[str, int]] = []
        while True:
            word = self.words[self.at]
            if word.kind != "name":
                self._refuse(word, "an index is expected here", "a letter, perhaps with its size: [i,j<n]")
            if word.text in [name for name, _ in found]:
                self._refuse(word, f"the index {word.text} stands twice", "give one of them another letter")
            self.at += 1
            bound = -1
            if self.words[self.at].text == "<":
                self.at += 1
                bound = self._bound()
            found.append((word.text, bound))
            closing = self.words[self.at]
            if closing.text not in (",", "]"):
                self._refuse(closing, f"unexpected {closing.text!r}", "',' or ']' is expected here")
            self.at += 1
            if closing.text == "]":
                return tuple(found)

    def _bound(self) -> int:
        """Read the size of an index, `n`, `4` or `n-1`, and return its part."""
        first = self.words[self.at]
        text = ""
        depth = 0
        while True:
            size = self.words[self.at]
            if size.text == "(" or (size.text == "min" and self.words[self.at + 1].text == "("):
                text += size.text
                depth += size.text == "("
                self.at += 1
                continue
            if size.kind not in ("name", "number") or not (size.kind == "name" or size.text.isdigit()):
                self._refuse(size, "a size is expected here", "a dimension or a number: [i<n], [i<n-1]")
            text += size.text
            self.at += 1
            while depth and self.words[self.at].text == ")":
                text += ")"
                depth -= 1
                self.at += 1
            sign = self.words[self.at].text
            if sign not in ("+", "-", "*") and not (depth and sign == ","):
                break
            text += sign
            self.at += 1
        if depth:
            self._refuse(self.words[self.at], "a parenthesis is not closed", "a size such as [i<(n-1)*m]")
        kind = first.kind if text == first.text else "size"
        total = linear(text) if kind == "size" else None
        if total is not None:
            text = text_of(total)
        self.parts.append(Part(kind, text, (), first.start, self.words[self.at - 1].end))
        return len(self.parts) - 1

    # What stands behind an operand ----------------------------------------------------------

    def _behind(self, word: Word) -> bool:
        """Read what stands behind an operand; return whether another is expected then."""
        top = self.open[-1]
        text = word.text
        closing = _CLOSES.get(top.kind, "")
        if text == closing and (word.kind == "sign"):
            return self._close(word)
        if text == "," and top.kind in ("call", "["):
            self.at += 1
            self._reduce(0)
            top.arguments.append(top.operands.pop())
            return True
        if text in (".T", "'") or (text == "**" and self._is_transposing()):
            self.at += 2 if text == "**" else 1
            self._postfix("transposed", text, self.words[self.at - 1].end)
            return False
        if word.kind == "power":
            self._check_power("**", word)
            self.at += 1
            self._postfix("raised", text.translate(_DIGITS), word.end)
            return False
        if text == "[":
            self.at += 1
            opened = _Open("[", word)
            opened.base = top.operands.pop()
            self._begin(opened)
            return True
        if word.kind == "sign" and text in _LEVELS:
            self.at += 1
            self._operator(text, word)
            return True
        if word.kind in ("name", "number") or text in ("(", "‖", "|"):
            if word.kind == "number":
                self._refuse(word, f"unexpected number {text}", "write * for a product")
            self._operator(" ", word)
            return True
        if text == ")":
            self._refuse(word, "')' closes nothing", "remove it, or open one before")
        self._refuse(word, f"unexpected {text!r}", "expected an operator")

    def _is_transposing(self) -> bool:
        """Return whether a power sign is followed by a T that is no name of the formula elsewhere."""
        following = self.words[self.at + 1]
        if following.text != "T" or self.words[self.at].text != "**":
            return False
        others = [word for word in self.words if word.text == "T" and word is not following]
        return all(self.words[self.words.index(other) - 1].text == "**" for other in others)

    def _operator(self, text: str, word: Word) -> None:
        level = _LEVELS[text]
        if text == " " and self._is_behind_fraction():
            self._reduce(_LEVELS["/"])
        self._check_power(text, word)
        self._reduce(level + 1 if text in _POWERS else level)
        self.open[-1].operators.append((text, level, word, ()))

    def _is_behind_fraction(self) -> bool:
        """Return whether a fraction of two numbers was read, the coefficient of what follows: 1/2 x, or
        3*1/2 x."""
        top = self.open[-1]
        if not top.operators or top.operators[-1][0] != "/" or self.parts[top.operands[-1]].kind != "number":
            return False
        above = self.parts[top.operands[-2]]
        if above.kind == "binary" and above.text == "*":
            above = self.parts[above.below[1]]
        return (self.parts[above.below[0]] if above.kind == "signed" else above).kind == "number"

    def _check_power(self, text: str, word: Word) -> None:
        """Refuse a power behind `log det(A)`."""
        operators = self.open[-1].operators
        if text in _POWERS and operators and operators[-1][1] == _APPLICATION:
            start = operators[-1][2].start
            name, shown = operators[-1][0].split()[1], self.text[start : word.start].strip()
            inside = shown[len(name) :].strip()
            self._refuse(word, f"a power of {shown} has two readings",
                         f"write {name}({inside})^... or {name}(({inside})^...)")  # fmt: skip

    def _postfix(self, kind: str, text: str, end: int) -> None:
        top = self.open[-1]
        operand = top.operands.pop()
        self._push(Part(kind, text, (operand,), self.parts[operand].start, end))

    def _begin(self, opened: _Open) -> None:
        if len(self.open) > self.limits.depth:
            raise TooLarge(
                f"more than {self.limits.depth} parentheses are open (limit `depth`)", self.text,
                opened.word.start, "raise it with Limits(depth=...)",
            )  # fmt: skip
        self.open.append(opened)

    def _close(self, word: Word) -> bool:
        self.at += 1
        self._reduce(0)
        top = self.open.pop()
        top.arguments.append(top.operands.pop())
        start, end = top.word.start, word.end
        if top.kind == "call":
            self._push(Part("call", top.word.text, tuple(top.arguments), start, end))
        elif top.kind == "bind":
            bounds = tuple([bound for _, bound in top.indices if bound >= 0])
            below = (*top.arguments, *bounds)
            self._push(Part("bind", top.word.text, below, start, end, top.indices))
        elif top.kind == "[":
            below = (top.base, *top.arguments)
            self._push(Part("entry", "", below, self.parts[top.base].start, end))
        elif top.kind == "(":  # the part itself, with its parentheses for messages
            self._push(Part("group", "", (top.arguments[0],), start, end))
        else:
            kind = top.kind + self._order(word)
            end = self.words[self.at - 1].end
            self._push(Part("bars", kind, tuple(top.arguments), start, end))
        return False

    def _order(self, closing: Word) -> str:
        """Read which norm it is, `‖w‖_1`, behind the bars."""
        word = self.words[self.at]
        if closing.text != "‖" or word.start != closing.end or not word.text.startswith("_"):
            return ""
        if word.text not in _NORMS:
            self._refuse(word, f"no norm is called {word.text}", f"one of {', '.join(_NORMS)}, or norm(x, p)")
        self.at += 1
        return _NORMS[word.text]

    def _push(self, part: Part) -> None:
        self.parts.append(part)
        self.open[-1].operands.append(len(self.parts) - 1)

    def _reduce(self, level: int) -> None:
        """Make parts of the operators that bind as tightly as *level*, or more tightly."""
        top = self.open[-1]
        while top.operators and top.operators[-1][1] >= level:
            text, _, word, indices = top.operators.pop()
            right = top.operands.pop()
            end = self.parts[right].end
            if text.startswith("apply "):
                self._push(Part("call", text.split()[1], (right,), word.start, end, (), word.start))
            elif text.startswith("sign"):
                self._push(Part("signed", text[4:], (right,), word.start, end))
            elif text == "build":
                bounds = tuple([bound for _, bound in indices if bound >= 0])
                self._push(Part("build", "", (right, *bounds), word.start, end, indices))
            else:
                left = top.operands.pop()
                self._push(Part("binary", text, (left, right), self.parts[left].start, end, (), word.start))

    def _refuse(self, word: Word, message: str, hint: str) -> NoReturn:
        raise ParseError(message, self.text, word.start, hint)

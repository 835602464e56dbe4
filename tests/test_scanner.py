"""The scan by hand cuts a text where the grammar's own pattern does."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from parts import in_parts
from strategies import examples

from symdiff.errors import ParseError
from symdiff.limits import DEFAULT
from symdiff.parser.scanner import split
from symdiff.parser.tables import load

PIECES = (
    "x", "xy", "x_1", "_", "e", "E", "D", "D[1](f)", "D[", "d", "π", "π_1", "π1", "x₁", "x'", "x′", "f''",
    "α", "∞", "ﬁ", "é", "0", "12", "1.", ".5", ".", "3.5", "1e5", "1e", "1e+", "2E-3", "e5", "²", "⁻¹", "⁻",
    "+", "-", "−", "*", "**", "^", "·", "/", "÷", "<", "<=", "≤", ">", "=", "==", "!", "!=", "≠", "√", "(",
    ")", "|", ",", ";", "\n", "\r\n", " ", "\t", "\u00a0", "\ufeff", "?", "$", "'", "[", "]", "\0", "\x1c",
    "\ud800", "𝑥",
)  # fmt: skip
TABLES = load()


def by_pattern(text: str) -> list[tuple[str, int, int]] | int:
    """Return the name, start and end of each token, or where the first character stands that begins none."""
    found = []
    depth = 0
    for match in TABLES.pattern.finditer(text, 0, len(text.rstrip())):
        name = match.lastgroup
        if name == "OTHER":
            return match.start()
        depth += {"OPEN": 1, "CLOSE": -1}.get(name, 0)
        if name == "SEPARATOR" and (depth > 0 or not found):
            if match[0][0] == ";":
                return match.start()
        elif name in TABLES.terminals:
            found.append((name, match.start(), match.end()))
    return found


def by_hand(text: str) -> list[tuple[str, int, int]] | int:
    try:
        tokens = split(text, DEFAULT)
    except ParseError as error:
        return [] if error.column is None else error.column
    spans = zip(tokens.starts, tokens.ends, strict=True)
    found = [(tokens.kind_name(i), *span) for i, span in enumerate(spans)]
    length = len(text.rstrip())
    assert found.pop() == ("$END", length, length)
    named = [i for i, name in enumerate(tokens.names) if name]
    assert named == [i for i, (kind, _, _) in enumerate(found) if kind == "NAME"]
    return found


@examples(3000)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
@example("2E-3π")
@example("1e5.5")
@example("x''y")
@example("D[1, 2](f)(x, y)")
def test_pieces_of_the_language_are_cut_as_by_the_pattern(text):
    cut, expected = by_hand(text), by_pattern(text)
    if isinstance(cut, int) and isinstance(expected, list):  # a name that Python does not take, such as x′y′₁
        assert not text.isascii()
        assert any(name == "NAME" and start == cut for name, start, _ in expected)
        return
    assert cut == expected


@examples(1000)
@given(st.text(alphabet=string.printable, max_size=12))
def test_any_ascii_text_is_cut_as_by_the_pattern(text):
    assert by_hand(text) == by_pattern(text)


@in_parts
@pytest.mark.parametrize("code", range(256))
def test_a_character_alone_before_a_name_and_after_a_number_is_cut_as_by_the_pattern(code):
    for text in (chr(code), f"{chr(code)}x", f"2{chr(code)}", f"2{chr(code)}x", f"x{chr(code)}{chr(code)}"):
        cut = by_hand(text)
        assert cut == by_pattern(text) or (isinstance(cut, int) and not text.isascii())

"""Functions of programs with lines of their own: what they return, with the names that they define before it.

>>> body("def f(x):\\n    y = x**2\\n    return np.sin(y)").text
'y = x**2; np.sin(y)'
>>> body("function f(x) { const y = x*x; return y + 1; }").text
'y = x*x; y + 1'
>>> body("x + 1") is None
True
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.errors import ParseError
from symdiff.parser.draft import Draft
from symdiff.parser.spans import closing, trimmed

_ARGUMENTS: Final = r"\((?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*)\)"
_BEFORE: Final = r"(?:[ \t]*(?:(?:@|#|//|import |from |using |use )[^\n]*)?\n)*[ \t]*"
_PYTHON: Final = re.compile(rf"{_BEFORE}(?P<head>def\s+\w+\s*{_ARGUMENTS}\s*(?:->[^:\n]+)?):(?=.)", re.DOTALL)
_BRACES: Final = re.compile(
    rf"{_BEFORE}(?P<head>(?:(?:export|static|inline|public|pub|constexpr|__device__|__host__)\s+)*"
    rf"(?:(?:function|fn|func|fun|double|float|real|auto)\s*\w*\s*{_ARGUMENTS.replace('arguments', 'one')}"
    r"(?:\s*(?:->|:)?\s*\w+)?|(?:(?:const|let|var|auto)\s+)?\w+\s*(?:=|<-)\s*(?:function\s*|\[[&=]?\]\s*)?"
    rf"{_ARGUMENTS.replace('arguments', 'two')}(?:\s*(?:=>|->\s*\w+))?))\s*(?={{)"
)
_ENDED: Final = re.compile(
    rf"{_BEFORE}(?P<head>function\s+(?:(?P<result>\w+)\s*=\s*)?\w+\s*{_ARGUMENTS})\s*\n(?=.)", re.DOTALL
)
_END: Final = re.compile(r"\s*\bend(?:function)?[\s;]*$")
_DOCUMENTED: Final = re.compile(r"\s*(?:\"\"\".*?\"\"\"|'''.*?'''|\"[^\"\n]*\"|'[^'\n]*')\s*", re.DOTALL)
_DEFINED: Final = re.compile(
    r"\s*(?:(?:const|let|var|val|local|double|float|real|auto)\s+)?(?:mut\s+)?"
    r"(?P<name>[^\W\d]\w*)\s*(?::\s*[\w.\[\]]+\s*)?(?:=|<-)(?!=)\s*(?=\S)"
)
_RETURNED: Final = re.compile(r"\s*return\b\s*(?=\S)")
_STATEMENT: Final = re.compile(r"\s*(?:for|while|if|else|elif|with|try|print|assert|raise|switch|do)\b")
_REMARK: Final = re.compile(r"#[^\n]*|//[^\n]*|/\*.*?\*/|%[^\n]*", re.DOTALL)
_OPENS: Final = "([{"
_CLOSES: Final = ")]}"

Span = tuple[int, int]


def body(text: str) -> Draft | None:
    """Return what a function of a program returns, behind the definitions in it; None where *text* is none.

    Cost: linear. Raises ParseError for loops and branches, and for a name that has two values.
    """
    if "\n" not in text and "{" not in text:
        return None
    found = _PYTHON.match(text) or _ENDED.match(text)
    start, end, result = 0, len(text.rstrip()), ""
    if found is None:
        found = _BRACES.match(text)
        if found is None:
            return None
        start = found.end() + 1
        end = closing(text, start - 1)
        if end < 0 or text[end + 1 :].strip(" \t\n;"):
            return None
    else:
        start = found.end()
        if found.re is _ENDED:
            last = _END.search(text, start)
            if last is None:
                return None
            end, result = last.start(), found["result"] or ""
        documented = _DOCUMENTED.match(text, start)
        start = documented.end() if documented and documented.end() < end else start
    return _statements(text, " ".join(found["head"].split()), _lines(text, start, end), result)


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Return the statements between two places: what stands between line breaks and semicolons outside of
    parentheses, without remarks."""
    found: list[Span] = []
    depth, first, at, last = 0, start, start, "\n"
    while at < end:
        remark = _REMARK.match(text, at, end) if text[at] in "#/%" else None
        if remark and (text[at] != "%" or last in ";\n"):
            found.append((first, at))
            first = at = remark.end()
            continue
        sign = text[at]
        last = last if sign in " \t" else sign
        depth += (sign in _OPENS) - (sign in _CLOSES)
        if sign in ";\n" and depth == 0:
            found.append((first, at))
            first = at + 1
        at += 1
    found.append((first, end))
    return [span for span in (trimmed(text, *each) for each in found) if span[0] < span[1]]


def _statements(text: str, head: str, lines: list[Span], result: str) -> Draft | None:
    """Return the draft of definitions and the formula that is returned."""
    draft = Draft(text)
    values: dict[str, Span] = {}
    formula: Span | None = None
    for place, (start, end) in enumerate(lines):
        if _STATEMENT.match(text, start, end):
            raise ParseError(
                "a formula has no loops and branches of a program",
                text,
                start,
                "give the formula alone, with if(condition, a, b) for a choice",
            )
        returned = _RETURNED.match(text, start, end)
        defined = _DEFINED.match(text, start, end)
        if returned or (defined is None and place == len(lines) - 1):
            formula = (returned.end() if returned else start, end)
            break
        if defined is None:
            return None
        name = defined["name"]
        if name in values:
            raise ParseError(
                f"{name} has two values, one after the other",
                text,
                start,
                "give each a name of its own",
            )
        values[name] = (defined.end(), end)
    if formula is None and result in values:
        formula = values.pop(result)
    if formula is None:
        return None
    for name, span in values.items():
        if re.search(rf"\b{name}\b", text[slice(*span)]):
            raise ParseError(f"{name} is given a new value", text, span[0], "give that a name of its own")
        draft.put(f"{name} = ", span[0])
        draft.keep(*span)
        draft.put("; ", span[1] - 1)
    draft.keep(*formula)
    draft.reasons.append(f"{head} names the variables")
    return draft


__all__ = ["body"]

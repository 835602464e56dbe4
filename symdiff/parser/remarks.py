"""Remarks and casts that stand in a formula of a program: left out, and told.

>>> remarks("x**2 ! the square").text, remarks("x.^2 % the square").text
('x**2', 'x.^2')
>>> remarks("x ! y") is None
True
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.draft import Draft
from symdiff.parser.foreign import canonical
from symdiff.table.functions import NAMES

_REMARK: Final = re.compile(
    r"(?<=\S)(?P<blank>[ \t]+)(?P<sign>!|%)[ \t]+(?P<word>[^\W\d]\w+|[aA][ \t]+[^\W\d]\w+)[^\n]*"
    r"|(?P<block>/\*.*?\*/)|(?P<slashes>(?<=;)[ \t]*//[^\n]*)",
    re.DOTALL,
)
_OF_MATLAB: Final = re.compile(r"\.[\^*/]|;[ \t]*%|@\(")
"""What tells that % begins a remark, where it may be a division with a remainder."""
_CAST: Final = re.compile(
    r"(?<![\w)\]])\((?:long )?(?:double|float|real)\)\s*(?=[\w(])|\bstatic_cast<(?:double|float)>(?=\()"
)


def remarks(text: str) -> Draft | None:
    """Return *text* without remarks of Fortran, MATLAB and C, and casts to floats; None where it has none.

    Cost: linear.
    """
    if "!" not in text and "%" not in text and "/" not in text and "(" not in text:
        return None
    draft = Draft(text)
    at = 0
    found = sorted([*_REMARK.finditer(text), *_CAST.finditer(text)], key=lambda each: each.start())
    for each in found:
        if each.start() < at:
            continue
        sign = each["sign"] if each.re is _REMARK else None
        if sign:
            word = each["word"]
            if word in NAMES or canonical(word) or (sign == "%" and not _OF_MATLAB.search(text)):
                continue
        draft.keep(at, each.start())
        at = each.end()
        if each.re is _CAST:
            draft.asides.append(f"{each[0].strip()} is left out")
        else:
            draft.reasons.append(f"what stands behind {sign or each[0].strip()[:2]} is a remark")
    if at == 0:
        return None
    draft.keep(at, len(text))
    return draft


__all__ = ["remarks"]

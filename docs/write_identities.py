"""Write identities.md out of the table of identities.

python docs/write_identities.py
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from symdiff.simplifier.arrays.identities import LAWS, SHAPES
from symdiff.simplifier.identities import IDENTITIES

_HEAD = """# The identities

Every law of algebra that the simplifier uses, as `symdiff/simplifier/identities.py` states it. This page is
written by `python docs/write_identities.py`; `tests/test_identities.py` samples both sides of each row and
keeps the page in step with the table.

The symbols `n`, `m` and `k` stand for whole numbers, all others for real numbers; where a row says "complex",
for complex numbers off branch cuts and poles, too, but for those that its condition bounds. Values are
principal ones. Without a condition, a row holds wherever its left side has a value.
"""
_OF_ARRAYS = f"""
## arrays

Those of `symdiff/simplifier/arrays/identities.py`, beside what is true of sums and products entry by entry
and of contractions. The shapes are `{SHAPES}`. `tests/test_array_rows.py` samples both sides.

| name | identity | condition | module |
| --- | --- | --- | --- |
"""
_COLUMNS = "| name | identity | condition | numbers | source |\n| --- | --- | --- | --- | --- |\n"


def document() -> str:
    """Return the page."""
    parts = [_HEAD]
    rows = sorted(IDENTITIES, key=lambda identity: _ORDER.index(identity.module))
    for module, group in groupby(rows, key=lambda identity: identity.module):
        parts.append(f"\n## {module}\n\n{_COLUMNS}")
        for identity in group:
            condition = f"`{identity.condition}`" if identity.condition else ""
            numbers = "complex" if identity.complex else "real"
            law = f"`{identity.left} == {identity.right}`"
            parts.append(f"| {identity.name} | {law} | {condition} | {numbers} | {identity.source} |\n")
    parts.append(_OF_ARRAYS)
    for row in LAWS:
        parts.append(f"| {row.name} | `{row.left} == {row.right}` | {row.condition} | {row.module} |\n")
    return "".join(parts)


_ORDER = list(dict.fromkeys(identity.module for identity in IDENTITIES))


if __name__ == "__main__":
    Path(__file__).with_name("identities.md").write_text(document(), encoding="utf-8")

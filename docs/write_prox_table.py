"""Write prox_table.md out of the table of proximal operators.

python docs/write_prox_table.py
"""

from __future__ import annotations

from pathlib import Path

from symdiff.proximal import TABLE

_HEAD = """# The table of proximal operators

Each row of `symdiff/proximal/table.py`: a function f of vectors, and the point where f(p) + |p - v|²/(2t) is
least. This page is written by `python docs/write_prox_table.py`, and a test keeps it in step with the table.
"Beck (2017)" is First-Order Methods in Optimization, SIAM; "Parikh and Boyd (2014)" is Proximal Algorithms,
Foundations and Trends in Optimization 1(3).

| row | f | proximal point | needs | source |
| --- | --- | --- | --- | --- |
"""


def document() -> str:
    """Return the page."""
    lines = [_HEAD]
    for row in TABLE.values():
        names = ", ".join(row.defaults)
        cells = (f"`{row.name}({names})`", f"`{row.formula}`", row.prox, row.domain, row.source)
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


if __name__ == "__main__":
    Path(__file__).with_name("prox_table.md").write_text(document(), encoding="utf-8")

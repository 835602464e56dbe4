"""Write gallery.md out of the files of examples/gallery.

python docs/write_gallery.py
"""

from __future__ import annotations

import runpy
from pathlib import Path

from symdiff import Expr, derive, parse

_FOLDER = Path(__file__).resolve().parents[1] / "examples" / "gallery"
_HEAD = """# A gallery of derivatives

Methods of meta-learning, of variational inference and of statistics: the objective of each in symdiff's
language, which [Vectors, matrices and tensors](tensors.md) explains, its derivatives as symdiff prints
them, and where they hold. `examples/gallery` has a file for each; a test compares what is printed with
the file, its values with differences and, where JAX is installed, with `jax.grad`. This page is written
by `python docs/write_gallery.py`.

"""


def page() -> str:
    """Return the page."""
    return _HEAD + "\n".join([_section(path) for path in sorted(_FOLDER.glob("*.py"))])


def _section(path: Path) -> str:
    entry = runpy.run_path(str(path))
    title, _, about = (entry["__doc__"] or "").strip().partition("\n\n")
    functions = entry.get("FUNCTIONS", "")
    formula = parse(entry["FORMULA"], shapes=entry["SHAPES"], functions=functions)
    lines = [f"## {title}", "", about, "", f"Source: {entry['SOURCE']}.", ""]
    lines += ["```{math}", formula.latex(), "```", ""]
    option = f' --function "{functions}"' if functions else ""
    for by in entry["DERIVATIVES"]:
        found = derive(formula, by)
        lines += [
            "```text",
            f'symdiff diff "{entry["FORMULA"]}" {by} --shape "{entry["SHAPES"]}"{option}',
            "",
        ]
        lines += [str(found), *[f"note: {note}" for note in found.notes]]
        lines += [*([f"where {found.where}"] if found.where else []), "```", ""]
    by = next(iter(entry["DERIVATIVES"]))
    code, said = _code(formula, by, entry.get("SAMPLE", {}))
    if code:
        lines += [f"By {by} in NumPy{said}:", "", "```numpy", code, "```", ""]
    return "\n".join(lines)


def _code(formula: Expr, by: str, sample: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Return the source of a derivative, and which formulas stand in it for functions."""
    found = derive(formula, by)
    if sample:
        found = found.subs({call: parse(text, shapes=shapes) for call, (text, shapes) in sample.items()})
    said = " and ".join([f"`{call} = {text}`" for call, (text, _) in sample.items()])
    return found.source("numpy").strip(), f", with {said}" if said else ""


if __name__ == "__main__":
    Path(__file__).with_name("gallery.md").write_text(page(), encoding="utf-8")

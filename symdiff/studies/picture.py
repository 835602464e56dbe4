"""Drawings in the style of symdiff: the same data make the same file.

>>> import tempfile
>>> from pathlib import Path
>>> with tempfile.TemporaryDirectory() as place:
...     path = Path(place) / "line.svg"
...     with picture(str(path)) as axes:
...         _ = axes.plot([1, 2], [3, 4])
...     path.read_text(encoding="utf-8").startswith("<?xml")
True
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from symdiff.errors import SymdiffError

_ENDINGS: Final = (".png", ".svg", ".pdf")
"""What a picture is written as, by the end of its name."""
_STYLE: Final = {
    "font.size": 10,
    "axes.unicode_minus": True,
    "svg.hashsalt": "symdiff",  # identifiers that are not random
    "svg.fonttype": "none",  # text as text: it can be searched for, and the file is small
}


def new_axes() -> Any:
    """Return the axes of a new figure of pyplot, which a notebook shows.

    Raises SymdiffError where Matplotlib is absent.
    """
    try:
        pyplot = import_module("matplotlib.pyplot")
    except ImportError:
        raise SymdiffError("a drawing needs Matplotlib", hint="pip install matplotlib") from None
    return pyplot.subplots(figsize=(7.0, 4.5), layout="constrained")[1]


@contextmanager
def picture(path: str, size: tuple[float, float] = (7.8, 5.8)) -> Iterator[Any]:
    """Give axes to draw on, and write them to *path* as PNG, SVG or PDF, by its ending, when the block ends.
    A file is overwritten.

    Units: *size* is width and height in inches. Raises SymdiffError where Matplotlib is absent, for
    another ending, and where the file cannot be written.
    """
    if not path.lower().endswith(_ENDINGS):
        raise SymdiffError(
            f"the picture {path} is not written: its name says no format",
            hint=f"let it end in {', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}",
        )
    try:
        matplotlib = import_module("matplotlib")
        figures = import_module("matplotlib.figure")
    except ImportError:
        raise SymdiffError("a picture needs Matplotlib", hint="pip install matplotlib") from None
    with matplotlib.rc_context(_STYLE):
        figure = figures.Figure(figsize=size, dpi=150, layout="constrained")
        axes = figure.add_subplot()
        yield axes
        axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        # A fixed date would be a lie, and the true one makes every file differ; so does a version.
        signed: dict[str, Any] = {"Date": None, "Creator": None} if path.lower().endswith(".svg") else {}
        try:
            figure.savefig(path, metadata=signed)
        except OSError as error:
            raise SymdiffError(f"the picture {path} is not written: {error.strerror or error}") from None

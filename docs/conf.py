"""How Sphinx builds the manual: `sphinx-build -W docs build/site`, where a warning is an error.

The pages of `reference/` are made from the code, by `write_reference`, before they are read.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import symdiff

sys.path.insert(0, str(Path(__file__).parent))
import write_reference

write_reference.write()

project = "symdiff"
copyright = "the symdiff developers"
release = version = symdiff.__version__
html_title = f"symdiff {release}"
html_theme = "furo"
html_show_copyright = False
html_copy_source = False
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 3
default_role = "code"  # `x` in a docstring is code, as it is in the pages
autodoc_typehints = "signature"
autodoc_preserve_defaults = True  # limits=DEFAULT, and not all of them
autodoc_member_order = "bysource"
smartquotes = False  # --json is no dash


def setup(app: Any) -> None:
    """Leave out the empty line that ends a block of Python: doctest wants it, a reader does not."""
    app.connect(
        "source-read",
        lambda _app, _name, source: source.append(re.sub(r"\n\n```\n", "\n```\n", source.pop())),
    )

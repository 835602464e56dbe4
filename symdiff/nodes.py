"""The store of nodes: packed arrays where they are machine code, lists and dictionaries elsewhere."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

_packed = find_spec("symdiff.packed")

if TYPE_CHECKING or (_packed is not None and not str(_packed.origin).endswith(".py")):
    from symdiff.packed import NodeMap, Nodes
else:
    from symdiff.listed import NodeMap, Nodes

__all__ = ["NodeMap", "Nodes"]

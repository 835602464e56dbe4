"""The store of nodes: packed arrays where they are machine code, lists and dictionaries elsewhere."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES
from os.path import dirname, exists, join
from typing import TYPE_CHECKING

_place = join(dirname(__file__), "packed")

if TYPE_CHECKING or any(exists(_place + suffix) for suffix in EXTENSION_SUFFIXES):
    from symdiff.graph.packed import NodeMap, Nodes
else:
    from symdiff.graph.listed import NodeMap, Nodes

__all__ = ["NodeMap", "Nodes"]

from collections.abc import Iterator

from symdiff.graph.expr import Expr

class Symbols(Expr):
    """What `symbols` returns for a text, to a type checker alone: a symbol, or what is unpacked to symbols.

    At run time it is an Expr or a tuple of them.
    """

    def __iter__(self) -> Iterator[Expr]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, place: int) -> Expr: ...  # type: ignore[override]

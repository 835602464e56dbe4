"""`symdiff.records.NamedTuple` makes what `typing.NamedTuple` makes."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from typing import Any

import pytest

from symdiff import limits
from symdiff.records import NamedTuple


class Ours(NamedTuple):
    """Three fields."""

    a: int
    b: str = "b"
    c: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """Twice the first."""
        return 2 * self.a


class Theirs(typing.NamedTuple):
    """Three fields."""

    a: int
    b: str = "b"
    c: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        """Twice the first."""
        return 2 * self.a


class Plain(NamedTuple):
    x: int


class Many(NamedTuple):
    p: int
    q: int
    r: int
    s: int
    t: int
    u: int
    v: int = 7
    w: int = 8


def outcome(ask: Any, kind: Any) -> Any:
    """Return what *ask* finds of a class, or the message of its TypeError or ValueError."""
    try:
        found = ask(kind)
    except (TypeError, ValueError, AttributeError) as error:
        found = str(error)
    return str(found).replace("Theirs", "Ours") if isinstance(found, str) else found


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: tuple(kind(1)),
        lambda kind: tuple(kind(c=(3,), a=1)),
        lambda kind: repr(kind(1, "x", (2, 3))),
        lambda kind: kind(1) == (1, "b", ()),
        lambda kind: hash(kind(1)) == hash((1, "b", ())),
        lambda kind: sorted([kind(2), kind(1)])[0].a,
        lambda kind: (kind(1).b, kind(1).twice, kind(1)[2]),
        lambda kind: kind(),
        lambda kind: kind(1, 2, 3, 4),
        lambda kind: kind(1, d=2),
        lambda kind: kind(1)._replace(b="z")._asdict(),
        lambda kind: kind(1)._replace(z=0),
        lambda kind: tuple(kind._make([1, 2, 3])),
        lambda kind: kind._make([1]),
        lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, kind.__slots__),
        lambda kind: (kind.__mro__[1:], type(kind), list(kind.__annotations__), kind.__module__),
        lambda kind: (kind.__doc__, kind.a.__doc__, kind.twice.__doc__),
        lambda kind: list(inspect.signature(kind).parameters.items())[1][1].default,
        lambda kind: setattr(kind(1), "a", 2),
        lambda kind: setattr(kind(1), "other", 2),
        lambda kind: type(copy.deepcopy(kind(1))) is kind,
        lambda kind: pickle.loads(pickle.dumps(kind(1, "q"))) == kind(1, "q"),
        lambda kind: typing.get_type_hints(kind),
    ],
)
def test_a_class_does_what_one_of_typing_does(ask: Any) -> None:
    assert outcome(ask, Ours) == outcome(ask, Theirs)


def test_classes_with_as_many_fields_keep_their_own_names() -> None:
    class Other(NamedTuple):
        d: int
        e: int = 2
        f: int = 3

    assert Other(e=5, d=4) == (4, 5, 3)
    assert Ours(1).c == ()
    with pytest.raises(TypeError, match=r"Other.__new__\(\) missing 1 required positional argument: 'd'"):
        Other()  # type: ignore[call-arg]


def test_a_class_has_any_number_of_fields() -> None:
    assert Plain(x=1) == (1,)
    assert Many(1, 2, 3, 4, 5, u=6) == (1, 2, 3, 4, 5, 6, 7, 8)
    assert limits.Limits(nodes=5).nodes == 5


def test_a_class_matches_patterns() -> None:
    match Ours(1, "x"):
        case Ours(first, b="x"):
            assert first == 1
        case _:
            pytest.fail("no match")


def test_a_default_is_not_followed_by_a_field_without_one() -> None:
    with pytest.raises(TypeError, match="cannot follow"):

        class Wrong(NamedTuple):
            a: int = 1
            b: int  # type: ignore[misc]


def test_a_body_without_annotations_is_left_to_typing() -> None:
    class Empty(NamedTuple):
        pass

    assert Empty() == ()
    assert Empty._fields == ()

"""`NamedTuple` as `typing` has it, made in a tenth of the time: a short command makes fifty such classes.

`typing.NamedTuple` compiles the text of each annotation, and `collections.namedtuple` a function and five
methods for each class. Here annotations stay texts, methods are inherited, and classes with as many fields
share the code of their `__new__`. What an object can do is the same.

>>> class Point(NamedTuple):
...     x: int
...     y: int = 0
>>> Point(1), Point(y=2, x=1)._replace(x=3), Point._fields
(Point(x=1, y=0), Point(x=3, y=2), ('x', 'y'))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    import typing
    from collections import namedtuple
    from operator import itemgetter
    from types import FunctionType

    try:
        from _collections import _tuplegetter as _field
    except ImportError:  # where Python has no faster way

        def _field(place, doc):
            return property(itemgetter(place), doc=doc)

    class _Like:
        """What each of them has, as its own: with more bases a tuple is made more slowly."""

        def __repr__(self):
            """Return the call that makes an equal tuple."""
            pairs = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join([f'{name}={value!r}' for name, value in pairs])})"

        def __getnewargs__(self):
            """Return a plain tuple, for copy and pickle."""
            return tuple(self)

        @classmethod
        def _make(cls, iterable):
            """Make one of a sequence."""
            made = _tuple_new(cls, iterable)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **fields):
            """Return another one with new values of some *fields*."""
            made = self._make(map(fields.pop, self._fields, self))
            if fields:
                raise ValueError(f"Got unexpected field names: {list(fields)!r}")
            return made

        def _asdict(self):
            """Return a dict of the names and the values of the fields."""
            return dict(zip(self._fields, self, strict=True))

    _COMMON = {
        name: vars(_Like)[name] for name in ("__repr__", "__getnewargs__", "_make", "_replace", "_asdict")
    }
    _COMMON["__replace__"] = _COMMON["_replace"]

    class Maker(type):
        """The metaclass that makes a class of its body."""

        def __new__(cls, name, bases, body):
            """Return the class *name*, or what `typing` makes of a body without annotations, such as one in
            which Python evaluates them later."""
            types = body.get("__annotations__")
            if types is None:
                return typing.NamedTupleMeta(name, (typing._NamedTuple,), body)
            fields = tuple(types)
            given = {field: body[field] for field in fields if field in body}
            if tuple(given) != fields[len(fields) - len(given) :]:
                raise TypeError("a field without a default cannot follow one with a default")
            code = _CODE.get(len(fields)) or _made(len(fields))
            code = code.replace(
                co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__"
            )
            new = FunctionType(code, _GLOBALS, "__new__", tuple(given.values()))
            new.__doc__ = f"Create new instance of {name}({', '.join(fields)})"
            new.__annotations__ = types
            made = _COMMON | {"__doc__": f"{name}({', '.join(fields)})", **body}
            for place, field in enumerate(fields):
                made[field] = _field(place, f"Alias for field number {place}")
            made |= {"__slots__": (), "__new__": new, "_fields": fields, "__match_args__": fields}
            made["_field_defaults"] = given
            return type(name, (tuple,), made)

    class _Base:
        """What stands for it in the bases of a class."""

        def __mro_entries__(self, bases):
            return (_BODY,)

    _BODY = type.__new__(Maker, "NamedTuple", (), {})
    NamedTuple = _Base()
    _tuple_new = tuple.__new__
    _GLOBALS = {"_tuple_new": _tuple_new, "__builtins__": {}, "__name__": __name__}
    _CODE = {
        1: (lambda _cls, a: _tuple_new(_cls, (a,))).__code__,
        2: (lambda _cls, a, b: _tuple_new(_cls, (a, b))).__code__,
        3: (lambda _cls, a, b, c: _tuple_new(_cls, (a, b, c))).__code__,
        4: (lambda _cls, a, b, c, d: _tuple_new(_cls, (a, b, c, d))).__code__,
        5: (lambda _cls, a, b, c, d, e: _tuple_new(_cls, (a, b, c, d, e))).__code__,
        6: (lambda _cls, a, b, c, d, e, f: _tuple_new(_cls, (a, b, c, d, e, f))).__code__,
    }
    """The number of fields → the code of `__new__`, with other names."""

    def _made(count):
        """Return the code for so many fields, which is that of any class of `collections`."""
        names = [f"a{place}" for place in range(count)]
        return _CODE.setdefault(count, namedtuple("Any", names).__new__.__code__)


__all__ = ["NamedTuple"]

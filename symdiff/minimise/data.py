"""Tables of numbers: mappings of arrays, data frames, CSV and Parquet files; a column is an array.

>>> import tempfile
>>> from pathlib import Path
>>> with tempfile.TemporaryDirectory() as place:
...     path = Path(place, "points.csv")
...     _ = path.write_text("t,y\\n0,2.5\\n1,1.25\\n")
...     {name: column.tolist() for name, column in read_table(str(path)).items()}
{'t': [0.0, 1.0], 'y': [2.5, 1.25]}
"""

from __future__ import annotations

import csv
import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from symdiff.errors import SymdiffError
from symdiff.proximal.arguments import floats
from symdiff.proximal.projections import Array

if TYPE_CHECKING:
    from narwhals.typing import IntoDataFrame


def read_table(path: str, wanted: Iterable[str] | None = None) -> dict[str, Array]:
    """Return the columns of a table by their names, those *wanted* alone where that is given.

    A CSV has the names in its first line; commas, semicolons or tabs separate, which the first line shows. A
    file that ends in .parquet needs pyarrow.

    Raises SymdiffError naming the file, line and column of what is no number, a name that is missing or
    there twice, and a file that cannot be read.
    """
    try:
        columns = _parquet(path, wanted) if path.lower().endswith((".parquet", ".pq")) else _csv(path, wanted)
    except OSError as error:
        raise SymdiffError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SymdiffError(f"{path} is not a text in UTF-8", hint="is it a CSV file?") from None
    return columns


class Table(NamedTuple):
    """A table whose columns are read when they are asked for."""

    names: tuple[str, ...]
    read: Callable[[Sequence[str]], Mapping[str, Any]]
    """Returns the columns of these names."""


Data: TypeAlias = "Table | Mapping[str, Any] | str | os.PathLike[str] | IntoDataFrame"
"""What is taken for a table."""


def opened(data: Data) -> Table:
    """Return *data* as a table: a mapping of arrays, the path of a file, or a data frame of pandas, Polars,
    PyArrow or whatever else narwhals knows.

    Raises SymdiffError where it is none of these, and as `read_table` does.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, str | os.PathLike):
        path = os.fspath(data)
        return Table(tuple(_column_names(path)), partial(read_table, path))
    if isinstance(data, Mapping):
        return Table(tuple(map(str, data)), lambda wanted: {name: data[name] for name in wanted})
    import narwhals

    try:
        frame = narwhals.from_native(data, eager_only=True)
    except TypeError:
        raise SymdiffError(
            f"data of the type {type(data).__name__} is no table",
            hint="give a mapping of arrays, a data frame (not a lazy one) or the path of a file",
        ) from None
    return Table(tuple(frame.columns), lambda wanted: {name: frame[name].to_numpy() for name in wanted})


def checked_columns(table: Table, wanted: Sequence[str]) -> dict[str, Array]:
    """Return the *wanted* columns of a table as arrays of one length.

    Raises SymdiffError naming a column that is missing, is not numbers of one length, or has a NaN or an
    infinity, with its row (from 1).
    """
    for name in wanted:
        if name not in table.names:
            raise _missing(name, table.names)
    columns: dict[str, Array] = {}
    for name, found in table.read(wanted).items():
        try:
            column = floats(found)
        except (TypeError, ValueError):
            raise SymdiffError(f"the column {name} is not numbers") from None
        if column.ndim != 1:
            raise SymdiffError(f"the column {name} has the shape {column.shape}; expected one number a row")
        bad = np.flatnonzero(~np.isfinite(column))
        if len(bad):
            raise SymdiffError(
                f"the column {name} is {column[bad[0]]} in row {bad[0] + 1}"
                + (f", and in {len(bad) - 1} more" if len(bad) > 1 else ""),
                hint="leave out the rows without a value first",
            )
        columns[name] = column
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join([f"{name} has {length}" for name, length in lengths.items()])
        raise SymdiffError(f"columns of different length: {shown} rows")
    if columns and 0 in lengths.values():
        raise SymdiffError("the table has no rows")
    return columns


def _missing(name: str, known: Sequence[str]) -> SymdiffError:
    close = get_close_matches(name, known, 1)
    return SymdiffError(
        f"there is no column {name}; there are {', '.join(known) or 'none'}",
        hint=f"did you mean {close[0]}?" if close
        else f"if {name} is to be found, name it among what is minimised over",
    )  # fmt: skip


def _csv(path: str, wanted: Iterable[str] | None) -> dict[str, Array]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        separator, names = _header(path, file.readline())
        chosen = [name for name in names if name] if wanted is None else list(wanted)
        for name in chosen:
            if name not in names:
                raise _missing(name, [name for name in names if name])
        places = [names.index(name) for name in chosen]
        lines = [line for line in file.read().splitlines() if line.strip()]
        commas = len(names) - 1
        try:
            if any(line.count(separator) != commas and '"' not in line for line in lines):
                raise ValueError
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of no rows, which is said below
                table = np.loadtxt(
                    lines, delimiter=separator, usecols=places, ndmin=2, comments=None, quotechar='"'
                )
        except ValueError:
            file.seek(0)
            raise _bad_line(path, file, separator, names, places) from None
    if not len(table):
        raise SymdiffError(f"{path} has names of columns and no rows")
    return {name: np.ascontiguousarray(table[:, i]) for i, name in enumerate(chosen)}


def _column_names(path: str) -> list[str]:
    """Return the names of the columns of a table. Raises as `read_table` does."""
    try:
        if path.lower().endswith((".parquet", ".pq")):
            return list(_schema(path))
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
    except OSError as error:
        raise SymdiffError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SymdiffError(f"{path} is not a text in UTF-8", hint="is it a CSV file?") from None
    return [name for name in _header(path, first)[1] if name]


def _header(path: str, line: str) -> tuple[str, list[str]]:
    """Return what separates the names in the first line of a CSV, and the names, which may be empty.

    Raises SymdiffError where there is none, and for a name that is there twice.
    """
    separator = max(",;\t", key=line.count)
    names = [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]
    if not any(names):
        raise SymdiffError(f"{path} is empty", hint="the first line is to have the names of the columns")
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        raise SymdiffError(f"{path}: two columns are called {twice[0]!r}")
    return separator, names


def _bad_line(
    path: str, file: Any, separator: str, names: Sequence[str], places: Sequence[int]
) -> SymdiffError:
    """Return the error that names the first field that is no number: slowly, as there is one."""
    reader = csv.reader(file, delimiter=separator)
    next(reader)
    for fields in reader:
        if not fields:
            continue
        if len(fields) != len(names):
            return SymdiffError(
                f"{path}, line {reader.line_num}: {len(fields)} fields, expected {len(names)}",
                hint="numbers are to have decimal points, not commas" if len(fields) > len(names) else "",
            )
        for place in places:
            try:
                float(fields[place])
            except ValueError:
                return SymdiffError(
                    f"{path}, line {reader.line_num}, column {names[place]}: "
                    f"{fields[place][:40]!r} is no number",
                    hint="leave out the line if the value is missing",
                )
    return SymdiffError(f"{path} is not a table of numbers")


def _schema(path: str) -> Any:
    try:
        parquet = import_module("pyarrow.parquet")
    except ImportError:
        raise SymdiffError("a Parquet file needs pyarrow", hint="pip install pyarrow") from None
    try:
        return parquet.read_schema(path).names
    except OSError:
        raise
    except ValueError as error:  # what pyarrow raises on a file of another kind
        raise SymdiffError(f"{path} is not a Parquet file: {error}") from None


def _parquet(path: str, wanted: Iterable[str] | None) -> dict[str, Array]:
    names = _schema(path)
    parquet = import_module("pyarrow.parquet")
    try:
        chosen = names if wanted is None else list(wanted)
        for name in chosen:
            if name not in names:
                raise _missing(name, names)
        table = parquet.read_table(path, columns=chosen)
    except OSError:
        raise
    except ValueError as error:  # what pyarrow raises on a file of another kind
        raise SymdiffError(f"{path} is not a Parquet file: {error}") from None
    return {name: table.column(name).to_numpy() for name in chosen}

"""Machine code that is kept on disk: found again, and never trusted when it is damaged or somebody else's."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from symdiff import compile
from symdiff.native import machine
from symdiff.native.store import Store, store

F = "exp(-x)*sin(x*y)"


@pytest.fixture
def made(monkeypatch, tmp_path) -> list[str]:
    """Return the list of what LLVM compiles from now on; code is kept below tmp_path."""
    pytest.importorskip("llvmlite")
    monkeypatch.setenv("SYMDIFF_CACHE", str(tmp_path / "kept"))
    machine.is_allowed()  # compiles something, once in a process
    texts: list[str] = []
    compiled = machine._compiled

    def counted(text: str, level: int) -> bytes:
        texts.append(text)
        return compiled(text, level)

    monkeypatch.setattr(machine, "_compiled", counted)
    return texts


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "kept").glob("*"))


def value() -> float:
    f = compile(F, "x y", target="llvm")
    assert float(f(0.5, 2.0)) == pytest.approx(f.call(0.5, 2.0), rel=1e-15)
    return float(f(0.5, 2.0))


def test_what_was_made_once_is_found_again(made, tmp_path):
    first = value()
    assert len(made) == len(files(tmp_path)) == 2  # of single numbers, and of one point
    assert value() == first
    assert len(made) == 2
    compile(F, "x y", wanted="gradient", target="llvm")([1.0, 2.0], 0.5)
    assert len(made) == 3


def test_good_code_is_made_for_many_points_and_computes_the_same(made):
    def values(f, *points) -> np.ndarray:
        value, slopes = f(*points)
        return np.array([value, *slopes])

    f = compile(F, "x y", wanted=("value", "gradient"), target="llvm", threads=1)
    few = np.linspace(0, 9, 1001)
    first, of_one = values(f, few, few), values(f, few, 2.0)
    assert len(made) == 2
    many = np.resize(few, 1 << 19)
    assert np.array_equal(values(f, many, many)[:, :1001], first)
    assert len(made) == 3  # anew for two arrays; that for one number has not computed so many
    assert np.array_equal(values(f, few, few), first)
    assert np.array_equal(values(f, few, 2.0), of_one)
    assert len(made) == 3
    other = compile(F, "x y", wanted=("value", "gradient"), target="llvm")
    assert np.array_equal(values(other, few, few), first)
    assert len(made) == 3  # good code is found first


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:40] + b"?" + data[41:]]
)
def test_a_damaged_file_counts_as_none_and_is_written_anew(made, tmp_path, damage):
    first = value()
    before = [path.read_bytes() for path in files(tmp_path)]
    for path in files(tmp_path):
        path.write_bytes(damage(path.read_bytes()))
    assert value() == first
    assert len(made) == 4
    assert [path.read_bytes() for path in files(tmp_path)] == before


def test_another_processor_or_version_has_files_of_its_own(made, tmp_path, monkeypatch):
    value()
    name, features, width = machine.processor()
    monkeypatch.setattr(machine, "processor", lambda: (name, features + ",+cx16", width))
    value()
    assert len(made) == len(files(tmp_path)) == 4


def test_nothing_is_kept_where_that_is_not_wanted(made, tmp_path, monkeypatch):
    compile(F, "x y", target="llvm", cache=False)([1.0, 2.0], 0.5)
    monkeypatch.setenv("SYMDIFF_CACHE", "off")
    value()
    assert store() is None
    assert len(made) == 3
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_others_write_to_is_not_used(made, tmp_path):
    value()
    (tmp_path / "kept").chmod(0o777)
    value()
    assert len(made) == 4
    for path in files(tmp_path):
        path.unlink()
    value()
    assert not files(tmp_path)


def test_a_folder_that_cannot_be_made_does_no_harm(made, tmp_path):
    (tmp_path / "kept").write_text("a file")
    assert value() == value()


def test_the_files_keep_to_their_bound_and_the_last_used_stay(tmp_path):
    kept = Store(tmp_path / "kept", bound=1000)
    for k in range(4):
        kept.put(str(k), bytes([k]) * 200)
        path = next(p for p in files(tmp_path) if p.read_bytes()[32:] == bytes([k]) * 200)
        os.utime(path, (1000 + k, 1000 + k))
    assert kept.get("0") == b"\0" * 200  # now it was used last
    kept.put("4", b"\4" * 200)
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 1000
    assert [kept.get(str(k)) is None for k in range(5)] == [False, True, False, False, False]
    kept.put("large", b"x" * 1001)
    assert kept.get("large") is None


def test_readers_see_whole_files_while_others_write(tmp_path):
    contents = [bytes([k]) * 50_000 for k in range(8)]
    kept = Store(tmp_path / "kept", bound=200_000)

    def work(k: int) -> bool:
        kept.put("same", contents[k % 8])
        kept.put(f"own {k}", contents[k % 8])
        found = kept.get("same")
        return found is None or found in contents

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(160)))
    assert all(path.suffix == ".object" for path in files(tmp_path))
    assert kept.get("same") is None or kept.get("same") in contents


def test_the_folder_is_that_of_the_system(monkeypatch, tmp_path):
    monkeypatch.setenv("SYMDIFF_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    found = store()
    assert found is not None
    assert found.folder == tmp_path / "symdiff" / "code"

"""What is kept on disk, programs and machine code, is found again, and not trusted where it is damaged or
somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from symdiff import Limits, SymdiffError, compile, parse
from symdiff.native import compiled, finished, machine
from symdiff.native.store import Store, store
from symdiff.verbs.wanted import what_is_asked

F = "exp(-x)*sin(x*y)"


@pytest.fixture
def made(monkeypatch, tmp_path) -> list[str]:
    """Return the list of what LLVM compiles from now on; code is kept below tmp_path."""
    pytest.importorskip("llvmlite")
    monkeypatch.setenv("SYMDIFF_CACHE", str(tmp_path / "kept"))
    machine.is_allowed()  # compiles something, once in a process
    whole = compile(F, "x y", wanted=("value", "gradient"), target="llvm", cache=False)
    whole([1.0, 2.0], 0.5)  # so are the kernels of exp, sin and cos
    whole.call(0.5, 2.0)
    texts: list[str] = []
    usual = machine._compiled

    def counted(text: str, level: int) -> bytes:
        texts.append(text)
        return usual(text, level)

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
    assert len(made) == 2  # of single numbers, and of one point
    assert len(files(tmp_path)) == 3  # with the program
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
    assert len(made) == 4
    assert len(files(tmp_path)) == 5


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


# Programs -----------------------------------------------------------------------------------------

LOSING = "sqrt(x + 1) - sqrt(x) + y"


@pytest.fixture
def derived(made, monkeypatch) -> list[object]:
    """Return the list of what is derived from now on."""
    asked: list[object] = []
    usual = compiled.ways

    def counted(given, improved):
        asked.append(given)
        return usual(given, improved)

    monkeypatch.setattr(compiled, "ways", counted)
    return asked


def test_what_was_derived_once_is_found_again(derived):
    first = compile(LOSING, "x y", wanted=("value", "gradient"))
    again = compile(parse(f"({LOSING})"), "x y", wanted=("value", "gradient"))
    assert len(derived) == 1
    assert first.notes
    assert (again.program, again.notes, repr(again)) == (first.program, first.notes, repr(first))
    assert again.call(1e9, 2.0) == first.call(1e9, 2.0)


def test_what_is_asked_otherwise_is_another_program(derived):
    requests: list[tuple[object, dict[str, object]]] = [
        (LOSING, {"order": "x y"}), (LOSING, {"order": "y x"}), (LOSING, {"order": "x", "params": "y"}),
        (LOSING, {"wanted": "gradient"}), (LOSING, {"wanted": "hessian"}), (LOSING, {"stable": False}),
        (LOSING, {"target": "numpy"}), ([LOSING], {}), ([LOSING, "x*y"], {}),
        (LOSING.replace("1", "1.0"), {}), (LOSING.replace("1", "2"), {}),
        (LOSING.replace("y", "z"), {}), (LOSING.replace("+ y", "- y"), {}),
        (parse(LOSING, limits=Limits(trials=1000)), {}),
    ]  # fmt: skip
    for count, (formulas, options) in enumerate(requests, 1):
        compile(formulas, **options)
        assert len(derived) == count
    for formulas, options in requests:
        compile(formulas, **options)
    assert len(derived) == len(requests)
    compile(LOSING, "x y", sum=True, dtype="float32", threads=1)  # these are no part of the program
    assert len(derived) == len(requests)
    compile(LOSING, "x y", cache=False)
    assert len(derived) == len(requests) + 1


def test_another_version_derives_anew(derived, monkeypatch):
    first = compile(LOSING, "x y")
    monkeypatch.setattr(finished, "made_by", lambda: "another")
    assert compile(LOSING, "x y").program == first.program
    assert len(derived) == 2


def test_a_changed_file_of_symdiff_is_another_version(monkeypatch, tmp_path):
    def told() -> str:
        finished.made_by.cache_clear()
        return finished.made_by()

    usual = told()
    monkeypatch.setattr(finished, "_ROOT", tmp_path / "symdiff")
    (tmp_path / "symdiff" / "table").mkdir(parents=True)
    row = tmp_path / "symdiff" / "table" / "row.py"
    row.write_text("x = 1")
    first = told()
    row.write_text("x = 10")
    second = told()
    os.utime(row, (1000, 1000))
    third = told()
    record = tmp_path / "symdiff_engine-1.0.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("row.py,sha256=a")
    fourth = told()
    record.write_text("row.py,sha256=b")
    assert len({usual, first, second, third, fourth, told()}) == 6
    monkeypatch.undo()
    assert told() == usual


def test_what_a_graph_alone_does_not_tell_is_not_kept(made, tmp_path):
    for formula in (parse("f(x)", functions="f"), "integral(sin(t*x)/t, t, 1, x)"):
        with pytest.raises(SymdiffError):
            compile(formula, "x")
        asked = what_is_asked(formula, "x", (), "value")
        assert finished.request(asked) == ""
    assert not (tmp_path / "kept").exists()


def test_a_damaged_program_is_derived_anew(derived, tmp_path):
    first = compile(LOSING, "x y", target="numpy")
    [path] = files(tmp_path)
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:40] + b"?" + whole[41:], b""):
        path.write_bytes(damaged)
        assert compile(LOSING, "x y", target="numpy").program == first.program
        assert path.read_bytes() == whole
    assert len(derived) == 4


WRONG = [
    b"", b"{}", b"[]", b"[[], [], [], []", b'[["x"], [["input", [], "sy"]], [0], []]',
    b'[["x"], [["input", [], "sx"]], [1], []]', b'[["x"], [["input", [], "sx"]], [-1], []]',
    b'[["x"], [["input", [], "sx"], ["+", [0, 1], null]], [1], []]',
    b'[["x"], [["input", [], "sx"], ["+", [0], null]], [1], []]',
    b'[["x"], [["input", [], "sx"], ["+", [0, 0.0], null]], [1], []]',
    b'[["x"], [["input", [], "sx"], ["eval", [0], "sprint(1)"]], [1], []]',
    b'[["x"], [["input", [], "sx"], ["call", [0], "i1"]], [1], []]',
    b'[["x"], [["input", [], "sx"], ["call", [0], "i7fffffff"]], [1], []]',
    b'[["x"], [["number", [], "q1/0"]], [0], []]', b'[["x"], [["number", [], "i"]], [0], []]',
    b'[["x"], [["number", [], "s1"]], [0], []]', b'[["x"], [["number", [], null]], [0], []]',
    b'[["x"], [["number", [], ""]], [0], []]', b'[["x"], [["input", [], "sx"]], [0], [1]]',
]  # fmt: skip


@pytest.mark.parametrize("data", WRONG)
def test_what_is_no_program_is_not_taken_for_one(data):
    assert finished.unpacked(b'[["x"], [["input", [], "sx"]], [0], ["a note"]]') is not None
    assert finished.unpacked(data) is None


@pytest.mark.parametrize("formula", [
    "x**5/3 - 0.1*x + 2**70*x", "if(x < 1/3 and not x > -1, max(x, 2, 7), min(x, -x))",
    "log(x)*pi + 1e-320*x", "1/0*x + (0 - 1)*x**0.3", "atan2(x, 3) + sign(x)*floor(x)", "3",
    "digamma(x) + erf(x)*gamma(x)",
])  # fmt: skip
def test_a_program_is_the_same_when_it_is_read(formula):
    program = compile(formula, "x", wanted=("value", "gradient"), cache=False).program
    found = finished.unpacked(finished.packed(program, ["a", "ü"]))
    assert found is not None
    assert repr(found) == repr((program, ["a", "ü"]))


def test_a_second_process_finds_the_same_and_derives_nothing(made, tmp_path):
    script = f"""
import sys
from symdiff import compile
f = compile({LOSING!r}, "x y", wanted=("value", "gradient"), target="llvm")
print([float(number).hex() for number in (*f.call(1e9, 2.0), f(1e9, 2.0)[0])], f.notes)
print(*sorted({{"symdiff.sweeps.sweep", "symdiff.accuracy.stable", "flint"}} & set(sys.modules)))
"""
    said = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    first, again = [text.splitlines() for text in said]
    assert again[0] == first[0]
    assert "symdiff.accuracy.stable" in first[1]
    assert "flint" not in again[1]
    assert "symdiff.accuracy.stable" not in again[1]

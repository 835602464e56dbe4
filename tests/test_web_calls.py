"""What the page asks, without a page: each call, and what it says of bad input."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from parts import in_parts

from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.web import bundle
from symdiff.web.calls import CALLS, answered
from symdiff.web.locked import LOCK, digest, fetched, locked
from symdiff.web.worker import answer, done


def test_a_formula_is_read_as_the_line_is_typed() -> None:
    found = answered("read", {"formula": "x(x+1) a"})
    assert (found["text"], found["names"], found["by"]) == ("x*(x + 1)*a", ["a", "x"], "x")
    assert "x(...) is x*(...)" in found["notes"][0]
    assert answered("read", {"formula": "a b"})["by"] == "a"
    assert answered("read", {"formula": "3"})["by"] == "x"
    found = answered("read", {"formula": r"\frac{x^2+1}{\sqrt{x}}"})
    assert (found["text"], found["is_latex"], found["notes"]) == ("(x**2 + 1)/sqrt(x)", True, [])


def test_a_derivative_comes_with_its_conditions_and_its_check() -> None:
    found = answered("derive", {"formula": "log(x)/x", "by": "x"})
    assert found["result"]["text"] == "(1 - log(x))/x**2"
    assert (found["where"], found["checked"]) == ([r"\(x > 0\)"], True)
    found = answered("derive", {"formula": "tan(x)"})
    assert found["where"] == [r"\(x \neq \frac{\pi}{2} + k \pi\) for every integer \(k\)"]
    assert answered("derive", {"formula": "atanh(x)"})["where"] == [r"\(-1 < x < 1\)"]
    assert answered("derive", {"formula": "x^5", "order": 3})["result"]["text"] == "60*x**2"
    found = answered("derive", {"formula": "f(e x)", "by": "x", "symbols": "e", "functions": "f"})
    assert found["result"]["text"] == "e*f'(e*x)"


def test_an_equation_gives_a_function() -> None:
    asked = {"formula": "x^2 + x y + y^2 = 7", "by": "x"}
    assert answered("read", asked)["latex"] == "x^{2} + x y + y^{2} = 7"
    assert "y is a function of x here" in answered("read", asked)["notes"]
    assert answered("derive", asked)["result"]["text"] == "(-2*x - y)/(x + 2*y)"
    blocks = answered("steps", asked)["blocks"]
    assert blocks[-1]["lines"][-1]["reason"] == r"divided by \(x + 2 y\)"
    assert answered("points", asked) == {"points": []}
    assert answered("judge", {**asked, "answer": "-(2x + y)/(x + 2y)"})["verdict"] == "equal"
    assert "return (-2*x - y)/(x + 2*y)" in answered("write", {**asked, "form": "python"})["text"]
    assert "which of" in answered("derive", {"formula": "a b = c x", "by": "x"})["error"]["message"]


def test_steps_have_reasons_with_formulas_in_them() -> None:
    [block] = answered("steps", {"formula": "sin(x^2)"})["blocks"]
    assert block["asked"] == r"\frac{d}{dx}\left[\sin\left(x^{2}\right)\right]"
    first = block["lines"][0]
    assert first["latex"] == r"\cos\left(x^{2}\right) \left(x^{2}\right)'"
    assert first["reason"].startswith(r"chain rule, \(u = x^{2}\): \(")
    assert len(answered("steps", {"formula": "x^4", "order": 2})["blocks"]) == 2


def test_special_points_have_their_kinds_and_slopes() -> None:
    found = answered("points", {"formula": "abs(x^2 - 1)/x"})["points"]
    assert [(one["latex"], one["kind"]) for one in found] == [
        ("x = -1", "corner"), ("x = 0", "pole"), ("x = 1", "corner"),
    ]  # fmt: skip
    assert (found[0]["left"], found[0]["right"]) == (2.0, -2.0)
    assert answered("points", {"formula": "sqrt(abs(x))"})["points"][0]["left"] == "-oo"
    [family] = answered("points", {"formula": "tan(x)"})["points"]
    assert family["latex"] == r"x = \frac{\pi}{2} + k \pi"


def test_an_answer_is_judged_and_its_slip_named() -> None:
    asked = {"formula": "sin(x^2)", "by": "x"}
    found = answered("judge", {**asked, "answer": "cos(x^2)"})
    assert (found["verdict"], found["slips"]) == (
        "different", ["the inner derivative was forgotten (chain rule)"],
    )  # fmt: skip
    assert "right" not in found
    assert found["witness"]["expected"] != found["witness"]["given"]
    found = answered("judge", {"formula": "sin(mu*x)", "by": "x", "answer": "cos(mu*x)"})
    assert found["witness"]["names"] == {"mu": r"\mu", "x": "x"}
    right = answered("judge", {**asked, "answer": "2x cos(x^2)", "reveal": True})
    assert (right["verdict"], right["proof"], right["right"]) == ("equal", True, "2*x*cos(x**2)")
    found = answered("judge", {"formula": "sqrt(x^2)", "answer": "1"})
    assert (found["verdict"], found["where"]) == ("equal on", [r"\(x > 0\)"])
    assert answered("judge", {**asked, "answer": " "})["error"]["message"] == "there is no answer yet"


@pytest.mark.parametrize("form", ["text", "latex", "python", "numpy", "sympy", "c", "rust", "javascript"])
def test_a_derivative_is_written_in_other_languages(form: str) -> None:
    assert "cos" in answered("write", {"formula": "sin(x)", "form": form})["text"]


def test_a_drawing_has_the_marks_of_special_points_and_points_besides() -> None:
    found = answered("draw", {"formula": "abs(x^2 - 1)/x"})
    for kind, count in (("asymptote", 1), ("corner", 2), ("open", 4), ("closed", 0)):
        assert len(re.findall(rf'class="[^"]*\b{kind}\b', found["svg"])) == count
    assert "<style" not in found["svg"]
    assert "<script" not in found["svg"]
    found = answered(
        "draw", {"formula": "a x^2 + b", "by": "x", "values": {"a": "pi"}, "low": "-1", "high": "2"}
    )
    assert (found["low"], found["high"], found["letters"]) == (-1.0, 2.0, ["a", "b"])
    assert "f(x) = π·x² + 1" in found["svg"]
    assert answered("draw", {"formula": "f(x)", "functions": "f"})["svg"] is None
    assert answered("draw", {"formula": "x^2 + y^2 = 1"}) == {"svg": None, "letters": [], "names": {}}
    assert "between" in answered("draw", {"formula": "x", "low": "2", "high": "1"})["error"]["message"]


def test_points_besides_are_seen_apart_and_do_not_tell_the_derivative() -> None:
    asked = {"formula": "x^2 sin(x)", "hides": True}
    marked = [[1.0, 2.22, "the derivative"], [1.0, 1.08, "your answer"]]
    found = answered("draw", {**asked, "marked": marked})
    assert 0 <= found["low"] < 1 < found["high"] <= 2.5  # all of it would have 1.14 of 120
    assert "your answer" in found["svg"]
    assert ("f′(x) =" in found["svg"], "f′(x)" in found["svg"]) == (False, True)
    assert "f′(x) =" in answered("draw", {**asked, "hides": False})["svg"]
    found = answered("draw", {**asked, "marked": [[30.0, 1.0, "far"]]})
    assert found["low"] < 0
    assert found["high"] > 30


def test_exercises_are_the_same_for_the_same_number() -> None:
    asked = {"level": "medium", "rules": "product,power,chain", "number": 4}
    found = answered("exercise", asked)
    assert found == answered("exercise", asked) != answered("exercise", {**asked, "number": 5})
    assert "product" in found["rules"]


BAD = [
    ({"formula": "x^2 +* 3"}, "unexpected '*'", [5, 6]),
    ({"formula": ""}, "the formula is empty", None),
    ({"formula": r"\frac{x}{"}, "the formula ends where", [9, 9]),
    ({"formula": 3}, "texts", None),
    ({"formula": "x", "order": 0}, "order 0", None),
    ({"formula": "x", "order": True}, "order True", None),
    ({"formula": "x", "by": "x y"}, "2 names", None),
    ({"formula": "x", "symbols": ["x"]}, "names are a text", None),
    ({}, "the formula is empty", None),
]


@in_parts
@pytest.mark.parametrize("call", [name for name in CALLS if name != "exercise"])
@pytest.mark.parametrize(("given", "message", "span"), BAD, ids=lambda value: str(value)[:30])
def test_bad_input_is_an_error_with_its_place(call: str, given: object, message: str, span: object) -> None:
    error = answered(call, {"answer": "x", "form": "text", **given})["error"]  # type: ignore[dict-item]
    assert message in error["message"]
    assert error["span"] == span
    assert json.dumps(error)


def test_messages_speak_of_the_page() -> None:
    found = answered("read", {"formula": "sinx"})["error"]
    assert found["hint"] == "write sin(x), or declare the variable under Names"
    found = answered("derive", {"formula": "(" * 40 + "x" + ")" * 40}, Limits(depth=30))["error"]
    assert (found["code"], found["hint"]) == ("too_large", "symdiff web --limit depth=... raises it")


def test_a_process_answers_lines_and_survives_what_they_say() -> None:
    lines = [
        b'{"call": "derive", "given": {"formula": "x^2"}}', b"no json", b'{"call": "nothing", "given": {}}',
        b'{"call": "read", "given": 7}', b"[]", b'{"call": "read", "given": {"formula": "x"}}',
    ]  # fmt: skip
    command = [sys.executable, "-m", "symdiff.web.worker", json.dumps(Limits()._asdict()), "5"]
    ran = subprocess.run(command, input=b"\n".join(lines) + b"\n", capture_output=True, check=True)
    first, *answers = ran.stdout.splitlines()
    assert first == b"ready"
    found = [json.loads(line) for line in answers]
    assert found[0]["result"]["text"] == "2*x"
    assert [one["error"]["code"] for one in found[1:5]] == ["fault", "request", "fault", "fault"]
    assert found[5]["text"] == "x"


def test_a_call_that_takes_too_long_is_stopped() -> None:
    line = json.dumps({"call": "derive", "given": {"formula": "exp(sin(x))", "order": 400}}).encode()
    found = done(line, Limits(derived=10**12), 0.2)
    assert found["error"]["code"] == "timeout"
    assert "0.2 seconds" in found["error"]["message"]


def test_a_line_is_answered_without_a_process() -> None:
    found = json.loads(answer('{"call": "derive", "given": {"formula": "x^2"}}'))
    assert found["result"]["text"] == "2*x"


def test_the_page_without_a_server_is_written_with_what_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def archive(package: dict[str, Any], place: Path) -> Path:
        made = place / (f"{package['name']}.whl" if package.get("wheel") else "archive.tgz")
        with tarfile.open(made, "w:gz") as files:
            for name in package.get("files", ()):
                info = tarfile.TarInfo(f"package/{name}")
                info.size = 4
                files.addfile(info, io.BytesIO(b"made"))
        return made

    def packages(part: str) -> list[dict[str, Any]]:
        made = digest(b"made")
        return [
            {**one, "files": dict.fromkeys(one["files"], made)} if "files" in one else one
            for one in locked(part)
        ]

    monkeypatch.setattr(bundle, "fetched", archive)
    with pytest.raises(SymdiffError, match="is not the file that is locked"):
        bundle.build(tmp_path / "first")
    assert not (tmp_path / "first").exists()
    monkeypatch.setattr(bundle, "locked", packages)
    files = {path.relative_to(tmp_path / "page").as_posix() for path in bundle.build(tmp_path / "page")}
    assert {"index.html", "page.js", "python-worker.js", "python/pyodide.mjs", "python/symdiff.zip"} <= files
    wheels = json.loads((tmp_path / "page" / "python" / "wheels.json").read_text())
    assert "python-flint.whl" in wheels
    index = (tmp_path / "page" / "index.html").read_text()
    assert 'data-engine="worker"' in index
    assert "'wasm-unsafe-eval'" in index
    with zipfile.ZipFile(tmp_path / "page" / "python" / "symdiff.zip") as packed:
        names = packed.namelist()
    assert {"symdiff/web/worker.py", "symdiff/grammar/symdiff.tables"} <= set(names)
    assert all(name.endswith(".py") for name in names if "/grammar/" not in name)
    with pytest.raises(SymdiffError, match="is not empty"):
        bundle.build(tmp_path / "page")


def test_what_is_fetched_is_held_to_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], cwd: Path, **_: Any) -> None:
        (cwd / "file.tgz").write_bytes(b"made")

    monkeypatch.setattr(subprocess, "run", run)
    package = {"name": "katex", "version": "1", "sha256": digest(b"made")}
    assert fetched(package, tmp_path / "a").read_bytes() == b"made"
    with pytest.raises(SymdiffError, match="katex 1 is not what is locked"):
        fetched({**package, "sha256": digest(b"other")}, tmp_path / "b")


def test_files_of_others_are_those_that_are_locked() -> None:
    there = {
        path.relative_to(LOCK.parent / "static" / "vendor").as_posix(): digest(path.read_bytes())
        for path in (LOCK.parent / "static" / "vendor").rglob("*")
        if path.is_file()
    }
    wanted = {
        f"{package['name']}/{path.removeprefix('dist/')}": hash
        for package in locked("page")
        for path, hash in package["files"].items()
    }
    assert there == wanted
    assert sum("LICENSE" in path for path in there) == len(locked("page"))
    assert all(package["licence"] and package["version"] for package in locked("page"))


def test_no_file_of_the_page_names_another_host() -> None:
    own = [path for path in (LOCK.parent / "static").iterdir() if path.is_file()]
    assert len(own) > 5
    for path in own:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, path
        assert "https:" not in text, path
        assert "innerHTML" not in text, path

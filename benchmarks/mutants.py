"""Slips put into the code one at a time: which of them do the tests not see?

A site is drawn from the syntax trees with a seed: a comparison, a number, a condition, an `and`, a sign, a
statement. The slip is made in a copy of the checkout, and the test files that are about the module run there
until one fails. Printed is every slip that survives: a line that nothing pins, or that nothing needs.

    python benchmarks/mutants.py                        a sample of ten minutes over all areas
    python benchmarks/mutants.py export --seed 7 --minutes 3
    python benchmarks/mutants.py --count 5 derive       five slips, however long they take

What the tests of functions would catch in THE TABLE is seen by `benchmarks/mutate_table.py`.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[1]
NAMES_OF_DATA = ("__all__", "__slots__")
LIMIT = 240.0
"""Seconds after which the tests of a slip have no end, if they take less than a third of it as they are."""
ENDLESS = "no end"


class About(NamedTuple):
    """Which test files are about a module: the quick and close ones first."""

    area: str
    start: str
    """What its path begins with, below symdiff/; the longest that fits counts."""
    tests: str
    """Names of test files, without `test_`."""


ABOUT = (
    About("simplify", "simplifier/", "simplify guards textbook forms rational conditions identities random"),
    About("simplify", "simplifier/domain/", "conditions guards simplify ranges"),
    About("simplify", "simplifier/ring/", "rational simplify forms textbook guards random"),
    About("simplify", "simplifier/rewrite/", "trig simplify guards identities trace textbook random"),
    About("simplify", "simplifier/rewrite/joined.py", "joined_roots guards trace random"),
    About("simplify", "simplifier/normal/small/", "small_form permutations simplify identities random"),
    About("simplify", "simplifier/arrays/", "arrays array_rows unknown_arrays"),
    About("simplify", "simplifier/forms.py", "forms"),
    About("simplify", "simplifier/prospects.py", "prospects trig simplify textbook identities"),
    About("simplify", "simplifier/renamed.py", "prospects trig simplify textbook identities"),
    About("simplify", "simplifier/repeated.py", "repeated simplify"),
    About("simplify", "simplifier/sharing.py", "cheap_gradient several simplify"),
    About("derive", "sweeps/", "derive local several cheap_gradient repeated properties"),
    About("derive", "sweeps/arrays.py", "arrays array_rows unknown_arrays"),
    About("pointwise", "at/", "local points kinks solved implied germs derive"),
    About("pointwise", "at/unreal.py", "unreal conditions"),
    About("pointwise", "at/met.py", "met solved"),
    About("pointwise", "at/definite.py", "definite solved"),
    About("pointwise", "at/continuous.py", "continuous solved"),
    About("pointwise", "at/closed.py", "closed series"),
    About("pointwise", "at/closed_forms.py", "closed series"),
    About("calculus", "verbs/", "derive several arguments"),
    About("calculus", "verbs/check.py", "check cli"),
    About("calculus", "verbs/distributions.py", "distributions"),
    About("calculus", "verbs/chain.py", "derive derivation high_orders steps"),
    About("calculus", "verbs/derived.py", "derive derivation memory"),
    About("calculus", "verbs/high_orders.py", "high_orders derivation"),
    About("calculus", "verbs/forms.py", "forms"),
    About("calculus", "verbs/implicit.py", "implicit"),
    About("calculus", "verbs/implicit_steps.py", "implicit"),
    About("calculus", "verbs/inner.py", "inner"),
    About("calculus", "verbs/jacobians.py", "several cheap_gradient"),
    About("calculus", "verbs/kinks.py", "kinks"),
    About("calculus", "verbs/points.py", "points cli"),
    About("calculus", "verbs/provenance.py", "memory derive"),
    About("calculus", "verbs/steps.py", "steps"),
    About("calculus", "verbs/stopped.py", "stop"),
    About("calculus", "verbs/taylor.py", "series cli"),
    About("calculus", "verbs/tensors.py", "arrays array_rows unknown_arrays"),
    About("calculus", "verbs/unknowns.py", "unknown_arrays"),
    About("export", "export/", "export_python export_numpy expr conventions"),
    About("export", "export/arrays.py", "arrays_language arrays"),
    About("export", "export/arrays_latex.py", "arrays"),
    About("export", "export/einsum.py", "arrays array_rows"),
    About("export", "export/index.py", "arrays"),
    About("export", "export/json.py", "export_json"),
    About("export", "export/latex.py", "export_latex textbook"),
    About("export", "export/numpy.py", "export_numpy conventions"),
    About("export", "export/python.py", "export_python conventions"),
    About("export", "export/sympy.py", "export_sympy"),
    About("export", "export/text.py", "expr parse"),
    About("export", "export/notation.py", "expr parse export_python export_latex"),
    About("export", "export/notebook.py", "notebook"),
    About("export", "export/pretty.py", "pretty"),
    About("export", "export/unicode.py", "steps pretty"),
    About("proximal", "proximal/", "prox_table prox_calculus prox_formulas"),
    About("proximal", "proximal/read/", "prox_formulas"),
    About("proximal", "minimise/", "minimize_hard minimize minimize_ends"),
    About("proximal", "minimise/data.py", "fit minimize"),
    About("proximal", "minimise/fit.py", "fit"),
)
AREAS = tuple(dict.fromkeys(about.area for about in ABOUT))

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


class Slip(NamedTuple):
    """A piece of a file, and what is to stand in its place."""

    area: str
    path: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.area:9} {self.path}:{self.line}  {old}  →  {new or 'nothing'}"


# The slips ----------------------------------------------------------------------------------------


def slips(area: str, path: str, text: str) -> Iterator[Slip]:
    """Yield every slip of a file."""
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in _code(ast.parse(text)):
        for new in _changed(node):
            start = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
            end = starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
            old = text.encode()[start:end].decode()
            if old != new:
                yield Slip(area, path, node.lineno, start, end, old, new)  # type: ignore[attr-defined]


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that are run: no imports, annotations, docstrings or names of data."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        for name, field in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            for child in field if isinstance(field, list) else [field]:
                if isinstance(child, ast.AST) and not _is_no_code(child):
                    pending.append(child)


def _is_no_code(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Raise | ast.JoinedStr | ast.Assert | ast.arguments):
        return True  # the words of an error are no slip of the mathematics
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id in NAMES_OF_DATA
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _changed(node: ast.AST) -> Iterator[str]:
    """Yield the texts that may stand in the place of one node."""
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            if type(op) in COMPARISONS:
                other = copy.deepcopy(node)
                other.ops[place] = COMPARISONS[type(op)]()
                yield f"({ast.unparse(other)})"
    elif isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            other = copy.deepcopy(node)
            del other.values[place]
            yield f"({ast.unparse(other if len(other.values) > 1 else other.values[0])})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        other = copy.deepcopy(node)
        other.op = SIGNS[type(node.op)]()
        yield f"({ast.unparse(other)})"
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield str(not node.value)
        elif isinstance(node.value, int):
            yield str(node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield f"({ast.unparse(node.body)})"
        yield f"({ast.unparse(node.orelse)})"
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Continue | ast.Break):
        yield "pass"


def about(path: str) -> About | None:
    """Return the entry for a module, by its path below symdiff/."""
    fitting = [entry for entry in ABOUT if path.startswith(entry.start)]
    return max(fitting, key=lambda entry: len(entry.start), default=None)


def sites(areas: list[str]) -> dict[str, list[Slip]]:
    """Return all slips of each area."""
    found: dict[str, list[Slip]] = {area: [] for area in areas}
    for file in sorted((HERE / "symdiff").rglob("*.py")):
        path = file.relative_to(HERE / "symdiff").as_posix()
        entry = about(path)
        if entry is not None and entry.area in found:
            found[entry.area] += slips(entry.area, path, file.read_text(encoding="utf-8"))
    return found


# Running ------------------------------------------------------------------------------------------


class Copy:
    """A copy of the checkout in which slips are made and tests run."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in ("symdiff", "grammar", "tests", "docs", "examples"):
            shutil.copytree(HERE / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "setup.py", "cli.py", "CHANGELOG.md"):
            shutil.copy(HERE / name, place)
        self.taken: dict[str, float] = {}
        """Test files → seconds that they take as they are; measured where a slip seems to have no end."""
        self.checked: set[str] = set()
        """What passes as it is."""
        done = self._python("-c", "import symdiff; print(symdiff.__file__)", timeout=60)
        if not done.stdout.startswith(str(place)):
            raise SystemExit(f"another symdiff stands before the copy: {done.stdout.strip()}")

    def _python(self, *arguments: str, timeout: float) -> subprocess.CompletedProcess[str]:
        path = {"PYTHONPATH": str(self.place), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.place,
            env={**os.environ, **path},
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def files(self, tests: str) -> list[str]:
        """Return those of the test files that are there."""
        paths = [f"tests/test_{name}.py" for name in tests.split()]
        return [path for path in paths if (self.place / path).exists()]

    def failing(self, what: list[str], limit: float) -> str:
        """Return the first test that fails, "" where none does, of files or of tests by their ids."""
        kept = self.place / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        try:
            done = self._python("-m", "pytest", "-q", "-x", "-o", f"cache_dir={kept}", *what, timeout=limit)
        except subprocess.TimeoutExpired:
            return ENDLESS
        if done.returncode == 0:
            return ""
        failed = kept / "v" / "cache" / "lastfailed"  # ids in a printed summary are cut short
        return next(iter(json.loads(failed.read_text()) if failed.exists() else ()), "no test could run")

    def written(self, slip: Slip) -> bytes:
        """Return the file of a slip as it is then. Raises SyntaxError where it is no Python."""
        before = (self.place / "symdiff" / slip.path).read_bytes()
        after = before[: slip.start] + slip.new.encode() + before[slip.end :]
        ast.parse(after)
        return after

    def judged(self, slip: Slip, tests: str) -> str:
        """Return what sees a slip, "" where nothing does. Raises SystemExit where that fails without it."""
        files = self.files(tests)
        by = self.failing_with(slip, files, LIMIT)
        if by == ENDLESS:
            if tests not in self.taken:
                start = time.perf_counter()
                self.sound(files)
                self.taken[tests] = time.perf_counter() - start
            if 3 * self.taken[tests] > LIMIT:
                by = self.failing_with(slip, files, 3 * self.taken[tests])
        elif by.startswith("tests/"):
            self.sound([by])
        return by

    def failing_with(self, slip: Slip, files: list[str], limit: float) -> str:
        """Return what `failing` does, with the slip made."""
        file = self.place / "symdiff" / slip.path
        before, after = file.read_bytes(), self.written(slip)
        file.write_bytes(after)
        try:
            return self.failing(files, limit)
        finally:
            file.write_bytes(before)

    def sound(self, what: list[str]) -> None:
        """Raise SystemExit where tests fail without any slip."""
        if what[0] not in self.checked:
            if failing := self.failing(what, 3600):
                raise SystemExit(f"fails without any slip: {failing}")
            self.checked.update(what)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("areas", nargs="*", help=f"of {', '.join(AREAS)}; all where none is named")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=10.0, help="begin no slip after so long")
    parser.add_argument("--count", type=int, help="so many slips, without regard to time")
    parser.add_argument("--verbose", action="store_true", help="also say what sees the others")
    given = parser.parse_args()
    if unknown := set(given.areas) - set(AREAS):
        parser.error(f"no area {', '.join(sorted(unknown))}; there are {', '.join(AREAS)}")
    generator = random.Random(given.seed)
    found = sites(given.areas or list(AREAS))
    print(f"seed {given.seed}: {', '.join(f'{len(of)} of {area}' for area, of in found.items())}", flush=True)
    for of in found.values():
        generator.shuffle(of)
    drawn = [slip for row in zip(*(of[:2000] for of in found.values()), strict=False) for slip in row]
    seen, survive = Counter[str](), Counter[str]()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        checkout = Copy(Path(place).resolve())
        for slip in drawn[: given.count]:
            if given.count is None and time.perf_counter() - start > 60 * given.minutes:
                break
            entry = about(slip.path)
            try:
                checkout.written(slip)
            except SyntaxError:
                continue
            by = checkout.judged(slip, entry.tests if entry else "")
            (seen if by else survive)[slip.area] += 1
            if not by:
                print(f"survives: {slip}", flush=True)
            elif given.verbose:
                print(f"seen:     {slip}  by {by}", flush=True)
    for area in found:
        print(f"{area}: {seen[area] + survive[area]} slips, {survive[area]} survive")
    return 0


if __name__ == "__main__":
    sys.exit(main())

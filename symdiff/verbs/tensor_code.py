"""Formulas of arrays, and their gradients, as a file of code for NumPy, JAX or PyTorch that tests itself.

>>> from symdiff.parser.formula import parse
>>> f = parse("norm(A @ x - b)^2", shapes="A[n,m] x[m] b[n]")
>>> text = code_of_arrays([f], "torch", ["x"], (), ("value", "gradient"))
>>> [line.strip() for line in text.splitlines() if line.startswith("    return (")]
['return (torch.sum(t1**2), 2*(A.T @ t1))']
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.errors import SymdiffError, Unsupported
from symdiff.export.einsum import source_of
from symdiff.graph.expr import Expr
from symdiff.graph.replacing import names_in
from symdiff.programs.array_libraries import LIBRARIES
from symdiff.simplifier.arrays.blocks import blocks_of
from symdiff.verbs.tensors import derivatives, refuse_array
from symdiff.witness.directions import Sample, samples

_DIGITS = 1e-9
"""How far a value may be from that in the file, relative to the largest entry."""


def code_of_arrays(
    formulas: Sequence[Expr],
    language: str,
    order: Sequence[str],
    params: Sequence[str],
    wanted: Sequence[str],
    name: str = "f",
) -> str:
    """Return a file with a function that computes formulas of arrays and, where that is *wanted*, after each
    its derivatives by the names in *order*: a tuple where these are several, what they share computed once.

    "blocks" are the compressed form of one formula: its entries that are not 0 everywhere, in NumPy with a
    function `NAME_full` that makes the whole array of them.

    Arguments are the names in *order*, then those in *params*, then the others of the alphabet. Run as a
    program, the file compares the function with values that stand in it. Raises SymdiffError for what is
    wanted besides, Unsupported for another language and for what a library lacks.
    """
    if language not in LIBRARIES:
        raise Unsupported(
            f"code of formulas of arrays, or with stop, is not written in {language}",
            hint=f"one of {', '.join(LIBRARIES)}",
        )
    for part in wanted:
        if part not in ("value", "gradient", "blocks"):
            raise SymdiffError(
                f"{part!r} of arrays has no code here", hint="value, gradient or blocks; or derive it first"
            )
    inputs = _inputs(formulas, order, params)
    if "blocks" in wanted:
        return _of_blocks(formulas, language, inputs, wanted, name)
    exprs: list[Expr] = []
    for formula in formulas:
        exprs += [formula] if "value" in wanted else []
        if "gradient" in wanted:
            refuse_array(formula, "gradient", "derive has the derivative of an array")
            exprs += [derivatives(formula, [by], "full")[-1][1] for by in order or inputs]
    if not exprs:
        raise SymdiffError("nothing is wanted", hint="such as wanted=('value', 'gradient')")
    return _file(exprs, language, inputs, name, [])


def _file(exprs: Sequence[Expr], language: str, inputs: Sequence[str], name: str, more: Sequence[str]) -> str:
    """Return the file of a function, with *more* lines behind it."""
    text = source_of(exprs, name, inputs, LIBRARIES[language]) + "".join([f"{line}\n" for line in more])
    return text + _test(language, name, inputs, samples(exprs))


def _of_blocks(
    formulas: Sequence[Expr], language: str, inputs: Sequence[str], wanted: Sequence[str], name: str
) -> str:
    if len(formulas) != 1 or len(wanted) != 1:
        raise SymdiffError("blocks are those of one formula, and by themselves")
    block, axes = blocks_of(formulas[0])
    once = "".join(dict.fromkeys(axes))
    more = [
        "", "", f"def {name}_full(block):",
        f'    """Return the whole array, [{",".join(axes)}], of its entries [{",".join(once)}]."""',
        f"    found = np.zeros([np.shape(block)[axis] for axis in {[once.index(each) for each in axes]}])",
        f'    np.einsum("{axes}->{once}", found)[...] = block', "    return found",
    ]  # fmt: skip
    return _file([block], language, inputs, name, more if language == "numpy" else [])


def _inputs(formulas: Sequence[Expr], order: Sequence[str], params: Sequence[str]) -> list[str]:
    """Return the arguments. Raises SymdiffError for names that do not occur, or are given twice."""
    dims = {dim for each in formulas for array in each.graph.arrays.values() for dim in array.shape}
    known = {array for each in formulas for array in each.graph.arrays} - dims
    known |= {name for each in formulas for name in names_in(each) if name not in dims}
    used = {name for each in formulas for name in names_in(each)} - dims
    first = [*order, *params]
    for name in first:
        if name not in known:
            raise SymdiffError(
                f"{name} is no name of the formula", hint=f"its names are {', '.join(sorted(known))}"
            )
        if first.count(name) > 1:
            raise SymdiffError(f"{name} is given twice")
    sized = {dim for each in formulas for dim in each.graph.symbols([each.node]) if dim in dims}
    lacking = {
        name for each in formulas for name, array in each.graph.arrays.items() if sized & set(array.shape)
    }
    rest = (used | (lacking if sized else set())) - set(first)
    return [*first, *sorted(rest)]


def _test(language: str, name: str, inputs: Sequence[str], found: Sequence[Sample]) -> str:
    """Return what runs where the file is a program: the function compared with values that are known."""
    cases = [(tuple([sample.at.get(each, 0.5) for each in inputs]), tuple(sample.values)) for sample in found]
    setting, array, whole = _LINES[language]
    lines = ["", "", "def _test(function):", '    """Compare a function with values that are known."""']
    lines += ["    for given, wanted in ["]
    lines += [f"        ({given!r},\n         {values!r})," for given, values in cases]
    lines += [
        "    ]:",
        f"        found = function(*[{array.format('each')} for each in given])",
        "        for one, two in zip(found if isinstance(found, tuple) else (found,), wanted, strict=True):",
        f"            one, two = {array.format('one')}, {array.format('two')}",
        f"            near = {_DIGITS}*(1 + abs(two).max())",
        f"            if one.shape != two.shape or not {whole}(abs(one - two) <= near):",
        f'                raise SystemExit(f"{name} is {{one}}, and should be {{two}}")',
        f'    print("{name} has the values of {len(cases)} draws")',
        "",
        "",
        'if __name__ == "__main__":',
        *[f"    {line}" for line in setting],
        f"    _test({name})",
    ]
    return "\n".join(lines) + "\n"


_LINES = {
    "numpy": ((), "np.asarray({0}, float)", "np.all"),
    "jax": (('jax.config.update("jax_enable_x64", True)',), "jnp.asarray({0}, float)", "jnp.all"),
    "torch": ((), "torch.as_tensor({0}, dtype=torch.float64)", "torch.all"),
}
"""For each language what is said first, how an array is made, and how it is asked whether all is true."""

__all__ = ["code_of_arrays"]

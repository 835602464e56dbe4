"""Derivatives of vectors, matrices and tensors: their values by differences, and how they are printed."""

from __future__ import annotations

import json
import pickle
from functools import cache
from pathlib import Path

import numpy
import pytest
from arrays import SIZES, applied, direction, drawn, slope
from parts import in_parts

import symdiff
from symdiff import SymdiffError, Unsupported, WrongShape, check, derive, evaluate, parse, simplify, tensors
from symdiff.errors import DomainError
from symdiff.export.einsum import source_of
from symdiff.export.index import index_text
from symdiff.export.json import from_json, json_text
from symdiff.export.numpy import numpy_source
from symdiff.graph.shapes import declared
from symdiff.simplifier.arrays.forms import forms
from symdiff.verbs.tensors import derivatives
from symdiff.witness.directions import checked

ROWS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "arrays.jsonl").read_text().splitlines()
]
ENTRIES = [row for row in ROWS if row.get("entries")]
PLAIN = [row for row in ROWS if not row.get("entries")]
DIFFERENT = [row for row in PLAIN if row["order"] < 3]


def named(row):
    return f"{row['formula']} by {row['by']}" + (f" {row['order']}" if row["order"] > 1 else "")


def answer(row, order=None):
    wanted = row["order"] if order is None else order
    return chain(row["formula"], row["shapes"], row["by"], row["order"], bool(row.get("entries")))[wanted]


@cache
def chain(formula, shapes, by, order, entries):
    steps = derivatives(parse(formula, shapes=shapes), [by] * order, "full", entries)
    return [step for _, step in steps]


@in_parts
@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_derivative_is_printed_as_here(row):
    found = answer(row)
    assert str(found) == row["answer"]
    again = parse(row["answer"], shapes=row["shapes"])
    assert again.shape == found.shape


@in_parts
@pytest.mark.parametrize("row", DIFFERENT, ids=named)
def test_a_derivative_has_the_values_that_differences_have(row):
    before, after = answer(row, row["order"] - 1), parse(row["answer"], shapes=row["shapes"])
    array = declared(row["shapes"])[row["by"]]
    for seed, sizes in enumerate(SIZES):
        at = drawn(row["shapes"], sizes, seed, row.get("sample"))
        along = direction(array, at[row["by"]], seed)
        wanted = slope(lambda moved, at=at: before(**{**at, row["by"]: moved}), at[row["by"]], along)
        found = applied(after(**at), along)
        assert numpy.shape(found) == numpy.shape(wanted)
        scale = 1 + numpy.max(numpy.abs(wanted))
        assert numpy.max(numpy.abs(found - wanted)) < 1e-7 * scale


@pytest.mark.parametrize("row", [row for row in PLAIN if row["order"] == 1][::2], ids=named)
def test_a_value_and_its_derivative_are_one_function_of_numpy(row):
    exprs = [parse(row["formula"], shapes=row["shapes"]), answer(row)]
    at = drawn(row["shapes"], SIZES[0], 2, row.get("sample"))
    try:
        source = source_of(exprs, order=list(at))
    except Unsupported:
        with pytest.raises(Unsupported):
            [source_of([expr], order=list(at)) for expr in exprs]
        return
    space = {}
    exec(source, space)  # noqa: S102
    with numpy.errstate(divide="ignore"):  # off the diagonal of a triangle, where it is not used
        results = space["f"](*at.values())
    for expr, found in zip(exprs, results, strict=True):
        wanted = numpy.asarray(expr(**at))
        assert numpy.broadcast_to(found, wanted.shape) == pytest.approx(wanted, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("row", ENTRIES, ids=named)
def test_a_derivative_by_free_entries_is_the_gradient_counted_twice_off_the_diagonal(row):
    free = derive(
        parse(row["formula"], shapes=row["shapes"].replace(":symmetric", "").replace(":spd", "")), row["by"]
    )
    at = drawn(row["shapes"], SIZES[0], 1)
    g = free(**at)
    assert answer(row)(**at) == pytest.approx(g + g.T - numpy.diag(numpy.diag(g)))


@pytest.mark.parametrize("row", ROWS[::4], ids=named)
def test_every_form_has_the_same_values(row):
    formula = parse(row["formula"], shapes=row["shapes"])
    raw = derivatives(formula, [row["by"]] * row["order"], "none")[-1][1]
    at = drawn(row["shapes"], SIZES[1], 3, row.get("sample"))
    wanted = numpy.asarray(raw(**at))
    found = [
        symdiff.Expr(graph, node)
        for level in ("basic", "full")
        for graph, node in forms(raw.graph, raw.node, level)
    ]
    for form in found:
        assert form.shape == raw.shape
        assert form(**at) == pytest.approx(wanted, rel=1e-7, abs=1e-7 * (1 + numpy.max(numpy.abs(wanted))))


@pytest.mark.parametrize("row", ROWS[::3], ids=named)
def test_index_notation_says_the_same(row):
    found = answer(row)
    again = parse(index_text(found), shapes=row["shapes"])
    at = drawn(row["shapes"], SIZES[0], 5, row.get("sample"))
    assert again.shape == found.shape
    assert again(**at) == pytest.approx(numpy.asarray(found(**at)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("row", ROWS[::3], ids=named)
def test_numpy_source_computes_the_same(row):
    found = answer(row)
    names = list(declared(row["shapes"]))
    space: dict[str, object] = {}
    exec(numpy_source(found, order=names), space)  # noqa: S102
    at = drawn(row["shapes"], SIZES[1], 7, row.get("sample"))
    wanted = numpy.asarray(found(**at))
    assert space["f"](*at.values()) == pytest.approx(
        wanted, rel=1e-9, abs=1e-9 * (1 + numpy.max(numpy.abs(wanted)))
    )


def test_numpy_source_solves_and_does_not_invert():
    found = derive(parse("x.T @ inv(A) @ x", shapes="A[n,n]:spd x[n]"), "x")
    assert str(found) == "2*inv(A) @ x"
    assert "np.linalg.solve(A, x)" in found.source("numpy")
    assert "inv(" not in found.source("numpy").partition('"""')[2].rpartition('"""')[2]


SHAPES = "A[n,m] x[m] b[n] S[n,n]:spd t"
F = parse("norm(A @ x - b)^2/2 + t*logdet(S)", shapes=SHAPES)
AT = drawn(SHAPES, SIZES[0], 11)


def test_the_verbs_agree_on_arrays():
    g = derive(F, "x")
    assert str(g) == "A.T @ (A @ x - b)"
    assert [str(each) for each in symdiff.gradient(F, ["x", "t"])] == [str(g), "logdet(S)"]
    assert str(symdiff.hessian(F, "x")) == "A.T @ A"
    assert str(symdiff.jacobian(g, "b")) == "-A.T"
    [product] = symdiff.hvp(F, ["x"])
    v = numpy.arange(3.0)
    assert product(**AT, v_x=v) == pytest.approx(AT["A"].T @ AT["A"] @ v)
    [product] = symdiff.jvp(g, ["x"], [tensors("u[m]")])
    assert product(**AT, u=v) == pytest.approx(AT["A"].T @ AT["A"] @ v)
    [product] = symdiff.vjp(parse("A @ x", shapes=SHAPES), ["x"])
    assert str(product) == "A.T @ w_1"
    assert evaluate(F, AT) == pytest.approx(F(**AT))
    assert F.numpy()(*[AT[name] for name in sorted(AT)]) == pytest.approx(F(**AT))
    assert str(simplify(parse("A @ x + A @ x", shapes=SHAPES))) == "2*A @ x"
    assert str(F.diff("t")) == "logdet(S)"
    assert check(F, "x").ok
    assert not check(F, "x", answer=parse("A.T @ A @ x", shapes=SHAPES)).ok


def test_the_shape_is_that_of_the_formula_and_then_that_of_the_variable():
    A, x = tensors("A[n,m] x[m]")
    assert derive(A @ x, x).shape == ("n", "m")
    assert derive(A @ x, A).shape == ("n", "n", "m")
    assert derive(A @ x, x, x).shape == ("n", "m", "m")
    assert str(derive(A @ x, x, x)) == "[i<n,j<m,k<m]: 0"
    assert derive(parse("t*sin(t)", shapes="x[n] t"), "t").shape == ()


REFUSING = {
    "at_kinks": lambda f: symdiff.at_kinks(f, "x", "left"),
    "apart": lambda f: symdiff.apart(f, "x"),
    "clarke_element": lambda f: symdiff.clarke_element(f, "x", {"x": 1.0}),
    "code": lambda f: symdiff.code(f, "c"),
    "collect": lambda f: symdiff.collect(f, "x"),
    "compile": lambda f: symdiff.compile(f, "x"),
    "derivative_at": lambda f: symdiff.derivative_at(f, "x", {"x": 1.0}),
    "derive_distribution": lambda f: symdiff.derive_distribution(f, "x"),
    "directional": lambda f: symdiff.directional(f, "x"),
    "directional_at": lambda f: symdiff.directional_at(f, "x", {"x": 1.0}, [1]),
    "expand": lambda f: symdiff.expand(f),
    "factor": lambda f: symdiff.factor(f),
    "gradient_at": lambda f: symdiff.gradient_at(f, "x", {"x": 1.0}),
    "implicit": lambda f: symdiff.implicit(f, "x", "t"),
    "implicit_steps": lambda f: symdiff.implicit_steps(f, "x", "t"),
    "jet": lambda f: symdiff.jet(f, "x", {"x": 1.0}, 2),
    "judge": lambda f: symdiff.judge(f, "x", "1"),
    "minimize": lambda f: symdiff.minimize(f, "x"),
    "prox": lambda f: symdiff.prox(f, "x"),
    "special_points": lambda f: symdiff.special_points(f, "x"),
    "stable": lambda f: symdiff.stable(f),
    "steps": lambda f: symdiff.steps(f, "x"),
    "taylor": lambda f: symdiff.taylor(f, "x"),
    "together": lambda f: symdiff.together(f),
    "trig": lambda f: symdiff.trig(f),
    "plot": lambda f: f.plot("x"),
    "python": lambda f: f.source("python"),
    "sympy": lambda f: f.sympy(),
    "the text of SymPy": lambda f: f.source("sympy"),
}
DOING = {
    "apply",
    "check",
    "derive",
    "evaluate",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "parse",
    "simplify",
    "symbols",
    "tensors",
    "vjp",
}
NO_FORMULA = {"generate", "gradcheck", "is_compiled", "minimize_composite"}


@pytest.mark.parametrize("verb", REFUSING)
def test_a_verb_that_does_no_arrays_names_them(verb):
    with pytest.raises(SymdiffError) as refused:
        REFUSING[verb](F)
    assert "A[n,m]" in str(refused.value) or "arrays" in str(refused.value)


def test_every_verb_does_arrays_or_refuses_them():
    verbs = {name for name in symdiff.__all__ if name.islower()}
    assert verbs <= {*REFUSING, *DOING, *NO_FORMULA}


def test_what_has_two_sizes_or_another_shape_is_refused_when_it_is_computed():
    A, x = tensors("A[n,m] x[m]")
    with pytest.raises(WrongShape, match="the dimension m is 3 in A\\[n,m\\], and 2 in x\\[m\\]"):
        (A @ x)(A=numpy.ones((2, 3)), x=numpy.ones(2))
    with pytest.raises(WrongShape, match="given an array of the shape"):
        (A @ x)(A=numpy.ones(3), x=numpy.ones(3))
    with pytest.raises(SymdiffError, match="has no value"):
        (A @ x)(A=numpy.ones((2, 3)))
    with pytest.raises(SymdiffError, match="the dimension n has no value"):
        parse("eye(n)", shapes="A[n,n]")()
    assert parse("eye(n)", shapes="A[n,n]")(n=2).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("symmetric", [[1, 2], [3, 4]]), ("spd", [[1, 2], [2, 1]]), ("lower", [[1, 2], [0, 1]]),
     ("diagonal", [[1, 0], [1, 1]]), ("orthogonal", [[1, 1], [0, 1]])],
)  # fmt: skip
def test_an_array_that_is_not_of_its_kind_is_refused(kind, wrong):
    f = parse("tr(M)", shapes=f"M[n,n]:{kind}")
    assert f(M=numpy.eye(2)) == 2
    with pytest.raises(DomainError, match=f"said to be {kind}"):
        f(M=wrong)


def test_an_entry_that_is_not_there_is_refused():
    with pytest.raises(DomainError, match="no entry 5 of 3"):
        parse("x[5]", shapes="x[n]")(x=[1, 2, 3])


@pytest.mark.parametrize("text", ["inv(B)", "solve(B, b)", "logdet(B)", "chol(B)", "eigvalsh(B)"])
def test_data_without_a_value_is_a_clear_error(text):
    bad = {"inv(B)": [[1, 2], [2, 4]], "chol(B)": [[1, 2], [2, 1]]}.get(text, [[1, 2], [2, 4]])
    if text == "eigvalsh(B)":
        bad = [[1, 2], [3, 4]]
    with pytest.raises(DomainError, match=text.partition("(")[0]):
        parse(text, shapes="B[n,n] b[n]")(B=bad, b=[1, 2])
    near = numpy.array([[1, 1], [1, 1 + 1e-17]])
    if text in ("inv(B)", "solve(B, b)"):
        with pytest.raises(DomainError):
            parse(text, shapes="B[n,n] b[n]")(B=near, b=[1, 2])


@pytest.mark.parametrize(
    ("text", "by", "conditions"),
    [
        ("tr(inv(X))", "X", "det(X) != 0"),
        ("logdet(X)", "X", "det(X) != 0"),
        ("logdet(S)", "S", ""),
        ("norm(x)", "x", "x != 0"),
        ("norm(X @ x, 1)", "x", "X @ x != 0 in each entry"),
        ("sum(relu(x - 1))", "x", "x != 1 in each entry"),
        ("sum(sign(x) .* x)", "x", "x != 0 in each entry"),
        ("log(det(X))", "X", "det(X) > 0"),
        ("prod(x)", "x", "x != 0 in each entry"),
        ("sum(sqrt(x))", "x", "x > 0"),
        ("sum(acos(x))", "x", "x > -1 and x < 1"),
        ("log(sum(exp(x)))", "x", ""),
        ("sum(1 ./ (1 + x^2))", "x", ""),
        ("x ./ sum(x)", "x", "sum(x) != 0"),
        ("tr(inv(X @ X.T))", "X", "det(X) != 0"),
        ("tr(inv(2*X)) + tr(inv(X))", "X", "det(X) != 0"),
        ("tr(inv(2*X + 4*eye(n))) + tr(inv(X + 2*eye(n)))", "X", "det(X + 2*eye(n)) != 0"),
        ("sum(log(x @ x.T + t))", "x", "x @ x.T + t > 0"),
    ],
)
def test_an_answer_says_where_it_holds(text, by, conditions):
    found = derive(parse(text, shapes="X[n,n] S[n,n]:spd x[n] t"), by)
    assert found.where == conditions
    assert found.where == conditions


def test_what_no_formula_says_is_a_note():
    found = derive(parse("sum(eigvalsh(S)^3)", shapes="S[n,n]:symmetric"), "S")
    assert "where the eigenvalues of S are simple" in found.notes


def test_the_check_sees_a_missing_transposition_and_a_missing_term():
    f = parse("x.T @ A @ x", shapes="A[n,n] x[n]")
    assert checked(f, "x", parse("(A + A.T) @ x", shapes="A[n,n] x[n]")) == 2
    for wrong in ("(A + A) @ x", "A @ x", "(A + A.T) @ x/2", "-(A + A.T) @ x"):
        with pytest.raises(SymdiffError, match="does not stand up to a check"):
            checked(f, "x", parse(wrong, shapes="A[n,n] x[n]"))


def test_an_array_survives_json_pickle_and_another_graph():
    found = derive(F, "A")
    assert from_json(json_text(found)) == found
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(pickle.loads(pickle.dumps(found))) == hash(found)
    for nodes in (
        [["array", "A", ["n", 0], ""]],
        [["whole", "inv(A) -> A", 0]],
        [["array", "A", ["n"], ""], ["contract", "ab->ba", 0]],
    ):
        with pytest.raises(SymdiffError):
            from_json({"format": "symdiff", "version": 1, "nodes": nodes})


def test_latex_is_that_of_the_text():
    assert derive(F, "x").latex() == r"A^{\top} \left(A x - b\right)"
    assert parse("[i]: sum[j](A[i,j]*x[j])/2", shapes="A[n,m] x[m]").latex() == r"\frac{A x}{2}"
    assert (
        parse("norm(x)*softmax(x)", shapes="x[n]").latex()
        == r"\left\|x\right\| \, \operatorname{softmax}\left(x\right)"
    )


def test_unknown_derivatives_are_refused_by_name():
    with pytest.raises(Unsupported, match="polar"):
        derive(parse("sum(svdvals(X))", shapes="X[n,m]"), "X", "X")
    with pytest.raises(Unsupported, match="expm"):
        derive(parse("expm(X)", shapes="X[n,n]"), "X")
    with pytest.raises(Unsupported, match="orthogonal"):
        derive(parse("tr(Q)", shapes="Q[n,n]:orthogonal"), "Q")
    with pytest.raises(SymdiffError, match="n is a dimension of"):
        derive(parse("sum(x)/n", shapes="x[n]"), "n")


@pytest.mark.parametrize(
    ("kind", "text"), [("diagonal", "diag(diag(A))"), ("lower", "tril(A)"), ("symmetric", "(A + A.T)/2")]
)
def test_a_derivative_by_a_matrix_of_a_kind_is_of_that_kind(kind, text):
    found = derive(parse("tr(A.T @ D)", shapes=f"A[n,n] D[n,n]:{kind}"), "D")
    at = drawn("A[n,n]", SIZES[0], 2)
    assert found(**at) == pytest.approx(parse(text, shapes="A[n,n]")(**at))


def test_a_long_chain_of_products_is_read_derived_and_printed_without_recursion():
    text = " @ ".join(["A"] * 12)
    f = parse(f"tr({text})", shapes="A[n,n]")
    assert str(derive(f, "A")) == f"12*({' @ '.join(['A'] * 11)}).T"
    deep = parse("+".join(["x"] * 3000), shapes="x[n]")
    assert str(derive(deep, "x", level="basic")) == "3000*eye(n)"


def test_text_and_errors_of_the_command():
    from click.testing import CliRunner

    from symdiff.cli import cli

    def ran(*arguments):
        return CliRunner().invoke(cli, ["diff", *arguments])

    found = ran("norm(A @ x - b)^2", "x", "--shape", "A[n,m] x[m] b[n]")
    assert found.stdout.splitlines()[-1] == "2*A.T @ (A @ x - b)"
    assert "derivative[m]" in found.stderr
    found = ran("norm(A @ x - y)^2", "x", "--vector", "x,y", "--matrix", "A")
    assert found.stdout == "2*A.T @ (A @ x - y)\n"
    assert "read as A[" in found.stderr
    found = ran("x @ A", "x", "--shape", "A[n,m] x[n]", "--layout", "denominator")
    assert found.stdout == "A\n"
    found = ran("x @ A", "x", "--shape", "A[n,m] x[n]", "--layout", "numerator")
    assert found.stdout == "A.T\n"
    found = ran("tr(A @ S)", "S", "--shape", "A[n,n] S[n,n]:symmetric", "--entries")
    assert found.stdout == "A + A.T - diag(diag(A))\n"
    found = ran("A @ x", "x", "--shape", "A[n,m] x[m]", "--format", "index")
    assert found.stdout == "[i,j]: A[i,j]\n"
    found = ran("x'*A*x", "x", "--shape", "A[n,n]:symmetric x[n]", "--syntax", "matlab")
    assert found.stdout == "2*A @ x\n"
    found = ran("A @ x", "A", "--shape", "A[n,m] x[m]", "--format", "matrix")
    assert found.exit_code == 2
    assert "3 axes" in found.stderr
    found = ran("logdet(X)", "X", "--shape", "X[n,n]", "--json")
    told = json.loads(found.stdout)
    assert told["result"]["text"] == "inv(X).T"
    assert told["where"] == "det(X) != 0"
    assert told["shape"] == ["n", "n"]
    assert told["checked"]["witnesses"][0]["agrees"]
    for arguments in (
        ("A @ b", "x", "--shape", "A[n,m] b[n] x[m]"),
        ("x", "x", "--entries"),
        ("x", "x", "--format", "index"),
        ("A @ x", "y", "--shape", "A[n,m] x[m]"),
        ("A @ x", "--shape", "A[n,m] x[m]"),
        ("x", "x", "--shape", "x[n]", "--steps"),
        ("x", "x", "--shape", "x[n]", "--format", "c"),
    ):
        assert ran(*arguments).exit_code == 2
    assert "by x, the only variable" in ran("sum(x)", "--shape", "x[n]").stderr


def test_a_derivative_by_an_array_that_is_gone_has_its_shape():
    first = derive(parse("sum(u) + t", shapes="u[n] t"), "t")
    assert (str(first), str(derive(first, "u"))) == ("1", "zeros(n)")


WRITTEN = [
    ("[i,j,p]: sum[l](T[i,j,l]*U[i,l,p])", "T @ U"),
    ("[i,p,j]: sum[l](T[i,j,l]*U[i,l,p])", "(T @ U).transpose(0, 2, 1)"),
    ("[i,j,p]: sum[l](T[i,j,l]*W[l,p])", "T @ W"),
    ("[p,i,j]: sum[l](T[i,j,l]*W[l,p])", "(T @ W).transpose(2, 0, 1)"),
    ("[l,p]: sum[i,j](T[i,j,l]*S[i,j,p])", "np.tensordot(T, S, ((0, 1), (0, 1)))"),
    ("[i,j,l]: T[i,j,l]*X[i,j]", "T*X[:, :, None]"),
    ("[i,j,l]: X[i,j]*w[l]", "X[:, :, None]*w"),
    ("sum(X) * (W @ q)", "np.sum(X)*(W @ q)"),
    ("[j]: sum[i,l](X[i,j]*w[l])", "np.sum(X, axis=0)*np.sum(w)"),
    ("W.T @ w", "W.T @ w"),
    ("relu(X)", "np.maximum(X, 0)"),
    ("[i,j,l]: T[i,j,l] + w[l]", "T + w[None, None, :]"),
    ("[i,j,l]: T[i,j,l] - r*w[l]", "T - (r*w)[None, None, :]"),
]


@pytest.mark.parametrize(("text", "code"), WRITTEN)
def test_products_are_written_with_blas_and_without_ones(text, code):
    shapes = "T[n,m,d] U[n,d,k] S[n,m,k] W[d,k] X[n,m] w[d] q[k] r"
    f = parse(text, shapes=shapes)
    at = {name: at for name, at in drawn(shapes, SIZES[0], 3).items() if name in f.graph.symbols([f.node])}
    source = source_of([f, parse("2")], order=sorted(at))  # several share what they can
    assert f"return ({code}, 2)" in source
    space = {}
    exec(source, space)  # noqa: S102
    assert space["f"](**at)[0] == pytest.approx(f(**at))


def test_what_numpy_lacks_is_written_by_its_definition():
    f = parse("sum(sech(x) + tanh(x) + silu(x))", shapes="x[n]")
    space = {}
    exec(source_of([f]), space)  # noqa: S102
    x = numpy.array([-800.0, -0.3, 0.0, 2.0])
    assert space["f"](x) == pytest.approx(f(x=x))
    g = symdiff.vjp(parse("sum(relu(x) + tanh(x))", shapes="x[n]"), "x", 1, simplify="none")[0]
    source = source_of([parse("tanh(x)", shapes="x[n]"), g])
    assert "cosh" not in source
    assert "np.heaviside(" in source
    exec(source, space)  # noqa: S102
    x[2] = 1.0
    assert space["f"](x)[1] == pytest.approx(g(x=x))


def test_a_number_that_a_product_comes_to_is_no_factor_of_it() -> None:
    assert str(simplify(parse("sum(y)*(sign(1 - x + x)/abs(1 - x + x))", shapes="x y[n]"))) == "sum(y)"


# What is simplified → its form, and what must hold for it to have a value where the form has one.
LOST = {
    "inv(A) @ A @ x": ("x", "det(A) != 0"),
    "inv(inv(A))": ("A", "det(A) != 0"),
    "logdet(A @ B) - logdet(A)": ("logdet(B)", "det(A) != 0"),
    "heaviside(x) .* y + y .* heaviside(-x)": ("y", "x != 0 in each entry"),
    "1/(t*(1 + x/t))": ("1/(x + t)", "t != 0"),
    "log(x) - log(x) + y": ("y", "x > 0"),
    "t*x/t": ("x", "t != 0"),
    "sqrt(x)^2": ("x", "x >= 0"),
    "inv(S) @ S @ x": ("x", ""),
    "inv(A) @ x + inv(A) @ x": ("2*inv(A) @ x", ""),
    "x + x": ("2*x", ""),
}


@pytest.mark.parametrize("text", LOST)
def test_a_simplified_formula_says_which_domain_it_lost(text):
    found = simplify(parse(text, shapes="A[n,n] B[n,n] x[n] y[n] S[n,n]:spd t"))
    assert (str(found), found.where) == LOST[text]


def test_a_direction_has_the_property_of_its_variable():
    f = parse("tr(S @ A @ S)", shapes="S[n,n]:symmetric A[n,n]")
    v, w = tensors("V[n,n]:symmetric W[n,n]")
    expected = "tr(V @ A @ S + S @ A @ V)"
    assert [str(each) for each in symdiff.jvp(f, ["S"], [v])] == [expected]
    both = symdiff.jvp(f, ["S"], [w + w.T])
    assert [str(each) for each in both] == [expected.replace("V", "(W + W.T)")]
    with pytest.raises(WrongShape, match="W is given where a direction that is symmetric is expected"):
        symdiff.jvp(f, ["S"], [w])

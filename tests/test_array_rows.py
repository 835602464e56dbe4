"""Each row of the table of whole arrays, by differences, which do not read it; and the laws of products."""

from __future__ import annotations

import re

import numpy
import pytest
from arrays import SIZES, direction, drawn, of_kind, slope

from symdiff import Expr, SymdiffError, Unsupported, parse, simplify
from symdiff.arithmetic.tensors import value
from symdiff.arithmetic.whole import function_of_arrays
from symdiff.graph.graph import Graph
from symdiff.graph.inference import called
from symdiff.graph.shapes import Array
from symdiff.parser.arrays.pullbacks import Pullback, pullback, put
from symdiff.simplifier.arrays import laws
from symdiff.simplifier.arrays.forms import forms, normals
from symdiff.simplifier.arrays.identities import LAWS as IDENTITIES
from symdiff.simplifier.arrays.identities import SHAPES as ROW_SHAPES
from symdiff.simplifier.arrays.identities import find
from symdiff.sweeps.arrays import pulled, pushed
from symdiff.table.arrays import ARRAY_FUNCTIONS, CONTRACT, code_of_array, code_of_signature, signature_of
from symdiff.table.functions import row_of
from symdiff.table.operators import GT, LT, PIECEWISE

SHAPES = {"n": 4, "m": 3, "k": 2, "p": 2, "q": 3, "r": 8, "s": 9, "*": 2}
KINDS = {
    "chol": "spd",
    "eigvalsh": "symmetric",
    "eigvecs": "symmetric",
    "gaps": "symmetric",
    "logm": "realspectrum",
    "logm_frechet": "realspectrum",
    "sqrtm": "realspectrum",
    "prod": "positive",
}
MOVED = [
    (row.signature, place)
    for row in ARRAY_FUNCTIONS
    for place, text in enumerate(row.pullbacks)
    if text  # an empty one does not move the value
]


def made(signature):
    """Return a graph with the function on symbols, its node, their nodes, and arrays for them."""
    code = code_of_signature(signature)
    graph, generator = Graph(), numpy.random.default_rng(len(signature))
    symbols, at = [], {}
    for name, axes in signature_of(code).parameters:
        shape = tuple([int(axis) if axis.isdigit() else SHAPES[axis] for axis in axes])
        kind = KINDS.get(row_of(code).name, "")
        symbols.append(graph.array(name, Array(shape, "symmetric" if kind in ("spd", "symmetric") else "")))
        at[name] = of_kind(kind, generator.normal(size=shape), generator)
        if name == "k" and not shape:  # a whole power
            at[name] = 3.0
    return graph, graph.call(code, symbols), symbols, at


@pytest.mark.parametrize(("signature", "place"), MOVED)
def test_a_pullback_is_what_differences_say(signature, place):
    assert error(signature, place) < 1e-7


def error(signature, place, rule=None):
    graph, node, symbols, at = made(signature)
    name = graph.names[symbols[place]]
    seed = graph.array("seed", Array(graph.shape(node)))
    if rule is None:
        [found] = pulled(graph, node, seed, [symbols[place]])
    else:
        found = put(graph, rule, graph.ops[node], node, seed, 0)
    generator = numpy.random.default_rng(3)
    weights = generator.normal(size=graph.shape(node))
    along = direction(graph.arrays[name], at[name], 5)
    wanted = numpy.sum(
        weights * slope(lambda moved: value(Expr(graph, node), {**at, name: moved}), at[name], along)
    )
    product = numpy.sum(value(Expr(graph, found), {**at, "seed": weights}) * along)
    return abs(product - wanted) / (1 + abs(wanted))


@pytest.mark.parametrize(("signature", "place"), MOVED)
def test_a_tangent_is_what_differences_say(signature, place):
    graph, node, symbols, at = made(signature)
    name = graph.names[symbols[place]]
    along = direction(graph.arrays[name], at[name], 5)
    moved = graph.array("moved", Array(graph.arrays[name].shape))
    tangent = pushed(graph, node, {symbols[place]: moved})
    wanted = slope(lambda there: value(Expr(graph, node), {**at, name: there}), at[name], along)
    found = value(Expr(graph, tangent), {**at, "moved": along})
    assert found == pytest.approx(wanted, rel=1e-7, abs=1e-7 * (1 + numpy.max(numpy.abs(wanted))))


@pytest.mark.parametrize(("signature", "place"), MOVED)
def test_a_slip_in_a_pullback_is_seen(signature, place):
    code = code_of_signature(signature)
    text = row_of(code).pullbacks[place]
    slips = {f"2*({text})", f"-({text})"}
    slips |= {text[: found.start()] + text[found.end() :] for found in re.finditer(r"\.T", text)}
    slips |= {text.replace(" + ", " - ", 1), text.replace("/2", "", 1), text.replace("G*Y", "G", 1)} - {text}
    for slip in slips:
        try:
            wrong = changed(code, slip)
            right = changed(code, text)
            if wrong.graph.same(wrong.order[-1], right.graph, right.order[-1]):
                continue  # of a vector the transpose is no slip
            away = error(signature, place, wrong)
        except SymdiffError:  # the shapes no longer fit
            continue
        assert away > 1e-4, slip


def changed(code, text):
    """Return the pullback that *text* says in the place of one of the row of *code*."""
    from symdiff.limits import DEFAULT
    from symdiff.parser.arrays import pullbacks
    from symdiff.parser.arrays.lowering import lowered

    signature = signature_of(code)
    arrays = {name: Array(pullbacks._own(axes)) for name, axes in signature.parameters}
    arrays["Y"] = arrays["G"] = Array(pullbacks._own(signature.value))
    starred = frozenset([*[name for name, axes in signature.parameters if "*" in axes], "Y", "G"])
    graph = Graph()
    node, _ = lowered(graph, text, arrays, DEFAULT)
    return Pullback(graph, tuple(graph.below([node])), starred if "*" in signature.value else frozenset())


def test_what_is_not_known_is_refused_and_what_does_not_move_has_none():
    with pytest.raises(Unsupported, match="polar"):
        pullback(code_of_array("polar"), 0)
    with pytest.raises(Unsupported, match="expm_frechet"):
        pullback(code_of_array("expm_frechet"), 0)
    assert pullback(code_of_array("largest"), 0) is None


def test_every_row_has_a_value_a_shape_and_a_code_of_its_own():
    codes = [code_of_signature(row.signature) for row in ARRAY_FUNCTIONS]
    assert len(set(codes)) == len(ARRAY_FUNCTIONS)
    assert min(codes) > CONTRACT
    for row, code in zip(ARRAY_FUNCTIONS, codes, strict=True):
        assert row_of(code) is row
        graph, node, symbols, at = made(row.signature)
        found = value(Expr(graph, node), at)
        assert numpy.shape(found) == called(code, [graph.shape(symbol) for symbol in symbols])
        assert numpy.all(numpy.isfinite(found))
        function_of_arrays(numpy, row.name)


# What is written → what "full" makes of it. Both are compared as values, too.
LAWS = {
    "A @ inv(A) @ x": "x",
    "inv(diag(x) @ A @ diag(y)) @ x": "sum(inv(A), 1)/y",
    "det(diag(x) @ A)": "prod(x)*det(A)",
    "logdet(diag(x) @ A @ diag(y)) - logdet(A)": "sum(log(abs(x))) + sum(log(abs(y)))",
    "norm(x)^3/norm(x)": "norm(x)^2",
    "A .* (x @ ones(n).T) + A .* (ones(n) @ y.T)": "diag(x) @ A + A @ diag(y)",
    "x .* y + 2*x + sum(y)*x": "x .* (y + 2 + sum(y))",
    "tr(A' A)/norm(A)": "norm(A)",
    "inv(A) @ A @ B": "B",
    "tr(A @ inv(A))": "n",
    "A @ pinv(A) @ A": "A",
    "pinv(A) @ A @ pinv(A)": "pinv(A)",
    "A.T @ A @ pinv(A)": "A.T",
    "pinv(A) @ A @ A.T": "A.T",
    "pinv(A) @ pinv(A).T @ A.T": "pinv(A)",
    "A.T @ pinv(A).T @ pinv(A)": "pinv(A)",
    "pinv(A).T @ A.T @ x": "A @ pinv(A) @ x",
    "A.T @ pinv(A).T - pinv(A) @ A": "zeros(n,n)",
    "tr(kron(A, B) @ kron(A, B))": "tr(A @ A)*tr(B @ B)",
    "inv(A @ B)": "inv(B) @ inv(A)",
    "inv(inv(A))": "A",
    "inv(A.T) @ A.T": "eye(n)",
    "inv(2*A)": "inv(A)/2",
    "inv(eye(n))": "eye(n)",
    "inv(diag(x)) @ x": "ones(n)",
    "det(inv(A))*det(A)": "1",
    "det(A.T) - det(A)": "0",
    "det(diag(x))": "prod(x)",
    "logdet(A @ B) - logdet(A)": "logdet(B)",
    "log(abs(det(A)))": "logdet(A)",
    "logdet(inv(A)) + logdet(A)": "0",
    "exp(x)/sum(exp(x))": "softmax(x)",
    "sum(softmax(x))": "1",
    "1/(1 + exp(-x))": "sigmoid(x)",
    "exp(x)/(1 + exp(x))": "sigmoid(x)",
    "1 - sigmoid(x)": "sigmoid(-x)",
    "exp(x) .* sigmoid(-x)": "sigmoid(x)",
    "sign(x) ./ abs(x)": "1/x",
    "sinh(x) ./ cosh(x)": "tanh(x)",
    "heaviside(x - y) .* max(0, x - y)": "max(0, x - y)",
    "heaviside(x) .* relu(x)^2": "relu(x)^2",
    "logdet(expm(A)) + tr(B)": "tr(A) + tr(B)",
    "det(expm(A))": "exp(tr(A))",
    "sqrt(sum(x .* x))": "norm(x)",
    "sum(x .* x)^(3/2)": "norm(x)^3",
    "eigvecs(S) @ diag(eigvalsh(S)) @ eigvecs(S).T": "S",
    "max(eigvalsh(S))": "eigvalsh(S)[n - 1]",
    "min(eigvalsh(S))": "eigvalsh(S)[0]",
    "max(svdvals(A))": "svdvals(A)[0]",
    "sum(x)/n": "mean(x)",
    "A @ x + A.T @ x": "(A + A.T) @ x",
    "x @ x.T @ A - x @ y.T @ A": "x @ (x - y).T @ A",
    "tr(A.T)": "tr(A)",
    "sum(A.T)": "sum(A)",
    "S - S.T": "zeros(n,n)",
    "(A @ B).T - B.T @ A.T": "zeros(n,n)",
    "tr(A @ B) - tr(B @ A)": "0",
    "x.T @ A @ y - y.T @ A.T @ x": "0",
    "diag(diag(x))": "x",
    "tr(x @ y.T)": "x.T @ y",
    "sum(eye(n))": "n",
    "ones(n) @ x": "sum(x)",
    "A @ (x + y) - A @ x": "A @ y",
    "det(A)*eye(n) + det(A)*x @ x.T": "det(A)*(eye(n) + x @ x.T)",
    "x + 0*x": "x",
    "x - x": "zeros(n)",
    "2*x/2": "x",
    "tr(kron(A, B))": "tr(A)*tr(B)",
    "expm_frechet(A, eye(n))": "expm(A)",
    "sech(x)^2": "1 - tanh(x)^2",
    "kron(A, B) @ kron(x, y)": "kron(A @ x, B @ y)",
    "kron(x, y).T @ kron(A, B) @ kron(x, y)": "(x.T @ A @ x)*y.T @ B @ y",
    "inv(kron(A, B)) @ kron(x, y)": "kron(inv(A) @ x, inv(B) @ y)",
    "logdet(kron(A, B))": "n*logdet(A) + n*logdet(B)",
    "sum(kron(x, y)^2)": "norm(x)^2*norm(y)^2",
    "det(eye(n) + x @ y.T)": "1 + x.T @ y",
    "det(eye(n) - 2*sum(x)*x @ y.T)": "1 - 2*sum(x)*x.T @ y",
    "logdet(eye(n) + x @ y.T)": "log(abs(1 + x.T @ y))",
    "(x - mean(x)).T @ ones(n)": "0",
    "(eye(n) - (x - mean(x)) @ (x - mean(x)).T) @ ones(n)": "ones(n)",
    "sum(A - mean(A))": "0",
    "eigvecs(S) @ diag(exp(eigvalsh(S))) @ eigvecs(S).T": "expm(S)",
    "eigvecs(S) @ diag(log(eigvalsh(S))) @ eigvecs(S).T": "logm(S)",
    "eigvecs(S) @ diag(sqrt(eigvalsh(S))) @ eigvecs(S).T": "sqrtm(S)",
    "expm(A.T + 2*B.T)": "expm(A + 2*B).T",
    "tr(expm(A.T) @ B.T)": "tr(B @ expm(A))",
    "logm_frechet(S, S) @ x": "x",
    "sylvester(sqrtm(S), sqrtm(S), eye(n))": "inv(sqrtm(S))/2",
    "(A @ B) .^ (-2) .* (A @ B)": "1 ./ (A @ B)",
    "x .* prod(abs(x))^(1/n)*prod(abs(x))": "prod(abs(x))^(1 + 1/n)*x",
    "norm(x)^2/(n*(1 + norm(x)^2/n))": "norm(x)^2/(norm(x)^2 + n)",
    "n*(x + y/n)": "y + n*x",
    "y .* sigmoid(-x) + y .* sigmoid(x)": "y",
    "(1 - y) .* sigmoid(x) - y .* sigmoid(-x)": "sigmoid(x) - y",
    "exp(x)/mean(exp(x))": "n*softmax(x)",
    "y .* heaviside(x) + y .* heaviside(-x)": "y",
}
KEPT = {
    "det(x @ y.T .* A .* B)": "det(x @ y.T .* (A .* B))",
    "det(x @ y.T)": "det(x @ y.T)",
    "det(A + x @ y.T)": "det(A + x @ y.T)",
    "det(2*eye(n) + x @ y.T)": "det(2*eye(n) + x @ y.T)",
    "det(eye(n) + A .* (x @ y.T))": "det(eye(n) + x @ y.T .* A)",
    "sum(x - mean(y))": "sum(x - mean(y))",
    "sum((x - mean(x)) .* y)": "(x - mean(x)).T @ y",
    "(A @ B) .^ (-2) .* (A.T @ B)": "A.T @ B ./ (A @ B) .^ 2",
    "t*(x + y/t^2)": "t*x + y/t",
    "expm(A.T + B)": "expm(A.T + B)",
    "sylvester(A, B, eye(n))": "sylvester(A, B, eye(n))",
    "logm_frechet(S, A)": "logm_frechet(S, A)",
    "sigmoid(x) .* sigmoid(-x)": "sigmoid(x) .* sigmoid(-x)",
    "kron(C, D) @ kron(E, F)": "kron(C, D) @ kron(E, F)",
}
"""What a law has a guard for → what it is written as: for another reason than that law, or for none."""


@pytest.mark.parametrize("text", LAWS)
def test_a_law_shortens_and_keeps_the_value(text):
    shapes = "A[n,n] B[n,n] x[n] y[n] S[n,n]:spd"
    first = parse(text, shapes=shapes)
    found = [Expr(*form) for form in forms(first.graph, first.node, "full")]
    assert LAWS[text] in map(str, found)
    at = drawn(shapes, SIZES[0], 4)
    wanted = numpy.asarray(first(**at))
    for second in [*found, simplify(first)]:
        assert second(**at) == pytest.approx(wanted, rel=1e-8, abs=1e-9)
        assert second.shape == first.shape


@pytest.mark.parametrize("text", KEPT)
def test_what_a_law_does_not_say_is_not_used(text):
    shapes = "A[n,n] B[n,n] x[n] y[n] S[n,n]:spd t C[2,3] D[2,2] E[2,2] F[3,2]"
    first = parse(text, shapes=shapes)
    found = simplify(first)
    assert str(found) == KEPT[text]
    at = drawn(shapes, SIZES[0], 4)
    assert found(**at) == pytest.approx(numpy.asarray(first(**at)), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("law", IDENTITIES, ids=lambda law: law.name)
def test_a_row_of_the_laws_has_one_value_and_is_used(law):
    at = drawn(ROW_SHAPES, SIZES[0], 4, {"p": "positive"})
    left, right = parse(law.left, shapes=ROW_SHAPES), parse(law.right, shapes=ROW_SHAPES)
    assert left.shape == right.shape
    assert left(**at) == pytest.approx(numpy.asarray(right(**at)), rel=1e-8, abs=1e-9)
    if law.name == "step":  # what derivatives have: neither branch is taken at 0
        graph = Graph()
        x, zero = graph.array("x", Array(("n",))), graph.number(0)
        below, above = graph.intern(LT, (x, zero)), graph.intern(GT, (x, zero))
        example = Expr(graph, graph.intern(PIECEWISE, (zero, below, graph.number(1), above)))
    else:
        example = parse(law.example or law.left, shapes=ROW_SHAPES)
    used = set().union(*[form.used for form, _ in normals(example.graph, example.node, "full")])
    assert law.name in used


def test_what_is_used_is_a_row_and_a_trace_has_its_name():
    assert set(laws._LAWS) <= {law.name for law in IDENTITIES}
    assert simplify(parse("sum(softmax(x))", shapes="x[n]"), trace=True)[1] == ["sum-of-softmax"]
    assert find("polar").statement == "leftvecs(X) @ rightvecs(X).T == polar(X)"


def test_square_by_luck_is_no_reason_to_split():
    assert str(simplify(parse("det(X.T @ A @ X)", shapes="A[n,n] X[n,m]"))) == "det(X.T @ A @ X)"
    assert str(simplify(parse("inv(X.T @ X)", shapes="X[n,m]"))) == "inv(X.T @ X)"

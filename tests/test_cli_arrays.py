"""Formulas of arrays on the command line: one reading of shapes for all commands that take them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from symdiff.cli import _COMMANDS, cli
from symdiff.cli.shapes import OF_ARRAYS

SHAPES = ("--shape", "A[n,n] x[n]")


def run(*arguments: str, stdin: str = "") -> Result:
    result = CliRunner().invoke(cli, arguments, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# Arguments → the exit status, lines of stdout, words on stderr.
CALLS = [
    (("jacobian", "x' A x", "x", *SHAPES), 0, ["(A + A.T) @ x"], "note: derivative[n]"),
    (("jacobian", "A x", "x", *SHAPES, "--layout", "denominator"), 0, ["A.T"], "derivative[n,n]"),
    (("jacobian", "x' A x", "A", *SHAPES, "--layout", "vec"), 0, ["vec(x @ x.T)"], "derivative[n*n]"),
    (("diff", "inv(A)", "A", *SHAPES, "--layout", "vec"), 0,
     ["-kron(inv(A).T, inv(A))"], "derivative[n*n,n*n]"),
    (("diff", "softmax(A)", "A", *SHAPES, "--layout", "vec"), 2, [], "no form in Kronecker products"),
    (("jacobian", "[A x]", "x", *SHAPES), 0, ["A"], ""),
    (("jacobian", "A x, x' x", "x", *SHAPES), 0, ["d(1)/d(x): A", "d(2)/d(x): 2*x"], "d(2)/d(x)[n]"),
    (("jacobian", "x' A x", "x", "A", *SHAPES), 0,
     ["d(1)/d(x): (A + A.T) @ x", "d(1)/d(A): x @ x.T"], "d(1)/d(A)[n,n]"),
    (("jacobian", "norm(x)", "--vector", "x"), 0, ["x/norm(x)"], "by x, the only variable"),
    (("jacobian", "logdet(A)", "A", *SHAPES), 0, ["inv(A).T"], "where det(A) != 0"),
    (("hessian", "x' A x", "x", "--vector", "x", "--matrix", "A"), 0, ["A + A.T"], "read as A[n,n] x[n]"),
    (("hessian", "x'*A*x", "x", "--vector", "x", "--matrix", "A", "--syntax", "matlab"), 0, ["A + A.T"], ""),
    (("hessian", "a*x' x", "a", "x", "--shape", "x[n] a"), 0,
     ["d2/d(a)d(a): 0", "d2/d(a)d(x): 2*x", "d2/d(x)d(x): 2*a*eye(n)"], "d2/d(a)d(x)[n]"),
    (("hessian", "A x", "x", *SHAPES), 2, [], "hessian is of scalars, and is given an array [n]"),
    (("hessian", "x' A x", *SHAPES), 2, [], "by which variable?"),
    (("hessian", "x' A x", "n", *SHAPES), 2, [], "n is not declared"),
    (("hessian", "x' A x", "x", *SHAPES, "--sparse"), 2, [], "hessian with --shape is without --sparse"),
    (("jacobian", "x' A x", "x", *SHAPES, "--format", "c"), 2, [], "not written as c"),
    (("jacobian", "x^2", "x", "--layout", "numerator"), 2, [], "are for arrays"),
    (("eval", "A x", *SHAPES, "--at", "A=[[1, 2], [3, 4]]", "--at", "x=[1, sqrt(4)]"), 0, ["[5, 11]"], ""),
    (("eval", "x' A x/n", *SHAPES, "--at", "A=[[1,2],[3,4]], x=[1, 1/2]"), 0, ["2.25"], ""),
    (("eval", "A x", *SHAPES, "--at", "A=[[1,2],[3]] x=[1,2]"), 2, [], "rows of several lengths"),
    (("eval", "A x", *SHAPES, "--at", "A=[[1,2],[3,4] x=[1,2]"), 2, [], "no list of numbers"),
    (("eval", "A x", *SHAPES, "--at", "A=[[1,2],[3,y]] x=[1,2]"), 2, [], "--at A"),
    (("eval", "A x", *SHAPES, "--at", "A=[[1,2],[3,4]] x=[1,2,3]"), 2, [], "n is 2 in A[n,n], and 3 in x[n]"),
    (("eval", "A x", *SHAPES, "--at", "A=[[1,2],[3,4]]"), 2, [], "x[n] has no value"),
    (("eval", "A x", *SHAPES, "--digits", "20", "--at", "x=1"), 2, [], "without --digits"),
    (("eval", "logdet(A)", *SHAPES, "--at", "A=[[1,2],[2,4]]"), 1, [], "singular"),
    (("eval", "x", "--at", "x=1", "--syntax", "matlab"), 2, [], "are for arrays"),
    (("simplify", "x' A x + x' A' x", *SHAPES), 0, ["x.T @ (A + A.T) @ x"], ""),
    (("simplify", "A x + A x", *SHAPES, "--format", "index"), 0, ["[i]: 2*sum[j](A[i,j]*x[j])"], ""),
    (("simplify", "A x", *SHAPES, "--form", "factor"), 2, [], "without --form"),
    (("check", "x' A x", "x", "--answer", "(A + A') x", *SHAPES), 0, None, ""),
    (("check", "x' A x", "x", "--answer", "2 A x", *SHAPES), 1, None, ""),
    (("check", "x' A x", "x", *SHAPES), 0, None, ""),
    (("check", "x' A x", "x", "--answer", "A", *SHAPES), 2, [], "is [n,n], and the derivative [n]"),
    (("check", "x' A x", "x", "--answer", "A @", *SHAPES), 2, [], "  A @\n     ^"),
    (("check", "x' A x", "x", "--reveal", *SHAPES), 2, [], "without --reveal"),
    (("diff", "expect[e](F(x + t*e))", "x", "--score", "--shape", "x[n] e[n] t", "--function", "F"), 0,
     ["expect[e](F(x + t*e)*e/t)"], "in the score form"),
    (("diff", "expect[e](F(m + t*e))", "m", "--score", "--function", "F"), 0,
     ["expect[e](e*F(m + t*e)/t)"], "in the score form"),
    (("diff", "x' A x", "x", "--score", *SHAPES), 2, [], "the score form is of expectations"),
    (("diff", "x^2", "x", "--score"), 2, [], "the score form is of expectations"),
    (("diff", "expect[e](F(m + e))", "m", "--score", "--steps", "--function", "F"), 2, [], "without --steps"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "printed", "said"), CALLS)
def test_a_command_does_arrays_or_says_why_not(arguments, status, printed, said):
    result = run(*arguments)
    assert (result.exit_code, said in result.stderr) == (status, True), result.stderr
    if printed is not None:
        assert result.stdout.splitlines() == printed


@pytest.mark.parametrize("command", ["jacobian", "hessian", "check"])
@pytest.mark.parametrize("text", ["A @ ones(n) @", "A @ b", "x x", "A + x @ 2"])
def test_errors_of_reading_are_those_of_diff(command, text):
    assert run(command, text, "x", *SHAPES).stderr == run("diff", text, "x", *SHAPES).stderr


def test_the_json_of_one_jacobian_is_that_of_diff():
    found = [
        json.loads(run(command, "A x", "x", *SHAPES, "--json").stdout) for command in ("diff", "jacobian")
    ]
    assert found[0] | {"command": ""} == found[1] | {"command": ""}
    assert found[1]["shape"] == ["n", "n"]


def test_lines_of_a_batch_have_the_same_shapes():
    result = run(
        "eval",
        "-",
        *SHAPES,
        "--jsonl",
        stdin='{"formula": "A x", "at": {"A": [[1, 2], [3, 4]], "x": [1, 1]}}',
    )
    assert json.loads(result.stdout)["value"]["text"] == "[3, 7]"


@pytest.mark.parametrize("command", sorted(set(_COMMANDS) - set(OF_ARRAYS.replace(",", " ").split())))
def test_other_commands_refuse_shapes_by_name(command):
    result = run(command, *(["swell"] if command == "study" else []), "x", *SHAPES)
    assert result.exit_code == 2
    assert "--shape" in result.stderr

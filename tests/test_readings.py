"""What people type is read as they mean it, and told; or refused with the words to type.

`data/readings.jsonl` has a row for each text: `by` is the variable, `meaning` the formula in symdiff's own
notation, `note` words of the note (empty: nothing is said). Rows with `refused` have words of the message, in
`write` a formula that it tells to type, else in `hint` other words of it. Rows with `absent` have what is
said of a variable that does not occur.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from parts import in_parts

from symdiff import Expr, ParseError, SymdiffError, derive, gradient, hessian, jacobian, parse, taylor
from symdiff.cli import cli
from symdiff.parser.draft import Draft
from symdiff.parser.inputs import expressions, names_of
from symdiff.parser.instead import _OF_ORDER, _SIGNS, what_to_do
from symdiff.parser.notes import Aside
from symdiff.parser.tokens import Context
from symdiff.parser.usual import respelled

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("data").joinpath("readings.jsonl").read_text("utf-8").splitlines()
]
READ = [row for row in ROWS if "meaning" in row]
REFUSED = [row for row in ROWS if "refused" in row]
ABSENT = [row for row in ROWS if "absent" in row]


def label(row: dict[str, Any]) -> str:
    return ascii(f"{row['text']} by {row['by']}")


def said(expr: Expr) -> list[str]:
    """Return the notes that are printed."""
    return [note for note in expr.notes if not isinstance(note, Aside)]


@in_parts
@pytest.mark.parametrize("row", READ, ids=label)
def test_a_text_is_read_as_it_is_meant_and_that_is_told(row: dict[str, Any]) -> None:
    expr = parse(row["text"], symbols=row["by"])
    assert expr == parse(row["meaning"], symbols=row["by"])
    notes = said(expr)
    if row["note"]:
        [note] = notes
        assert row["note"] in note
        assert note.startswith(f"read as {expr}: ")
    else:
        assert not notes


@in_parts
@pytest.mark.parametrize("row", READ, ids=label)
def test_what_a_note_says_was_read_is_read_so_without_another_word(row: dict[str, Any]) -> None:
    expr = parse(row["text"], symbols=row["by"])
    names = [symbol.name for symbol in expr.free_symbols]
    assert parse(str(expr), symbols=names) == expr
    again = parse(str(expr), symbols=names)
    assert all("if it is a variable" in note for note in again.notes)


@in_parts
@pytest.mark.parametrize("row", [row for row in READ if row["by"] and "<" not in row["meaning"]], ids=label)
def test_the_derivative_of_a_text_is_that_of_its_meaning_and_has_its_notes(row: dict[str, Any]) -> None:
    found = derive(row["text"], row["by"], level="none")
    assert found == derive(parse(row["meaning"], symbols=row["by"]), row["by"], level="none")
    assert found.notes == parse(row["text"], symbols=row["by"]).notes


@in_parts
@pytest.mark.parametrize("row", REFUSED, ids=label)
def test_what_has_two_readings_is_refused_with_the_words_to_type(row: dict[str, Any]) -> None:
    with pytest.raises(ParseError) as caught:
        parse(row["text"], symbols=row["by"])
    error = caught.value
    assert row["refused"] in error.message
    assert row.get("write", row.get("hint")) in str(error)
    assert error.text == row["text"]
    assert error.column is not None
    assert 0 <= error.column <= len(row["text"])


@in_parts
@pytest.mark.parametrize("row", [row for row in REFUSED if "write" in row], ids=label)
def test_the_words_to_type_are_read_without_a_refusal(row: dict[str, Any]) -> None:
    parse(row["write"], symbols=row["by"])


@pytest.mark.parametrize("name", [*_SIGNS, *(f"{letter}_2" for letter in _OF_ORDER), "log3", "sin2"])
def test_what_to_write_instead_of_a_function_is_a_formula(name: str) -> None:
    said = what_to_do(name).removesuffix("; or ").removeprefix("write ").removesuffix(" for the base 3")
    for text in said.split(" or "):
        assert parse(text) != 0


@pytest.mark.parametrize("row", ABSENT, ids=label)
def test_a_variable_that_does_not_occur_is_said_with_names_that_may_be_meant(row: dict[str, Any]) -> None:
    expr = derive(row["text"], row["by"])
    assert expr == 0
    assert any(row["absent"] in note for note in said(expr)), expr.notes


def test_every_verb_says_that_a_variable_does_not_occur() -> None:
    said_of_y = "y does not occur in the formula, whose names are x"
    assert said_of_y in gradient("x^2", ["x", "y"])[1].notes
    assert said_of_y in jacobian("x^2, sin(x)", ["x", "y"])[0, 0].notes
    assert said_of_y in hessian("x^2", ["x", "y"])[0, 0].notes
    assert said_of_y in taylor("x^2", "y").polynomial.notes
    assert not jacobian("x^2, sin(y)", ["x", "y"])[0, 0].notes, "it occurs in the other formula"
    assert not derive(derive("x^2", "x"), "y").notes, "no text was read"


@pytest.mark.parametrize("text", ["ax^2 + 1", "1/3 x^3", "2PI x", "xlnx + 1", "e^sin x", "f; f = 2x"])
def test_an_error_behind_what_was_written_anew_points_at_its_place(text: str) -> None:
    broken = f"{text} + )"
    if ";" in text:
        broken = "f + ); f = 2x"
    with pytest.raises(ParseError) as caught:
        parse(broken, symbols="x")
    assert caught.value.text == broken
    assert caught.value.column == broken.index(")")


def test_the_command_prints_one_note_and_json_has_what_was_read_and_every_note() -> None:
    done = CliRunner().invoke(cli, ["diff", "ax^2 + sin 2x", "x"])
    assert done.stdout == "2*(a*x + cos(2*x))\n"
    assert done.stderr == "note: read as a*x**2 + sin(2*x): ax is a*x\n"
    done = CliRunner().invoke(cli, ["diff", "ax^2 + sin 2x", "x", "--json"])
    data = json.loads(done.stdout)
    assert data["read"] == "a*x**2 + sin(2*x)"
    assert data["notes"] == ["read as a*x**2 + sin(2*x): ax is a*x", "sin 2x is sin(2x)"]
    done = CliRunner().invoke(cli, ["diff", "x*cos(x)", "x", "--json"])
    assert json.loads(done.stdout)["read"] == "x*cos(x)"
    assert json.loads(done.stdout)["notes"] == []


@pytest.mark.parametrize(
    "text",
    ["2x", "x y", "sin(x)", "1/(2x)", "sin x", "x^2 y", "a*b/c*d", "mass*x + rate", "x1 + x2", "log_2(x)"],
)
def test_a_plain_text_is_not_written_anew(text: str) -> None:
    assert respelled(text, Context(frozenset("x"))) is None
    assert parse(text, symbols="x").notes == ()


def test_a_letter_of_another_script_beside_the_latin_one_is_told() -> None:
    told = derive("x^2 + \u0445", "x").notes
    assert any("\u0445 is not the Latin letter, but cyrillic small letter ha" in note for note in told)
    assert derive("\u0445^2 + y", "y").notes == ()


@pytest.mark.parametrize(("text", "name"), [("T∞^2", "T∞"), ("x̄^2 + x", "x̄"), ("∆T^2", "∆T"), ("θ̂^2", "θ̂")])
def test_a_variable_is_given_as_it_stands_in_the_formula(text: str, name: str) -> None:
    assert derive(text, name) == 2 * parse(name)


def test_a_decimal_comma_in_a_list_of_formulas_is_refused() -> None:
    with pytest.raises(ParseError, match="0,5 has two readings") as caught:
        jacobian("x, 0,5y", ["x", "y"])
    assert (caught.value.column, caught.value.hint) == (3, "write 0.5, or a blank behind the comma")
    for text, count in [("x*y,2*x", 2), ("1, 2x", 2), ("{x, y}", 2), ("0,5", 2), ("max(0,5)*x, y", 2)]:
        assert len(expressions(text, ["x", "y"])) == count


def test_a_name_with_an_index_is_a_variable_too() -> None:
    assert derive("x[1]^2 + x[2]", "x[1]") == parse("2*x_1")
    assert gradient("x[1]*x[2]", "x[1], x[2]") == [parse("x_2"), parse("x_1")]


def test_a_text_that_is_put_in_the_place_of_a_symbol_says_how_it_was_read() -> None:
    found = parse("z + 1").subs({"z": "xe^x"})
    assert found == parse("x*e^x + 1")
    assert said(found) == ["read as x*E**x: xe is x*e"]


def test_a_declared_name_is_that_name_whatever_it_could_be_cut_into() -> None:
    for word in ("ax", "xe", "sinx", "xlnx", "PI", "dx", "sen"):
        expr = parse(f"{word}*x", symbols=[word, "x"])
        assert {symbol.name for symbol in expr.free_symbols} == {word, "x"}
        assert expr.notes == ()
    assert parse("ax = 2; ax*x", symbols="x") == 2 * parse("x")


def test_a_draft_knows_the_place_of_each_character() -> None:
    draft = respelled("2xlnx + 1", Context(frozenset("x")))
    assert draft is not None
    assert draft.text == "2x ln(x) + 1"
    kept = [(draft.old[place], new) for place, new in zip(draft.places, draft.text, strict=True)]
    assert all(old == new for old, new in kept if new not in " ()")
    second = Draft(draft.text)
    second.keep(0, 2)
    second.put("*", 2)
    assert second.after(draft).places == [0, 1, 2]


@pytest.mark.parametrize(
    "unit",
    [
        "xe^x",
        "1/3 x^3",
        "2.5D-3*x",
        "xsinx",
        "sin x cos x",
        "e*x",
        "x[1]*x",
        "Sin[x]",
        "k(x+1)*k",
        "30 deg*x",
    ],
)
def test_a_long_text_is_read_in_time_that_grows_with_it(unit: str, at_most: Any) -> None:
    parse(unit, symbols="x")
    with at_most(5):  # quadratic time would be minutes
        expr = parse(" + ".join([unit] * 4000), symbols="x")
    assert expr.notes or unit == "sin x cos x"


@pytest.mark.parametrize(
    "text",
    [
        "sum(" * 5000, "diff(" * 5000, "integral(" * 3000, "int " * 5000, "d/dx(" * 5000, "∑(" * 5000,
        "∑" * 20000, "x2 " * 5000 + "x", "sin x e^x " * 2000, "[x]" * 5000,
        "Piecewise[" * 3000, "d " * 5000 + "/dx",
        "sum(x for k in range(" * 1000, "q1" * 10000,
    ],
    ids=lambda text: ascii(text[:20]),
)  # fmt: skip
def test_a_long_text_is_read_or_refused_soon(text: str, at_most: Any) -> None:
    with at_most(10), contextlib.suppress(ParseError):  # below one second; a walk for each sign took 30
        parse(text, symbols="x")


def test_a_word_of_a_program_is_one_name() -> None:
    expr = parse("x*sqrt(pow(sa, 2) + pow(sb, 2))", symbols="a")
    assert {symbol.name for symbol in expr.free_symbols} == {"x", "sa", "sb"}
    assert {symbol.name for symbol in parse("np.exp(-ax*t)", symbols="x").free_symbols} == {"ax", "t"}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (r"\lambda", ["lambda"]),
        (r"x_{12}", ["x_12"]),
        (r"\hat{y}_i, \theta_{\text{max}} z", ["y_hat_i", "theta_max", "z"]),
    ],
)
def test_a_variable_may_be_given_in_latex(given: str, names: list[str]) -> None:
    assert names_of(given) == names


def test_what_is_no_name_in_latex_is_refused() -> None:
    with pytest.raises(SymdiffError, match="is not a variable"):
        names_of(r"\frac{1}{2}")
    assert derive(r"\frac{\lambda^2}{2}", r"\lambda") == parse("lambda", symbols="lambda")

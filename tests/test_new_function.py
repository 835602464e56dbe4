"""A new function is rows alone: what is written here about it is everything that symdiff is told."""

from __future__ import annotations

import math

import mpmath
import pytest
import test_functions  # noqa: F401 - it fills the list of claims
from rows import CLAIMS, forget, label

from symdiff import derive, evaluate, parse
from symdiff.errors import UnknownName
from symdiff.export.latex import latex
from symdiff.export.python import python
from symdiff.table.functions import code_of, registered
from symdiff.table.row import Function

BETAINC = Function(
    name="bincom", parameters=("a", "b", "x"), partials=(None, None, "x**(a - 1)*(1 - x)**(b - 1)"),
    domain="(a > 0 or a != floor(a)) and (x > 0 or x == 0 and a > 0 or x < 0 and a == floor(a))"
    " and (x < 1 or b > 0 and (x == 1 or b == floor(b)))",
    smooth="(x != 0 or a == floor(a)) and (x != 1 or b == floor(b))",
    poles="a <= 0 and (a == floor(a) or x == 0) or x == 1 and b <= 0",
    definition="x**a*hyp2f1(a, 1 - b, a + 1, x)/a",
    cut="re: x <= 0 or x >= 1", special=(("1, 1, 0", "0"), ("1, 1, 1", "1"), ("1, 1, 1/2", "1/2")),
    sample=((0.5, 4), (0.5, 4), (0, 1)), mpmath="betainc({0}, {1}, 0, {2})",
    latex=r"\operatorname{{Beta}}_{{{2}}}\left({0}, {1}\right)", source="DLMF 8.17.1",
)  # fmt: skip
# For m > 1 mpmath comes to the zero of sn with a rounding that is not real.
JACOBI = [
    Function(
        name=kind, parameters=("u", "m"), partials=(slope, None),
        special=(("0, 0", start), ("0, 1/2", start)), sample=((-2, 2), (0.05, 0.95)),
        mpmath=f"ellipfun('{kind}', {{0}}, {{1}}){at_zero}", numpy=f"scipy.special.ellipj[{place}]",
        numpy_real_only=True, latex=rf"\operatorname{{{kind}}}",
        source="DLMF 22.13.1, 22.13.2, 22.13.3",
    )
    for place, (kind, slope, start, at_zero) in enumerate((
        ("sn", "cn(u, m)*dn(u, m)", "0", " if ({0}) != 0 else 0"),
        ("cn", "-sn(u, m)*dn(u, m)", "1", ""),
        ("dn", "-m*sn(u, m)*cn(u, m)", "1", ""),
    ))
]  # fmt: skip


def passed(code: int) -> list[str]:
    """Return the names of the claims about a row, all of which hold, but for libraries that are missing."""
    names = []
    for applies, claim in CLAIMS:
        if applies(code):
            try:
                claim(code)
            except pytest.skip.Exception:
                continue
            names.append(claim.__name__)
    return names


@pytest.mark.parametrize("rows", [[BETAINC], JACOBI], ids=["betainc", "jacobi"])
def test_every_claim_about_a_row_is_tested_of_a_new_one(rows):
    forget()
    with registered(*rows) as codes:
        for code in codes:
            names = passed(code)
            assert "test_the_name_in_mpmath_is_this_function" in names, label(code)
            assert len(names) > 10
    forget()


def test_a_wrong_row_is_refused():
    wrong = BETAINC._replace(partials=(None, None, "x**(a - 1)*(1 - x)**b"))
    forget()
    with registered(wrong) as [code], pytest.raises(AssertionError):
        passed(code)
    forget()


def test_a_new_function_is_read_derived_evaluated_and_written():
    with registered(BETAINC):
        assert str(derive("bincom(2, 3, x**2)", "x")) == "2*x**3*(x**2 - 1)**2"
        assert evaluate(parse("bincom(2, 3, x)"), {"x": 0.5}) == pytest.approx(11 / 192, rel=1e-12)
        assert latex(parse("bincom(a, 2, x)")) == r"\operatorname{Beta}_{x}\left(a, 2\right)"
        names: dict[str, object] = {}
        exec(python(parse("bincom(a, 2, x)")), names)  # noqa: S102 - the code is symdiff's
        assert names["f"](3.0, 0.25) == pytest.approx(float(mpmath.betainc(3, 2, 0, 0.25)))
    with registered(*JACOBI):
        assert str(derive("dn(u, m)**2", "u")) == "-2*m*sn(u, m)*cn(u, m)*dn(u, m)"
        assert evaluate(parse("sn(u, 0)"), {"u": 1.0}) == pytest.approx(math.sin(1))


def test_after_the_block_the_name_is_unknown_and_what_was_made_keeps_its_meaning():
    with registered(BETAINC):
        made = parse("bincom(2, 3, x)")
    assert code_of("bincom", 3) == -1
    with pytest.raises(UnknownName):
        parse("bincom(2, 3, x)")
    assert str(made) == "bincom(2, 3, x)"
    with registered(*JACOBI):
        assert str(made) == "bincom(2, 3, x)"


def test_a_spelling_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="a function sin of 1 arguments"), registered(Function(name="sin")):
        pass
    assert code_of("sin", 1) > 0

"""What releases of other systems get wrong today, and what was wrong in them once, each as a test.

Gathered in November 2026 from public threads and from runs of SymPy 1.14, JAX 0.10, mathjs 15.2, nerdamer
1.1, numdifftools 0.11, Alkahest 3.12 and others. Limits at single points are judged elsewhere.
"""

from __future__ import annotations

import math

import pytest

from symdiff import DomainError, apply, derive, gradient, parse, simplify, symbols
from symdiff.arithmetic.evaluation import evaluate

x, y = symbols("x y")


def slope(text: str, name: str = "x", /, order: int = 1, **at: float) -> float:
    """Return the value of a derivative, which every level of simplification agrees on."""
    values = [evaluate(derive(text, name, order=order, simplify=s), at) for s in ("none", "basic", "full")]
    assert values[1:] == pytest.approx([values[0]] * 2, rel=1e-12, abs=1e-12)
    return values[0]


# Wrong derivatives that today's releases still give ------------------------------------------


def test_cbrt_is_the_real_root_and_derives_at_negative_points():
    # W10, mathjs 15.2: -0.0417 - 0.0722i; W15, nerdamer: 0
    assert evaluate(parse("cbrt(x)"), {"x": -8}) == -2
    assert slope("cbrt(x)", x=-8.0) == pytest.approx(1 / 12, rel=1e-14)


def test_a_product_with_a_derivative_inside_derives_as_a_product():
    # W11, mathjs#3528: x*derivative("e^x", "x") derives to e^x
    inner = derive("exp(x)", "x")
    assert derive(x * inner, "x") == simplify(parse("exp(x)*(1 + x)"))


def test_powers_of_sums_with_roots():
    # W12, nerdamer#590: 75.9375
    assert slope("(x**0.5 + x)**3", x=4.0) == pytest.approx(135, rel=1e-14)


def test_products_with_roots_by_either_factor():
    # W13, nerdamer#675
    assert derive("y*sqrt(x)", "y") == parse("sqrt(x)")
    assert slope("sqrt(y)*sqrt(x)", "y", x=2.0, y=3.0) == pytest.approx(
        math.sqrt(2) / (2 * math.sqrt(3)), rel=1e-14
    )


def test_atan2_by_both_arguments():
    # W14, nerdamer: 0
    assert slope("atan2(y, x)", "x", x=2.0, y=3.0) == pytest.approx(-3 / 13, rel=1e-14)
    assert slope("atan2(y, x)", "y", x=2.0, y=3.0) == pytest.approx(2 / 13, rel=1e-14)
    assert slope("atan2(y, x)", "x", x=-2.0, y=-3.0) == pytest.approx(3 / 13, rel=1e-14)


def test_gamma_is_a_function():
    # W15, nerdamer: the symbol gamma times x
    assert evaluate(parse("gamma(x)"), {"x": 4.0}) == 6.0
    digamma = evaluate(parse("digamma(4)"), {})
    assert slope("gamma(x)", x=4.0) == pytest.approx(6 * digamma, rel=1e-13)


def test_a_fast_oscillation_is_no_trouble():
    # W16, numdifftools: 24.27
    assert slope("sin(10**6*x)", x=1.0) == pytest.approx(1e6 * math.cos(1e6), rel=1e-12)
    assert slope("sin(10**6*x)", x=1.0) == pytest.approx(936_752.13, abs=0.01)


@pytest.mark.parametrize("point", [-2.0, -0.5, 0.5, 2.0])
def test_the_absolute_value_has_the_sign_as_its_slope(point):
    # W17, numdifftools: 0; W22, SymPy: re and im; SymEngine: Derivative(abs(x), x); cortex-js#200
    assert slope("|x|", x=point) == math.copysign(1, point)
    assert slope("ln|x|", x=point) == pytest.approx(1 / point, rel=1e-15)
    assert derive("|x|", "x") == parse("sign(x)")


def test_the_second_derivative_of_a_corner_is_zero_beside_it():
    # W24, SymPy: DiracDelta, which NumPy has not; symengine#1696: a crash
    for text in ("|x|", "max(x, 0)", "relu(x)", "sign(x)", "floor(x)"):
        for point in (-1.5, 2.5):
            assert slope(text, order=2, x=point) == 0
        assert "Delta" not in str(derive(text, "x", order=2))


def test_floor_has_slope_zero_between_the_integers():
    # W18, numdifftools: -1.07 at the jump
    assert slope("floor(x)", x=1.5) == 0


def test_the_square_root_of_a_fourth_power_beside_zero():
    # W20, beside the point where JAX has nan
    for point in (-1e-3, 1e-3):
        assert slope("sqrt(x**4)", x=point) == pytest.approx(2 * point, rel=1e-12)


def test_a_whole_power_at_zero_in_third_order():
    # W20, JAX: pow(x, 2.)''' at 0 is nan
    assert slope("x**2", order=3, x=0.0) == 0
    assert slope("x**3", order=3, x=0.0) == 6
    assert slope("x**2", order=2, x=0.0) == 2


def test_the_norm_beside_the_axis():
    # W20, CasADi norm_2 -nan, JAX nan: here only where it is smooth
    assert slope("sqrt(x**2 + y**2)", x=3.0, y=0.0) == 1
    assert slope("hypot(x, y)", x=3.0, y=0.0) == 1
    assert slope("hypot(x, y)", "y", x=3.0, y=0.0) == 0


def test_a_norm_at_the_origin_has_no_slope_and_gives_no_number():
    for text in ("sqrt(x**2 + y**2)", "hypot(x, y)"):
        with pytest.raises(DomainError):
            evaluate(derive(text, "x"), {"x": 0.0, "y": 0.0})


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("max(x, 1)", 2.0, 1.0), ("max(x, 1)", 0.5, 0.0), ("abs(x)", -3.0, -1.0), ("sign(x)", -3.0, 0.0),
        ("x^x", 2.0, 4 * (math.log(2) + 1)), ("x^(1/3)", 8.0, 1 / 12),
    ],
)  # fmt: skip
def test_what_alkahest_refuses_has_a_derivative(text, at, value):
    # W23, Alkahest 3.12: E-DIFF-001, E-DIFF-002 or a parse error
    assert slope(text, x=at) == pytest.approx(value, rel=1e-14)


def test_an_unknown_function_has_a_derivative():
    # W23, Alkahest: an error
    assert derive("f(x)**2", "x", functions=["f"]) == parse("2*f(x)*f'(x)")


def test_special_functions_with_a_value_at_zero_have_their_slope_there():
    # W21, SymPy: nan each
    assert slope("sinc(x)", x=0.0) == 0
    assert slope("Si(x)", x=0.0) == 1
    assert slope("LambertW(x)", x=0.0) == 1
    assert slope("elliptic_k(x)", x=0.0) == pytest.approx(math.pi / 8, rel=1e-14)
    assert slope("polylog(2, x)", x=0.0) == 1


@pytest.mark.parametrize("point", [-3.0, -0.5, 0.5, 4.0])
def test_relu_of_both_signs_is_the_identity_beside_zero(point):
    # W9, JAX: 0 at the corner
    assert slope("relu(x) - relu(-x)", x=point) == 1


def test_the_imaginary_unit_is_a_constant_factor():
    # W19, Symbolics.jl#908
    assert derive("i*t", "t") == parse("I")


# A branch that is not taken ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("Piecewise((1/x, x > 1), (x**2, True))", 0.0, 0.0),
        ("Piecewise((sqrt(x), x > 0), (0, True))", -1.0, 0.0),
        ("Piecewise((log(x), x > 0), (x, True))", -1.0, 1.0),
        ("Piecewise((sin(x)/x, x != 0), (1, True))", 2.0, (2 * math.cos(2) - math.sin(2)) / 4),
        ("Piecewise((sqrt(x - 1), x >= 1), (-sqrt(1 - x), True))", 0.0, 0.5),
    ],
)  # fmt: skip
def test_a_branch_that_is_not_taken_leaks_nothing(text, at, value):
    # jax#347, #1052; autograd#802; casadi#1805, #2115; Symbolics.jl#161
    assert slope(text, x=at) == pytest.approx(value, rel=1e-14)
    [backward] = gradient(text, ["x"])
    assert evaluate(backward, {"x": at}) == pytest.approx(value, rel=1e-14)


def test_at_a_corner_there_is_no_slope_in_silence():
    # sympy#20881, numworks#1393: diff(|x|, x, 0) = 0 must be undefined; symforce#36
    for text in ("max(x, 1/2)", "min(x, 1/2)", "relu(x - 1/2)"):
        with pytest.raises(DomainError):
            evaluate(derive(text, "x"), {"x": 0.5})


# Fixed elsewhere, and good to keep an eye on --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("1 - -2x", {"x": 1.0}, 2.0),  # mathjs#934
        ("x^x", {"x": 2.0}, 4 * (1 + math.log(2))),  # compute-engine 0.27: x*x^(x-1)
        ("arcsec(x)", {"x": 2.0}, 1 / (2 * math.sqrt(3))),  # compute-engine 0.27
        ("arcsec(x)", {"x": -2.0}, 1 / (2 * math.sqrt(3))),
        ("softplus(x)", {"x": 0.0}, 0.5),  # jax#2107
        ("log(1 + exp(x))", {"x": 0.0}, 0.5),  # tiny-cuda-nn#130, tt-metal#6598
        ("x/(K + x)", {"x": 1.0, "K": 3.0}, 3 / 16),  # Calculus.jl#20
        ("(x + 3)^2/16", {"x": 1.0}, 0.5),  # xFunc#25
        ("log(0*exp(y) + exp(x))", {"x": 0.5, "y": 1.0}, 1.0),  # jax#22398
        ("acoth(x)", {"x": 2.0}, -1 / 3),  # mathjs has the other sign
    ],
)  # fmt: skip
def test_a_bug_that_was_is_not_ours(text, at, value):
    assert slope(text, "x", **at) == pytest.approx(value, rel=1e-14)


def test_a_function_of_a_product_follows_what_is_put_in():
    # EngineeringPaper#156: f(x*y) with y = 20 x
    put = parse("sin(x*y)").subs({"y": parse("20*x")})
    assert evaluate(derive(put, "x"), {"x": 0.1}) == pytest.approx(40 * 0.1 * math.cos(20 * 0.01), rel=1e-14)


def test_the_seventh_derivative_of_sin_is_quick(at_most):
    # Qalculate#61: 30 s
    with at_most(2):
        assert derive("sin(x)", "x", order=7) == parse("-cos(x)")


def test_the_sixth_derivative_of_a_logarithm():
    # Qalculate#766: wrong
    assert slope("log(1 + x)", order=6, x=0.5) == pytest.approx(-120 / 1.5**6, rel=1e-12)


def test_a_failed_call_leaves_its_input_alone():
    # mathjs#3094
    e = parse("legendre(n, x)")
    before = str(e)
    with pytest.raises(Exception, match="legendre"):
        derive(e, "n")
    assert str(e) == before
    assert len(derive(e, "x").free_symbols) == 2


def test_a_huge_factorial_is_never_computed(at_most):
    # sympy#24246
    e = parse("factorial(x)*0 + x")
    with at_most(1):
        assert evaluate(derive(e, "x"), {"x": 2.0}) == 1


def test_a_correct_answer_of_another_form_has_the_same_value():
    # moodle-qtype_stack#614: atan(x)/(1 - 2x)^(1/6) marked wrong
    ours = derive("atan(x)/(1 - 2*x)^(1/6)", "x")
    theirs = parse("1/((1 + x^2)*(1 - 2*x)^(1/6)) + atan(x)/(3*(1 - 2*x)^(7/6))")
    for point in (-3.0, -0.2, 0.3):
        assert evaluate(ours, {"x": point}) == pytest.approx(evaluate(theirs, {"x": point}), rel=1e-13)


def test_a_power_times_an_index_by_time_at_zero():
    # sympy#30029: d/dt b*t**i written as i*t**i/t is 0/0 at 0
    assert slope("b*t**2", "t", b=3.0, t=0.0) == 0
    assert slope("b1*t + b2*t**2", "t", b1=3.0, b2=1.0, t=0.0) == 3


def test_two_derivatives_of_one_shared_graph_do_not_explode(at_most):
    # Symbolics.jl#155, #743: exponential; lambdify recursion at 108,000 operations
    e = x
    for _ in range(100):
        e = apply("sin", e) * apply("exp", e) + y
    with at_most(20):
        twice = derive(derive(e, "x", simplify="none"), "x", simplify="none")
    assert twice.nodes < 60 * e.nodes

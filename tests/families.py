"""Formulas by family, dense in coincidences: the same few kernels stand in several terms, above and below the
line, with the same few exponents. What is true of answers about them is in `coincidences`.

>>> drawn("rational", 3) == drawn("rational", 3)
True
"""

from __future__ import annotations

from random import Random

from grown import GROWN, grown


def _kernels(text: str) -> tuple[str, ...]:
    """Return what stands between semicolons."""
    return tuple([" ".join(part.split()) for part in text.split(";")])


_LINEAR = _kernels("x; x; (x + 1); (x - 1); (1 - x); (x + y); (x - y); (a + x); (a*x + 1); y; a")
_SQUARES = _kernels("x**2; (x**2 + 1); (x**2 - 1); (1 - x**2); (x**2 - y**2); x*y; (x*y + x); (2*x + 2)")
_NUMBERS = ("1", "2", "3", "1/2", "(-1)", "4")
_ROOTS = _kernels(
    """
    sqrt(x); sqrt(x + 1); sqrt(x - 1); sqrt(1 - x); sqrt(x**2 - 1); sqrt(1 - x**2); sqrt(x**2);
    sqrt(x**2 + 1); x**(1/3); x**(2/3); sqrt(sqrt(x)); cbrt(x); sqrt(x + sqrt(x)); sqrt(x/(x + 1));
    sqrt((1 - x)/(1 + x)); sqrt(x*y); sqrt(x**2*y); (x + 1)**(3/2); sqrt(2*x); sqrt(y); sqrt(x + y);
    sqrt(x**2 + x); abs(x); abs(x + 1); sqrt((x - 1)/(x + 1)); cbrt(x**2); sqrt(x**3); sqrt(1/x)
    """
)
_EXPONENTIALS = _kernels(
    """
    exp(x); exp(-x); exp(2*x); exp(x/2); exp(x + y); log(x); log(x**2); log(x + 1); log(1/x); log(2*x);
    sinh(x); cosh(x); tanh(x); sech(x); csch(x); coth(x); sinh(2*x); cosh(2*x); tanh(x/2); (exp(x) + 1);
    (exp(x) - 1); (exp(2*x) - 1); sigmoid(x); softplus(x); log(abs(x)); log(exp(x) + 1); log(x*y); exp(x*y);
    log(y); exp(x*log(y)); sqrt(exp(x)); exp(-x**2)
    """
)
_ANGLES = (
    *(f"{f}({u})" for f in ("sin", "cos", "tan", "sec", "csc", "cot") for u in ("x", "x", "2*x", "x/2")),
    *_kernels(
        """
        sin(-x); cos(x + pi/2); sin(x + y); cos(x - y); sin(y); cos(y); tan(x + pi/4); sin(a*x); sin(3*x);
        cos(3*x); (1 + cos(x)); (1 - cos(x)); (1 - sin(x)); (1 + tan(x)**2); sqrt(1 - cos(x)**2)
        """
    ),
)
_INVERSES = _kernels(
    """
    asin(x); acos(x); atan(x); atan(1/x); acot(x); asec(x); acsc(x); sin(asin(x)); cos(asin(x));
    tan(asin(x)); cos(atan(x)); sin(atan(x)); sin(acos(x)); asin(sin(x)); acos(cos(x)); atan(tan(x));
    acosh(x); asinh(x); atanh(x); acoth(x); asech(x); acsch(x); sinh(acosh(x)); cosh(asinh(x));
    tanh(asinh(x)); cosh(atanh(x)); asin(1/x); acos(1/x); asin(-x); acos(-x); atan(x/y); acosh(-x);
    sqrt(1 - x**2); sqrt(x**2 - 1); sqrt(x**2 + 1); asin(2*x - 1); acosh(cosh(x)); log(x + sqrt(x**2 + 1));
    tan(acos(x)); sec(atan(x)); sin(2*asin(x)); sin(2*atan(x)); cos(2*acos(x)); tan(2*atan(x))
    """
)
_KINKS = _kernels(
    """
    abs(x); abs(x - 1); abs(y); sign(x); sign(x - 1); Max(x, 1); Max(x, -x); Min(x, y); Max(x, y); floor(x);
    ceiling(x); Heaviside(x); relu(x); sqrt(x**2); abs(x*y); cbrt(x**3); abs(x)/x; sign(-x); abs(-x);
    abs(x**2); abs(1/x); Min(x, 1); Max(x, 0); abs(sin(x)); sign(x*y); abs(x**3); Heaviside(-x); sign(x**3);
    abs(x + 1); abs(exp(x)); sqrt((x - 1)**2); floor(2*x); log(abs(x)); Max(x**2, x)
    """
)
_POWERS = _kernels(
    """
    x**a; x**y; a**x; x**x; 2**x; 2**(x + 1); 4**x; x**(a + 1); x**(-a); (x*y)**a; (x**2)**a; (a*x)**y;
    exp(a*log(x)); log(x**a); log(x, a); log(x, 2); x**0.5; x**1.5; 0.1*x; x**0.1; 2.5; (1/x)**a; (x/y)**a;
    (x**a)**2; (x**a)**y; sqrt(x**a); x**(2*a); (1/2)**x; log(x); a**(-x); y**x; (x + 1)**a; (-x)**a;
    x**(1/2 + a); (x**3)**(1/3); (x**2)**0.5; 0.5**x; (2*x)**a; exp(x)**a; log(a)
    """
)
_SPECIAL = _kernels(
    """
    erf(x); erfc(x); gamma(x); gamma(x + 1); factorial(x); digamma(x); loggamma(x); besselj(0, x);
    besselj(1, x); besselj(2, x); bessely(0, x); besseli(0, x); besseli(1, x); besselk(0, x); sinc(x);
    LambertW(x); polylog(2, x); Si(x); Ei(x); erfi(x); airyai(x); exp(-x**2); sin(x)/x; exp(x); sin(x);
    erf(-x); gamma(x - 1); digamma(x + 1); trigamma(x); expm1(x); log1p(x); exp(LambertW(x)); log(x);
    polylog(1, x); erf(sqrt(x)); gamma(2*x); dawson(x); li(x); Ci(x); besselj(1/2, x); besselk(1, x);
    erfcx(x); gelu(x); silu(x); logit(x); beta(x, y); atan2(y, x); hypot(x, y); dilog(x)
    """
)
_CONSTANTS = _kernels(
    """
    pi; E; sqrt(2); sqrt(3); sqrt(6); (1 + sqrt(5))/2; (sqrt(5) - 1); sqrt(3 + 2*sqrt(2)); log(2); log(4);
    2**(1/3); exp(2); sin(1); cos(pi/5); tan(pi/8); 1/(sqrt(2) - 1); sqrt(pi); pi**2; sqrt(8); sqrt(1/2);
    exp(-1); log(8)/log(2); cos(1); 4**(1/3); sqrt(2*pi); E**pi; log(pi); cbrt(-8); atan(2);
    sqrt(2 - sqrt(3)); sin(pi/12); (2 - sqrt(5)); abs(1 - sqrt(2)); asin(1/3); sinh(1); sqrt(12);
    gamma(1/2); cos(3*pi/7); floor(pi); (1 - pi); sqrt((1 - pi)**2); log(2/3); 6**(1/3); (-8)**2;
    sqrt(6 - 2*sqrt(5))
    """
)
_SCALES = _kernels(
    """
    1e-10*x; 1e20*x; 1e-20; 10**10; 10**(-12); 12345678901234567890*x; x/3; 0.1; 0.3333*x; (x + 1e-9);
    1e-9*x**2; (x + 10**12); sqrt(x + 1e6); (0.1*x + 0.2); (0.3 - 0.1*x); exp(1e-5*x); 0.25*x; 1.5; (1.0*x);
    x**2.0; (x**2 + 1e-8); 2**70; x/7; 0.7*y; (1e8*x - y); log(1e-5*x); sin(1e3*x); 1/0.3; 0.5*exp(0.5*x);
    abs(0.1*x); sqrt(0.01*x); (0.2*x)**2; 0.1**2*x; x**0.25; exp(-0.5*x**2); 0.1*y; (1/3*x + 0.5);
    10**20*x*y
    """
)
_SEVERAL = _kernels(
    """
    x; y; z; (x + y); (y + z); (x - y); (x + y + z); (x*y + z); x*y; x*z; (x**2 + y**2); exp(x*y);
    sqrt(x*y); log(x/y); sin(x + y); sqrt(x**2 + y**2); (x/y); atan(y/x); (z - x); exp(-z); cos(y); log(z);
    (x**2 - y**2); x**y; abs(x - y); (y - x); sqrt(z); (x*y*z); tanh(z); (1 + z)
    """
)
_COMPLEX = _kernels(
    """
    I; I*x; (x + I); (1 + I); (x - I); exp(I*x); exp(-I*x); sqrt(-x); log(-x); (x + I*y); (x**2 + 1);
    abs(x + I); conjugate(x + I); re(I*x); sqrt(x + I); log(I*x); sqrt(-1 - x**2); (I*x)**2; (I*x)**(1/2);
    cosh(I*x); sin(I*x); cos(x); sin(x); x; sqrt(x); abs(x); atan(I*x); asin(x + I); exp(x); (2 - I);
    sqrt(I); arg(x + I); im(x*I); 1/(x - I); (-1)**x; abs(I*x); sqrt(x**2); log(x**2); sign(x); tan(I*x);
    abs(exp(I*x)); sqrt((I*x)**2); log((I*x)**2); sqrt(1/(I*x)); exp(log(I*x)/2); sqrt(x*I)*sqrt(x)
    """
)
_CHOICES = _kernels(
    """
    Piecewise((x, x > 0), (-x, True)); Piecewise((2, x > 1), (3, True)); Piecewise((y, y > x), (x, True));
    Piecewise((1, x < 0), (x, x < 1), (x**2, True)); Piecewise((sqrt(x), x > 0), (0, True)); Max(x, y, 1);
    Piecewise((sin(x)/x, x != 0), (1, True)); Piecewise((log(x), x > 0), (y, True)); Min(x, 0); Max(x, 0);
    x**Piecewise((2, y > 0), (3, True)); 2**Piecewise((x, x > 1), (1, True)); Max(-1, Min(x, 1));
    (x - 2*floor(x/2)); (x - y*floor(x/y)); Heaviside(x); Heaviside(x - 1); x*Heaviside(x); (x - floor(x));
    Min(x, Max(y, 0)); Piecewise((1/x, x > 1), (x, x <= 1)); Piecewise((abs(x), y > 0), (x, True)); relu(-x);
    Piecewise((x, 0 < x and x < 1), (1, x >= 1), (0, True)); ceiling(x); Max(x, x**2); sign(x - y); sqrt(x)
    """
)
_PAIRS = _kernels(
    """
    atan2(y, x); atan2(x, y); atan2(-y, x); atan2(y, -x); atan2(x, 1); atan2(1, x); hypot(x, y); hypot(x, 1);
    hypot(x, x); hypot(-x, y); atan(y/x); sqrt(x**2 + y**2); hypot(3*x, 4*x); atan2(x, x); atan2(2*y, 2*x);
    atan2(sin(x), cos(x)); hypot(x, y)**2; x/hypot(x, y); y/hypot(x, y); (x**2 + y**2); x; y; atan2(x, -1);
    atan2(-x, -y); atan(x/y); hypot(x*y, y); cos(atan2(y, x)); sin(atan2(y, x)); tan(atan2(y, x)); abs(x);
    atan2(y, x**2); hypot(sqrt(x), y); atan2(x, x**2); hypot(hypot(x, y), 1); log(hypot(x, y)); x*y
    """
)
_TURNS = _kernels(
    """
    sin(x + pi); cos(pi - x); sin(2*pi*x); cos(pi*x); tan(x - pi/2); sin(pi/3 - x); sin(x + 2*pi); tan(pi*x);
    cos(x + 3*pi/2); sin(pi/7); cos(5*pi/3); sec(x + pi); sin(x + pi/4); asin(sin(x + pi));
    atan(tan(x + pi)); acos(cos(x - pi)); sin(pi*x/180); floor(x/pi); cot(pi/2 - x); sin(x); cos(x); tan(x);
    sin(pi - 2*x); cos(x - pi/4); sin(pi*x); csc(pi - x); cos(2*x); sin(x - pi/3); tan(pi/4 - x);
    cos(x/2 + pi); x; pi; sin(3*pi/2 - x); abs(sin(pi*x)); cos(pi*(x + 1)); sin(x)*cos(pi/6); sinc(pi*x);
    cos(x - 2*y); sin(2*x)
    """
)
_SIGNS = _kernels(
    """
    sqrt(x**2); abs(x)*sign(x); abs(abs(x) - 1); sign(sign(x)); sqrt((x**2)**3); abs(x)**3; abs(sqrt(x));
    sign(x)**2; sign(x)**3; sqrt(abs(x)); sqrt(x**4); (x**2)**(3/2); abs(x*y)/abs(y); sign(x)*sign(y);
    x*sign(x); sign(abs(x)); abs(sign(x)); sqrt(x**2*y**2); sqrt(x*abs(x)); cbrt(abs(x)); cbrt(x)**3;
    abs(x)*x; x/abs(x); abs(-2*x); abs(x**2 - 1); sqrt((x + 1)**2); (x**4)**(1/4); abs(1/x); sign(1/x);
    relu(-x); Heaviside(x)*x; sqrt(1/x**2); cbrt(-x); x; y; abs(x)**(1/2); (abs(x) + x); (abs(x) - x);
    sqrt(x**2*(x + 1)**2); sign(x**2); abs(x - abs(x)); sqrt(x - abs(x)); abs(x + 1)*abs(x - 1);
    sign(x*abs(x)); sqrt(sqrt(x**2)); (-x)**(1/3)
    """
)
_LOGS = _kernels(
    """
    log(x*y); log(x/y); log(x**2*y); log(x**a); log(sqrt(x)); log(1/x); log(-x); log(2*x); log(x)**2; log(x);
    log(exp(x)*y); log(x, 10); log(abs(x)); log(x**2); log(x + 1); log((x + 1)/(x - 1)); log(x**3); log2(x);
    log10(x); log1p(x); x**log(y); y**log(x); exp(2*log(x)); exp(log(x) + log(y)); log(log(x));
    log(x**2 - 1); log(exp(x)); log(exp(2*x)); log(4); log(y); log(x - 1); x; y; exp(x); expm1(x);
    exp(log(x)/2); log(8*x**3); log(1 - x); log(x*(x + 1)); log(abs(x) + 1); x**(1/log(x)); exp2(x);
    log(x)/log(2); log(sqrt(x) + 1)
    """
)
_RECURRENCES = _kernels(
    """
    gamma(x); gamma(x + 1); gamma(x + 2); gamma(x - 1); gamma(1 - x); gamma(-x); gamma(2*x); gamma(x + 1/2);
    factorial(x); factorial(x - 1); binomial(x, 2); binomial(x, y); binomial(x + 1, y); binomial(x, y + 1);
    binomial(x, x); beta(x, y); beta(x + 1, y); beta(x, y + 1); beta(y, x); beta(x, 1); digamma(x); x; y;
    (x + 1); digamma(x + 1); digamma(1 - x); trigamma(x); polygamma(2, x); loggamma(x); loggamma(x + 1);
    zeta(2); zeta(x); besselj(a, x); besselj(a + 1, x); besselj(a - 1, x); besselj(-1, x); besselj(2, x);
    besselj(3, x); bessely(1, x); bessely(2, x); besseli(a, x); besseli(a + 1, x); besselk(a, x);
    besselk(1, x); besselk(2, x); besselj(1/2, x); hermite(2, x); legendre(2, x); legendre(3, x);
    chebyshevt(2, x); chebyshevu(1, x); laguerre(2, x); dirichlet_eta(x); uppergamma(2, x); lowergamma(2, x);
    uppergamma(a, x); expint(1, x); expint(2, x); sin(pi*x); pi; airyai(x); airyaiprime(x); polylog(0, x);
    polylog(a, x); log(factorial(x)); lowergamma(a, x); besselj(0, x); besselj(1, x); elliptic_k(x);
    elliptic_e(x); erf(x); erfc(x); exp(-x)
    """
)
_EXPONENTS = _kernels(
    """
    x**a; x**(-a); x**(a + 1); x**(a - 1); x**(2*a); x**(a/2); (x*y)**a; (x/y)**a; y**a; y**(-a); (-x)**a;
    x**y; (x**2)**a; (x**a)**2; (x**a)**(1/a); x**(a + y); (x + 1)**a; (x + 1)**(-a); (x + 1)**(a + 1);
    (2*x)**a; 2**a; (x**3)**a; (1/x)**a; sqrt(x)**a; sqrt(x**a); (x*(x + 1))**a; (x**2 + x)**a; a**x;
    a**(x + 1); a**(-x); x**x; x**(x + 1); (x**x)**a; 0**x; 1**x; (-1)**(2*x); exp(a*x); exp(x)**a;
    exp(a*log(x)); (a*x)**y; (x**y)**a; x**(1/2); x; y; a; abs(x)**a; (x**2)**(1/2); (x**2)**(a/2); x**0.5;
    x**(a*y); (x**a*y)**2; x**2*x**a
    """
)
_PARTS = _kernels(
    """
    re(x + I*y); im(x + I*y); conjugate(x + I*y); arg(x + I*y); abs(x + I*y); re(exp(I*x)); im(exp(I*x)); I;
    x; conjugate(exp(I*x)); abs(exp(I*x)); re(1/(x + I)); im(log(x + I*y)); re(log(x + I*y));
    conjugate(sqrt(x)); conjugate(log(x)); re(sqrt(x)); im(sqrt(x)); abs(sqrt(x)); arg(x); arg(I*x);
    conjugate(I*x); re(x**2); y; im(I*x); re((x + I)**2); (x + I*y); (x - I*y); conjugate(x); re(x); im(x);
    abs(x)**2; (x + I)*(x - I); conjugate(x + I)*(x + I); sign(x + I*y); sign(I*x); exp(I*arg(x));
    (-1)**(1/3); I**x; abs(I + 1); exp(I*pi*x); conjugate(sin(x + I*y)); re(sin(x + I)); sqrt(-1);
    conjugate(abs(x)); abs(conjugate(x + I)); arg(exp(I*x))
    """
)
_DECIMALS = _kernels(
    """
    1e-40*x; 1e40*x; (x + 1e-30); 1e-40; 1e40; (1e40*x + 1); (1e-40*x + 1e-40*y); (1 + 1e-40*x); 3.7e35*x**2;
    1.25e-38; sqrt(1e-40*x); sqrt(1e40 + x); exp(1e-30*x); sin(1e-20*x); log(1e40*x); x/1e40; abs(1e-40*x);
    (1e20*x)**2; (1e-20*x)**(-2); 0.1; x; 0.1*x; (x - 1e-35); 1e38*x*y; (1e-19*x - y); 6.62607015e-34; 0.3;
    2.99792458e8*x; 1.380649e-23*x; (1 - 1e-25); (x**2 + 1e-40); 1e-40*x**2; 1e15*x; (x + 1e18); 1/3*x;
    9.80665; 123456789.123456789*x; (0.1*x + 0.2); atan(1e30*x); tanh(1e-30*x); x**1.5; (1e-10*x)**1.5; 1e25;
    1e-25*x
    """
)
_CANCELLING = _kernels(
    """
    (x + 1)**2; (x**2 + 2*x + 1); (x - 1)*(x + 1); (x**2 - 1); x*(x + 1); (x**2 + x); (x + y)**2; x**2;
    2*x*y; y**2; (x - y)*(x + y); (x**3 - y**3); (x - y); (x**2 + x*y + y**2); sin(x)**2; cos(x)**2; 1;
    cosh(x)**2; sinh(x)**2; (exp(x) + exp(-x))/2; cosh(x); exp(x); sinh(x); 2*sin(x)*cos(x); sin(2*x);
    (1 - cos(2*x))/2; sec(x)**2; tan(x)**2; 1/(x + 1); 1/(x - 1); 2/(x**2 - 1); x/(x + 1); 1/x;
    1/(x*(x + 1)); (sqrt(x) + 1); (sqrt(x) - 1); (x - 1); x; y; 1/(sqrt(x) + 1); sqrt(x + 1)*sqrt(x);
    sqrt(x**2 + x); log(x*y); log(x); log(y); (1/x + 1/y); (x + y)/(x*y)
    """
)

_ENDS_OF_DOMAINS = _kernels(
    """
    asin(x); acos(x); acosh(x); atanh(x); asec(x); acsc(x); asech(x); acoth(x); sqrt(1 - x**2);
    sqrt(x**2 - 1); (1 - x)**(3/2); (1 - x**2)**(3/2); x**(3/2); sqrt(x)*sin(x); (x + 1)**(5/2);
    x**2*log(x); x*log(x); asin(x)**2; acos(x)**2; acosh(x)**2; (1 - x)*asin(x); sqrt(x)*x;
    (1 - x**2)*atanh(x); asin(x**2); acos(1 - x); acos(1 - x**2); acosh(1 + x**2); asin(2*x);
    asin(x)*acos(x); sqrt(1 - x)*sqrt(1 + x); asin(sqrt(x)); acos(sqrt(x)); sqrt(x)**3; asin(x/y);
    acosh(x/y); sqrt(x - y); (x - y)**(3/2); log(x)*(x - 1); sqrt(sin(x)); x**pi; x**a; x**(a + 2); x;
    (x - 1); (x + 1); asec(1/x); atan2(x, sqrt(1 - x**2)); LambertW(x); x*abs(x); cbrt(x)**4; x*sqrt(x**2);
    0**x
    """
)
_WHOLE = _kernels(
    """
    floor(0.1*x); mod(x, 0.3); floor(x/0.7); (x - 0.5*floor(x/0.5)); floor(10*x)/10; floor(x + 0.5);
    ceiling(-x); floor(floor(x)/2); floor(x)*floor(y); (floor(-x) + ceiling(x)); mod(-x, 2); mod(x, y);
    x**floor(2.5); ceiling(x/2); abs(x - floor(x)); floor(x)**2; 2**floor(x); floor(x**2); floor(1/x);
    mod(x, 1); mod(2*x, 1); mod(x, 1)*(1 - mod(x, 1)); floor(sin(x)); floor(abs(x)); sign(floor(x));
    floor(x)*(x - floor(x)); mod(x, -1); floor(y); floor(a); floor(2.7)*x; floor(x + y); floor(exp(x));
    ceiling(x) - floor(x); mod(x**2, 2); sqrt(floor(x)); 1/floor(x); log(ceiling(x)); x; y; x**floor(a);
    floor(0.3)**x; floor(x)**a; Max(floor(x), x - 0.5); abs(floor(x) + 0.5); floor(x - 1) - floor(x);
    Piecewise((x, floor(x) > 0), (1, True)); Piecewise((1, mod(x, 2) < 1), (-1, True)); floor(2*x)/2;
    (x + 0.25)
    """
)
_PLANE = _kernels(
    """
    Piecewise((x, x < y), (y, True)); Piecewise((x*y, x*y > 0), (0, True));
    Piecewise((x**2, x < y), (y*(2*x - y), True)); Piecewise((1, x**2 + y**2 < 1), (0, True));
    Piecewise((x, x + y < z), (z - y, True)); Max(x, y); Max(x*y, 0)**2;
    Piecewise((abs(x - y), x > 0), (y, True)); Piecewise((sqrt(x - y), x > y), (0, True));
    Max(x - y, 0)**2; Min(x, y, z); Piecewise(((x - y)**2, x > y), (0, True));
    Piecewise((sin(x*y)/x, x != 0), (y, True)); Piecewise((x/y, y != 0), (0, True));
    Piecewise((1, x > y), (2, x == y), (3, True));
    Piecewise((x, x > y and y > z), (z, x > z or y > x), (y, True)); x; y;
    Piecewise((x, a > 0), (-x, a < 0), (0, True)); abs(x)*abs(y); abs(x*y - 1); sign(x - y)*(x - y);
    Max(abs(x), abs(y)); z; Piecewise((x**y, x > 0 and y > 1), (0, True));
    Piecewise((x**a, x > 0), (0, True)); Piecewise((y, x <= y), (x, True));
    Piecewise((Piecewise((x, y > 0), (y, True)), x > y), (Max(x, z), True));
    Piecewise((log(x/y), x*y > 0), (0, True)); Max(0, 1 - x*y); Max(x, Min(y, z)); abs(x - y) + x - y;
    sqrt((x - y)**2); Piecewise((x*y/(x**2 + y**2), x**2 + y**2 > 0), (0, True)); Heaviside(x - y);
    relu(x*y); Piecewise((x, not x > y), (y, True)); Piecewise((x, Max(x, y) > 1), (1, True)); (x - y)
    """
)
_PARAMETERS_THAT_CANCEL = _kernels(
    """
    Piecewise((sin(a*x)/a, a != 0), (x, True)); (a*x + x*y); (a + y); (a - y); (a*x - x*y);
    (exp(a*x) - 1)/a; (x**a - 1)/a; (a**2 - y**2); 1/(a - y);
    Piecewise(((x**a - 1)/a, a != 0), (log(x), True)); x**(a - y); x**(y - a); (x**a)/(x**y); a/y;
    (a - y)*x; (a*y - y*a + x); (x + a)**2 - (x - a)**2; exp(a*x)*exp(-y*x); exp((a - y)*x);
    log(a*x) - log(y*x); x; a; y; sin(a*x)*cos(y*x); sin((a - y)*x); (a*x + 1)/(y*x + 1); a**x/y**x;
    (a/y)**x; sqrt(a*x)/sqrt(y*x); sqrt(a*x)*sqrt(y*x); abs(a*x)/abs(a); a*x/abs(a); x**a*y**a; (x*y)**a;
    (x/y)**a; x**(a*y)/x**(y*a); (a*x)**2/(a**2*x); 1/a - 1/y; (1/a + 1/y); (x - a)*(x - y);
    (x - a)/(x - y); atan(a*x) - atan(y*x); log(x**a); a*log(x); tanh(a*x)/a; (1 - exp(-a*x))/(a*x); z;
    (a - a + x)
    """
)

_FILLED = _kernels(
    """
    sinc(x); sinc(2*x); sinc(x - y); x*sinc(x); sin(x)/x; sin(2*x); cos(x); sin(x); Si(x); Shi(x); x; x; y;
    Piecewise((sinh(x)/x, x != 0), (1, True)); Piecewise((sinh(x)/x, x != 0), (2, True)); sinh(x); cosh(x);
    Piecewise((log(x)/(1 - x), x != 1), (-1, True)); (1 - x); log(x); Piecewise((x/y, y != 0), (0, True));
    Piecewise((sin(x - y)/(x - y), x != y), (1, True)); sin(x - y); LambertW(x); exp(LambertW(x)); 1/x;
    exp(-LambertW(x)); exp(2*LambertW(x*y)); LambertW(x*y); exp(-asinh(x)); exp(asinh(x)); sqrt(x**2 + 1);
    exp(2*atanh(x)); exp(acosh(x)); exp(-2*acosh(x)); sqrt(1 - 2*sin(x/2)**2); sqrt(cos(x)); (x - y);
    sqrt(a - 2*a*sin(pi/4 - x/2)**2); sqrt(sin(x)); 1/(x - y)
    """
)

FAMILIES: dict[str, tuple[str, ...]] = {
    "rational": (*_LINEAR, *_SQUARES),
    "roots": (*_ROOTS, *_ROOTS, *_LINEAR, *_SQUARES),
    "exponentials": (*_EXPONENTIALS, "x", "y", "(x + 1)"),
    "angles": (*_ANGLES, "x", "y"),
    "inverses": (*_INVERSES, "x", "x**2", "(x + 1)"),
    "kinks": (*_KINKS, *_LINEAR, "exp(x)", "sqrt(x)"),
    "powers": (*_POWERS, "x", "x", "a", "y", "exp(x)", "sqrt(x)"),
    "special": (*_SPECIAL, "x", "x", "(x + 1)"),
    "constants": (*_CONSTANTS, *_CONSTANTS, "x", "x", "(x + 1)", "sqrt(x)", "exp(x)"),
    "scales": (*_SCALES, "x", "x", "(x + 1)"),
    "several": _SEVERAL,
    "complex": _COMPLEX,
    "mixed": (*_LINEAR, *_SQUARES, *_ROOTS, *_EXPONENTIALS, *_ANGLES, *_INVERSES, *_KINKS, *_POWERS),
    "choices": (*_CHOICES, "x", "x", "y"),
    "pairs": _PAIRS,
    "turns": _TURNS,
    "signs": _SIGNS,
    "logs": _LOGS,
    "recurrences": _RECURRENCES,
    "exponents": _EXPONENTS,
    "parts": _PARTS,
    "decimals": (*_DECIMALS, "x", "y"),
    "cancelling": _CANCELLING,
    "ends": _ENDS_OF_DOMAINS,
    "wholes": _WHOLE,
    "plane": _PLANE,
    "parameters that cancel": _PARAMETERS_THAT_CANCEL,
    "filled": _FILLED,
    "pieces": (*_LINEAR, *_KINKS, "exp(x)", "sqrt(x)", "log(x)", "sin(x)", "x**2"),
}
"""Name of a family → what its formulas are made of."""

_OUTER = {
    "roots": ("sqrt", "sqrt", "abs", "cbrt"),
    "exponentials": ("exp", "log", "sinh", "cosh", "tanh", "sqrt", "asinh"),
    "angles": ("sin", "cos", "tan", "sqrt", "atan", "abs", "log"),
    "kinks": ("abs", "abs", "sign", "floor", "relu", "sqrt"),
    "inverses": ("asin", "acos", "atan", "sin", "cos", "sqrt", "asinh", "acosh", "tan", "log"),
    "complex": ("sqrt", "log", "exp", "abs", "conjugate", "atan", "asin", "cosh"),
    "parts": ("re", "im", "conjugate", "abs", "arg", "exp", "sqrt", "log"),
    "turns": ("sin", "cos", "tan", "abs", "asin", "acos", "atan"),
    "signs": ("abs", "sign", "sqrt", "cbrt", "relu"),
    "logs": ("log", "exp", "sqrt", "abs", "log"),
    "pairs": ("atan", "sqrt", "log", "abs", "sin", "cos"),
    "special": ("exp", "erf", "log", "sqrt"),
    "powers": ("sqrt", "log", "exp", "abs"),
}
_PLAIN_OUTER = ("sqrt", "log", "exp", "sin", "abs", "atan", "cos", "tanh", "cbrt")


WITH_I = ("complex", "parts", "parted", "units")
"""Families of formulas that are complex."""

_POWERS_OF = ("", "", "", "", "", "**2", "**(1/2)", "**(-1)", "**(-2)", "**(3/2)", "**3", "**(-1/2)")
_POWERS_OF_SUMS = ("2", "3", "(1/2)", "(-1)", "(-2)", "(3/2)", "(-1/2)")
_SIDES = ("x", "x", "y", "x - 1", "x + y", "x**2", "2*x", "x*y")
_ENDS = ("0", "1", "-1", "y", "1/2", "2")
_ORDERS = ("<", "<=", ">", ">=", "<", ">")


class Draw:
    """One formula, of few kernels that come again and again."""

    def __init__(self, family: str, seed: int) -> None:
        self.random = Random(f"{family} {seed}")
        self.pick = self.random.choice
        count = self.pick((2, 3, 3, 4, 6))
        self.kernels = [self.pick(FAMILIES[family]) for _ in range(count)]
        self.outer = _OUTER.get(family, _PLAIN_OUTER)

    def factor(self) -> str:
        kernel = self.pick(_NUMBERS if self.random.random() < 0.15 else self.kernels)
        return f"({kernel}){self.pick(_POWERS_OF)}"

    def product(self) -> str:
        text = self.factor()
        for _ in range(self.pick((0, 0, 1, 1, 2))):
            text += self.pick("**/") + self.factor()
        return text

    def sum(self, count: int = 0) -> str:
        text = self.product()
        for _ in range((count or self.pick((2, 2, 3, 3, 4))) - 1):
            text += f" {self.pick('+-')} {self.product()}"
        return text

    def call(self, inside: str) -> str:
        return f"{self.pick(self.outer)}({inside})"

    def shape(self) -> str:
        sign, shape = self.pick("+-"), self.random.random()
        if shape < 0.3:
            return self.sum()
        if shape < 0.42:
            return f"({self.sum()})*({self.sum(2)})"
        if shape < 0.56:
            return f"({self.sum(2)})/({self.sum(2)})"
        if shape < 0.66:
            beside = self.pick(("", f" {sign} {self.product()}", f"*{self.factor()}", f"/({self.sum(2)})"))
            return self.call(self.sum(2)) + beside
        if shape < 0.76:
            return f"({self.sum(2)})**{self.pick(_POWERS_OF_SUMS)} {sign} {self.product()}"
        if shape < 0.84:
            return f"{self.product()}*({self.sum(2)}) {sign} {self.product()}*({self.sum(2)})"
        if shape < 0.9:
            return f"1/(1/({self.sum(2)}) {sign} 1/({self.product()}))"
        if shape < 0.95:
            return f"{self.call(self.product())}*{self.call(self.product())} {sign} {self.product()}"
        same = self.sum(2)
        return f"({same})**{self.pick(_POWERS_OF_SUMS)}*{self.factor()} {sign} ({same})*{self.product()}"

    def condition(self) -> str:
        text = f"{self.pick(_SIDES)} {self.pick(_ORDERS)} {self.pick(_ENDS)}"
        if self.random.random() < 0.25:
            text += f" {self.pick(('and', 'or'))} y {self.pick(_ORDERS)} {self.pick(('0', '1', 'x'))}"
        return text

    def pieces(self, depth: int = 1) -> str:
        first = self.pieces(depth - 1) if depth and self.random.random() < 0.3 else self.shape()
        parts = [f"({first}, {self.condition()})"]
        if self.random.random() < 0.4:
            parts.append(f"({self.product()}, {self.condition()})")
        if self.random.random() < 0.85:
            parts.append(f"({self.sum(2)}, True)")
        return f"Piecewise({', '.join(parts)})"

    def beside_pieces(self) -> str:
        other = self.pieces(0) if self.random.random() < 0.4 else self.product()
        return f"{self.pieces(0)} {self.pick('+-*/')} {other}"


ALL = (*FAMILIES, *GROWN)
"""Names of all families."""


def drawn(family: str, seed: int) -> str:
    """Return the formula of a family that *seed* draws."""
    if family in GROWN:
        return grown(family, seed)
    draw = Draw(family, seed)
    if family != "pieces":
        return draw.shape()
    return draw.pieces() if draw.random.random() < 0.6 else draw.beside_pieces()

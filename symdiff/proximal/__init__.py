"""Where there is no derivative: proximal operators, and the methods that go on with them.

>>> from symdiff.proximal import l1
>>> l1(0.5).prox([3.0, -0.25]).tolist()
[2.5, -0.0]
"""

from __future__ import annotations

from symdiff.errors import SymdiffError

try:
    import numpy  # noqa: F401 - all below is on arrays
except ImportError:
    raise SymdiffError(
        "NumPy is not installed, and proximal points and minima need it",
        hint='pip install "symdiff-engine[numpy]"',
    ) from None

from symdiff.proximal.function import Proximable, Separable, envelope, envelope_gradient
from symdiff.proximal.methods import fista, proximal_gradient, subgradient
from symdiff.proximal.minimum import Minimum, minimize, minimize_composite
from symdiff.proximal.point import prox
from symdiff.proximal.recognise import recognise
from symdiff.proximal.smooth import Formula, LeastSquares, Logistic, Smooth
from symdiff.proximal.table import TABLE, Row

zero, l1, nonnegative_l1 = TABLE["zero"], TABLE["l1"], TABLE["nonnegative_l1"]
norm2, group_norm, norm_inf, max_of = TABLE["norm2"], TABLE["group_norm"], TABLE["norm_inf"], TABLE["max_of"]
squared, quadratic, elastic_net = TABLE["squared"], TABLE["quadratic"], TABLE["elastic_net"]
huber, hinge, pinball, relu = TABLE["huber"], TABLE["hinge"], TABLE["pinball"], TABLE["relu"]
negative_log, entropy, logistic = TABLE["negative_log"], TABLE["entropy"], TABLE["logistic"]
box, half_space, hyperplane, affine = TABLE["box"], TABLE["half_space"], TABLE["hyperplane"], TABLE["affine"]
ball, l1_ball, simplex = TABLE["ball"], TABLE["l1_ball"], TABLE["simplex"]
second_order_cone = TABLE["second_order_cone"]

__all__ = [
    "TABLE",
    "Formula",
    "LeastSquares",
    "Logistic",
    "Minimum",
    "Proximable",
    "Row",
    "Separable",
    "Smooth",
    "affine",
    "ball",
    "box",
    "elastic_net",
    "entropy",
    "envelope",
    "envelope_gradient",
    "fista",
    "group_norm",
    "half_space",
    "hinge",
    "huber",
    "hyperplane",
    "l1",
    "l1_ball",
    "logistic",
    "max_of",
    "minimize",
    "minimize_composite",
    "negative_log",
    "nonnegative_l1",
    "norm2",
    "norm_inf",
    "pinball",
    "prox",
    "proximal_gradient",
    "quadratic",
    "recognise",
    "relu",
    "second_order_cone",
    "simplex",
    "squared",
    "subgradient",
    "zero",
]

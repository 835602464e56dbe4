"""Newton's method on the Rosenbrock function of 1000 variables, with the sparse exact Hessian.

python examples/sparse_newton.py
"""

from itertools import pairwise

import numpy as np
from scipy.sparse.linalg import spsolve

from symdiff import hessian
from symdiff.arithmetic.arrays import vectorised

names = [f"x{i}" for i in range(1000)]
terms = [f"(1 - {a})^2 + 100*({b} - {a}^2)^2" for a, b in pairwise(names)]
H = hessian(" + ".join(terms), names, sparse=True)

slopes = vectorised(H.outputs, names)
x = np.full(len(names), 0.9)
for _ in range(50):
    gradient = np.array(slopes(*x))
    if np.linalg.norm(gradient) < 1e-10:
        break
    x = x - spsolve(H.to_scipy(dict(zip(names, x, strict=True))).tocsc(), gradient)
print(f"{len(H.values)} entries of {len(names) ** 2}, |x - 1| <= {np.max(np.abs(x - 1)):.1e}")

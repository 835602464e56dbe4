"""Fit a decay to data, with a penalty that puts an idle term to zero.

python examples/fit_with_penalty.py
"""

import numpy as np

from symdiff import minimize

random = np.random.default_rng(1)
t = np.linspace(0, 5, 200)
y = 2.5 * np.exp(-1.3 * t) + 0.4 + 0.05 * random.standard_normal(200)

model = "a*exp(-b*t) + c + d*sin(3*t)"
found = minimize(
    f"(y - ({model}))**2",
    over="a b c d",
    data={"t": t, "y": y},
    penalty=["2*abs(d)", "b >= 0"],
    start={"a": 1, "b": 1},
)
print(found)
print("held by the penalty:", ", ".join(found.held) or "nothing")

"""The backward formula of an operation of one's own: derived, checked, and written as NumPy code.

python examples/backward_of_an_op.py
"""

from symdiff import at_kinks, check, derive
from symdiff.export.numpy import numpy_source

forward = "x*sigmoid(a*x)"
for name in ("x", "a"):
    backward = derive(forward, name)
    report = check(forward, name)
    print(f"# d/d{name}: {backward}   ({'checked' if report.ok else 'WRONG'})")
    print(numpy_source(backward, f"backward_{name}", ("x", "a")))

# An operation with a corner: a convention for it, stated in the code.
print(numpy_source(at_kinks("max(x, x/10)", "x", "left"), "backward_leaky"))

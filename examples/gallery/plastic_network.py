"""A plastic layer, two steps

Weights have a fixed part W and a plastic one, A times a trace H of what fired together; the trace is
renewed at a rate h. What is learned is W, A and h, through the trace.
"""

SHAPES = "x[n] W[n,n] A[n,n] H[n,n] h v[n]"
FORMULA = "y = tanh(x @ (W + A .* H)); G = h*(x @ y.T) + (1 - h)*H; tanh(y @ (W + A .* G)) @ v"
DERIVATIVES = {
    "h": (
        "tanh((W + A .* H).T @ x).T @ diag(A @ diag(v .* (1 - tanh((W + A .* (h*x @ tanh((W + A .* "
        "H).T @ x).T + (1 - h)*H)).T @ tanh((W + A .* H).T @ x))^2)) @ (tanh((W + A .* H).T @ x) @ "
        "x.T - H.T))"
    ),
    "v": ("tanh((W + A .* (h*x @ tanh((W + A .* H).T @ x).T + (1 - h)*H)).T @ tanh((W + A .* H).T @ x))"),
}
SOURCE = (
    "T. Miconi, J. Clune, K. Stanley, Differentiable plasticity: training plastic neural "
    "networks with backpropagation, ICML 2018, arXiv 1804.02464"
)
SLIPS = (
    ("(1 - h)*H", "H"),
    ("x @ y.T", "y @ x.T"),
)


def objective(jax, np, x, W, A, H, h, v):
    y = np.tanh(x @ (W + A * H))
    G = h * np.outer(x, y) + (1 - h) * H
    return np.tanh(y @ (W + A * G)) @ v

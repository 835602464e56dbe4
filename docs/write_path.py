"""Draw path.svg: the lasso on the diabetes data, by symdiff for many penalties, by LARS where its path bends.

python docs/write_path.py [FILE]

The data are those that scikit-learn carries (Efron, Hastie, Johnstone and Tibshirani, "Least angle
regression", Annals of Statistics 32, 2004). LARS follows the path exactly, from one variable that enters or
leaves to the next; symdiff knows nothing of that and solves for one penalty after the other.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import lars_path

from symdiff.minimise import LeastSquares, minimize_composite
from symdiff.proximal import l1
from symdiff.studies.picture import picture

ALPHAS = np.logspace(0.4, -4, 133)
CLOSE = 0.01
"""What coefficients of the order of 500 may differ by; it is less than a line is wide."""
COLOURS = (
    "#7f7f7f", "#1b9e57", "#c0392b", "#d95f02", "#2746c0",
    "#8a4fa3", "#8c6d1f", "#e377a2", "#111111", "#17a2a8",
)  # fmt: skip
APART = 62
"""What names are apart at least, in units of the coefficients."""


def coefficients(X: np.ndarray, y: np.ndarray, alphas: np.ndarray) -> np.ndarray:
    """Return the minimiser for each penalty, a row each; one is the start of the next."""
    loss, start, found = LeastSquares(X, y, mean=True), np.zeros(X.shape[1]), []
    for alpha in alphas:
        start = minimize_composite(loss, l1(alpha), start=start, tolerance=1e-9).x
        found.append(start)
    return np.array(found)


def spread(heights: np.ndarray) -> np.ndarray:
    """Return heights that are APART at least, in the same order, each group about its middle."""
    order = np.argsort(heights)
    groups = [([place], heights[place]) for place in order]
    merged: list[tuple[list[int], float]] = []
    for members, middle in groups:
        merged.append((members, float(middle)))
        while len(merged) > 1:
            (low, under), (high, above) = merged[-2:]
            if above - under >= APART * (len(low) + len(high)) / 2:
                break
            both = low + high
            merged[-2:] = [(both, float(np.mean(heights[both])))]
    result = np.empty(len(heights))
    for members, middle in merged:
        result[members] = middle + APART * (np.arange(len(members)) - (len(members) - 1) / 2)
    return result


def draw(path: str) -> float:
    """Write the picture and return how far the two are apart at most where LARS bends."""
    X, y = load_diabetes(return_X_y=True)
    names, y = load_diabetes().feature_names, y - y.mean()
    lines = np.round(coefficients(X, y, ALPHAS), 2)  # rounded, so that no last digit changes the file
    bends, _, marks = lars_path(X, y, method="lasso")
    shown = bends >= ALPHAS[-1]
    bends, marks = bends[shown], marks.T[shown]
    apart = float(np.max(np.abs(coefficients(X, y, bends) - marks)))
    if not apart <= CLOSE:
        raise RuntimeError(f"symdiff and LARS are {apart} apart")
    with picture(path) as axes:
        for name, line, mark, height, colour in zip(
            names, lines.T, np.round(marks, 2).T, spread(lines[-1]), COLOURS, strict=True
        ):
            first = max(int(np.flatnonzero(line)[0]) - 1, 0)  # zeros of ten lines on one another are one
            axes.plot(ALPHAS[first:], line[first:], color=colour, linewidth=1.5)
            active = mark != 0
            axes.plot(bends[active], mark[active], "o", color=colour, markersize=4)
            axes.annotate(
                name, (ALPHAS[-1], line[-1]), (10**-4.13, height), color=colour, va="center",
                arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 1},
                annotation_clip=False,
            )  # fmt: skip
        axes.plot([], [], color="#555555", linewidth=1.5, label=f"symdiff, {len(ALPHAS)} penalties")
        axes.plot(
            [], [], "o", color="#555555", markersize=4, label="scikit-learn's lars_path, where it bends"
        )
        axes.set_xscale("log")
        axes.set_xlim(10**0.4, 10**-4)
        axes.minorticks_off()
        axes.set_title("The lasso on the diabetes data: |X w − y|²/(2·442) + α·Σ|wⱼ|", pad=10)
        axes.set_xlabel("α, the least penalty on the right")
        axes.set_ylabel("coefficient")
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.13), "ncols": 2}
        axes.legend(**below, frameon=False, fontsize=9)
    return apart


if __name__ == "__main__":
    file = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).with_name("path.svg"))
    print(f"{file}: at most {draw(file):.1e} apart")

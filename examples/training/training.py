"""What the programs of this folder share: Adam, the loop of training, and a picture of its curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]
Step = Callable[[Mapping[str, Any], tuple[np.ndarray, ...]], tuple[float, list[np.ndarray]]]
"""A function of weights and data: the loss, and its slope by each weight in the order of these."""


def train(
    step: Step,
    weights: Arrays,
    draw: Callable[[np.random.Generator], tuple[np.ndarray, ...]],
    steps: int,
    rate: float,
    seed: int,
) -> tuple[list[float], Arrays]:
    """Return the losses, one a step, and the weights after as many *steps* of Adam on data that are drawn."""
    generator = np.random.default_rng(seed)
    weights = dict(weights)
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    curve = []
    for count in range(1, steps + 1):
        loss, slopes = step(weights, draw(generator))
        curve.append(float(loss))
        size = rate * np.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        for name, slope in zip(weights, slopes, strict=True):
            first[name] = 0.9 * first[name] + 0.1 * slope
            second[name] = 0.999 * second[name] + 0.001 * slope**2
            weights[name] = weights[name] - size * first[name] / (np.sqrt(second[name]) + 1e-8)
    return curve, weights


COLOURS = ("#1f6feb", "#d1242f", "#1a7f37")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 60, 100, 16, 40


def write_curves(
    path: str, curves: Mapping[str, list[float]], steps: int, label: str, *, is_logarithmic: bool = False
) -> None:
    """Write a picture (SVG) of curves over *steps*, each a mean over pieces of the same length.

    Later ones are thinner and dashed, so that one on another is seen.
    """
    pieces = min(100, steps)
    means = {
        name: [float(np.mean(part)) for part in np.array_split(curve, pieces)]
        for name, curve in curves.items()
    }
    every = [value for curve in means.values() for value in curve]
    scale = np.log if is_logarithmic else np.asarray
    low, high = float(scale(min(every))), float(scale(max(every)))

    def x(place: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * place

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - float(scale(value))) / (high - low)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12" fill="#57606a">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for part in range(5):
        value = low + (high - low) * part / 4
        shown = float(np.exp(value)) if is_logarithmic else value
        at = y(shown)
        lines.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#d0d7de"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{shown:.3g}</text>')
        lines.append(
            f'<text x="{x(part / 4):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{steps * part // 4}</text>'
        )
    lines.append(f'<text x="{x(0.5):.1f}" y="{HEIGHT - 6}" text-anchor="middle">steps ({label})</text>')
    for place, (name, curve) in enumerate(means.items()):
        points = " ".join([f"{x((at + 0.5) / pieces):.1f},{y(value):.1f}" for at, value in enumerate(curve)])
        dashes = ' stroke-dasharray="5 4"' if place else ""
        colour, width = COLOURS[place % len(COLOURS)], 3.5 if place == 0 else 1.5
        lines.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
        )
        lines.append(
            f'<text x="{WIDTH - RIGHT + 8}" y="{TOP + 16 + 18 * place}" fill="{colour}">{name}</text>'
        )
    Path(path).write_text("\n".join([*lines, "</svg>"]) + "\n", encoding="utf-8")

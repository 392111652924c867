"""Writes aggregates.fixtures.json: what numpy makes of some runs' curves. Run it with any Python that has numpy."""

import json
import math
from pathlib import Path

import numpy as np

random = np.random.default_rng(20261126)


def student_t95(degrees):
    """The 97.5 % quantile of Student's t: bisection over the density, integrated by Simpson's rule."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)

    def below(t, steps=20_000):
        x = np.linspace(0, t, steps + 1)
        density = scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2)
        weights = np.ones(steps + 1)
        weights[1:-1:2] = 4
        weights[2:-1:2] = 2
        return 0.5 + float((density * weights).sum()) * t / steps / 3

    low, high = 1.0, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < 0.975 else (low, middle)
    return high


def expected(curves):
    places = sorted({place for curve in curves for place in curve["place"]})
    rows = []
    for place in places:
        values = np.array([v for curve in curves for p, v in zip(curve["place"], curve["value"]) if p == place])
        count = len(values)
        std = float(np.std(values, ddof=1)) if count > 1 else None
        stderr = None if std is None else std / math.sqrt(count)
        rows.append(
            {
                "x": place,
                "count": count,
                "mean": float(np.mean(values)),
                "median": float(np.median(values)),
                "min": float(np.min(values)),
                "max": float(np.max(values)),
                "std": std,
                "stderr": stderr,
                "ci95": None if stderr is None else stderr * student_t95(count - 1),
            }
        )
    return {name: [row[name] for row in rows] for name in rows[0]}


def curve(places, scale=1.0, offset=0.0):
    places = [int(place) for place in places]
    return {"place": places, "value": [float(v) for v in offset + scale * random.standard_normal(len(places))]}


cases = {
    "five seeds at the same iterations": [curve(range(0, 200, 20)) for _ in range(5)],
    "an even number of runs": [curve(range(8), scale=1e-6, offset=3) for _ in range(4)],
    "runs of different lengths and rhythms": [curve(range(0, 30, 3)), curve(range(0, 12)), curve([-5, 0, 6, 100])],
    "one run alone": [curve(range(4))],
    "equal values": [{"place": [1, 2], "value": [0.1, -7.0]} for _ in range(3)],
    "a hundred runs": [curve([0, 1], scale=1e6) for _ in range(100)],
    "large numbers that differ little": [curve([3], scale=1e-3, offset=1e9) for _ in range(7)],
}

Path(__file__).with_suffix(".json").write_text(
    json.dumps(
        {
            "student_t95": {str(degrees): student_t95(degrees) for degrees in [1, 2, 3, 4, 5, 9, 10, 29, 30, 99, 499]},
            "cases": [{"name": name, "runs": runs, "aggregate": expected(runs)} for name, runs in cases.items()],
        }
    )
    + "\n"
)

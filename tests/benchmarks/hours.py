"""How often an hour is named that only chance made, and how often one that is better.

Calls of nine hours by eight reps who differ; a row for each connect rate and number of calls: the part of
the simulations of shuffled calls in which any hour is named, the part of those with one hour five points
better in which it is named, that in which the chi-square test over all groups would have said so, and how
the gain came out (the true one, and the part of its ranges that hold it).

    python tests/benchmarks/hours.py [simulations of each]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from sheetkpi.model.besthours import MOVED, best_hours
from tests.model.test_besthours import calls


def row(rate: float, number: int, runs: int) -> dict[str, float]:
    """What came of `runs` simulations of each kind."""
    rng = np.random.default_rng([int(100 * rate), number])
    shuffled = [best_hours(calls(rng, number, rate)) for _ in range(runs)]
    better = [best_hours(calls(rng, number, rate, plus=0.05)) for _ in range(runs)]
    true = MOVED * number * 0.05
    named = [found for found in better if found.hours]
    return {
        **{"connect rate": rate, "calls": number},
        "shuffled: named": float(np.mean([found.silence == "" for found in shuffled])),
        "better: named": float(np.mean([(14, 14) in found.hours for found in better])),
        "by chi-square": float(np.mean([found.tail < 0.05 for found in better])),
        "true gain": true,
        "gain": float(np.mean([found.gain for found in named])) if named else np.nan,
        "in its range": float(np.mean([found.gain_low <= true <= found.gain_high for found in named])),
    }


if __name__ == "__main__":
    simulations = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rows = [row(rate, number, simulations) for number in (5_000, 20_000) for rate in (0.1, 0.15, 0.2, 0.3)]
    print(pd.DataFrame(rows).round(3).to_string(index=False))

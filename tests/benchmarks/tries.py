"""How near the stop comes to a planted one, by the number of leads.

A row for each plan of yields (`tests.model.test_tries`) and number of leads: the planted stop, the part of
the simulations whose stop is within one try of it, whose range holds it, and in which the data did not tell;
at the end yields that never fall, where no stop is right.

    python tests/benchmarks/tries.py [simulations of each]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from sheetkpi.model.tries import stops, yields
from tests.model.test_tries import PLANTED, calls


def row(plan: str, rates: list[float], planted: float, leads: int, runs: int) -> dict[str, object]:
    """What came of `runs` simulations."""
    rng = np.random.default_rng([leads, len(plan)])
    found = pd.concat([stops(yields(calls(rates, rng, leads))) for _ in range(runs)])
    return {
        **{"plan": plan, "leads": leads, "planted": planted},
        "within one": ((found["stop"] - planted).abs() <= 1).mean(),
        "in the range": ((found["stop_low"] <= planted) & (found["stop_high"] >= planted)).mean(),
        "not told": found["stop"].isna().mean(),
        "calls saved": found["calls_saved.share"].mean(),
        "successes lost": found["successes_lost.share"].mean(),
    }


if __name__ == "__main__":
    simulations = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    plans = [*((plan, *of) for plan, of in PLANTED.items()), ("never falls", [0.08] * 8, np.nan)]
    rows = [
        row(plan, rates, planted, leads, simulations)
        for plan, rates, planted in plans
        for leads in (300, 1_000, 3_000)
    ]
    print(pd.DataFrame(rows).round(3).to_string(index=False))

"""How often NextSteps says that a step helped: where nothing has changed, and where it has.

    python -m tests.benchmarks.steps [WORKBOOKS]

Prints, for departments of one team whose reps differ as said (as a share of the rate), in how many workbooks
anybody's step is said to have helped though nobody has changed, and in how many the rep at half the meeting
rate, whose rate is the others' from this month on, is found.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from sheetkpi.model.nextsteps import HELPED
from tests.model.test_nextsteps import department, steps

RATES = np.array([0.25, 0.15])


def main(workbooks: int) -> None:
    """Print the table."""
    rng, found = np.random.default_rng(1), []
    for reps in (5, 10, 15):
        for calls in (420, 1200):
            for differ in (0.0, 0.2, 0.4):
                wrong = right = 0
                for _ in range(workbooks):
                    true = np.clip(rng.normal(RATES, differ * RATES, (reps, 2)), 0.3 * RATES, 0.9)
                    wrong += bool((steps(department(rng, true, calls=calls))["helped"] == HELPED).any())
                    true[0, 1] = RATES[1] / 2
                    better = steps(department(rng, true, now={0: 2.0}, calls=calls))
                    right += better["helped"].get("担当0") == HELPED
                shares = {"wrong": wrong / workbooks, "found": right / workbooks}
                found.append({"reps": reps, "calls a month": calls, "differ": differ, **shares})
    print(pd.DataFrame(found).round(3).to_string(index=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

"""Whether targets that are said to be reached in seven of ten months are.

Departments whose cause is known (`tests.model.series`), each with one month and one team or rep of its own,
before the month and after half of it: how many months, the chance that was said, and how often it came true,
in percent.

    python tests/benchmarks/chances.py [months of each kind and level]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.model.series import KINDS, chances

if __name__ == "__main__":
    found = chances(KINDS, "meetings", int(sys.argv[1]) if len(sys.argv) > 1 else 150)
    print(found.to_string())
    for point in ("0.00", "0.50"):
        weights = found[f"months {point}"]
        said, came = ((found[f"{what} {point}"] * weights).sum() / weights.sum() for what in ("said", "came"))
        print(f"{point} of the month gone: {weights.sum()} months, said {said:.1f} %, came true {came:.1f} %")

"""Whether four of five months land in the range that is given for four of five, and how far landings miss.

Departments whose cause is known (`tests.model.series`): steady, growing, with weekdays, with a rush at the
month's end, bursty, with newcomers; for everybody, each team and each rep, after a quarter, half and three
quarters of a month. In percent, beside the pro-rata line.

    python tests/benchmarks/ranges.py [runs]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.model.series import KINDS, PER_DAY, table

if __name__ == "__main__":
    print(table(KINDS, tuple(PER_DAY), int(sys.argv[1]) if len(sys.argv) > 1 else 200).to_string())

"""How well leads are ranked, and how near their chances come, on simulated calls that drift and on real ones.

A column for each data set: the area under the curve, the share of the successes in the better half of each
list, and the error of the chances by tenths of the leads, of our score and of scikit-learn's logistic
regression (one column for each value, numbers in tenths, so that both see the same). Calls are ranked within
lists of 2,000, each learned on the calls before it; the error is that after `recalibrated` on the list
itself, and that of its second half after the first half alone.

    python tests/benchmarks/leads.py [web_leads.csv] [calls.csv]

`calls.csv` are calls in the order of time, separated by semicolons, with a column `y` (yes or no), such as
the 41,188 of a bank that S. Moro, P. Cortez and P. Rita published in 2014. scikit-learn is no dependency:
where it is missing, its columns are left out and a sentence says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from sheetkpi.model.followups import fit
from sheetkpi.model.leadcolumns import known_after, levels_of
from tests.model.drifting import area, calls, decile_error, held_by_half

try:
    from sklearn.linear_model import LogisticRegression
except ImportError:
    LogisticRegression = None

LIST = 2_000
Ranking = Callable[[pd.DataFrame, np.ndarray, pd.DataFrame], np.ndarray]


def by_regression(before: pd.DataFrame, won: np.ndarray, leads: pd.DataFrame) -> np.ndarray:
    """Chances by scikit-learn's logistic regression with its own penalty, over the levels of our columns."""
    seen, unseen = [], []
    for name in before:
        levels, _ = levels_of(before[name])
        if levels is None or known_after(name):
            continue
        wide = np.eye(len(levels.labels) + 1)[:, :-1]
        seen.append(wide[levels.codes(before[name])])
        unseen.append(wide[levels.codes(leads[name])])
    model = LogisticRegression(max_iter=1_000).fit(np.hstack(seen), won)
    return np.asarray(model.predict_proba(np.hstack(unseen))[:, 1])


def by_lists(name: str, frame: pd.DataFrame, outcome: str, first: int = LIST) -> pd.DataFrame:
    """A row for the lists from `first` on, and one for those of the later half."""
    won = frame[outcome].isin([True, 1, "yes"]).to_numpy()
    known = frame.drop(columns=outcome)
    rows = []
    for begin in range(first, len(frame) - LIST // 2, LIST):
        end = min(begin + LIST, len(frame))
        middle, today = (begin + end) // 2, known[begin:end]
        score = fit(known[:begin], won[:begin])
        chances = score.probability(today).to_numpy()
        row = {"begin": begin, "auc": area(won[begin:end], chances)}
        row["half"] = held_by_half(won[begin:end], chances)
        if score.learned:
            renewed = score.recalibrated(known[begin:middle], won[begin:middle])
            later = renewed.probability(known[middle:end]).to_numpy()
            row["error of the second half"] = decile_error(won[middle:end], later)
            renewed = score.recalibrated(today, won[begin:end])
            row["error"] = decile_error(won[begin:end], renewed.probability(today).to_numpy())
        if LogisticRegression is not None:
            other = by_regression(known[:begin], won[:begin], today)
            row |= {"auc, regression": area(won[begin:end], other)}
            row |= {"half, regression": held_by_half(won[begin:end], other)}
        rows.append(row)
    found = pd.DataFrame(rows).set_index("begin")
    late = found[found.index >= len(frame) / 2]
    return pd.DataFrame({f"{name}, all lists": found.mean(), f"{name}, later half": late.mean()}).T


def held_out(name: str, frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """A row of means over five parts held out, drawn by chance."""
    won, known = frame[outcome].to_numpy(), frame.drop(columns=outcome)
    order = np.random.default_rng(1).permutation(len(frame))
    rows = []
    for part in range(5):
        held = order[part::5]
        rest = np.setdiff1d(order, held)
        chances = fit(known.iloc[rest], won[rest]).probability(known.iloc[held]).to_numpy()
        row = {"auc": area(won[held], chances), "half": held_by_half(won[held], chances)}
        row["error"] = decile_error(won[held], chances)
        if LogisticRegression is not None:
            other = by_regression(known.iloc[rest], won[rest], known.iloc[held])
            row |= {"auc, regression": area(won[held], other)}
            row |= {"half, regression": held_by_half(won[held], other)}
        rows.append(row)
    return pd.DataFrame({name: pd.DataFrame(rows).mean()}).T


if __name__ == "__main__":
    if LogisticRegression is None:
        print("scikit-learn is not installed: our score is printed alone.")
    simulated = calls(41_188, seed=1).drop(columns=["truth", "when"])
    tables = [by_lists("simulated", simulated, "won")]
    if len(sys.argv) > 1:
        leads = pd.read_csv(sys.argv[1])
        tables.append(held_out("web leads", leads, "Converted"))
        asked = ["Occupation", "Specialization"]
        tables.append(held_out("web leads without what was asked", leads.drop(columns=asked), "Converted"))
    if len(sys.argv) > 2:
        tables.append(by_lists("calls", pd.read_csv(sys.argv[2], sep=";"), "y"))
    print(pd.concat(tables).round(3).T.to_string())
    began = time.perf_counter()
    fit(simulated, "won")
    print(f"learned on {len(simulated):,} calls of {simulated.shape[1] - 1} columns in", end=" ")
    print(f"{time.perf_counter() - began:.2f} s")

"""Telemarketing calls whose cause is known, while seasons and prices drift: what a score makes of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

JOBS = {"事務": 0.0, "技術": 0.1, "退職": 0.5, "学生": 0.6, "営業": -0.3}
BEFORE = {"なし": 0.0, "失敗": 0.2, "成功": 1.4}


def calls(number: int, seed: int, first: float = 0.04, last: float = 0.4) -> pd.DataFrame:
    """So many calls in the order of time, of a list that is worked while the base rate rises from `first` to
    `last`: columns `when`, what is known of leads before the call, `duration` (known after it), macro columns
    that drift with the base rate, noise, `truth` (the log-odds that leads of one day differ by) and `won`."""
    rng = np.random.default_rng(seed)
    part = np.linspace(0, 1, number)
    base = np.log(first / (1 - first)) * (1 - part) + np.log(last / (1 - last)) * part
    base = base + 0.5 * np.sin(part * 25)
    age = rng.normal(42, 11, number).clip(18, 90).round()
    job = rng.choice(list(JOBS), number, p=[0.35, 0.3, 0.1, 0.05, 0.2])
    earlier = np.where(
        rng.random(number) < 0.02 + 0.25 * part, rng.choice(["失敗", "成功"], number, p=[0.7, 0.3]), "なし"
    )
    days_since = np.where(earlier == "成功", rng.integers(1, 20, number), 999)
    tries = rng.geometric(0.5, number).clip(1, 40)
    truth = pd.Series(job).map(JOBS) + pd.Series(earlier).map(BEFORE)
    truth = truth.to_numpy() + 0.02 * np.abs(age - 42) - 0.12 * (tries.clip(1, 8) - 1)
    won = rng.random(number) < 1 / (1 + np.exp(-(base + truth - truth.mean())))
    rate = np.round(5 - 4.5 * part + np.repeat(rng.normal(0, 0.1, number // 500 + 1), 500)[:number], 2)
    return pd.DataFrame(
        {
            "when": pd.Timestamp("2025-01-06") + pd.to_timedelta((part * 600).astype(int), unit="D"),
            **{"age": age, "job": job, "前回キャンペーン": earlier, "pdays": days_since, "tries": tries},
            "housing": rng.choice(["yes", "no", None], number, p=[0.5, 0.45, 0.05]),
            "day_of_week": rng.choice(["mon", "tue", "wed", "thu", "fri"], number),
            **{"euribor": rate, "nr.employed": np.round(5200 - 300 * part, -1)},
            "company": [f"会社{lead}" for lead in rng.integers(0, number, number)],
            "duration": np.where(won, 400, 120) + rng.exponential(100, number).round(),
            **{"truth": truth, "won": won},
        }
    )


def area(won: np.ndarray, chances: np.ndarray) -> float:
    """The area under the curve (AUC): how often a success is ranked before a failure."""
    ranks = pd.Series(np.asarray(chances, dtype="float64")).rank().to_numpy()
    flags = np.asarray(won).astype(bool)
    number = int(flags.sum())
    above = float(ranks[flags].sum()) - number * (number + 1) / 2
    return above / (number * (len(flags) - number))


def held_by_half(won: np.ndarray, chances: np.ndarray) -> float:
    """The share of the successes in the better half of a list."""
    order = np.argsort(-np.asarray(chances), kind="stable")[: len(chances) // 2]
    return float(np.asarray(won)[order].sum() / np.asarray(won).sum())


def decile_error(won: np.ndarray, chances: np.ndarray) -> float:
    """How far chances lie from what came true, the mean over tenths of the leads by their chance."""
    parts = np.array_split(np.argsort(chances, kind="stable"), 10)
    flags = np.asarray(won, dtype="float64")
    return float(np.mean([abs(flags[part].mean() - np.asarray(chances)[part].mean()) for part in parts]))

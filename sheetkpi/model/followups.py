"""Which leads first: the chance of success of each, and why, learned on the team's own history.

The score is additive: the log-odds of the average lead of the latest part of the history, plus what each
column says of a lead. All columns are learned together (a logistic regression with a level for each value,
solved by Newton's method), so that two columns which say the same share it instead of counting it twice. What
a level says is shrunken as if `PSEUDO` average leads were added to it, and more where the levels of a column
differ by no more than chance (D. MacKay's evidence for each column, 1992).

A ranking is needed within the list of today, and over a year success mostly ranks the seasons. So the
history is cut, in its order of time, into blocks with a level of their own each, and leads are compared
within them. What drifts from block to block (prices, interest rates, a campaign that ran once) then explains
little; the chance is set to the latest part of the history last.

What is known only after the call never enters (`leadcolumns.known_after`). With fewer than `ENOUGH`
successes or failures there is no learned score: the bands of the market rank lead sources, and `basis` says
so. On 41,188 telemarketing calls of a bank (S. Moro, P. Cortez and P. Rita, 2014), learned on the calls
before, lists of 2,000 calls are ranked as well as by scikit-learn's logistic regression (area under the
curve .57 over all lists, .61 over the later half, when bases and prices had moved most);
`tests/benchmarks/leads.py` prints it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from sheetkpi.language import key_of
from sheetkpi.model.benchmarks import Bands
from sheetkpi.model.leadcolumns import Levels, known_after, levels_of, successes
from sheetkpi.model.leadodds import calibrated, learned

ENOUGH = 100
"""Successes, and failures, from which on a score is learned."""

PSEUDO = 50.0
"""Average leads that are added to each level."""

LATEST_DAYS = 30
"""The latest part of a history whose days are known: as many days as a month has."""

LATEST_ROWS = 1_000
"""Leads that the latest part has at least (a tenth of the history where no days are known)."""

MOST_ROWS = 100_000
"""The latest so many rows teach: older ones would say little of today, and take time."""

Basis = Literal["history", "market", "none"]
Floats = np.ndarray


@dataclass(frozen=True, eq=False)
class LeadScore:
    """The chance of success of leads, and the reasons.

    `basis` says where it comes from: the team's own `history`, bands of the `market` by lead source, or
    `none`: every lead has the same chance. `rows` and `successes` are those of the history. `base` is the
    chance of an average lead, NaN where nothing is known at all. `left_out` has the columns that do not
    enter, with the reason: `after_call`, `outcome`, `date`, `names` (or ids), `constant`.
    """

    basis: Basis
    rows: int
    successes: int
    base: float
    left_out: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[Levels, ...] = ()
    odds: tuple[Floats, ...] = ()
    spread: float = 1.0

    @property
    def learned(self) -> bool:
        """Whether the team's own history ranks leads."""
        return self.basis == "history"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that enter, in the order of the history."""
        return tuple(levels.name for levels in self.levels)

    def probability(self, leads: pd.DataFrame) -> pd.Series:
        """The chance of success of each of `leads`, 0 to 1, on their index.

        Columns that are missing, and values that the history did not have, say nothing.
        """
        logits = _logit(self.base) + self.log_odds(leads).to_numpy().sum(axis=1)
        return pd.Series(_sigmoid(logits), index=leads.index, name="probability", dtype="float64")

    def log_odds(self, leads: pd.DataFrame) -> pd.DataFrame:
        """What each column (of `columns`) says of each of `leads`: log-odds against the average lead."""
        found = {}
        for levels, odds in zip(self.levels, self.odds, strict=True):
            column = _column(leads, levels.name)
            codes = np.full(len(leads), -1) if column is None else levels.codes(column)
            found[levels.name] = np.append(odds, 0.0)[codes] * self.spread
        return pd.DataFrame(found, index=leads.index, columns=list(self.columns), dtype="float64")

    def reasons(self, leads: pd.DataFrame, number: int = 2) -> pd.DataFrame:
        """The `number` strongest reasons for each of `leads`, on their index.

        Columns `reason1.column`, `reason1.level`, `reason1.log_odds`, `reason2.column` and so on: the column,
        the lead's level in it (text as in the history, numbers as "3", "3–5", "≤ 2" or "≥ 8", or one of
        `leadcolumns.MISSING` and `OTHER`) and its log-odds: above 0 for the lead, below 0 against it. Without
        a further reason they are "", "" and NaN.
        """
        said = self.log_odds(leads).to_numpy()
        order = np.argsort(-np.abs(said), axis=1, kind="stable")
        names = np.array([*self.columns, ""], dtype=object)
        labels = np.full((len(leads), len(self.levels) + 1), "", dtype=object)
        for place, levels in enumerate(self.levels):
            if (column := _column(leads, levels.name)) is not None:
                labels[:, place] = np.array([*levels.labels, ""], dtype=object)[levels.codes(column)]
        found: dict[str, Any] = {}
        rows = np.arange(len(leads))
        for rank in range(number):
            at = order[:, rank] if rank < len(self.levels) else np.full(len(leads), -1)
            odds = said[rows, at] if rank < len(self.levels) else np.zeros(len(leads))
            at = np.where(np.abs(odds) > 1e-9, at, -1)
            found[f"reason{rank + 1}.column"] = names[at]
            found[f"reason{rank + 1}.level"] = labels[rows, at]
            found[f"reason{rank + 1}.log_odds"] = np.where(at >= 0, odds, np.nan)
        return pd.DataFrame(found, index=leads.index)

    def weights(self) -> pd.DataFrame:
        """What each level says: column, level, log_odds; columns that tell most first."""
        frames = [
            pd.DataFrame({"column": levels.name, "level": levels.labels, "log_odds": odds * self.spread})
            for levels, odds in zip(self.levels, self.odds, strict=True)
        ]
        frames.sort(key=lambda frame: -float(frame["log_odds"].abs().max()))
        if not frames:
            return pd.DataFrame({"column": [], "level": [], "log_odds": []})
        return pd.concat(frames, ignore_index=True)

    def recalibrated(self, leads: pd.DataFrame, outcome: str | Sequence[Any] | pd.Series) -> LeadScore:
        """The same ranking with the chances of newer `leads` and their `outcome` (as in `fit`): the base
        rate, and how far leads lie apart. Both move only as far as these leads tell."""
        flags, rows, frame, _ = _outcome(leads, outcome)
        if not len(flags) or math.isnan(self.base):
            return self
        said = self.log_odds(frame.iloc[rows]).to_numpy().sum(axis=1)
        shift, spread = calibrated(said + _logit(self.base), flags, PSEUDO, centre=_logit(self.base))
        return replace(self, base=float(_sigmoid(_logit(self.base) + shift)), spread=self.spread * spread)


def fit(
    history: pd.DataFrame,
    outcome: str | Sequence[Any] | pd.Series,
    *,
    when: str | Sequence[Any] | pd.Series | None = None,
    after: Collection[str] = (),
    bands: Bands | None = None,
    source: str = "lead_source",
    kpi: str = "meeting_rate",
) -> LeadScore:
    """Learn from a `history` of leads or calls, one a row, with any columns known before the call.

    `outcome` is the name of a column or one value a row, in the order of the rows: numbers (above 0:
    success), booleans, or yes and no; rows without one are left aside. `when` is the day of each row (a name
    or values); without it rows count as being in the order of time, oldest first, unless they stand in the
    alphabetical order of one of their columns: then they are all of one time. `after` names columns that
    are known only after the call, beyond those known in both languages. `bands` with the column `source`
    rank leads by the band of `kpi` where the history is too short to learn from (see the module).

    ValueError where `outcome` has neither one value a row nor two meanings. The rows are not changed, and the
    same history gives the same score.

    >>> calls = pd.DataFrame({"lead_source": ["紹介", "広告"] * 500, "tries": [1, 1, 2, 2] * 250})
    >>> won = [True, False, False, False, True, True, False, False] * 125
    >>> score = fit(calls, won)
    >>> score.basis, score.probability(calls.head(2)).round(2).tolist()
    ('history', [0.87, 0.53])
    """
    flags, rows, named, left_out = _outcome(history, outcome)
    days = _days(history, when, rows)
    if isinstance(when, str):
        left_out[when] = "date"
    if days is not None:
        order = np.argsort(days, kind="stable")
        flags, rows, days = flags[order], rows[order], days[order]
    number, successful = len(flags), int(flags.sum())
    if min(successful, number - successful) < ENOUGH:
        return _by_market(named.iloc[rows], number, successful, bands, source, kpi, left_out)
    teaching = slice(_first_taught(flags), number)
    flags, frame = flags[teaching], named.iloc[rows[teaching]]
    days = None if days is None else days[teaching]
    levels = _levels(frame, flags, after, left_out)
    codes = [each.codes(frame[each.name]) for each in levels]
    in_time = days is not None or not _is_sorted(levels, codes)
    sizes = [len(each.labels) for each in levels]
    odds = learned(codes, sizes, flags, PSEUDO, in_time=in_time)
    said = np.zeros(len(flags))
    for code, of in zip(codes, odds, strict=True):
        said += np.append(of, 0.0)[code]
    latest = _latest(len(flags), days) if in_time else slice(None)
    overall, _ = calibrated(said, flags, 0.0, slope=False)
    shift, _ = calibrated(said[latest] + overall, flags[latest], PSEUDO, slope=False)
    base = float(_sigmoid(overall + shift))
    return LeadScore("history", number, successful, base, left_out, tuple(levels), tuple(odds))


def _first_taught(flags: Floats) -> int:
    """The first of the latest rows that teach: at most `MOST_ROWS`, more where successes are rarer."""
    needed = min(int(np.flatnonzero(flags == meant)[-ENOUGH]) for meant in (0, 1))
    return max(min(len(flags) - MOST_ROWS, needed), 0)


def _levels(
    frame: pd.DataFrame, flags: Floats, after: Collection[str], left_out: dict[str, str]
) -> list[Levels]:
    """The levels of all columns that enter; the others come to stand in `left_out`."""
    found = []
    for name in frame.columns:
        if name in left_out:
            continue
        if known_after(name, after):
            left_out[name] = "after_call"
            continue
        levels, why = levels_of(frame[name])
        if levels is None:
            left_out[name] = why
        elif len(levels.labels) == 2 and _is_the_outcome(levels.codes(frame[name]), flags):
            left_out[name] = "outcome"
        else:
            found.append(levels)
    return found


def _is_the_outcome(codes: Floats, flags: Floats) -> bool:
    """Whether a column of two levels is the outcome, written once more."""
    return bool((codes == flags).all() or (codes == 1 - flags).all())


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _is_sorted(levels: Sequence[Levels], codes: Sequence[Floats]) -> bool:
    """Whether rows stand in the order of a column of texts (of lead sources, say), and so in none of time.

    Months and what begins with a number follow time themselves.
    """
    for each, code in zip(levels, codes, strict=True):
        if each.edges is not None or len(each.labels) < 3:
            continue
        if all(label[:1].isdigit() or label[:3].casefold() in _MONTHS for label in each.labels):
            continue
        steps = np.diff(code)  # levels of texts are numbered by the alphabet
        if not (steps < 0).any() or not (steps > 0).any():
            return True
    return False


def _latest(rows: int, days: Floats | None) -> slice:
    """Which rows, in their order of time, are the latest part."""
    if days is None:
        return slice(max(rows - max(LATEST_ROWS, rows // 10), 0), rows)
    begins = int(np.searchsorted(days, days[-1] - LATEST_DAYS, side="right"))
    return slice(max(min(begins, rows - LATEST_ROWS), 0), rows)


def _by_market(
    frame: pd.DataFrame,
    rows: int,
    successes: int,
    bands: Bands | None,
    source: str,
    kpi: str,
    left_out: Mapping[str, str],
) -> LeadScore:
    """The score of a history too short to learn from: the middle of each lead source's band, against that of
    all; the team's own successes set the level as far as they go."""
    overall = _middle(bands, kpi)
    if overall is None:
        base = (successes + 0.5) / (rows + 1) if rows else math.nan
        return LeadScore("none", rows, successes, base, left_out)
    base = (successes + PSEUDO * overall) / (rows + PSEUDO)
    names = [name for name in frame.columns if name == source or key_of(name, ("lead_source",))]
    if not names or bands is None:
        return LeadScore("none", rows, successes, base, left_out)
    texts = sorted(set(frame[names[0]].dropna().astype(str)) | {key[1] for key in bands.rows if key[1]})
    known = {text: middle for text in texts if (middle := _middle(bands, kpi, text)) is not None}
    levels = Levels(names[0], tuple(known), {text: place for place, text in enumerate(known)})
    odds = np.array([_logit(middle) - _logit(overall) for middle in known.values()])
    return LeadScore("market", rows, successes, base, left_out, (levels,), (odds,))


def _middle(bands: Bands | None, kpi: str, source: str = "") -> float | None:
    """The middle of a band, None where nobody has said a sound one."""
    band = bands.band(kpi, source) if bands else None
    if band is None or not band.sound or band.low is None or band.high is None:
        return None
    middle = (band.low + band.high) / 2
    return middle if 0 < middle < 1 else None


def _outcome(
    history: pd.DataFrame, outcome: str | Sequence[Any] | pd.Series
) -> tuple[Floats, Floats, pd.DataFrame, dict[str, str]]:
    """Success (1.0) or not of each row that has an outcome, the places of these rows, the history with texts
    for names, each once, and what its columns of the outcome are."""
    left_out = {}
    if isinstance(outcome, str):
        if outcome not in history:
            raise ValueError(f"the history has no column {outcome!r}")
        values = _column(history, outcome)
        left_out[outcome] = "outcome"
    else:
        values = pd.Series(outcome)
        if values.name is not None and str(values.name) in map(str, history.columns):
            left_out[str(values.name)] = "outcome"
    if values is None or len(values) != len(history):
        raise ValueError("the outcome needs one value for each row of the history")
    flags = successes(values)
    known = ~np.isnan(flags)
    named = history.set_axis(history.columns.map(str), axis=1)
    return flags[known], np.flatnonzero(known), named.loc[:, ~named.columns.duplicated()], left_out


def _days(history: pd.DataFrame, when: Any, chosen: Floats) -> Floats | None:
    """Days since 1970 of the chosen rows; those without one count as the oldest. None where none is known."""
    if when is None:
        return None
    values = history[when] if isinstance(when, str) else pd.Series(when)
    if len(values) != len(history):
        raise ValueError("`when` needs one day for each row of the history")
    stamps = pd.to_datetime(values, errors="coerce").to_numpy()[chosen]
    days = stamps.astype("datetime64[D]").astype("float64")
    days[np.isnat(stamps)] = -np.inf
    return days if np.isfinite(days).any() else None


def _column(frame: pd.DataFrame, name: str) -> pd.Series | None:
    """The column of a frame by the text of its name, the first of several; None where there is none."""
    for place, label in enumerate(frame.columns):
        if str(label) == name:
            return frame.iloc[:, place]
    return None


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance)) if 0 < chance < 1 else math.nan


def _sigmoid(logits: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(logits, -40, 40)))

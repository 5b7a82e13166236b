"""Columns of any list of leads as few levels: what a score can tell leads apart by, and what it cannot.

- Text and yes or no: a level for each value that `LEAST` leads have, the others together; nothing at all of
  columns whose values are mostly rarer than that (names, ids, addresses).
- Numbers: a level for each value where there are few (tries), else tenths of the leads. Values beyond those
  of the history belong to its outermost level, so that what drifts (prices, interest, age of the list) can
  never run away with a score.
- Missing values are a level of their own: that nobody asked says something.

Dates, ids and what is known only after the call (`language.aftercall`) are left out, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sheetkpi.language.aftercall import AFTER_CALL_NAMES, AFTER_CALL_PARTS, EARLIER, WRITTEN_DATE
from sheetkpi.model.names import tidy

MISSING, OTHER = "level.missing", "level.other"
"""Stand for the level of missing values, and for that of values too rare for their own."""

LEAST = 20
"""Leads that a level has at least: with fewer, a pseudo-count of fifty leaves nothing of it."""

COVERED = 0.5
"""The part of the leads that must have a level of their own; less is a column of names."""

FEW = 15
"""Numbers of so few frequent values (each a hundredth of the leads) have a level for each."""

TENTHS = 10

Floats = np.ndarray
Ints = np.ndarray


@dataclass(frozen=True, eq=False)
class Levels:
    """The levels of the column `name`: their `labels` as people read them, by number.

    `places` has the level of each text of the history; `edges`, where the column is one of numbers, the
    largest value of each level but the last. `missing` is the level of missing values (-1: they say nothing).
    """

    name: str
    labels: tuple[str, ...]
    places: Mapping[str, int] = field(default_factory=dict)
    edges: Floats | None = None
    missing: int = -1

    def codes(self, column: pd.Series) -> Ints:
        """The level of each value, -1 where it says nothing: not seen in the history.

        >>> levels_of(pd.Series(["IT"] * 30 + ["医療"] * 30, name="業種"))[0].codes(pd.Series(["医療", "?"]))
        array([ 1, -1])
        """
        if self.edges is not None:
            values = _numbers(column)
            found: Ints = np.searchsorted(self.edges, values, side="left").astype(np.int64)
            return np.where(np.isnan(values), self.missing, found)
        numbers, distinct = _distinct(column)
        places = [self.places.get(text, -1) for text in map(_text, distinct)]
        table = np.array([*places, self.missing], dtype=np.int64)
        return np.take(table, numbers)  # missing is -1: the last of the table


def levels_of(column: pd.Series) -> tuple[Levels | None, str]:
    """The levels of a `column` of leads, or None and why it tells nothing: `date`, `names` or `constant`.

    >>> levels_of(pd.Series([1, 2] * 40, name="tries"))[0].labels
    ('1', '2')
    >>> levels_of(pd.Series([f"会社{number}" for number in range(100)], name="会社名"))
    (None, 'names')
    """
    name = str(column.name)
    if _is_time(column):
        return None, "date"
    numbers, distinct = _distinct(column)
    known = numbers >= 0
    if not known.any() or (len(distinct) < 2 and (~known).sum() < LEAST):
        return None, "constant"
    if _is_numeric(column, distinct):
        found = _of_numbers(name, _numbers(column))
    elif _are_names(numbers[known]):
        found = "names"
    else:
        found = _of_texts(name, numbers, [_text(value) for value in distinct])
    if isinstance(found, str):
        return None, found
    return (found, "") if len(found.labels) > 1 else (None, "constant")


def known_after(name: str, more: Collection[str] = ()) -> bool:
    """Whether a column of this `name` is known only after the call; `more` are names that are so as well.

    >>> known_after("Call duration (sec)"), known_after("通話時間"), known_after("前回結果")
    (True, True, False)
    """
    words = re.sub(r"[\s_\-./]+", " ", tidy(name).casefold()).strip()
    if name in more:
        return True
    if words.startswith(EARLIER):
        return False
    return words in AFTER_CALL_NAMES or any(part in words for part in AFTER_CALL_PARTS)


_MEANINGS = {"yes": 1.0, "y": 1.0, "true": 1.0, "1": 1.0, "no": 0.0, "n": 0.0, "false": 0.0, "0": 0.0}


def successes(values: pd.Series) -> Floats:
    """Success (1.0) or not of each value of an outcome, NaN where it is missing; ValueError where one is
    none.

    >>> successes(pd.Series(["yes", "no", None])).tolist()
    [1.0, 0.0, nan]
    """
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy("float64", na_value=np.nan)
        return np.where(np.isnan(numbers), np.nan, (numbers > 0).astype("float64"))
    meant = values.map(lambda value: _MEANINGS.get(str(value).strip().casefold()), na_action="ignore")
    unknown = meant.isna() & values.notna()
    if unknown.any():
        raise ValueError(f"the outcome has values that mean neither yes nor no: {values[unknown].iloc[0]!r}")
    flags: Floats = meant.to_numpy("float64", na_value=np.nan)
    return flags


def _of_texts(name: str, numbers: Ints, texts: list[str]) -> Levels | str:
    """Levels of texts: `numbers` of rows (-1: missing) into the distinct `texts`."""
    spelled = list(dict.fromkeys(texts))
    rank = {text: place for place, text in enumerate(spelled)}
    merged = np.array([*(rank[text] for text in texts), -1])[numbers]
    missing = merged < 0
    if "" in rank:
        missing |= merged == rank[""]
    counts = np.bincount(merged[~missing], minlength=len(spelled))
    if _dates(spelled):
        return "date"
    kept = [place for place in np.argsort(-counts, kind="stable") if counts[place] >= LEAST]
    if not kept or counts[kept].sum() < COVERED * counts.sum():
        return "names" if len(spelled) > 1 else "constant"
    kept.sort(key=lambda place: spelled[place])
    labels = [spelled[place] for place in kept]
    rest = int(counts.sum() - counts[kept].sum())
    places = {label: number for number, label in enumerate(labels)}
    if rest >= LEAST:
        places |= {text: len(labels) for text in spelled if text and text not in places}
        labels.append(OTHER)
    at = -1
    if int(missing.sum()) >= LEAST:
        at = len(labels)
        labels.append(MISSING)
        places[""] = at
    return Levels(name, tuple(labels), places, None, at)


def _of_numbers(name: str, values: Floats) -> Levels | str:
    """Levels of numbers, NaN where missing."""
    there = np.sort(values[~np.isnan(values)])
    distinct, counts = np.unique(there, return_counts=True)
    if _are_ids(distinct, counts):
        return "names"
    frequent = counts >= max(0.01 * len(there), LEAST)
    few = len(distinct) <= FEW or (
        frequent.sum() <= FEW
        and counts[frequent].sum() >= 0.8 * len(there)  # most leads: tries, or none of it
    )
    edges: list[float] = []
    if few:
        held, left = 0, len(there)
        for place in range(len(distinct) - 1):
            held += counts[place]
            left -= counts[place]
            apart = frequent[place] or frequent[place + 1]
            if apart and held >= LEAST and left >= LEAST:
                edges.append(float(distinct[place]))
                held = 0
    else:
        cuts = np.quantile(there, np.arange(1, TENTHS) / TENTHS, method="inverted_cdf")
        edges = [float(edge) for edge in np.unique(cuts) if edge < there[-1]]
    bounds = np.array(edges, dtype="float64")
    inside = np.searchsorted(bounds, distinct, side="left")
    labels = [_span(distinct[inside == level], level, len(edges)) for level in range(len(edges) + 1)]
    missing = -1
    if int(np.isnan(values).sum()) >= LEAST:
        missing = len(labels)
        labels.append(MISSING)
    return Levels(name, tuple(labels), {}, bounds, missing)


def _span(values: Floats, level: int, last: int) -> str:
    """How a level of numbers is written: one value, from–to, or open at the ends of what there was."""
    low, high = _written(values[0]), _written(values[-1])
    if low == high:
        return low
    if level == 0:
        return f"≤ {high}"
    return f"≥ {low}" if level == last else f"{low}–{high}"


def _written(number: float) -> str:
    return f"{number:.0f}" if float(number).is_integer() and abs(number) < 1e15 else f"{number:g}"


def _are_ids(distinct: Floats, counts: Ints) -> bool:
    """Whether whole numbers are ids or telephone numbers: nearly every lead has one of its own."""
    if len(distinct) < 50 or len(distinct) < 0.98 * counts.sum():
        return False
    return bool(np.all(np.isfinite(distinct)) and np.all(distinct == np.round(distinct)))


def _are_names(numbers: Ints) -> bool:
    """Whether hardly any value comes back, whatever its spelling: then none of them is looked at."""
    counts = np.bincount(numbers)
    return bool(counts[counts >= LEAST / 4].sum() < COVERED * len(numbers))


def _dates(texts: list[str]) -> bool:
    """Whether texts are mostly dates."""
    written = [text for text in texts if text][:200]
    return bool(written) and sum(bool(WRITTEN_DATE.match(text)) for text in written) > 0.8 * len(written)


def _is_time(column: pd.Series) -> bool:
    kind = pd.api.types.infer_dtype(column, skipna=True)
    return kind.startswith(("datetime", "date", "time", "period", "interval", "complex"))


def _is_numeric(column: pd.Series, distinct: list[object]) -> bool:
    if pd.api.types.is_bool_dtype(column.dtype):
        return False
    if pd.api.types.is_numeric_dtype(column.dtype):
        return True
    if any(isinstance(value, bool | np.bool_) for value in distinct):
        return False
    written = [value for value in distinct if not isinstance(value, str) or value.strip()]
    parsed = pd.to_numeric(pd.Series(written, dtype="object"), errors="coerce")
    return len(written) > 0 and bool(parsed.notna().all())


def _numbers(column: pd.Series) -> Floats:
    values: Floats = pd.to_numeric(column, errors="coerce").to_numpy("float64", na_value=np.nan)
    return values


def _distinct(column: pd.Series) -> tuple[Ints, list[object]]:
    """The distinct values of a column, and for each row which of them it has; -1 where it is missing."""
    try:
        numbers, values = pd.factorize(column)
    except TypeError:  # lists and the like
        numbers, values = pd.factorize(column.map(str, na_action="ignore"))
    return np.asarray(numbers, dtype=np.int64), list(values)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(str(value))

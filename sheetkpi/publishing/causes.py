"""What is short and why, as the workbook's Diagnosis says it, without anybody's own figures.

With names the lines are those of the board (`kpi_causes`). Without, a cause is told of everybody: what it
costs is that of the row of everybody where there is one, else that of the teams' rows and of reps whose team
has none (of some reps, where there are no others); no rate of a single rep is told. A team that is shown
apart has a line of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sheetkpi.language import Language, all_words, key_of, say
from sheetkpi.model.workload import ABSENT, CALLS, UNENTERED
from sheetkpi.publishing.savedcells import Row, SavedCells, of_everybody
from sheetkpi.publishing.sentences import says
from sheetkpi.tables.cards import STAGES
from sheetkpi.tables.names import CAUSE_ROWS
from sheetkpi.workbook.text import is_number

_CAUSES = (*STAGES.values(), CALLS, ABSENT)
_ADVICE = {
    **{"connect_rate": ("connect_low", "no_conversation"), "meeting_rate": ("meeting_low", "script")},
    **{"opportunity_rate": ("opportunity_low",), "win_rate": ("win_low",), CALLS: ("calls",)},
    ABSENT: ("absent",),
}
"""Which advice there is for a cause; the first is given where the workbook's own cannot be recognised."""


@dataclass(frozen=True)
class Cause:
    """A cause: of whom, what, the meetings it costs in the month (None: not said), and what to do."""

    who: str
    what: str
    lost: float | None
    todo: str


def causes(cells: SavedCells, groups: Collection[str], *, names: bool) -> tuple[list[Cause], int]:
    """The causes that cost most, the dearest first, and how many more there are; `groups` are the teams that
    are shown apart."""
    if names and (told := _of_board(cells)):
        return told, 0
    rows = cells.rows("Diagnosis")
    if _unknown(cells):
        rows = [row for row in rows if row.get("rate") is None]
    found = sorted(
        (
            one
            for key in _CAUSES
            for one in _of_stage(key, [row for row in rows if _stage(row) == key], groups, cells.language)
        ),
        key=lambda cause: -(cause.lost or 0),
    )
    return found[:CAUSE_ROWS], len(found[CAUSE_ROWS:])


def missing_days(cells: SavedCells, *, names: bool) -> list[str]:
    """What keeps the figures from being judged: results that nobody knows, days nobody entered."""
    if names:
        return [cells.text("kpi_missing")]
    if unknown := _unknown(cells):
        return [unknown]
    days = sum(row["missing"] for row in cells.rows("EntryHealth") if row.get("missing"))
    return [say("publish.missing", cells.language, days=f"{days:,.0f}")] if days else []


def _unknown(cells: SavedCells) -> str:
    """The board's sentence that the results of many calls are not known, "" where it says something else."""
    text = cells.text("kpi_missing")
    return text if says("first.unknown", text, cells.language) else ""


def _of_board(cells: SavedCells) -> list[Cause]:
    flat = [value for row in cells.block("kpi_causes") for value in row]
    width = len(flat) // CAUSE_ROWS
    lines = [flat[at : at + width] for at in range(0, len(flat), width)] if width > 5 else []
    return [
        Cause(str(line[0]), str(line[2]), -line[4] if is_number(line[4]) else None, str(line[5] or ""))
        for line in lines
        if line[0] and line[2]
    ]


def _stage(row: Row) -> str:
    return key_of(str(row.get("stage") or ""), (*_CAUSES, UNENTERED)) or ""


def _of_stage(key: str, rows: Sequence[Row], groups: Collection[str], language: Language) -> list[Cause]:
    """What one cause costs everybody, and teams that are shown apart."""
    rows = [row for row in rows if (row.get("lost_meetings") or 0) > 0]
    if whole := [row for row in rows if of_everybody(row)]:
        return [_cause(key, say("all", language), whole[:1], language)]
    teams = [row for row in rows if not row.get("rep")]
    told = {row.get("team") for row in teams}
    apart = [row for row in teams if row.get("team") in groups]
    others = [row for row in rows if row not in apart and (not row.get("rep") or row.get("team") not in told)]
    found = [_cause(key, str(row["team"]), [row], language) for row in apart]
    if others:
        # What is within its band for everybody is so, though it is short for a few: say of whom it is.
        some = all(row.get("rep") for row in others)
        who = "publish.some_reps" if some else "publish.others" if apart else "all"
        found.append(_cause(key, say(who, language), others, language))
    return found


def _cause(key: str, who: str, rows: Sequence[Row], language: Language) -> Cause:
    what = say("cause.calls" if key == CALLS else key, language)
    return Cause(who, what, sum(row["lost_meetings"] for row in rows), _todo(key, rows, language))


def _todo(key: str, rows: Sequence[Row], language: Language) -> str:
    """What to do in few words: what the dearest of the rows is advised."""
    first = max(rows, key=lambda row: float(row["lost_meetings"]))
    text = str(first.get("advice") or "")
    for name in _ADVICE[key]:
        if any(text.startswith(words) for words in all_words()[f"advice.{name}"]):
            return say(f"todo.{name}", language)
    return say(f"todo.{_ADVICE[key][0]}", language)

"""The people loop: workbooks are handed out to reps and teams, and what they enter is collected again.

- `outgoing`   making the workbooks and handing them out; `incoming` collecting what comes back
- `recipients` who gets a workbook; `passwords` of those that are protected
- `entries`    what a row and a finding are; `owncolumns` columns that people added to the entries
- `stamps`     how old a row is, and whether somebody changed it
- `revisions`  what the KPI workbook remembers of its distributions
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sheetkpi.distribution.incoming.collecting import Collection, collect_into
from sheetkpi.distribution.outgoing.distributing import Distribution, distribute_from
from sheetkpi.opening import taken
from sheetkpi.steps import ProgressCallback, quiet

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Collection", "Distribution", "collect", "distribute"]


def collect(
    book: xw.Book | str | Path,
    places: Sequence[str | Path],
    *,
    passwords: Mapping[str, str] | None = None,
    dry_run: bool = False,
    today: date | None = None,
    progress: ProgressCallback = quiet,
) -> Collection:
    """Merge the daily entries of workbooks that came back into the KPI workbook `book`.

    An open book is not saved; the workbook at a path is.

    `places` are files, folders (with what is in them at any depth) or patterns. `passwords` open protected
    workbooks, by name of rep or team. With `dry_run` nothing is written. Days after `today` are refused.

    Raises SheetKPIError where the KPI workbook cannot be written, or there is nothing to collect; what is
    wrong with a file or a row is in the result's `findings`, and the others count.

    >>> collect("KPI.xlsx", ["returned"]).added                     # doctest: +SKIP
    12
    """
    with taken(book, read_only=dry_run) as (opened, save_it):
        result = collect_into(
            opened, places, passwords=passwords, dry_run=dry_run, today=today, progress=progress
        )
        if save_it and result.changed and not dry_run:
            progress("step.save", 0, 1)
            save_it()
    return result


def distribute(
    book: xw.Book | str | Path,
    folder: str | Path,
    *,
    by: Literal["rep", "team"] = "rep",
    only: Sequence[str] = (),
    passwords: Mapping[str, str] | None = None,
    pdf: bool = False,
    today: date | None = None,
    progress: ProgressCallback = quiet,
) -> Distribution:
    """Make a workbook for each rep (or, `by="team"`, each team) of the KPI workbook `book`, in `folder`.

    Each holds its recipient's own figures only, counted anew from the same sources as a refresh, and a sheet
    to type the day's counts in. `only` names some of the recipients. Workbooks of those named in `passwords`
    are encrypted. A workbook that says the same as the one in the folder is not written again; entries in one
    that came back and were not collected yet are carried over. Where anything changed, the KPI workbook
    counts one more distribution; it is saved where `book` is a path. `today` is the day of the list of leads.

    Raises SheetKPIError where nothing can be handed out; what is wrong with a single recipient is in the
    result, and the others get theirs.

    >>> distribute("KPI.xlsx", "handed out").of("written")          # doctest: +SKIP
    """
    with taken(book) as (opened, save_it):
        return distribute_from(
            opened,
            Path(folder),
            by=by,
            only=only,
            passwords=passwords,
            pdf=pdf,
            today=today,
            progress=progress,
            save=save_it,
        )

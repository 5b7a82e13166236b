"""Posting the morning's sentences: once a day for each workbook and channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sheetkpi.errors import BusyError, InputError, SheetKPIError, WorkbookError
from sheetkpi.language import Language, say
from sheetkpi.opening import taken
from sheetkpi.posting.channels import SETTING, Channel, channel, names_in
from sheetkpi.posting.morning import Morning, check_day, morning
from sheetkpi.posting.posted import Diary
from sheetkpi.posting.sending import ATTEMPT, TOTAL, NoAnswerError, send
from sheetkpi.posting.services import Request, request
from sheetkpi.publishing.savedcells import SavedCells
from sheetkpi.workbook.place import identity_of, path_of

if TYPE_CHECKING:
    import xlwings as xw

State = Literal["sent", "shown", "already", "unsure", "failed"]
"""`shown`: a dry run; `unsure`: nobody knows whether it arrived, and it is not sent again."""


@dataclass(frozen=True)
class Posted:
    """What came of posting to one channel: its name and service, the message's `title` and `lines`; `when` an
    earlier one was posted today; `error` says why it was not, or may not have been."""

    to: str
    service: str
    state: State
    title: str
    lines: tuple[str, ...]
    when: str = ""
    error: SheetKPIError | None = None

    def sentence(self, language: Language) -> str:
        """What came of it, in a sentence."""
        if self.error is not None:
            return self.error.sentence(language)
        key = "error.post_unsure" if self.state == "unsure" else _SAID[self.state]
        return say(key, language, to=self.to, service=_SERVICES[self.service], when=self.when)


_SAID = {"sent": "done.post", "shown": "done.post_shown", "already": "done.post_already"}
_SERVICES = {"slack": "Slack", "teams": "Teams", "chatwork": "Chatwork"}


def post(
    book: xw.Book | str | Path,
    to: str | Sequence[str] = (),
    *,
    force: bool = False,
    dry_run: bool = False,
    today: date | None = None,
) -> tuple[Posted, ...]:
    """Post the morning's sentences of the KPI workbook to the channels called `to` (default: those that its
    setting `kpi_post_to` names), each once a day.

    What a name means is said by the environment or the user's file of connections (see `posting.channels`),
    never by the workbook. Sentences are those of its saved cells and in its language; nobody is named but to
    the manager. With `dry_run` nothing is sent or remembered; `force` sends again, and on any day. One
    channel that fails does not keep the others from theirs.

    Raises NothingToDoError on a day that is no business day of the workbook's, InputError and ProtectedError
    for names that mean nothing usable, and WorkbookError for a workbook that is no KPI workbook, was handed
    out, shows another month or holds formulas without a stored result.

    >>> [each.state for each in post("KPI.xlsx", "team")]                    # doctest: +SKIP
    ['sent']
    """
    today = today or date.today()
    wanted = _wanted([to] if isinstance(to, str) else to)
    with taken(book, read_only=True) as (opened, _):
        cells = SavedCells(opened)
        if cells.has_name("kpi_recipient"):
            raise WorkbookError("error.publish_handed_out", path=cells.book)
        if not cells.inputs.filled:
            raise WorkbookError("error.publish_not_ours", path=cells.book)
        wanted = wanted or _wanted(names_in(cells.text(SETTING)))
        if not wanted:
            raise InputError("error.post_nowhere")
        if not force:
            check_day(cells, today)
        path = Path(book) if isinstance(book, (str, Path)) else path_of(opened)
        identity = identity_of(opened) if path is None else str(path.resolve())
        ready = []
        for one in wanted.values():
            diary = Diary(identity, one.name)
            said = morning(cells, today, diary.before(today), names=one.is_managers)
            ready.append((one, diary, said, request(one, said.title, said.lines, cells.language)))
    return tuple(_post(*each, today, force=force, dry_run=dry_run) for each in ready)


def _wanted(names: Iterable[str]) -> dict[str, Channel]:
    return {found.name: found for found in (channel(name) for name in names if name.strip())}


def _under_way(to: Channel, diary: Diary, today: date) -> SheetKPIError | None:
    """What to say while another process may still be sending; None where it cannot be any more."""
    begun = diary.begun(today)
    if begun is None or not timedelta(0) <= datetime.now() - begun <= timedelta(seconds=TOTAL + ATTEMPT):
        return None
    return BusyError("error.post_under_way", name=to.name, when=diary.when(today))


def _post(
    to: Channel, diary: Diary, said: Morning, made: Request, today: date, *, force: bool, dry_run: bool
) -> Posted:
    def came_to(state: State, when: str = "", error: SheetKPIError | None = None) -> Posted:
        return Posted(to.name, to.service, state, said.title, said.lines, when, error)

    if dry_run:
        return came_to("shown", diary.when(today))
    try:
        if not diary.begin(today, said.told, again=force):
            if diary.state(today) == "sent":
                return came_to("already", diary.when(today))
            return came_to("unsure", diary.when(today), _under_way(to, diary, today))
    except SheetKPIError as error:
        return came_to("failed", error=error)
    try:
        send(made, to.name)
    except NoAnswerError as error:
        return came_to("unsure", error=error)
    except SheetKPIError as error:
        diary.forget(today)
        return came_to("failed", error=error)
    diary.settle(today, said.told)
    return came_to("sent")

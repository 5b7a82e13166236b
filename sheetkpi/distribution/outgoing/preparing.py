"""What is worked out once before workbooks are made: whose figures are what, and the sheets they go into."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sheetkpi.distribution.incoming.master import by_label, read_master
from sheetkpi.distribution.outgoing.anonymised.keeping import UnfitError
from sheetkpi.distribution.outgoing.anonymised.workbook import bare_workbook
from sheetkpi.distribution.outgoing.contents import Contents
from sheetkpi.distribution.outgoing.figures import Figures
from sheetkpi.distribution.outgoing.mentions import Mentions
from sheetkpi.distribution.outgoing.skeleton import CONSTANT, Skeleton
from sheetkpi.distribution.outgoing.stamping import ENTRY_TABLE, Content, Draft, Stamping
from sheetkpi.distribution.owncolumns import NO_OWN, own_columns
from sheetkpi.distribution.recipients import Kind, Recipient, aliases
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.language import Language, say
from sheetkpi.model.roster import UNASSIGNED
from sheetkpi.templates import template_path
from sheetkpi.workbook.inputs import read_frame
from sheetkpi.workbook.place import path_of
from sheetkpi.workbook.text import as_text

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from sheetkpi.distribution.entries import MasterEntry
    from sheetkpi.pipeline import Counted
    from sheetkpi.workbook.names import NamedCells

KEPT_BACK_SHOWN = 20
"""Texts kept back that are named one by one."""

Remarks = tuple[tuple[str, dict[str, object]], ...]
"""Sentences: their keys, and what fills them."""


@dataclass(frozen=True)
class Prepared:
    """What makes the workbooks: the contents of each, the sheets they go into (by whether there are leads to
    call), the ending of the files; `remarks` is what people should know of these sheets."""

    contents: Contents
    stamping: Callable[[bool], Stamping]
    suffix: str
    remarks: Remarks

    def draft(self, content: Content) -> Draft:
        """The workbook that holds `content`."""
        return self.stamping(bool(content.rows.get("FollowUps"))).draft(content)


def prepare(book: xw.Book, counted: Counted, kind: Kind, master: str) -> Prepared:
    """Prepare workbooks for all recipients of `kind`; `master` is the id of the KPI workbook `book`."""
    inputs = counted.inputs
    figures = _figures(book, counted, kind)
    base, remarks = _base(book, counted, figures.mentions)
    frames = dict(inputs.frames)
    bands = frames["Benchmarks"]
    frames["Benchmarks"] = bands.assign(lead_source=bands["lead_source"].replace(figures.sources))
    constant = {name: _nameless(frames[name], figures.mentions) for name in (*CONSTANT, "Metrics")}
    columns = {table: found for table in inputs.specs if (found := figures.columns(table))}
    skeleton = Skeleton.of(counted, kind, constant, figures.mentions, base, columns)
    columns[ENTRY_TABLE] = (*columns[ENTRY_TABLE], "stamp")

    @cache
    def stamping(with_leads: bool) -> Stamping:
        return Stamping.of(skeleton.package(with_leads=with_leads), inputs.specs, columns, constant)

    usual = stamping(len(counted.report.tables.get("FollowUps", ())) > 0)
    own = usual.columns_of(ENTRY_TABLE) & figures.own.headers.keys()
    contents = Contents(figures, tuple(inputs.specs), master, own, usual.shapes)
    return Prepared(contents, stamping, base.suffix, remarks)


def _figures(book: xw.Book, counted: Counted, kind: Kind) -> Figures:
    inputs = counted.inputs
    names = ("Attendance", "Review")
    typed = {name: read_frame(book, inputs.findings, inputs.specs[name]) for name in names}
    entries: Sequence[MasterEntry] = ()
    own = NO_OWN
    if table := inputs.tables.get("DailyEntry"):
        own = own_columns(book, table, inputs.tree)
        entries = by_label(
            read_master(book, own.of_table(table), counted.of_month.today), counted.roster
        ).entries
    labels = tuple(str(rep) for rep in counted.report.tables["RepKPI"]["rep"])
    mentions = _mentions(counted, labels)
    sources = _named_sources(counted, mentions)
    return Figures(counted, kind, typed, entries, own, mentions, labels, sources)


def _mentions(counted: Counted, labels: Iterable[str]) -> Mentions:
    """Every name of a person or team that may not stand in somebody else's workbook."""
    everybody = [*labels, *map(str, counted.facts["rep"].unique())]
    teams = {*counted.roster.teams, *map(str, counted.facts["team"].unique())} - {"", UNASSIGNED}
    return Mentions({**dict.fromkeys(everybody, ()), **aliases(counted.roster)}, sorted(teams))


def _named_sources(counted: Counted, mentions: Mentions) -> dict[str, str]:
    """What stands in handed-out workbooks for each lead source that names a person or a team."""
    language, nobody = counted.inputs.language, Recipient("rep", "", (), ())
    banded = counted.inputs.frames["Benchmarks"]["lead_source"]
    sources = dict.fromkeys((*map(str, counted.facts["lead_source"].unique()), *map(str, banded)))
    named = [source for source in sources if mentions.others(source, nobody)]
    return {source: say("source.named", language, number=number) for number, source in enumerate(named, 1)}


def kept_back(figures: Figures) -> Remarks:
    """Which texts, and which lead sources, the workbooks made so far do not have."""
    said = (("distribute.kept_back", [*figures.kept_back]), ("distribute.sources_named", [*figures.sources]))
    return tuple((key, _listed(names, figures.language)) for key, names in said if names)


def _listed(names: Sequence[str], language: Language) -> dict[str, object]:
    shown = ", ".join(names[:KEPT_BACK_SHOWN])
    more = len(names) - KEPT_BACK_SHOWN
    return {"names": f"{shown} … {say('distribute.more', language, count=more)}" if more > 0 else shown}


def _base(book: xw.Book, counted: Counted, mentions: Mentions) -> tuple[Package, Remarks]:
    """The sheets that all workbooks are made from: the workbook's own, else the template's, and why."""
    language = counted.inputs.language
    also = chosen_also(book, counted.inputs.names)
    try:
        if (path := path_of(book)) is None:
            raise UnfitError("distribute.own_unread")
        bare = bare_workbook(path, language, counted.inputs.specs, mentions, also)
    except UnfitError as unfit:
        return Package.open(template_path(language)), ((unfit.key, unfit.values),)
    said = (("distribute.own_refused", bare.refused), ("distribute.own_missing", bare.missing))
    return bare.package, tuple((key, {"names": ", ".join(names)}) for key, names in said if names)


def chosen_also(book: xw.Book, names: Mapping[str, NamedCells]) -> list[str]:
    """What of people's own the setting `kpi_distribute_also` names, one after the other."""
    cells = names.get("kpi_distribute_also")
    if cells is None:
        return []
    text = as_text(book.sheets[cells.area.sheet][cells.area.resized(1, 1).address].value)
    return [name for each in re.split("[,、，;；\n]", text) if (name := each.strip())]


def _nameless(frame: pd.DataFrame, mentions: Mentions) -> pd.DataFrame:
    """`frame` without the texts that name anybody. Teams may be named: a KPI of their own is no secret."""
    nobody = Recipient("rep", "", (), ())
    named = (
        frame.map(lambda value: mentions.others(value, nobody, with_teams=False))
        if len(frame)
        else frame.astype(bool)
    )
    return frame.where(~named.astype(bool), "")

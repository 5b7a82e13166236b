"""What one table says about itself: everything that is not generic, in one declaration a table.

Each module of this room that is not about columns declares tables (`TABLE = Table(...)`), and `registry`
lists them. Reading, planning, writing, the template, handing out and collecting are generic and look here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.model.metrics import KpiTree
from sheetkpi.tables.columns import Column

Group = Literal["look", "enter", "set"]
"""Sheets to look at, sheets to type in, and sheets of settings."""

Frame = Callable[[KpiMonth], pd.DataFrame | None]
"""Makes the rows of a table: a column per key of its columns; None where the workbook has no use for it."""

Filled = Literal["people", "reading", "collecting", "distributing"]
"""Who else fills a table: people, what is told of reading raw data (`workbook.readingframes`), collecting
entries (`distribution.incoming`), or handing out (`distribution.outgoing`)."""

Rows = Literal["own", "typed", "apart", "same", "none"]
"""Which rows of a table somebody is handed: those that name them in `rep` or `team`; those that people typed
for them by any name they go by; rows worked out for them alone (`distribution.outgoing.figures` says how);
the same for everybody; or none."""

Sight = Literal["shown", "hidden", "absent"]
"""Whether the sheet of a table is in sight in a handed-out workbook, is there for formulas alone, or is not
there at all."""


@dataclass(frozen=True)
class Handed:
    """What one kind of recipient is handed of a table: which `rows`, on a sheet in which `sight`.
    `abridged` takes out of everybody's rows what those who get them must not see."""

    rows: Rows
    sight: Sight = "shown"
    abridged: Callable[[pd.DataFrame], pd.DataFrame] | None = None


@dataclass(frozen=True)
class Audience:
    """What each kind of recipient is handed of a table. There is no default: whoever adds a table decides."""

    rep: Handed
    team: Handed

    def of(self, kind: Literal["rep", "team"]) -> Handed:
        """What recipients of `kind` are handed."""
        return self.rep if kind == "rep" else self.team

    @property
    def is_nobody(self) -> bool:
        """Whether the table is in no handed-out workbook."""
        return self.rep.sight == self.team.sight == "absent"


OWN = Handed("own")
OF_MEMBERS = Handed("own", abridged=lambda frame: frame[frame["is_member"].astype(bool)])
"""The rows of a team and of whoever is in it (see `KpiMonth.with_members`)."""
HIDDEN = Handed("none", "hidden")
"""No rows, on a sheet that is there because formulas look at it."""
ABSENT = Handed("none", "absent")
NOBODY = Audience(ABSENT, ABSENT)
"""About raw data and its reading: in no handed-out workbook."""


@dataclass(frozen=True)
class ViewPage:
    """How the sheet of a view looks that holds nothing but its table; others are drawn in `template/`.

    `fixed` columns stay in sight when scrolling to the right. With `band` two rows above the headers say the
    tiers and what each column is made of. Rows of 全体 stand out with `totals`, rows whose date in the column
    `today` lies within the last `days` days are coloured. `wrapped` texts take several lines, in rows
    `row_height` points high. A `hidden` sheet waits to be asked for: people show it when they want it.
    One that is long and narrow is printed `upright`.
    """

    fixed: int = 1
    band: bool = False
    totals: bool = False
    today: str = ""
    days: int = 1
    wrapped: tuple[str, ...] = ()
    row_height: int = 0
    hidden: bool = False
    upright: bool = False


ColumnsOf = Callable[[KpiTree, Collection[str]], tuple[Column, ...]]
"""Columns made from a company's KPIs and the rates judged over several months."""


@dataclass(frozen=True)
class Table:
    """One table: its name, the key of its rows, the sheet it has in the template, its columns.

    `columns` are given, or made of the company's KPIs; `frame` says where its rows come from, `audience` who
    is handed which, and `page` how its sheet looks where that is nothing special.

    `ordered` tables (the board, chart data) are rewritten in the report's order at every refresh; in all
    others existing rows keep the order the user gave them and new keys go to the end. `last` names a key
    value (the `全体` row) that stays last among live rows. Of a table kept `by_month`, the report says only
    what is in its own months; rows of all others stay as they are. In a list that people type into,
    `proposed_by` names a column that only the product fills, in the rows it proposes: such a row goes again
    when the report lacks it and nobody typed anything in it. In lists of decisions and settings rows outlive
    the data by right (`outlives`): they are neither marked as gone nor emptied;
    `kept` has what their columns say from then on, by key: the key of a word, "" for nothing. Rows of one key
    are told apart by what they say under `also_key`, where the table has those columns: one made before there
    were any lacks them. A `raw` table holds activity,
    and a workbook may have several. The sheet of a table that `appears` is hidden until it has rows. One that
    is filled `when_seen` has rows only while its sheet is in sight: they take time, and few want them.

    >>> from sheetkpi.tables.registry import TABLES
    >>> next(table.key for table in TABLES if table.name == "DailyKPI")
    ('date', 'rep')
    """

    name: str
    key: tuple[str, ...]
    sheet: str
    group: Group
    columns: tuple[Column, ...] | ColumnsOf
    frame: Frame | Filled
    audience: Audience
    page: ViewPage | None = None
    ordered: bool = False
    last: str = ""
    by_month: bool = False
    proposed_by: str = ""
    outlives: bool = False
    also_key: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    raw: bool = False
    appears: bool = False
    when_seen: bool = False

    def spec(self, tree: KpiTree, windowed: Collection[str]) -> TableSpec:
        """The table with its columns made of `tree`; `windowed` rates are judged over several months."""
        columns = self.columns if isinstance(self.columns, tuple) else self.columns(tree, windowed)
        return TableSpec(self, columns)


@dataclass(frozen=True)
class TableSpec:
    """A table with the columns it has for one company's KPIs. One of people's own is `filled_like` a table of
    the contract: it gets no columns or rules of ours."""

    table: Table
    columns: tuple[Column, ...]
    filled_like: str = ""

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, key: str) -> Column:
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def key(self) -> tuple[str, ...]:
        """The keys of the columns that tell one row from another."""
        return self.table.key

    @property
    def sheet(self) -> str:
        """The key of its sheet's name."""
        return f"sheet.{self.table.sheet}"

    @property
    def drawn(self) -> tuple[Column, ...]:
        """The columns that the table has in the template: all but those on demand."""
        return tuple(column for column in self.columns if not column.on_demand)

    @property
    def free_texts(self) -> tuple[str, ...]:
        """The columns whose texts may name anybody: what people type beside the key, and what says so."""
        return tuple(
            column.key
            for column in self.columns
            if column.may_name or (column.typed and column.kind == "text" and column.key not in self.key)
        )

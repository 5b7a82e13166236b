"""The page: figures in words, tables and drawings, put into `page.html` and `page.css`.

It is one file that loads nothing: its own style alone may be applied, by the digest that its policy names,
and no script. Every text goes through the template's escaping; what is not escaped is the style sheet and the
drawings, whose texts `charts` has escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheetkpi.errors import InputError
from sheetkpi.language import Language, say
from sheetkpi.patterns import lazy_pattern
from sheetkpi.publishing import numbers
from sheetkpi.publishing.charts import (
    FONT,
    Against,
    Banded,
    Bar,
    Drawing,
    against_band,
    against_target,
    by_month,
)
from sheetkpi.publishing.figures import Card, Figures, Stage
from sheetkpi.publishing.people import SMALLEST
from sheetkpi.workbook.template.looks import PAGE

GENERATOR = "SheetKPI"
"""By which a page of ours is known."""

_HERE = Path(__file__).parent
_TOGETHER = lazy_pattern(r"([（(]?¥?\d[\d,.]*(?:[–/]\d[\d,.]*%?|%? ?[\u4e00-\u9fff]{1,2})[）)]?[.,;。、]?)")


@dataclass(frozen=True)
class Cell:
    """A cell of a table on the page; `kind` is its class in the style sheet, `small` what stands behind."""

    text: str
    kind: str = ""
    small: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table on the page, its first cell the row's header."""

    cells: tuple[Cell, ...]
    main: bool = False


@dataclass(frozen=True)
class Column:
    """A header; columns of `text` begin at the left."""

    header: str
    text: bool = False


@dataclass(frozen=True)
class Shown:
    """A table on the page."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]


def page(figures: Figures, language: Language, made_from: str = "") -> str:
    """The page as HTML; `made_from` tells its workbook from others.

    >>> page(figures(SavedCells(book)), "ja").startswith("<!DOCTYPE html>")        # doctest: +SKIP
    True
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise InputError("error.publish_extra") from error
    environment = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined)
    environment.filters["together"] = _together
    words = _Words(language)
    style = _style()
    return environment.get_template("page.html").render(
        language=language,
        generator=GENERATOR,
        made_from=made_from,
        style=style,
        policy=_policy(style),
        words={
            "landing": words("ended" if figures.is_over else "landing"),
            **{
                key: words(key)
                for key in ("cards", "why", "funnel", "trend", "teams", "sources", "notes", "data")
            },
        },
        **_head(figures, words),
        **_landing(figures, words),
        **_causes(figures, words),
        **_funnel(figures, words),
        **_months(figures, words),
        **_groups(figures, words),
        notes=list(_notes(figures, words)),
    )


def _together(text: str) -> str:
    """A sentence in which no line breaks within a range or a date, or between a number and what it counts."""
    from markupsafe import Markup, escape

    pieces = [
        Markup('<span class="together">{}</span>').format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(_TOGETHER.split(text))
    ]
    return Markup("").join(pieces)


class _Words:
    """The page's words, and numbers in its language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return say(f"publish.{key}", self.language, **values)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def amount(self, kpi: str, value: float | None) -> str:
        return numbers.amount(kpi, value, self.language)

    def span(self, kpi: str, low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return ""
        ends = dict.fromkeys((self.amount(kpi, low), self.amount(kpi, high)))
        return "–".join(ends)

    def band(self, stage: Stage) -> str:
        if stage.low is None or stage.high is None:
            return ""
        return self("span", low=numbers.share(stage.low), high=numbers.share(stage.high))

    def described(self, lines: Iterable[tuple[str, str]]) -> str:
        """The figures of a drawing, one after the other."""
        told = [self("described", label=label, value=value) for label, value in lines]
        return ("。" if self.language == "ja" else ". ").join(told)


def _style() -> str:
    """The style sheet, with the colours of paper and of the dark."""
    light, dark = ("".join(f"--{name}:#{pair[place]};" for name, pair in PAGE.items()) for place in (0, 1))
    return (
        f":root{{color-scheme:light dark;--font:{FONT};{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        + (_HERE / "page.css").read_text(encoding="utf-8")
    )


def _policy(style: str) -> str:
    """What the page may do: apply this one style, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _head(figures: Figures, words: _Words) -> dict[str, Any]:
    when = []
    if figures.last_data:
        when.append((words("last_data"), numbers.day(figures.last_data, words.language)))
    if figures.refreshed:
        when.append((words("refreshed"), numbers.moment(figures.refreshed, words.language)))
    month = numbers.month(figures.month, words.language) if figures.month else ""
    return {"title": words("title"), "month": month, "when": when}


def _landing(figures: Figures, words: _Words) -> dict[str, Any]:
    return {
        "answer": figures.answer,
        "beside": [text for text in (figures.week, *figures.moved) if text],
        "notices": figures.notices,
        "stale": figures.stale,
        "cards": [_card(card, figures, words) for card in figures.cards],
        **_against(figures, words),
    }


def _card(card: Card, figures: Figures, words: _Words) -> dict[str, Any]:
    lines = [
        (words.say("label.card.target"), words.amount(card.kpi, card.target)),
        (words.say("attainment"), numbers.share(card.attainment, 0)),
    ]
    if not figures.is_over:
        lines += [
            (words.say("label.card.forecast"), words.amount(card.kpi, card.forecast)),
            (words("range"), words.span(card.kpi, card.low, card.high)),
            (words("chance"), numbers.chance(card.chance, words.language)),
        ]
    return {
        "label": card.label,
        "figure": words.amount(card.kpi, card.actual),
        "main": card.kpi == figures.main,
        "lines": [line for line in lines if line[1]],
    }


def _causes(figures: Figures, words: _Words) -> dict[str, Any]:
    heads = (("cause", True), ("who", True), ("lost", False), ("todo", True))
    whose = {cause.who for cause in figures.causes}
    rows = [
        Line(
            (
                Cell(cause.what),
                Cell("" if whose == {words.say("all")} else cause.who, "text"),
                Cell(numbers.tenths(None if cause.lost is None else -cause.lost), "lost"),
                Cell(cause.todo, "text"),
            )
        )
        for cause in figures.causes
    ]
    more = figures.more_causes
    return {
        "causes": _table(words("why"), [Column(words(key), text) for key, text in heads], rows),
        "more_causes": words("more_causes", count=more, sheet=words.say("sheet.diagnosis")) if more else "",
    }


def _against(figures: Figures, words: _Words) -> dict[str, Any]:
    """How far counts with a target have come."""
    lines, told = [], []
    for card in figures.cards:
        if card.actual is None or not card.target:
            continue
        ends = (None, None) if figures.is_over else (card.low, card.high)
        low, high = (None if end is None else end / card.target for end in ends)
        said = numbers.share(card.attainment, 0)
        if not figures.is_over and card.landing is not None:
            said = f"{said} → {numbers.share(card.landing, 0)}"
        lines.append(Against(card.label, card.actual / card.target, low, high, said))
        figure = words(
            "with_target",
            value=words.amount(card.kpi, card.actual),
            target=words.amount(card.kpi, card.target),
        )
        if span := words.span(card.kpi, *ends):
            figure = words("with_range", value=figure, range=span)
        told.append((card.label, figure))
    keys = [("actual", words("key.actual")), ("range", words("key.range")), ("target", words("key.target"))]
    if figures.is_over:
        del keys[1]
    title = words("against_ended" if figures.is_over else "against")
    drawn = (
        against_target(lines, words("key.target"), title, words.described(told), "against") if lines else None
    )
    return {"against": drawn, "against_keys": keys}


def _funnel(figures: Figures, words: _Words) -> dict[str, Any]:
    heads = (("stage", True), ("count", False), ("rate", False), ("band", False), ("verdict", True))
    rows = [
        Line(
            (
                Cell(words.say(stage.kpi)),
                Cell(numbers.count(stage.count)),
                Cell(numbers.share(stage.rate)),
                Cell(words.band(stage)),
                Cell(stage.verdict, "text", words("period", period=stage.period) if stage.period else ""),
            ),
            stage.kpi == "meetings",
        )
        for stage in figures.stages
    ]
    rates = [stage for stage in figures.stages if stage.rate is not None]
    lines = [
        Banded(words.say(each.rate_key), each.rate, each.low, each.high, numbers.share(each.rate))
        for each in rates
        if each.rate is not None
    ]
    told = []
    for each in rates:
        value = numbers.share(each.rate)
        if band := words.band(each):
            value = words("with_band", value=value, band=band)
        told.append((words.say(each.rate_key), value))
    drawn = against_band(lines, words("rates"), words.described(told), "rates") if lines else None
    return {
        "funnel": _table(words("funnel"), [Column(words(key), text) for key, text in heads], rows),
        "rates": drawn,
        "rates_keys": [("rate", words("key.rate")), ("band", words("key.band"))],
    }


def _months(figures: Figures, words: _Words) -> dict[str, Any]:
    """The months, where there are several."""
    if len(figures.months) < 2:
        return {"months": None, "trends": []}
    last = figures.months[-1].month
    running = not figures.is_over and figures.month == last
    names = [numbers.short_month(each.month, words.language) for each in figures.months]
    bars, told, money = [], [], []
    for name, each in zip(names, figures.months, strict=True):
        is_running = running and each.month == last
        assert each.actual is not None
        said = words.amount(figures.main, each.actual)
        bars.append(Bar(name, each.actual, each.target, said, is_running))
        if each.target is not None:
            said = words("with_target", value=said, target=words.amount(figures.main, each.target))
        told.append((name, said))
        if each.won_amount is not None:
            shown = words.amount("won_amount", each.won_amount) if each is figures.months[-1] else ""
            money.append(Bar(name, each.won_amount, None, shown, is_running))
    won = [
        (name, words.amount("won_amount", each.won_amount))
        for name, each in zip(names, figures.months, strict=True)
        if each.won_amount is not None
    ]
    label = words.say(figures.main)
    keys = [("actual", label)]
    keys += [("running", words("key.running"))] if running else []
    keys += [("target", words("key.target"))] if any(bar.target is not None for bar in bars) else []
    trends: list[tuple[Drawing, Sequence[tuple[str, str]]]] = [
        (by_month(bars, words("by_month", kpi=label), words.described(told), "months"), keys)
    ]
    if any(bar.value for bar in money):
        title = words("by_month", kpi=words.say("won_amount"))
        drawn = by_month(money, title, words.described(won), "money", color="money", each=False)
        keys = [("money", words.say("won_amount"))]
        keys += [("money-running", words("key.running"))] if running else []
        trends.append((drawn, keys))
    heads = (label, words("key.target"), *map(words.say, ("connect_rate", "meeting_rate", "won_amount")))
    rows = [
        Line(
            (
                Cell(numbers.month(each.month, words.language)),
                Cell(words.amount(figures.main, each.actual)),
                Cell(words.amount(figures.main, each.target)),
                Cell(numbers.share(each.connect_rate)),
                Cell(numbers.share(each.meeting_rate)),
                Cell(words.amount("won_amount", each.won_amount)),
            )
        )
        for each in figures.months
    ]
    columns = [Column(words("month_header"), True), *map(Column, heads)]
    return {"months": _table(words("data"), columns, rows), "trends": trends}


def _groups(figures: Figures, words: _Words) -> dict[str, Any]:
    """The tables of teams and of lead sources."""
    language, label = words.language, words.say(figures.main)
    teams = [
        Line(
            (
                Cell(team.name),
                Cell(words.amount(figures.main, team.card.actual)),
                Cell(words.amount(figures.main, team.card.target)),
                Cell(numbers.share(team.card.attainment, 0)),
                Cell("" if figures.is_over else words.amount(figures.main, team.card.forecast)),
                _landing_share(team.card, is_over=figures.is_over),
                Cell("" if figures.is_over else numbers.chance(team.card.chance, language)),
                Cell(numbers.share(team.connect_rate)),
                Cell(numbers.share(team.meeting_rate)),
                Cell(words.amount("won_amount", team.won_amount)),
            )
        )
        for team in figures.teams
    ]
    heads = ("label.card.target", "attainment", "label.card.forecast", "forecast_attainment")
    rates = ("connect_rate", "meeting_rate", "won_amount")
    columns = [Column(words("team"), True), Column(label), *map(Column, map(words.say, heads))]
    columns += [Column(words("chance")), *map(Column, map(words.say, rates))]
    sources = [
        Line(
            (
                Cell(source.name),
                Cell(numbers.count(source.calls)),
                Cell(numbers.count(source.meetings)),
                Cell(numbers.share(source.meeting_rate)),
                Cell(source.verdict, "text"),
                Cell(numbers.count(source.wins)),
                Cell(words.amount("won_amount", source.won_amount)),
            )
        )
        for source in figures.sources
    ]
    of_source = [Column(words("source"), True)]
    of_source += [Column(words.say(key)) for key in ("calls", "meetings", "meeting_rate")]
    of_source += [Column(words("verdict"), True), Column(words.say("wins")), Column(words.say("won_amount"))]
    return {
        "teams": _table(words("teams"), columns, teams),
        "sources": _table(words("sources"), of_source, sources),
        "folded": words("note.folded", smallest=SMALLEST, count=figures.folded) if figures.folded else "",
        "unnamed": words("note.unnamed", count=figures.unnamed) if figures.unnamed else "",
    }


def _landing_share(card: Card, *, is_over: bool) -> Cell:
    """Where a team lands of its target: what is short of it stands out."""
    if is_over or card.landing is None:
        return Cell("")
    return Cell(numbers.share(card.landing, 0), "short" if card.landing < 1 else "")


def _table(title: str, columns: Sequence[Column], rows: Sequence[Line]) -> Shown | None:
    """A table without the columns that say nothing; None without rows."""
    if not rows:
        return None
    kept = [place for place in range(len(columns)) if any(row.cells[place].text for row in rows)]
    return Shown(
        title,
        tuple(columns[place] for place in kept),
        tuple(Line(tuple(row.cells[place] for place in kept), row.main) for row in rows),
    )


def _notes(figures: Figures, words: _Words) -> Iterable[str]:
    """How to read what is on the page, and what is not on it."""
    if not figures.is_over and any(card.high is not None for card in figures.cards):
        yield words("note.range")
    if not figures.is_over and any(card.chance is not None for card in figures.cards):
        yield words("note.chance")
    if any(cause.lost is not None for cause in figures.causes):
        yield words("note.lost")
    if any(stage.low is not None for stage in figures.stages):
        yield words("note.band", sheet=words.say("sheet.benchmarks"))
    if any(stage.period for stage in figures.stages):
        yield words("note.rate")
    if figures.folded and not figures.teams:
        yield words("note.folded", smallest=SMALLEST, count=figures.folded)
    if figures.unnamed and not figures.sources:
        yield words("note.unnamed", count=figures.unnamed)
    yield words("note.empty")

"""Telling our formulas from people's: what any version of ours wrote into a column, however it is spelled.

A formula is brought into one form: columns by their keys whatever the language of headers, words of ours as
words, the column's own KPI and its parts as such, spaces and letter case aside, and the spellings that Excel,
LibreOffice and other programs have for one reference made one. Its fingerprint is then looked up among those
of every formula that a version of ours wrote (`formulaprints`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from hashlib import blake2b

from sheetkpi.language import all_words
from sheetkpi.model.metrics import KpiTree
from sheetkpi.patterns import lazy_pattern
from sheetkpi.tables.columns import Column
from sheetkpi.tables.names import other_name
from sheetkpi.tables.registry import specs
from sheetkpi.tables.spec import TableSpec
from sheetkpi.workbook.finding import plain_headers
from sheetkpi.workbook.formulaprints import PRINTS
from sheetkpi.workbook.formulas import resolved
from sheetkpi.workbook.text import plain

_STRING = lazy_pattern(r'("(?:[^"]|"")*")')
_NAME = r"[^\W\d]\w*"
_HEADER = r"((?:'.|[^\[\]'])+)"
_OWN_ROW = lazy_pattern(rf"(?:{_NAME})?\[\s*\[#This Row\]\s*,\s*\[{_HEADER}\]\s*\]", re.IGNORECASE)
_OWN_ROW_SHORT = lazy_pattern(rf"(?:{_NAME})?\[@\[?{_HEADER}\]?\]")
_WHOLE = lazy_pattern(r"\[\[?#Data\]\]?", re.IGNORECASE)
_PART = lazy_pattern(r"\[\[(#\w+)\]\]")
_COLUMN = lazy_pattern(rf"({_NAME})?\[\[?{_HEADER}\]?\]")
_OTHER = lazy_pattern(r"\b" + other_name(r"(\w+)"), re.IGNORECASE)
_KPI_NAME = lazy_pattern(r"\bkpi_\w+", re.IGNORECASE)
_PREFIX = lazy_pattern(r"_xl(?:fn|ws)\.")
_TRUTH = lazy_pattern(r"\b(true|false)\(\)", re.IGNORECASE)


class OurFormulas:
    """What tells formulas of ours in a workbook whose tables are those of `table_specs`; `words` are what its
    people call KPIs besides, and `meant` the keys of columns by headers of people's own, by table (アポ数 of
    meetings)."""

    def __init__(
        self,
        tree: KpiTree,
        table_specs: Mapping[str, TableSpec],
        words: Collection[str] = (),
        meant: Mapping[str, Mapping[str, str]] | None = None,
    ):
        self._tree = tree
        self._keys = {
            called.casefold(): (name, {header: one.key for one in spec for header in plain_headers(one)})
            for name, spec in table_specs.items()
            for called in (name, other_name(name))
        }
        for name, keys in (meant or {}).items():
            for called in (name, other_name(name)):
                if called.casefold() in self._keys:
                    self._keys[called.casefold()][1].update(
                        {plain(header): key for header, key in keys.items()}
                    )
        labels = {kpi.label for kpi in tree if kpi.label}
        escaped = {re.sub(r"([~*?])", r"~\1", label) for label in labels}
        self._words = _said() | {word.casefold() for word in (*labels, *escaped, *words)}
        self._normal = lru_cache(maxsize=65536)(self._with_own_kpi)

    def includes(self, formula: str, table: str, column: Column) -> bool:
        """Whether a version of ours wrote `formula` into `column` of the contract's `table`."""
        return fingerprint(self.normal(formula, table, column)) in PRINTS

    def normal(self, formula: str, table: str, column: Column) -> str:
        """The one form of `formula` in `column` of the contract's `table`."""
        return self._normal(formula, table, column.key)

    def normal_outside(self, formula: str) -> str:
        """The one form of `formula` in a cell that is in no table; what it says stays as it is worded."""
        return self._normalised(formula, "", {}, frozenset())

    def _with_own_kpi(self, formula: str, table: str, key: str) -> str:
        own = self._keys[table.casefold()][1]
        return self._with_roles(self._normalised(formula, table, own, self._words), key)

    def _normalised(self, formula: str, table: str, own: Mapping[str, str], words: Collection[str]) -> str:

        def in_row(match: re.Match[str]) -> str:
            return f"[@{{{_key(match[1], own)}}}]"

        def of_table(match: re.Match[str]) -> str:
            called, header = match[1] or table, match[2]  # Excel and we leave the table's own name out
            name, keys = self._keys.get(called.casefold(), (called, {}))
            return match[0] if header[0] in "#@" else f"{name}[{{{_key(header, keys)}}}]"

        pieces = []
        for piece in _STRING.split(formula):
            if piece.startswith('"'):
                inner = piece[1:-1].replace('""', '"').casefold()
                pieces.append('"w"' if inner in words else piece)
                continue
            text = _PREFIX.sub("", piece) if "_xl" in piece else piece
            if "[" in text:
                text = _OWN_ROW_SHORT.sub(in_row, _WHOLE.sub("", text) if "#" in text else text)
                if "#" in text:
                    text = _PART.sub(r"[\1]", _OWN_ROW.sub(in_row, text))
                text = _COLUMN.sub(of_table, text)
            text = "".join(_OTHER.sub(r"\1", text).split())
            pieces.append(_TRUTH.sub(r"\1", text) if "()" in text else text)
        return "".join(pieces).casefold()

    def _with_roles(self, text: str, key: str) -> str:
        """The column's own KPI, and what a rate is made of, by what they are to it: a KPI of people's own has
        the same formulas."""
        base = key.partition(".")[0]
        if key.startswith("day_"):
            return text.replace(f"kpi_matrix_dates,1,{key[4:]})", "kpi_matrix_dates,1,n)")
        text = re.sub(rf"\{{{re.escape(base)}(?=[.}}])", "{k", text)
        rate = next((kpi for kpi in self._tree if kpi.key == base and kpi.kind == "rate"), None)
        if rate is None:
            return text
        return text.replace(f"{{{rate.numerator}}}", "{above}").replace(f"{{{rate.denominator}}}", "{below}")


@cache
def contract_formulas() -> OurFormulas:
    """What tells our formulas in a workbook with the contract's own KPIs and words alone."""
    tree = KpiTree()
    return OurFormulas(tree, specs(tree))


def as_typed(stored: str) -> str:
    """A formula outside tables as people see it, from how a file has it.

    >>> as_typed("=_xlfn.IFS(A1,_xlfn._xlws.SORT(B1:B3))")
    '=IFS(A1,SORT(B1:B3))'
    """
    return _PREFIX.sub("", stored)


def fingerprint(normal: str) -> str:
    """What a formula is looked up by, from its one form (see `OurFormulas.normal`)."""
    return blake2b(normal.encode(), digest_size=5).hexdigest()


def fingerprints(formula: str, table: str, column: Column, ours: OurFormulas) -> str | None:
    """The fingerprint of a `formula` of the contract, as it is said there; None where it cannot be said."""
    headers = {name: {one.key: one.header("ja") for one in spec} for name, spec in specs(KpiTree()).items()}
    names = {name.casefold() for name in _KPI_NAME.findall(formula)}
    text = resolved(formula, table, headers, names, "ja")
    return None if text is None else fingerprint(ours.normal(text, table, column))


def _key(header: str, keys: Mapping[str, str]) -> str:
    shown = re.sub(r"'(.)", r"\1", header) if "'" in header else header
    return keys.get(plain(shown), f"?{plain(shown)}")


@cache
def _said() -> frozenset[str]:
    """Every word of ours that a formula may hold as text, in either language."""
    return frozenset(text.casefold() for texts in all_words().values() for text in texts if len(text) < 100)

"""One table part: its name, its range, its columns, and what Excel keeps about them.

A table part knows nothing of cells; `tableresize` brings part and sheet together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main, new_element, whole_number
from sheetkpi.fileengine.parts.cells import Element, escaped, unescaped
from sheetkpi.fileengine.parts.references import Block, parse_ref

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_AFTER_FILTER = ("sortState", "tableColumns", "tableStyleInfo", "extLst")
_AFTER_STYLE = ("extLst",)


def new_table(id: int, name: str, ref: Block, columns: Sequence[str], style: str) -> Element:
    """The root of a new table part: header row, filter buttons, no totals."""
    names = {"id": str(id), "name": name, "displayName": name}
    root = new_element("table", {**names, "ref": ref.ref, "totalsRowShown": "0"})
    etree.SubElement(root, main("autoFilter"), ref=ref.ref)
    parent = etree.SubElement(root, main("tableColumns"), count=str(len(columns)))
    for number, column in enumerate(columns, start=1):
        etree.SubElement(parent, main("tableColumn"), id=str(number), name=_stored(column))
    stripes = {"showFirstColumn": "0", "showLastColumn": "0", "showRowStripes": "1", "showColumnStripes": "0"}
    etree.SubElement(root, main("tableStyleInfo"), {"name": style, **stripes})
    return root


class Table:
    """Reads and changes the root element of one table part."""

    def __init__(self, root: Element) -> None:
        self.root = root

    @property
    def id(self) -> int:
        """The number that tells the workbook's tables apart."""
        return whole_number(self.root, "id")

    @property
    def name(self) -> str:
        """The name formulas use."""
        return self.root.get("displayName") or self.root.get("name") or ""

    @name.setter
    def name(self, name: str) -> None:
        self.root.set("name", name)
        self.root.set("displayName", name)

    # Ranges -----------------------------------------------------------------------------------------

    @property
    def ref(self) -> Block:
        """The whole table: header, data and totals row."""
        return parse_ref(self.root.get("ref", "A1"))

    @property
    def header_rows(self) -> int:
        """1, or 0 when the header row is switched off."""
        return whole_number(self.root, "headerRowCount", 1)

    @property
    def totals_rows(self) -> int:
        """1 when there is a totals row."""
        return whole_number(self.root, "totalsRowCount")

    @property
    def header(self) -> Block | None:
        """The header row."""
        ref = self.ref
        return ref._replace(bottom=ref.top) if self.header_rows else None

    @property
    def totals(self) -> Block | None:
        """The totals row."""
        ref = self.ref
        return ref._replace(top=ref.bottom) if self.totals_rows else None

    @property
    def rows(self) -> Block:
        """The data rows; for a table without data the blank row Excel keeps for the first entry."""
        ref = self.ref
        return ref._replace(top=ref.top + self.header_rows, bottom=ref.bottom - self.totals_rows)

    @property
    def empty(self) -> bool:
        """Whether the table has no data row, only the blank one for the first entry."""
        return self.root.get("insertRow") in ("1", "true")

    @property
    def data(self) -> Block | None:
        """The data rows, None when there are none."""
        return None if self.empty or self.rows.height < 1 else self.rows

    def begin_data(self) -> None:
        """The blank row holds data from now on."""
        for name in ("insertRow", "insertRowShift"):
            self.root.attrib.pop(name, "")

    # Columns ----------------------------------------------------------------------------------------

    @property
    def column_elements(self) -> list[Element]:
        """The `<tableColumn>` elements, left to right."""
        parent = self.root.find(main("tableColumns"))
        return [] if parent is None else list(parent.iterchildren(main("tableColumn")))

    @property
    def columns(self) -> list[str]:
        """The column names, as the header cells show them."""
        return [unescaped(column.get("name", "")) for column in self.column_elements]

    def column_name(self, index: int) -> str:
        """The name of column `index` (from 0), without listing those of all."""
        return unescaped(self._column(index).get("name", ""))

    def _column(self, index: int) -> Element:
        parent = self.root.find(main("tableColumns"))
        found = (
            None
            if parent is None
            else next(islice(parent.iterchildren(main("tableColumn")), index, None), None)
        )
        if found is None:
            raise IndexError(f"table {self.name} has no column {index + 1}")
        return found

    def rename_column(self, index: int, name: str) -> None:
        """Give column `index` (from 0) a name; the caller keeps the header cell the same."""
        self._column(index).set("name", _stored(name))

    def calculated(self, index: int) -> str | None:
        """The formula, as stored, that fills new cells of column `index`."""
        stored = self._column(index).findtext(main("calculatedColumnFormula"))
        return None if stored is None else unescaped(stored)

    @property
    def has_calculated(self) -> bool:
        """Whether any column is filled by a formula."""
        return next(self.root.iter(main("calculatedColumnFormula")), None) is not None

    def set_calculated(self, index: int, formula: str | None) -> None:
        """Set or (None) take away the formula that fills column `index`."""
        column = self._column(index)
        found = column.find(main("calculatedColumnFormula"))
        if formula is None:
            if found is not None:
                column.remove(found)
            return
        if found is None:
            found = etree.Element(main("calculatedColumnFormula"))
            column.insert(0, found)
        found.attrib.clear()
        found.text = escaped(formula)

    def set_columns(self, names: Sequence[str]) -> None:
        """Cut columns off at the right or append new ones, so that the table has these."""
        parent = self.root.find(main("tableColumns"))
        if parent is None:
            raise ValueError(f"table {self.name} has no columns")
        present = self.column_elements
        for column in present[len(names) :]:
            parent.remove(column)
        ids = [whole_number(column, "id") for column in present]
        last = max(ids, default=0)
        for number, name in enumerate(names[len(present) :], start=1):
            etree.SubElement(parent, main("tableColumn"), id=str(last + number), name=_stored(name))
        parent.set("count", str(len(names)))

    # Size -------------------------------------------------------------------------------------------

    def set_ref(self, ref: Block) -> None:
        """Move the table's borders, with those of its filter and its sort order."""
        self.root.set("ref", ref.ref)
        filtered = self.root.find(main("autoFilter"))
        if filtered is not None:
            filtered.set("ref", ref._replace(bottom=ref.bottom - self.totals_rows).ref)
            for column in list(filtered.iterchildren(main("filterColumn"))):
                if whole_number(column, "colId") >= ref.width:
                    filtered.remove(column)
        for state in list(self.root.iter(main("sortState"))):
            self._resize_sort(state)

    def _resize_sort(self, state: Element) -> None:
        """The order reaches over all data rows again; conditions on columns that left the table go."""
        rows = self.rows
        for element in list(state.iterchildren(main("sortCondition"))):
            block = parse_ref(element.get("ref", "A1"))
            if block.left > rows.right:
                state.remove(element)
            else:
                element.set("ref", block._replace(bottom=rows.bottom).ref)
        parent = state.getparent()
        if parent is not None and state.find(main("sortCondition")) is None:
            parent.remove(state)
            return
        block = parse_ref(state.get("ref", rows.ref))
        state.set("ref", block._replace(bottom=rows.bottom, right=min(block.right, rows.right)).ref)

    # Looks ------------------------------------------------------------------------------------------

    @property
    def style(self) -> str:
        """The name of the table style, "" when there is none."""
        found = self.root.find(main("tableStyleInfo"))
        return "" if found is None else found.get("name", "")

    @style.setter
    def style(self, name: str) -> None:
        found = self._child("tableStyleInfo", _AFTER_STYLE)
        if name:
            found.set("name", name)
        else:
            found.attrib.pop("name", "")

    def shows(self, what: str) -> bool:
        """A flag of the style: `showRowStripes`, `showColumnStripes`, `showFirstColumn`, `showLastColumn`."""
        found = self.root.find(main("tableStyleInfo"))
        return found is not None and found.get(what) in ("1", "true")

    def show(self, what: str, value: bool) -> None:
        """Set a flag of the style."""
        self._child("tableStyleInfo", _AFTER_STYLE).set(what, "1" if value else "0")

    @property
    def filter_buttons(self) -> bool:
        """Whether the header cells have filter buttons."""
        return self.root.find(main("autoFilter")) is not None

    @filter_buttons.setter
    def filter_buttons(self, value: bool) -> None:
        found = self.root.find(main("autoFilter"))
        if not value and found is not None:
            self.root.remove(found)
        elif value and found is None:
            ref = self.ref
            self._child("autoFilter", _AFTER_FILTER).set(
                "ref", ref._replace(bottom=ref.bottom - self.totals_rows).ref
            )

    @property
    def filtered(self) -> dict[int, str]:
        """The columns (from 0) that the table is filtered by, with the kind of criterion: `filters`,
        `customFilters`, `dynamicFilter`, `top10` …"""
        return {
            whole_number(column, "colId"): etree.QName(column[0]).localname for column in self.filter_columns
        }

    @property
    def filter_columns(self) -> list[Element]:
        """The elements of the columns that the table is filtered by."""
        found = self.root.find(main("autoFilter"))
        columns = [] if found is None else list(found.iterchildren(main("filterColumn")))
        return [column for column in columns if len(column)]

    def _child(self, name: str, followers: Iterable[str]) -> Element:
        found = self.root.find(main(name))
        if found is not None:
            return found
        element = etree.SubElement(self.root, main(name))
        for follower in followers:
            behind = self.root.find(main(follower))
            if behind is not None:
                behind.addprevious(element)
                break
        return element


def unique_names(names: Iterable[object]) -> list[str]:
    """Column names as Excel makes them of header cells: texts, none empty, none twice (case ignored).

    >>> unique_names(["担当者", None, "Calls", "calls", 2026.0])
    ['担当者', 'Column1', 'Calls', 'calls2', '2026']
    """
    unique: list[str] = []
    taken: set[str] = set()
    for name in names:
        text = _header_text(name)
        base, number = (text, 2) if text else ("Column", 1)
        candidate = text or "Column1"
        while candidate.casefold() in taken:
            candidate = f"{base}{number}"
            number += 1
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique


def _header_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _stored(name: str) -> str:
    """A column name as the attribute holds it: line breaks and tabs as `_x000a_`."""
    text = escaped(name)
    return text.replace("\n", "_x000a_").replace("\t", "_x0009_")


def part_called(content: Table, item: str) -> Block | None:
    """The cells of a table that `[item]` behind its name means; None where it has none."""
    match item.strip().casefold():
        case "#data" | "":
            return content.data
        case "#all":
            return content.ref
        case "#headers":
            return content.header
        case "#totals":
            return content.totals
    column = item.replace("''", "\0").replace("'", "").replace("\0", "'").casefold()
    names = [name.casefold() for name in content.columns]
    if column not in names or content.data is None:
        return None
    number = content.ref.left + names.index(column)
    return content.data._replace(left=number, right=number)

"""`xl/workbook.xml`: which sheets and names there are, which sheet is in front, when to calculate.

>>> workbook = Workbook(Package.open("KPI.xlsx"))               # doctest: +SKIP
>>> [sheet.name for sheet in workbook.sheets]                 # doctest: +SKIP
['ボード', '担当別']
>>> workbook.name("kpi_month").refers_to                      # doctest: +SKIP
'設定!$C$4'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from sheetkpi.errors import DamagedError, ProtectedError, WorkbookError
from sheetkpi.fileengine.opc import contenttypes
from sheetkpi.fileengine.opc.docprops import write_titles
from sheetkpi.fileengine.opc.namespaces import (
    MAIN,
    R_ID,
    RELATIONSHIPS,
    insert_ordered,
    main,
    new_element,
    whole_number,
)
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts import sheetnames, tablenames

Visibility = Literal["visible", "hidden", "veryHidden"]

_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize"),
    *("customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"),
    *("fileRecoveryPr", "webPublishObjects", "extLst"),
)
_EMPTY_WORKSHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
    '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><sheetData/>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
).encode()
_TRUE = ("1", "true", "on")
_HEAD = 64 * 1024
"""Where `<sheetViews>` certainly lies in a worksheet part."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook. `kind` is "worksheet", "chartsheet", "dialogsheet" or a macro sheet's."""

    name: str
    id: int
    part: str
    visibility: Visibility
    kind: str


@dataclass(frozen=True)
class DefinedName:
    """A defined name. `refers_to` is a formula without `=`; `sheet` is the scope, "" for the workbook."""

    name: str
    refers_to: str
    sheet: str = ""
    hidden: bool = False


class Workbook:
    """The workbook part of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._part = package.workbook_part
        self._root = package.tree(self._part)
        self._sheets: list[Sheet] | None = None
        self._by_name: dict[tuple[str, str | None], etree._Element] = {}
        if not self.sheets:
            raise DamagedError("error.damaged", path=package.place, part=self._part)

    # Sheets

    @property
    def sheets(self) -> list[Sheet]:
        """Every sheet in the order of the tabs, hidden ones and chart sheets too."""
        if self._sheets is None:
            relationships = {each.id: each for each in self.package.relationships(self._part)}
            self._sheets = []
            for element in self._sheet_elements():
                relationship = relationships.get(element.get(R_ID, ""))
                if relationship is None or relationship.target not in self.package:
                    raise DamagedError("error.damaged", path=self.package.place, part=self._part)
                self._sheets.append(
                    Sheet(
                        element.get("name", ""),
                        whole_number(element, "sheetId"),
                        relationship.target,
                        _visibility(element),
                        relationship.kind,
                    )
                )
        return list(self._sheets)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name (case aside, as in Excel); KeyError when there is none."""
        return self.sheets[self._position(name)]

    def add_sheet(self, name: str, *, before: str = "", after: str = "") -> Sheet:
        """Add an empty worksheet, before or after another one, else at the end."""
        self.check_structure()
        self._check_new_name(name)
        position = len(self.sheets)
        if before:
            position = self._position(before)
        elif after:
            position = self._position(after) + 1
        part = self.package.new_part_name("xl/worksheets/sheet{}.xml")
        self.package.write(part, _EMPTY_WORKSHEET, contenttypes.WORKSHEET)
        attributes = {"name": name, "sheetId": str(max(sheet.id for sheet in self.sheets) + 1)}
        element = new_element("sheet", attributes)
        element.set(R_ID, self.package.relationships(self._part).add("worksheet", part))
        self._section("sheets").insert(position, element)
        self._shift_positions(position, 1)
        self._sheets_changed()
        return self.sheet(name)

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet, and with it what formulas, names, charts, pivots and links say."""
        self.check_structure()
        position = self._position(old)
        if new.casefold() != old.casefold():
            self._check_new_name(new)
        old = self.sheets[position].name
        sheetnames.rename_everywhere(self.package, old, new)
        self._sheet_elements()[position].set("name", new)
        self._sheets_changed()

    def delete_sheet(self, name: str, *, mentioned: bool = True) -> None:
        """Delete a sheet with what only it uses; what referred to it becomes `#REF!`, as in Excel.

        Where nothing refers to it (`mentioned` False), nobody needs to look.
        """
        self.check_structure()
        position = self._position(name)
        sheet, active = self.sheets[position], self.active_sheet
        others = [each for each in self.sheets if each != sheet]
        if not any(each.visibility == "visible" for each in others):
            raise WorkbookError("error.last_sheet", name=sheet.name)
        before = self.package.reachable()
        tables = [
            self.package.tree(each.target).get("displayName", "")
            for each in self.package.relationships(sheet.part).of_kind("table")
        ]
        element = self._sheet_elements()[position]
        self.package.relationships(self._part).remove(element.get(R_ID, ""))
        self._section("sheets").remove(element)
        for part in before - self.package.reachable():
            self.package.remove(part)
        for defined in self._name_elements():
            if defined.get("localSheetId") == str(position):
                self._section("definedNames").remove(defined)
        self._drop_section_if_empty("definedNames")
        self._shift_positions(position, -1)
        self.drop_calc_chain()
        self._sheets_changed()
        if mentioned:
            sheetnames.rename_everywhere(self.package, sheet.name, None)
            for table in filter(None, tables):
                tablenames.rename_everywhere(self.package, table, None)
        if active == sheet.name:
            self.active_sheet = next(each.name for each in others if each.visibility == "visible")

    def set_visibility(self, name: str, visibility: Visibility) -> None:
        """Show or hide a sheet; "veryHidden" ones cannot be shown from Excel's menus."""
        element = self._sheet_elements()[self._position(name)]
        if visibility == "visible":
            element.attrib.pop("state", "")
        else:
            element.set("state", visibility)
        self._sheets_changed()

    @property
    def active_sheet(self) -> str:
        """Name of the sheet in front. Setting it also ends any selection of several sheets."""
        view = self._root.find(f"{main('bookViews')}/{main('workbookView')}")
        position = whole_number(view, "activeTab") if view is not None else 0
        return self.sheets[min(max(position, 0), len(self.sheets) - 1)].name

    @active_sheet.setter
    def active_sheet(self, name: str) -> None:
        position = self._position(name)
        views = self._section("bookViews")
        view = views.find(main("workbookView"))
        if view is None:
            view = new_element("workbookView")
            views.append(view)
        view.set("activeTab", str(position))
        if whole_number(view, "firstSheet") > position:
            view.set("firstSheet", str(position))
        self.package.touch(self._part)
        for index, sheet in enumerate(self.sheets):
            self._select(sheet.part, index == position)

    # Names

    @property
    def names(self) -> list[DefinedName]:
        """Every defined name in file order, hidden ones and those of one sheet too."""
        return [self._defined(element) for element in self._name_elements()]

    def name(self, name: str, sheet: str = "") -> DefinedName:
        """The name of that scope ("" is the workbook's; case aside); KeyError when there is none."""
        element = self._name_element(name, sheet)
        if element is None:
            raise KeyError(name)
        return self._defined(element)

    def set_name(
        self, name: str, refers_to: str, sheet: str = "", *, hidden: bool | None = None
    ) -> DefinedName:
        """Define a name, or let one that exists refer elsewhere; `hidden` None keeps that as it is."""
        element = self._name_element(name, sheet)
        if element is None:
            element = new_element("definedName", {"name": name})
            if sheet:
                element.set("localSheetId", str(self._position(sheet)))
            self._section("definedNames").append(element)
            self._by_name[_key_of(element)] = element
        element.text = refers_to.removeprefix("=")
        if hidden:
            element.set("hidden", "1")
        elif hidden is False:
            element.attrib.pop("hidden", "")
        self.package.touch(self._part)
        return self._defined(element)

    def delete_name(self, name: str, sheet: str = "") -> None:
        """Take out a defined name; KeyError when there is none of that scope."""
        element = self._name_element(name, sheet)
        if element is None:
            raise KeyError(name)
        self._section("definedNames").remove(element)
        self._drop_section_if_empty("definedNames")
        self.package.touch(self._part)

    # Calculation

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904, as in workbooks from old Macs."""
        properties = self._root.find(main("workbookPr"))
        return properties is not None and properties.get("date1904") in _TRUE

    def request_full_calculation(self) -> None:
        """Let Excel calculate every formula when it opens the workbook."""
        calculation = self._root.find(main("calcPr"))
        if calculation is None:
            calculation = self._section("calcPr")
        if calculation.get("fullCalcOnLoad") != "1":
            calculation.set("fullCalcOnLoad", "1")
            self.package.touch(self._part)

    def drop_calc_chain(self) -> None:
        """Forget in which order formulas were calculated: a chain that names a cell without formula is
        damage to Excel, and it makes a new one by itself."""
        relationships = self.package.relationships(self._part)
        for relationship in relationships.of_kind("calcChain"):
            relationships.remove(relationship.id)
            if relationship.target in self.package:
                self.package.remove(relationship.target)

    # How it is stored

    def _section(self, name: str) -> etree._Element:
        """A child of the workbook element, created in its place where the file has none."""
        section = self._root.find(main(name))
        if section is None:
            section = new_element(name)
            insert_ordered(self._root, section, _ORDER)
        return section

    def _drop_section_if_empty(self, name: str) -> None:
        section = self._root.find(main(name))
        if section is not None and len(section) == 0:
            self._root.remove(section)

    def _sheet_elements(self) -> list[etree._Element]:
        return self._root.findall(f"{main('sheets')}/{main('sheet')}")

    def _name_elements(self) -> list[etree._Element]:
        return self._root.findall(f"{main('definedNames')}/{main('definedName')}")

    def _name_element(self, name: str, sheet: str) -> etree._Element | None:
        key = name.casefold(), str(self._position(sheet)) if sheet else None
        found = self._by_name.get(key)
        if found is None or found.getparent() is None or _key_of(found) != key:
            # The elements may have been changed from elsewhere: look again before saying there is none.
            self._by_name = {_key_of(element): element for element in reversed(self._name_elements())}
            found = self._by_name.get(key)
        return found

    def _defined(self, element: etree._Element) -> DefinedName:
        scope = whole_number(element, "localSheetId", -1)
        sheets = self.sheets
        sheet = sheets[scope].name if 0 <= scope < len(sheets) else ""
        hidden = element.get("hidden") in _TRUE
        return DefinedName(element.get("name", ""), element.text or "", sheet, hidden)

    def _position(self, name: str) -> int:
        for position, sheet in enumerate(self.sheets):
            if sheet.name.casefold() == name.casefold():
                return position
        raise KeyError(name)

    def _shift_positions(self, position: int, by: int) -> None:
        """Keep what counts sheets by position right after one came to, or left, `position`."""
        for defined in self._name_elements():
            scope = whole_number(defined, "localSheetId", -1)
            if scope >= position:
                defined.set("localSheetId", str(scope + by))
        for view in self._root.iterfind(f"{main('bookViews')}/{main('workbookView')}"):
            for attribute in ("activeTab", "firstSheet"):
                tab = whole_number(view, attribute)
                if tab > position or (tab == position and by > 0):
                    view.set(attribute, str(tab + by))

    def _sheets_changed(self) -> None:
        self.package.touch(self._part)
        self._sheets = None
        worksheets = [sheet.name for sheet in self.sheets if sheet.kind == "worksheet"]
        write_titles(self.package, worksheets)

    def check_structure(self) -> None:
        """Raises ProtectedError where sheets may not come, go, or be shown and hidden."""
        protection = self._root.find(main("workbookProtection"))
        if protection is not None and protection.get("lockStructure") in _TRUE:
            raise ProtectedError("error.structure_protected", path=self.package.place)

    def _check_new_name(self, name: str) -> None:
        if not sheetnames.is_valid(name):
            raise WorkbookError("error.sheet_name", name=name)
        if any(sheet.name.casefold() == name.casefold() for sheet in self.sheets):
            raise WorkbookError("error.sheet_exists", name=name)

    def _select(self, part: str, selected: bool) -> None:
        """Mark a sheet as (not) selected: in its tree where it was parsed, else in its bytes, so that a
        big sheet need not be parsed for one attribute."""
        if not self.package.is_parsed(part):
            head = self.package.head(part, _HEAD)
            marked = re.search(rb'\stabSelected="(?:1|true)"', head)
            if bool(marked) == selected:
                return
            if marked:
                data = self.package.read(part)
                self.package.write(part, data[: marked.start()] + data[marked.end() :])
                return
        for view in self.package.edit(part).iterfind(f"{main('sheetViews')}/{main('sheetView')}"):
            if selected:
                view.set("tabSelected", "1")
            else:
                view.attrib.pop("tabSelected", "")


def _visibility(element: etree._Element) -> Visibility:
    match element.get("state"):
        case "hidden":
            return "hidden"
        case "veryHidden":
            return "veryHidden"
    return "visible"


def _key_of(defined: etree._Element) -> tuple[str, str | None]:
    """What tells a defined name apart: its name without case, and the number of the sheet it is of."""
    return defined.get("name", "").casefold(), defined.get("localSheetId")

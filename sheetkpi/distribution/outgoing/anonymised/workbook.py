"""The KPI workbook's own sheets without anything of anybody: what handed-out workbooks are made from.

The look people gave their workbook goes along: sheets as they named and ordered them, columns in their order
and width, colours, rules, charts, words. Sheets of their own stay behind unless the setting
`kpi_distribute_also` names them, and so does everything in the file that is not known here. What cannot be
handed out so raises `UnfitError`, and the product's template takes its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping, UnfitError, product_words, sayings, tag
from sheetkpi.distribution.outgoing.anonymised.macros import own_macros
from sheetkpi.distribution.outgoing.anonymised.sheet import bare_sheet, names_somebody, plain_sheet
from sheetkpi.distribution.outgoing.anonymised.tables import KnownTable, kept_columns, known_tables
from sheetkpi.errors import SheetKPIError
from sheetkpi.fileengine.opc.contenttypes import PART as CONTENT_TYPES
from sheetkpi.fileengine.opc.contenttypes import SUFFIXES, WORKSHEET
from sheetkpi.fileengine.opc.namespaces import MAIN
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.opc.relationships import rels_part
from sheetkpi.fileengine.parts.references import Block, parse_ref, split_sheet
from sheetkpi.fileengine.parts.workbook import Workbook
from sheetkpi.language import Language
from sheetkpi.macrobook.ourtables import call_as_in_contract
from sheetkpi.patterns import lazy_pattern
from sheetkpi.templates import template_path
from sheetkpi.workbook.rules import MEMORY

if TYPE_CHECKING:
    from sheetkpi.distribution.outgoing.mentions import Mentions
    from sheetkpi.tables.spec import TableSpec

NEEDED = (
    *("Board", "RepKPI", "TeamKPI", "DailyEntry", "Standing", "Roster"),
    *("RepTargets", "Benchmarks", "Holidays"),
)
NEEDED_NAMES = ("kpi_month", "kpi_entry_month", "kpi_card_calls")
"""Tables and names without which a workbook is none that could be handed out."""

_EMPTY = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
_WORKBOOK = frozenset(map(tag, ("workbookPr", "bookViews", "sheets", "definedNames", "calcPr")))
_LITERAL = lazy_pattern(r'"([^"]*)"')
"""Words in a number format."""
_PARTS = frozenset({"worksheet", "styles", "theme"})
"""Kinds of the parts that stay of those that belong to the workbook."""


@dataclass(frozen=True)
class Bare:
    """The package without people; `refused` is what of `also` names somebody, `missing` what is not there."""

    package: Package
    refused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def bare_workbook(
    path: Path,
    language: Language,
    specs: Mapping[str, TableSpec],
    mentions: Mentions,
    also: Sequence[str] = (),
) -> Bare:
    """The workbook at `path`, bare of people. `also` names sheets and modules of macros of people's own that
    go along as they are, but for those that name anybody.

    Raises UnfitError where it cannot be: no such file, tables one above the other, dates that count from
    1904, a sheet of the product missing, a name left somewhere.
    """
    package, template = _opened(path), Package.open(template_path(language))
    workbook = Workbook(package)
    tables = {sheet.name: known_tables(package, sheet.part, specs) for sheet in workbook.sheets}
    own = _own_sheets(workbook, tables)
    names = _names(workbook, template, own)
    keeping = Keeping(
        mentions, product_words(language), frozenset(map(str.casefold, own)), frozenset(names), {}
    )
    wanted = set(map(str.casefold, also))
    extra = [name for name in tables if name.casefold() in wanted and name not in own and not tables[name]]
    refused = [name for name in extra if names_somebody(package, workbook.sheet(name).part, keeping)]
    staying = [*own, *(name for name in extra if name not in refused)]
    macros = own_macros(package, also, keeping)
    columns = {known.table.name: frozenset(known.table.columns) for name in own for known in tables[name]}
    keeping = replace(keeping, sheets=frozenset(map(str.casefold, staying)), columns=columns)
    keeping, kept = _settled(package, workbook, [known for name in own for known in tables[name]], keeping)
    for sheet in workbook.sheets:
        if sheet.name in own:
            named = _named_cells(workbook, sheet.name)
            bare_sheet(package, sheet.part, tables[sheet.name], kept, named, keeping)
        elif sheet.name in staying:
            plain_sheet(package, sheet.part, keeping)
    _bare_workbook_part(package, workbook, frozenset(staying), names)
    _bare_styles(package, keeping)
    _bare_package(package, template)
    macros.put_into(package, workbook)
    _check_nobody(package, keeping)
    known = {name.casefold() for name in (*staying, *refused, *macros.names)}
    missing = tuple(name for name in also if name.casefold() not in known)
    return Bare(package, (*refused, *macros.refused), missing)


def sheets_by_key(workbook: Workbook, specs: Mapping[str, TableSpec]) -> dict[str, str]:
    """The product's sheets by their keys, as this workbook calls them: known by the tables on them."""
    found = {
        known.spec.table.sheet: sheet.name
        for sheet in workbook.sheets
        for known in known_tables(workbook.package, sheet.part, specs)
    }
    settings = _sheet_of(workbook, "kpi_country")
    return {**found, "settings": settings} if settings else found


def _opened(path: Path) -> Package:
    try:
        package = Package.open(path)
    except (SheetKPIError, OSError) as error:
        raise UnfitError("distribute.own_unread") from error
    if Workbook(package).date1904:
        raise UnfitError("distribute.own_1904")
    call_as_in_contract(package)
    return package


def _own_sheets(workbook: Workbook, tables: Mapping[str, Sequence[KnownTable]]) -> list[str]:
    """The product's sheets that are handed out, as the workbook calls them, in its order."""
    settings = _sheet_of(workbook, "kpi_country")
    own = []
    for sheet in workbook.sheets:
        keys = {known.table.name: known.spec.table for known in tables[sheet.name]}
        mixed = [name for name, table in keys.items() if table.audience.is_nobody]
        if mixed and len(mixed) == len(keys):
            continue
        if mixed:
            raise UnfitError("distribute.own_mixed", sheet=sheet.name, tables=", ".join(mixed))
        if keys or sheet.name == settings:
            own.append(sheet.name)
    found = {known.table.name for name in own for known in tables[name]}
    if lacking := [name for name in NEEDED if name not in found]:
        raise UnfitError("distribute.own_lacking", names=", ".join(lacking))
    if not settings:
        raise UnfitError("distribute.own_lacking", names="kpi_country")
    return own


def _sheet_of(workbook: Workbook, name: str) -> str:
    """The sheet on which the cells of a defined name are; "" where there is none."""
    try:
        return _sheet_in(workbook.name(name).refers_to)
    except KeyError:
        return ""


def _sheet_in(refers_to: str) -> str:
    """The sheet that what a name refers to stands on; "" for a formula or a constant."""
    try:
        return split_sheet(refers_to.replace("$", ""))[0]
    except ValueError:
        return ""


def _names(workbook: Workbook, template: Package, own: Collection[str]) -> set[str]:
    """The defined names that are handed out, casefolded: the template's that the workbook still has."""
    known = {*(name.name.casefold() for name in Workbook(template).names), MEMORY.casefold()}
    found = {
        name.name.casefold()
        for name in workbook.names
        if not name.sheet and "#REF!" not in name.refers_to and _is_on(name.refers_to, own)
    }
    if lacking := [name for name in NEEDED_NAMES if _sheet_of(workbook, name) not in own]:
        raise UnfitError("distribute.own_lacking", names=", ".join(lacking))
    return known & found


def _is_on(refers_to: str, own: Collection[str]) -> bool:
    """Whether what a name refers to stands on sheets of `own`, or on none by name."""
    sheet = _sheet_in(refers_to)
    return not sheet or sheet in own


def _named_cells(workbook: Workbook, sheet: str) -> list[Block]:
    """The cells on a sheet that have names of the product."""
    found = []
    for name in workbook.names:
        if name.name.casefold().startswith("kpi_"):
            try:
                place, cells = split_sheet(name.refers_to.replace("$", ""))
                found += [parse_ref(cells)] if place == sheet else []
            except ValueError:  # a formula or a constant
                continue
    return found


def _settled(
    package: Package, workbook: Workbook, tables: Sequence[KnownTable], keeping: Keeping
) -> tuple[Keeping, dict[str, dict[str, str | None]]]:
    """Which columns of people's own stay: one whose formula needs another one goes where that goes."""
    parts = {
        each.target: sheet.part for sheet in workbook.sheets for each in package.relationships(sheet.part)
    }
    while True:
        kept = {each.table.name: kept_columns(package, parts[each.part], each, keeping) for each in tables}
        columns = {
            each.table.name: frozenset(each.table.columns) - (each.own - kept[each.table.name].keys())
            for each in tables
        }
        if columns == keeping.columns:
            return keeping, kept
        keeping = replace(keeping, columns=columns)


def _bare_workbook_part(
    package: Package, workbook: Workbook, staying: Collection[str], names: Collection[str]
) -> None:
    """Leave the sheets that stay and the names that are known; nothing else in the workbook part."""
    root = package.edit(package.workbook_part)
    for child in list(root):
        child.attrib.pop("codeName", "")
        if child.tag not in _WORKBOOK:
            root.remove(child)
    for name in workbook.names:
        printing = name.sheet in staying and name.name.startswith("_xlnm.Print_")
        if not printing and (name.sheet or name.name.casefold() not in names):
            workbook.delete_name(name.name, name.sheet)
    gone = [sheet for sheet in workbook.sheets if sheet.name not in staying]
    for sheet in gone:  # first emptied, so that nobody searches them
        package.write(sheet.part, _EMPTY, WORKSHEET)
        relationships = package.relationships(sheet.part)
        for relationship in list(relationships):
            relationships.remove(relationship.id)
    front = next(sheet.name for sheet in workbook.sheets if sheet.name in staying)
    workbook.set_visibility(front, "visible")
    for sheet in gone:
        workbook.delete_sheet(sheet.name, mentioned=False)
    workbook.active_sheet = front
    package.content_types.add(package.workbook_part, next(iter(SUFFIXES)))
    relationships = package.relationships(package.workbook_part)
    for relationship in list(relationships):
        if relationship.kind not in _PARTS:
            relationships.remove(relationship.id)


def _bare_package(package: Package, template: Package) -> None:
    """Give the package the properties of the template, and let parts go that nothing leads to any more."""
    relationships = package.relationships("")
    for relationship in list(relationships):
        if relationship.kind != "officeDocument":
            relationships.remove(relationship.id)
    for relationship in template.relationships(""):
        if relationship.kind != "officeDocument":
            part = relationship.target
            package.write(part, template.read(part), template.content_types.of(part))
            relationships.add(relationship.type, part)
    reached = package.reachable()
    keeping = {*reached, CONTENT_TYPES, rels_part(""), *map(rels_part, reached)}
    for part in package.parts():
        if part not in keeping and part in package:
            package.remove(part)


def _bare_styles(package: Package, keeping: Keeping) -> None:
    """Formats and styles in whose words somebody is named, or a figure is, lose them."""
    for styles in package.relationships(package.workbook_part).of_kind("styles"):
        root = package.edit(styles.target)
        for each in root.iter(tag("numFmt")):
            code = each.get("formatCode", "")
            if not keeping.names_nobody(code) or not all(map(keeping.text, _LITERAL.findall(code))):
                each.set("formatCode", "General")
        for number, each in enumerate(root.iter(tag("cellStyle")), start=1):
            if not keeping.text(each.get("name", "")):
                each.set("name", f"Style {number}")


def _check_nobody(package: Package, keeping: Keeping) -> None:
    """Look at all there is once more: nobody may be named anywhere."""
    for part in package.parts():
        for text in sayings(package, [part]):
            if not keeping.names_nobody(text):
                raise UnfitError("distribute.own_named", part=part)

"""The template's sheets put into a workbook that lacks them, everything else in it left as it was.

A sheet comes whole: cells, tables, rules, drop-downs, charts, and the names that refer to it. It is left out
where the workbook has one of its tables (see `ourtables`) or names already: those came with an earlier
`attach`, or are the user's and will be filled. Where only its tab's name is taken, or a table's, it gets
another one, and all that refers to it follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from lxml import etree

from sheetkpi.fileengine.opc.contenttypes import TABLE
from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.opc.package import Package, serialized
from sheetkpi.fileengine.opc.relationships import rels_part
from sheetkpi.fileengine.parts.columnnames import rename_everywhere as rename_columns
from sheetkpi.fileengine.parts.references import parse_ref
from sheetkpi.fileengine.parts.stylecopy import Adopted, adopt
from sheetkpi.fileengine.parts.styles import Styles
from sheetkpi.fileengine.parts.table import Table
from sheetkpi.fileengine.parts.workbook import DefinedName, Sheet, Workbook
from sheetkpi.grid import column_letters
from sheetkpi.language import Language, say
from sheetkpi.macrobook.marks import Mark, put_marks
from sheetkpi.macrobook.ourtables import call_alike, contract_specs, our_tables
from sheetkpi.macrobook.tablecolumns import append_missing, columns_of, drop_unknown, formulas_in, is_known
from sheetkpi.macrobook.typedcells import SheetContents
from sheetkpi.tables.registry import BEHIND_MINIMAL, HIDDEN_SHEETS, MINIMAL_SHEETS
from sheetkpi.workbook.finding import columns_found
from sheetkpi.workbook.sights import hidden_lines

_PATTERNS = {"table": "xl/tables/table{}.xml", "drawing": "xl/drawings/drawing{}.xml"}
_PATTERNS |= {"chart": "xl/charts/chart{}.xml"}
"""How parts of each kind are named."""


def add_missing_sheets(
    package: Package, workbook: Workbook, template: Path, language: Language, *, minimal: bool = False
) -> list[str]:
    """Add those sheets of the workbook at `template`, which is in `language`, that `workbook` lacks, behind
    its own; their names. With `minimal` only those of `MINIMAL_SHEETS` and what these rest on."""
    source = Package.from_bytes(template.read_bytes(), str(template))
    giver = Workbook(source)
    unfit = call_alike(source, package, workbook)
    wanted = {say(f"sheet.{key}", language) for key in (*MINIMAL_SHEETS, *BEHIND_MINIMAL)}
    missing = [
        sheet
        for sheet in _missing(package, workbook, source, giver, unfit)
        if not minimal or sheet.name in wanted
    ]
    if not missing:
        return []
    called = {sheet.name: _free_name(giver, workbook, sheet) for sheet in missing}
    names = list(called.values())
    _list_hidden(source, giver, called, language)
    there = {sheet.name.casefold() for sheet in workbook.sheets} | set(map(str.casefold, names))
    for name in names:
        _cut_links(source.tree(giver.sheet(name).part), there)
    _fit_formulas(package, source, [giver.sheet(name).part for name in names], giver)
    adopted = adopt(Styles(package), source.tree(_styles_part(source)))
    for sheet in map(giver.sheet, names):
        _copy_sheet(package, workbook, source, sheet, adopted)
    _copy_names(workbook, giver, names)
    put_marks(workbook, _marks(package, workbook, called))
    workbook.drop_calc_chain()
    workbook.request_full_calculation()
    return names


def _marks(package: Package, workbook: Workbook, called: Mapping[str, str]) -> dict[str, Mark]:
    """The marks of the sheets that came, by what they are `called`."""
    specs = {called: contract_specs()[name] for name, called in our_tables(package).items()}
    return {
        name: Mark(title, SheetContents(package, workbook, workbook.sheet(name), specs).typed())
        for title, name in called.items()
    }


def _list_hidden(source: Package, giver: Workbook, called: Mapping[str, str], language: Language) -> None:
    """Let the board that comes list the hidden sheets that come with it, as they are called here."""
    named = next((defined for defined in giver.names if defined.name == "kpi_hidden"), None)
    board = called.get(say("sheet.board", language))
    if named is None or board is None:
        return
    titles = {group: [say(f"sheet.{key}", language) for key in keys] for group, keys in HIDDEN_SHEETS.items()}
    hidden = {group: [called[title] for title in keys if title in called] for group, keys in titles.items()}
    cells = parse_ref(named.refers_to.rpartition("!")[2].replace("$", ""))
    texts = dict(zip_longest(map(str, cells.rows), hidden_lines(hidden, language), fillvalue=""))
    column = column_letters(cells.left)
    for cell in source.tree(giver.sheet(board).part).iter(main("c")):
        place = cell.get("r", "")
        if place.startswith(column) and (row := place.removeprefix(column)) in texts:
            text = cell.find(f"{main('is')}/{main('t')}")
            assert text is not None, "the template keeps its texts in its cells"
            text.text = texts[row]


def _cut_links(root: etree._Element, there: set[str]) -> None:
    """Take out the links to sheets that are not `there` (lower case), with the cells' texts, their names."""
    links = root.find(main("hyperlinks"))
    dead = [
        link
        for link in (links if links is not None else ())
        if (place := link.get("location", "").rpartition("!")[0])
        and place.strip("'").replace("''", "'").casefold() not in there
    ]
    cells = {link.get("ref") for link in dead}
    if links is not None:
        for link in dead:
            links.remove(link)
        if not len(links):
            root.remove(links)
    for cell in root.iter(main("c")):
        if cell.get("r") in cells:
            for content in list(cell):
                cell.remove(content)
            cell.attrib.pop("t", "")


def table_names(package: Package) -> set[str]:
    """The names of all tables of a workbook, lower case."""
    return {
        package.tree(part).get("displayName", "").casefold()
        for part in package.content_types.parts_of(TABLE)
        if part in package
    }


def _missing(
    package: Package, workbook: Workbook, source: Package, giver: Workbook, unfit: set[str]
) -> Iterator[Sheet]:
    """Sheets of the template none of whose tables is in the workbook or `unfit`; without tables, none of its
    names."""
    present = unfit | {name.casefold() for name in our_tables(package).values()}
    known = {defined.name.casefold() for defined in workbook.names}
    for sheet in giver.sheets:
        tables = {
            source.tree(each.target).get("displayName", "").casefold()
            for each in source.relationships(sheet.part).of_kind("table")
        }
        named = {defined.name.casefold() for defined in _names_on(giver, [sheet.name]) if not defined.sheet}
        if not (tables & present if tables else named & known):
            yield sheet


def _fit_formulas(package: Package, source: Package, sheets: list[str], giver: Workbook) -> None:
    """See that the formulas of the sheets to be added, and of the template's names, find their columns."""
    _say_their_headers(package, source)
    parts = [source.tree(part) for part in sheets]
    related = [each for part in sheets for each in source.relationships(part).of_kind("table")]
    tables = [source.tree(each.target) for each in related]
    spelled = columns_of(source)
    said = [element.text or "" for root in (*parts, *tables) for element in formulas_in(root)]
    append_missing(package, [*said, *(defined.refers_to for defined in giver.names)], spelled)
    added = {Table(root).name.casefold(): Table(root).columns for root in tables}
    drop_unknown((*parts, *tables), columns_of(package) | added)


def _say_their_headers(package: Package, source: Package) -> None:
    """Let the template's formulas say the columns of tables that the workbook has as these are headed there:
    a column of people's own that means meetings is the column of meetings."""
    theirs, ours = columns_of(package), columns_of(source)
    for name, called in our_tables(package).items():
        spec, headers = contract_specs()[name], theirs[called.casefold()]
        template = ours.get(called.casefold(), [])
        places = columns_found(headers, spec)
        renamed = {
            template[place]: headers[places[key]]
            for key, place in columns_found(template, spec).items()
            if key in places and template[place].casefold() != headers[places[key]].casefold()
        }
        if renamed:
            rename_columns(source, called, renamed)


def _free_name(giver: Workbook, workbook: Workbook, sheet: Sheet) -> str:
    """A name for the sheet that neither workbook uses; the template follows, whatever refers to the sheet."""
    taken = {each.name.casefold() for each in workbook.sheets}
    if sheet.name.casefold() not in taken:
        return sheet.name
    taken |= {each.name.casefold() for each in giver.sheets}
    candidates = (f"{sheet.name} KPI{number}" for number in ("", *range(2, 1000)))
    name = next(name for name in candidates if name.casefold() not in taken)
    giver.rename_sheet(sheet.name, name)
    return name


def _styles_part(package: Package) -> str:
    relationship = package.relationships(package.workbook_part).find("styles")
    assert relationship is not None
    return relationship.target


def _copy_sheet(
    package: Package, workbook: Workbook, source: Package, sheet: Sheet, adopted: Adopted
) -> None:
    added = workbook.add_sheet(sheet.name)
    root = source.tree(sheet.part)
    _restyle(root, adopted)
    for view in root.iter(main("sheetView")):
        view.attrib.pop("tabSelected", "")
    package.write(added.part, serialized(root))
    _copy_related(package, source, sheet.part, added.part)
    if sheet.visibility != "visible":
        workbook.set_visibility(sheet.name, sheet.visibility)


def _restyle(root: etree._Element, adopted: Adopted) -> None:
    """Let cells, rows, columns and rules name the formats where they are now."""
    places = (("c", "s", adopted.cells), ("row", "s", adopted.cells), ("col", "style", adopted.cells))
    for tag, attribute, moved in (*places, ("cfRule", "dxfId", adopted.rules)):
        for element in root.iter(main(tag)):
            if element.get(attribute):
                element.set(attribute, str(moved[whole_number(element, attribute)]))


def _copy_related(package: Package, source: Package, old: str, new: str) -> None:
    """Copy the parts that a part relates to, and theirs, under free names and the same ids."""
    if rels_part(old) not in source:
        return
    relationships = package.relationships(new)
    for each in source.relationships(old):
        target = each.target
        if not each.external:
            target = package.new_part_name(_PATTERNS[each.kind])
            data = source.read(each.target)
            if each.kind == "table":
                data = _table(package, source, each.target)
            package.write(target, data, source.content_types.of(each.target))
            _copy_related(package, source, each.target, target)
        id = relationships.add(each.type, target, external=each.external)
        assert id == each.id, "the template numbers its relationships in order"


def _table(package: Package, source: Package, part: str) -> bytes:
    """A table part with a number that no other table of the workbook has."""
    root = source.tree(part)
    parts = package.content_types.parts_of(TABLE)
    taken = [whole_number(package.tree(each), "id") for each in parts if each in package]
    root.set("id", str(max(taken, default=0) + 1))
    return serialized(root)


def _copy_names(workbook: Workbook, giver: Workbook, sheets: list[str]) -> None:
    """Define the names that refer to the added sheets, or to tables only; those that exist stay."""
    known = {(defined.name.casefold(), defined.sheet) for defined in workbook.names}
    everywhere = [defined for defined in giver.names if "!" not in defined.refers_to]
    columns = columns_of(workbook.package)
    for defined in (*_names_on(giver, sheets), *everywhere):
        if not is_known(defined.refers_to, columns):
            continue
        if (defined.name.casefold(), defined.sheet) not in known:
            workbook.set_name(defined.name, defined.refers_to, defined.sheet, hidden=defined.hidden or None)


def _names_on(workbook: Workbook, sheets: list[str]) -> Iterator[DefinedName]:
    """Names that refer to one of these sheets."""
    wanted = {sheet.casefold() for sheet in sheets}
    for defined in workbook.names:
        before, mark, _ = defined.refers_to.partition("!")
        sheet = before.rpartition("(")[2].strip("'").replace("''", "'")
        if mark and sheet.casefold() in wanted:
            yield defined

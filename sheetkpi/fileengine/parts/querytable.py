"""The query that loads a table (Power Query, a database, the web): its part lists a field for each column.

Column and field name each other. A column that the query does not load has a field all the same, which says
so (`dataBound="0"`); without it Excel takes the file for damaged.
"""

from __future__ import annotations

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main, whole_number
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.cells import Element
from sheetkpi.fileengine.parts.table import Table

_FIELD_ID = "queryTableFieldId"


def follow_columns(package: Package, part: str, table: Table) -> None:
    """Give the query of the table in `part`, where it has one, a field for each column the table has now."""
    for relationship in package.relationships(part).of_kind("queryTable"):
        refresh = package.tree(relationship.target).find(main("queryTableRefresh"))
        fields = None if refresh is None else refresh.find(main("queryTableFields"))
        if refresh is None or fields is None:
            continue
        known = {field.get("tableColumnId"): field for field in fields}
        columns = {column.get("id"): column for column in table.column_elements}
        if known.keys() == columns.keys():
            continue
        package.touch(relationship.target)
        package.touch(part)
        for id in known.keys() - columns.keys():
            _remove(refresh, fields, known[id])
        for id, column in columns.items():
            if id not in known:
                _add(refresh, fields, column)
        fields.set("count", str(len(fields)))
        _count_unbound(refresh, [_bound(known.get(id)) for id in columns])


def let_go(package: Package, part: str, table: Table) -> None:
    """Make the table in `part` one that no query loads."""
    relationships = package.relationships(part)
    for relationship in relationships.of_kind("queryTable"):
        package.touch(part)
        relationships.remove(relationship.id)
        forget(table)


def forget(table: Table) -> None:
    """Take out of a table what it says of a query that it has no more."""
    for name in ("tableType", "connectionId"):
        table.root.attrib.pop(name, "")
    for column in table.column_elements:
        for name in (_FIELD_ID, "uniqueName"):
            column.attrib.pop(name, "")


def _bound(field: Element | None) -> bool:
    """Whether the query loads the column of a field."""
    return field is not None and field.get("dataBound") not in ("0", "false")


def _add(refresh: Element, fields: Element, column: Element) -> None:
    taken = max((whole_number(field, "id") for field in fields), default=0)
    number = max(whole_number(refresh, "nextId", 1), taken + 1)
    attributes = {"id": str(number), "dataBound": "0", "tableColumnId": column.get("id", "")}
    etree.SubElement(fields, main("queryTableField"), attributes)
    refresh.set("nextId", str(number + 1))
    column.set(_FIELD_ID, str(number))
    column.set("uniqueName", column.get("id", ""))


def _remove(refresh: Element, fields: Element, field: Element) -> None:
    """Take a field out; the query is told not to load again what it loaded there."""
    fields.remove(field)
    if not _bound(field) or not field.get("name"):
        return
    deleted = refresh.find(main("queryTableDeletedFields"))
    if deleted is None:
        deleted = etree.SubElement(refresh, main("queryTableDeletedFields"), {})
        fields.addnext(deleted)
    etree.SubElement(deleted, main("deletedField"), {"name": field.get("name", "")})
    deleted.set("count", str(len(deleted)))


def _count_unbound(refresh: Element, bound: list[bool]) -> None:
    """Say how many columns at the right edge are none of the query's."""
    unbound = bound[::-1].index(True) if True in bound else len(bound)
    if unbound:
        refresh.set("unboundColumnsRight", str(unbound))
    else:
        refresh.attrib.pop("unboundColumnsRight", "")

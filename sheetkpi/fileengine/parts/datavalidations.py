"""What may be entered into which cells: the `<dataValidations>` of a worksheet."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.cells import Element, escaped, unescaped
from sheetkpi.fileengine.parts.references import Block
from sheetkpi.fileengine.parts.rules import X14, Area, areas, cut_out
from sheetkpi.fileengine.parts.worksheet import Worksheet

_F = "{http://schemas.microsoft.com/office/excel/2006/main}f"


class Validation(Area):
    """One validation, of the main list or (with a list on another sheet, from Excel 2010) the extensions."""

    def formula(self, number: int) -> str | None:
        """Its first or second formula, without `=`; a list of words in quotes."""
        if self.element.tag == main("dataValidation"):
            return self.element.findtext(main(f"formula{number}"))
        holder = self.element.find(f"{X14}formula{number}")
        return None if holder is None else holder.findtext(_F)

    def text(self, name: str) -> str:
        """One of its messages, `promptTitle`, `prompt`, `errorTitle` or `error`; "" when there is none."""
        return unescaped(self.element.get(name, ""))

    def flag(self, name: str) -> bool:
        """One of its switches: `allowBlank`, `showInputMessage`, `showErrorMessage`, `showDropDown`."""
        return self.element.get(name) in ("1", "true")


def validations(sheet: Worksheet) -> list[Validation]:
    """Every validation of the sheet."""
    return [Validation(area.element) for area in areas(sheet) if area.exclusive]


def validations_on(sheet: Worksheet, block: Block) -> list[Validation]:
    """Those that reach into the block."""
    return [one for one in validations(sheet) if any(block.overlap(other) for other in one.blocks)]


def covers(one: Validation, block: Block) -> bool:
    """Whether the validation holds for every cell of the block."""
    left = [block]
    for other in one.blocks:
        left = [part for block in left for part in block.without(other)]
    return not left


def clear_validations(sheet: Worksheet, block: Block) -> None:
    """Take the block's cells from every validation; those left without cells go."""
    for one in validations_on(sheet, block):
        sheet.changed()
        if cut_out(one, block):
            _remove(one.element)


def add_validation(
    sheet: Worksheet, block: Block, attributes: Mapping[str, str], formulas: list[str]
) -> None:
    """A new validation in place of those the block's cells have."""
    clear_validations(sheet, block)
    sheet.changed()
    parent = sheet.child("dataValidations", create=True)
    assert parent is not None
    usual = {"allowBlank": "1", "showInputMessage": "1", "showErrorMessage": "1", "sqref": block.ref}
    element = etree.SubElement(parent, main("dataValidation"), {**attributes, **usual})
    for number, formula in enumerate(formulas, start=1):
        etree.SubElement(element, main(f"formula{number}")).text = escaped(formula)
    parent.set("count", str(len(parent)))


def _remove(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
    if len(parent):
        parent.set("count", str(len(parent)))
        return
    above = parent.getparent()
    assert above is not None
    above.remove(parent)
    if above.tag == main("ext"):
        _remove(above)

"""xlwings' data validation on a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from sheetkpi.fileengine.objects.conditionalformats import OPERATORS, rule_formula
from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.parts.datavalidations import (
    Validation,
    add_validation,
    clear_validations,
    covers,
    validations_on,
)
from sheetkpi.fileengine.parts.formulas import from_file
from sheetkpi.fileengine.parts.references import quoted_sheet

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.range import Range

_TYPES = {
    "whole": "whole_number",
    "decimal": "decimal",
    "list": "list",
    "date": "date",
    "time": "time",
    "textLength": "text_length",
    "custom": "custom",
}
_STORED_TYPE = {word: stored for stored, word in _TYPES.items()}
_OPERATOR_OF = {stored: word for word, stored in OPERATORS.items()}
_LONGEST = 255


@names_what_it_lacks
class DataValidation(base_classes.DataValidation):
    """What may be entered into a range. Everything but `type` reads None when its cells differ."""

    def __init__(self, parent: Range) -> None:
        self.parent = parent

    @property
    def api(self) -> Validation | None:
        """The engine's own object; None without one validation for all cells."""
        return self._only()

    def _only(self) -> Validation | None:
        found = validations_on(self.parent.sheet.worksheet, self.parent.cells)
        return found[0] if len(found) == 1 and covers(found[0], self.parent.cells) else None

    @property
    def type(self) -> str:
        """`list`, `whole_number`, …; `none`, `mixed_criteria` (some cells without), `inconsistent`."""
        found = validations_on(self.parent.sheet.worksheet, self.parent.cells)
        if not found:
            return "none"
        if len(found) == 1 and covers(found[0], self.parent.cells):
            stored = found[0].element.get("type", "none")
            return "none" if stored == "none" else _TYPES.get(stored, "unknown")
        left = [self.parent.cells]
        for one in found:
            for block in one.blocks:
                left = [part for rest in left for part in rest.without(block)]
        return "mixed_criteria" if left else "inconsistent"

    def _compared(self) -> Validation | None:
        return self._only() if self.type not in ("none", "list", "custom", "unknown") else None

    @property
    def operator(self) -> str | None:
        """How the entry is compared."""
        only = self._compared()
        return None if only is None else _OPERATOR_OF.get(only.element.get("operator", "between"))

    def _formula(self, only: Validation | None, number: int) -> str | None:
        stored = only.formula(number) if only is not None else None
        return None if stored is None else from_file(stored)

    @property
    def formula1(self) -> str | None:
        """What the entry is compared with."""
        return self._formula(self._compared(), 1)

    @property
    def formula2(self) -> str | None:
        """The upper end of `between`."""
        return self._formula(self._compared(), 2) if self.operator in ("between", "not_between") else None

    @property
    def formula(self) -> str | None:
        """The formula of a custom validation."""
        return self._formula(self._only(), 1) if self.type == "custom" else None

    @property
    def source(self) -> str | None:
        """Where a list comes from: `=$A$1:$A$9`, `=kpi_months`, or its words joined by commas."""
        only = self._only() if self.type == "list" else None
        stored = only.formula(1) if only is not None else None
        if stored is None:
            return None
        if stored.startswith('"') and stored.endswith('"'):
            return stored[1:-1].replace('""', '"')
        return from_file(stored)

    @property
    def in_cell_dropdown(self) -> bool | None:
        """Whether a list drops down. (The attribute says the opposite of its name.)"""
        only = self._only() if self.type == "list" else None
        return None if only is None else not only.flag("showDropDown")

    def _read(self, how: str, name: str) -> Any:
        only = self._only()
        return None if only is None else getattr(only, how)(name)

    @property
    def ignore_blank(self) -> bool | None:
        """Whether a cell may stay blank."""
        return self._read("flag", "allowBlank")  # type: ignore[no-any-return]

    @property
    def input_title(self) -> str | None:
        """The title of the message shown at the cell."""
        return self._read("text", "promptTitle")  # type: ignore[no-any-return]

    @property
    def input_message(self) -> str | None:
        """The message shown at the cell."""
        return self._read("text", "prompt")  # type: ignore[no-any-return]

    @property
    def show_input(self) -> bool | None:
        """Whether that message is shown."""
        return self._read("flag", "showInputMessage")  # type: ignore[no-any-return]

    @property
    def error_title(self) -> str | None:
        """The title of the message after a wrong entry."""
        return self._read("text", "errorTitle")  # type: ignore[no-any-return]

    @property
    def error_message(self) -> str | None:
        """The message after a wrong entry."""
        return self._read("text", "error")  # type: ignore[no-any-return]

    @property
    def show_error(self) -> bool | None:
        """Whether a wrong entry is told."""
        return self._read("flag", "showErrorMessage")  # type: ignore[no-any-return]

    @property
    def alert_style(self) -> str | None:
        """`stop`, `warning` or `information`."""
        only = self._only()
        return None if only is None else only.element.get("errorStyle", "stop")

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Let people choose from words, a range or a name."""
        if isinstance(source, base_classes.Range):
            formula = self._address(source)
        elif isinstance(source, base_classes.Name):
            formula = source.name
        else:
            formula = '"' + ",".join(source).replace('"', '""') + '"'
        if len(formula) > _LONGEST + 2:
            raise ValueError("the source of a list cannot exceed 255 characters")
        attributes = {"type": "list"} if in_cell_dropdown else {"type": "list", "showDropDown": "1"}
        add_validation(self.parent.sheet.worksheet, self.parent.cells, attributes, [formula])

    def _address(self, source: Any) -> str:
        return f"{quoted_sheet(source.sheet.name)}!{source.address}"

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        """Compare entries, or (`custom`) accept them by formula."""
        attributes = {"type": _STORED_TYPE[rule_type]}
        if operator is not None:
            attributes["operator"] = OPERATORS[operator]
        formulas = [rule_formula(formula) for formula in (formula1, formula2) if formula is not None]
        add_validation(self.parent.sheet.worksheet, self.parent.cells, attributes, formulas)

    def delete(self) -> None:
        """Let people enter anything again."""
        clear_validations(self.parent.sheet.worksheet, self.parent.cells)

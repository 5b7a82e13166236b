"""xlwings' conditional formats on a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lxml import etree
from xlwings import base_classes

from sheetkpi.fileengine.objects.formats import Rgb
from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.opc.namespaces import main
from sheetkpi.fileengine.parts.colors import to_hex
from sheetkpi.fileengine.parts.conditionalformats import Rule, add_rule, clear_rules, delete_rule, rules_on
from sheetkpi.fileengine.parts.formulas import from_file, to_file, tokens
from sheetkpi.fileengine.parts.styles import Dxf

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.range import Range

_TYPES = {
    "cellIs": "cell_value",
    "expression": "custom",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}
OPERATORS = {
    "between": "between",
    "not_between": "notBetween",
    "equal_to": "equal",
    "not_equal_to": "notEqual",
    "greater_than": "greaterThan",
    "less_than": "lessThan",
    "greater_than_or_equal": "greaterThanOrEqual",
    "less_than_or_equal": "lessThanOrEqual",
}
_OPERATOR_OF = {stored: word for word, stored in OPERATORS.items()}
_THRESHOLDS = {
    "lowest_value": "min",
    "highest_value": "max",
    "number": "num",
    "percent": "percent",
    "percentile": "percentile",
    "formula": "formula",
}
_THRESHOLD_OF = {stored: word for word, stored in _THRESHOLDS.items()}
_NEWER_ICON_SETS = frozenset({"3_stars", "3_triangles", "5_boxes"})


def rule_formula(value: str) -> str:
    """What people write in a rule, as the file stores it: `=B2*2` → `B2*2`, `30` → `30`, `abc` → `"abc"`.

    ValueError for structured references, which Excel does not allow in rules.
    """
    if not value.startswith("="):
        number = re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", value)
        return value if number else '"' + value.replace('"', '""') + '"'
    if any(token.kind == "bracket" for token in tokens(value)):
        raise ValueError(f"{value}: a rule cannot refer to table columns; use cell addresses")
    return to_file(value)


@names_what_it_lacks
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule. What does not apply to its type reads None."""

    def __init__(self, parent: Range, rule: Rule) -> None:
        self.parent = parent
        self.rule = rule

    @property
    def api(self) -> Rule:
        """The engine's own object."""
        return self.rule

    @property
    def type(self) -> str:
        """`cell_value`, `custom`, `color_scale`, `data_bar`, `icon_set`, or `unknown`."""
        return "unknown" if self.rule.extension else _TYPES.get(self.rule.kind, "unknown")

    @property
    def stop_if_true(self) -> bool | None:
        """Whether rules of lower priority are skipped where this one holds."""
        if self.type in ("color_scale", "data_bar", "icon_set"):
            return None
        return self.rule.element.get("stopIfTrue") in ("1", "true")

    @property
    def operator(self) -> str | None:
        """How the cell's value is compared."""
        if self.type != "cell_value":
            return None
        return _OPERATOR_OF.get(self.rule.element.get("operator", ""))

    def _formula(self, kind: str, index: int) -> str | None:
        formulas = self.rule.formulas() if self.type == kind else []
        return from_file(formulas[index]) if index < len(formulas) else None

    @property
    def formula1(self) -> str | None:
        """What the value is compared with, as a formula."""
        return self._formula("cell_value", 0)

    @property
    def formula2(self) -> str | None:
        """The upper end of `between`."""
        return self._formula("cell_value", 1)

    @property
    def formula(self) -> str | None:
        """The formula of a custom rule; relative references are seen from its first cell."""
        return self._formula("custom", 0)

    def _dxf(self) -> Dxf:
        index = self.rule.element.get("dxfId")
        if index is None or self.type not in ("cell_value", "custom"):
            return Dxf()
        return self.parent.sheet.book.styles.dxf(int(index))

    @property
    def fill_color(self) -> Rgb | None:
        """The background the rule gives."""
        return self._dxf().fill

    @property
    def font_color(self) -> Rgb | None:
        """The text colour the rule gives."""
        return self._dxf().font_color

    @property
    def font_bold(self) -> bool | None:
        """Whether the rule makes text bold."""
        return self._dxf().bold

    @property
    def font_italic(self) -> bool | None:
        """Whether the rule makes text italic."""
        return self._dxf().italic

    def _visual(self, kind: str) -> etree._Element | None:
        return self.rule.element.find(main(kind)) if not self.rule.extension else None

    @property
    def colors(self) -> tuple[Rgb | None, ...] | None:
        """The colours of a colour scale."""
        scale = self._visual("colorScale")
        return None if scale is None else tuple(map(self._color, scale.iterchildren(main("color"))))

    def _color(self, element: etree._Element) -> Rgb | None:
        return self.parent.sheet.book.styles.color(element)

    @property
    def bar_color(self) -> Rgb | None:
        """The colour of data bars."""
        bar = self._visual("dataBar")
        color = None if bar is None else bar.find(main("color"))
        return None if color is None else self._color(color)

    @property
    def gradient(self) -> bool | None:
        """Whether data bars fade out; those of the main format always do."""
        return True if self.type == "data_bar" else None

    @property
    def show_value(self) -> bool | None:
        """Whether the number shows beside bar or icon."""
        element = self._visual(self.rule.kind) if self.type in ("data_bar", "icon_set") else None
        return None if element is None else element.get("showValue", "1") in ("1", "true")

    @property
    def icon_set(self) -> str | None:
        """The icons: `3_traffic_lights_1`."""
        icons = self._visual("iconSet")
        if icons is None:
            return None
        stored = icons.get("iconSet", "3TrafficLights1")
        return re.sub(r"(?<=.)(?=[A-Z])|(?<=[a-z])(?=\d)", "_", stored).lower()

    @property
    def reverse_order(self) -> bool | None:
        """Whether the icons run the other way."""
        icons = self._visual("iconSet")
        return None if icons is None else icons.get("reverse") in ("1", "true")

    def _limits(self) -> list[tuple[str, Any]] | None:
        if self.type not in ("color_scale", "data_bar", "icon_set"):
            return None
        element = self._visual(self.rule.kind)
        limits = [] if element is None else list(element.iterchildren(main("cfvo")))
        if self.type == "icon_set":
            limits = limits[1:]  # the first is always the lowest value
        return [
            (_THRESHOLD_OF.get(one.get("type", ""), "unknown"), _number(one.get("val"))) for one in limits
        ]

    @property
    def threshold_types(self) -> tuple[str, ...] | None:
        """What the limits are: `lowest_value`, `number`, `percent`, …"""
        limits = self._limits()
        return None if limits is None else tuple(kind for kind, _ in limits)

    @property
    def thresholds(self) -> tuple[Any, ...] | None:
        """The limits; None for `lowest_value` and `highest_value`."""
        limits = self._limits()
        if limits is None:
            return None
        return tuple(None if kind in ("lowest_value", "highest_value") else value for kind, value in limits)

    def set(self, changes: dict[str, Any]) -> None:
        """Change the rule; keys as in xlwings."""
        self.parent.sheet.worksheet.changed()
        element = self.rule.element
        if "operator" in changes:
            element.set("operator", OPERATORS[changes["operator"]])
        if "formula" in changes:
            self.rule.set_formulas([rule_formula(changes["formula"])])
        elif {"formula1", "formula2"} & changes.keys():
            wanted = [changes.get("formula1", self.formula1), changes.get("formula2", self.formula2)]
            self.rule.set_formulas([rule_formula(formula) for formula in wanted if formula is not None])
        if changes.get("stop_if_true"):
            element.set("stopIfTrue", "1")
        elif "stop_if_true" in changes:
            element.attrib.pop("stopIfTrue", "")
        names = {
            "fill_color": "fill",
            "font_color": "font_color",
            "font_bold": "bold",
            "font_italic": "italic",
        }
        looks = {names[key]: value for key, value in changes.items() if key in names}
        if looks:
            styles = self.parent.sheet.book.styles
            element.set("dxfId", str(styles.add_dxf(**{**asdict(self._dxf()), **looks})))

    def delete(self) -> None:
        """Take the rule out."""
        delete_rule(self.parent.sheet.worksheet, self.rule)


def _number(text: str | None) -> Any:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return text


@names_what_it_lacks
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that reach into a range, the first in priority first."""

    def __init__(self, parent: Range) -> None:
        self._range = parent

    @property
    def api(self) -> Range:
        """The engine's own object: the range."""
        return self._range

    @property
    def parent(self) -> Range:
        """The range."""
        return self._range

    def _rules(self) -> list[Rule]:
        return rules_on(self._range.sheet.worksheet, self._range.cells)

    def __len__(self) -> int:
        return len(self._rules())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return (ConditionalFormat(self._range, rule) for rule in self._rules())

    def __call__(self, key: int) -> ConditionalFormat:
        """The rule at that place (from 1)."""
        rules = self._rules()
        if not 1 <= key <= len(rules):
            raise KeyError(key)
        return ConditionalFormat(self._range, rules[key - 1])

    def __contains__(self, key: int) -> bool:
        return 1 <= key <= len(self)

    def _add(self, kind: str) -> ConditionalFormat:
        return ConditionalFormat(self._range, add_rule(self._range.sheet.worksheet, self._range.cells, kind))

    def add_cell_value(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule on the cell's value."""
        formulas = [rule_formula(spec[key]) for key in ("formula1", "formula2") if spec[key] is not None]
        rule = self._add("cellIs")
        rule.rule.set_formulas(formulas)
        rule.set({key: value for key, value in spec.items() if not key.startswith("formula")})
        return rule

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule by formula; relative references are seen from the range's first cell."""
        formula = rule_formula(spec["formula"])
        rule = self._add("expression")
        rule.rule.set_formulas([formula])
        rule.set({key: value for key, value in spec.items() if key != "formula"})
        return rule

    def add_color_scale(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Two or three colours and the values between which they run."""
        rule = self._add("colorScale")
        scale = etree.SubElement(rule.rule.element, main("colorScale"))
        _add_limits(scale, spec)
        for color in spec["colors"]:
            etree.SubElement(scale, main("color"), rgb=to_hex(color))
        return rule

    def add_data_bar(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Bars that fade out, as the main format has them; a limit left open is the lowest or highest."""
        if not spec["gradient"]:
            raise NotImplementedError(
                "the file engine has no ConditionalFormats.add_data_bar(gradient=False)"
            )
        rule = self._add("dataBar")
        # As long as the value says: by default the lowest has a bar, and the highest leaves a tenth blank.
        bar = etree.SubElement(rule.rule.element, main("dataBar"), minLength="0", maxLength="100")
        kinds = zip(spec["threshold_types"], ("lowest_value", "highest_value"), strict=True)
        types = [open_kind if kind == "automatic" else kind for kind, open_kind in kinds]
        _add_limits(bar, {**spec, "threshold_types": types})
        etree.SubElement(bar, main("color"), rgb=to_hex(spec["bar_color"]))
        if not spec["show_value"]:
            bar.set("showValue", "0")
        return rule

    def add_icon_set(self, spec: dict[str, Any]) -> ConditionalFormat:
        """Icons by value."""
        name = spec["icon_set"]
        if name in _NEWER_ICON_SETS:
            raise NotImplementedError(f"the file engine has no ConditionalFormats.add_icon_set({name!r})")
        rule = self._add("iconSet")
        stored = "".join(word.title() for word in name.split("_"))
        icons = etree.SubElement(rule.rule.element, main("iconSet"), iconSet=stored)
        etree.SubElement(icons, main("cfvo"), type="percent", val="0")
        _add_limits(icons, spec)
        if not spec["show_value"]:
            icons.set("showValue", "0")
        if spec["reverse_order"]:
            icons.set("reverse", "1")
        return rule

    def clear(self) -> None:
        """Take the range's cells from every rule, the user's too."""
        clear_rules(self._range.sheet.worksheet, self._range.cells)


def _add_limits(parent: etree._Element, spec: dict[str, Any]) -> None:
    for kind, value in zip(spec["threshold_types"], spec["thresholds"], strict=True):
        limit = etree.SubElement(parent, main("cfvo"), type=_THRESHOLDS[kind])
        if value is not None:
            limit.set("val", f"{value:g}")

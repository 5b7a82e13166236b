"""How cells look, as xlwings' Range and Font speak of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from sheetkpi.fileengine.objects.notsupported import names_what_it_lacks
from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS, Block
from sheetkpi.fileengine.parts.textwidth import fit_columns

if TYPE_CHECKING:
    from sheetkpi.fileengine.objects.range import Range
    from sheetkpi.fileengine.objects.sheet import Sheet

Rgb = tuple[int, int, int]
_BLACK: Rgb = (0, 0, 0)


def rgb(color: Rgb | int | str) -> Rgb:
    """A colour in any of xlwings' ways: (r, g, b), Excel's number, or `#RRGGBB`."""
    if isinstance(color, str):
        if re.fullmatch(r"#?[0-9a-fA-F]{6}", color) is None:
            raise ValueError(f"{color!r} is no colour: write #RRGGBB")
        color = color.removeprefix("#")
        return int(color[:2], 16), int(color[2:4], 16), int(color[4:], 16)
    if isinstance(color, int):
        return color & 0xFF, color >> 8 & 0xFF, color >> 16 & 0xFF
    red, green, blue = color
    return int(red), int(green), int(blue)


class CellFormats:
    """The part of Range that deals with formats. A property of mixed cells reads None, as in Excel."""

    sheet: Sheet
    block: Block | None

    @property
    def cells(self) -> Block:
        """The block; ValueError for a range without cells."""
        if self.block is None:
            raise ValueError("this range has no cells")
        return self.block

    def _common(self, read: Callable[[int], Any]) -> Any:
        """What `read` finds for the style of every cell, None when they differ."""
        found = {read(style) for style in self.styles_used()}
        return found.pop() if len(found) == 1 else None

    def styles_used(self) -> set[int]:
        """The styles of the range's cells."""
        sheet, block = self.sheet.worksheet, self.cells
        if block.height == MAX_ROWS or block.width == MAX_COLUMNS:
            return {sheet.empty_style(block.top, column) for column in block.columns}
        return {sheet.style(row, column) for row in block.rows for column in block.columns}

    def restyle(self, restyled: Callable[[int], int]) -> None:
        """Give every cell the style `restyled` makes of its old one."""
        self.sheet.worksheet.restyle(self.cells, restyled)

    @property
    def number_format(self) -> str | None:
        """The number format, as Excel stores it: `General`, `0.0%`, `yyyy"年"m"月"`."""
        found: str | None = self._common(self.sheet.book.styles.number_format)
        return found

    @number_format.setter
    def number_format(self, code: str) -> None:
        styles = self.sheet.book.styles
        self.restyle(lambda style: styles.with_number_format(style, code))

    @property
    def color(self) -> Rgb | None:
        """The background."""
        found: Rgb | None = self._common(self.sheet.book.styles.fill)
        return found

    @color.setter
    def color(self, color: Rgb | int | str | None) -> None:
        styles = self.sheet.book.styles
        wanted = None if color is None else rgb(color)
        self.restyle(lambda style: styles.with_fill(style, wanted))

    def set_colors(self, colors: list[list[Any]]) -> None:
        """A background for each cell; `...` leaves one as it is."""
        sheet, styles, block = self.sheet.worksheet, self.sheet.book.styles, self.cells
        for row, colors_of_row in zip(block.rows, colors, strict=True):
            for column, color in zip(block.columns, colors_of_row, strict=True):
                if color is not ...:
                    sheet.set_style(row, column, styles.with_fill(sheet.style(row, column), color))

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self)  # type: ignore[arg-type]

    @property
    def wrap_text(self) -> bool | None:
        """Whether long text continues on the next line."""
        found: bool | None = self._common(lambda style: self.sheet.book.styles.alignment(style).wrap)
        return found

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        styles = self.sheet.book.styles
        self.restyle(lambda style: styles.with_alignment(style, wrap=bool(value)))

    @property
    def horizontal_alignment(self) -> str | None:
        """`general`, `left`, `center`, …"""
        return self._alignment("horizontal", "general")

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self._align("horizontal", value)

    @property
    def vertical_alignment(self) -> str | None:
        """`top`, `center`, `bottom`, …"""
        return self._alignment("vertical", "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._align("vertical", value)

    def _alignment(self, which: str, default: str) -> str | None:
        styles = self.sheet.book.styles
        stored = self._common(lambda style: getattr(styles.alignment(style), which) or default)
        return (
            None
            if stored is None
            else re.sub("(?=[A-Z])", "_", stored).lower().replace("continuous", "across_selection")
        )

    def _align(self, which: str, value: str) -> None:
        words = value.replace("across_selection", "continuous").split("_")
        stored = words[0] + "".join(word.title() for word in words[1:])
        styles = self.sheet.book.styles
        self.restyle(lambda style: styles.with_alignment(style, **{which: stored}))

    @property
    def column_width(self) -> float | None:
        """Width of the columns in characters; None when they differ."""
        widths = {self.sheet.worksheet.columns.width(column) for column in self.cells.columns}
        return widths.pop() if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet.worksheet.columns.set_width(self.cells, value)

    def autofit(self, axis: str | None = None) -> None:
        """Make the columns as wide as what their cells show (an estimate), and rows as tall: those lose the
        height they were given, and Excel fits them when it opens the workbook. `axis` is "rows" or "columns"
        (or their first letters), None for both."""
        if axis not in ("rows", "r"):
            fit_columns(self.sheet.worksheet, self.cells)
        if axis not in ("columns", "c"):
            self.sheet.worksheet.fit_rows(self.cells)

    @property
    def row_height(self) -> float | None:
        """Height of the rows in points; None when they differ."""
        heights = {self.sheet.worksheet.row_height(row) for row in self.cells.rows}
        return heights.pop() if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        for row in self.cells.rows:
            self.sheet.worksheet.set_row_height(row, value)


@names_what_it_lacks
class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, parent: Range) -> None:
        self.parent = parent

    @property
    def api(self) -> Font:
        """The engine's own object: itself."""
        return self

    def _get(self, what: str) -> Any:
        styles = self.parent.sheet.book.styles
        return self.parent._common(lambda style: getattr(styles.font(style), what))

    def _set(self, what: str, value: object) -> None:
        styles = self.parent.sheet.book.styles
        self.parent.restyle(lambda style: styles.with_font(style, **{what: value}))

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold; None when the cells differ."""
        return self._get("bold")  # type: ignore[no-any-return]

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("bold", bool(value))

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic; None when the cells differ."""
        return self._get("italic")  # type: ignore[no-any-return]

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("italic", bool(value))

    @property
    def size(self) -> float | None:
        """Size in points; None when the cells differ."""
        return self._get("size")  # type: ignore[no-any-return]

    @size.setter
    def size(self, value: float) -> None:
        self._set("size", float(value))

    @property
    def color(self) -> Rgb | None:
        """Colour, black where it is automatic; None when the cells differ."""
        styles = self.parent.sheet.book.styles
        found: Rgb | None = self.parent._common(lambda style: styles.font(style).color or _BLACK)
        return found

    @color.setter
    def color(self, color_or_rgb: Rgb | int | str) -> None:
        self._set("color", rgb(color_or_rgb))

    @property
    def name(self) -> str | None:
        """The family's name; None when the cells differ."""
        return self._get("name")  # type: ignore[no-any-return]

    @name.setter
    def name(self, value: str) -> None:
        self._set("name", value)

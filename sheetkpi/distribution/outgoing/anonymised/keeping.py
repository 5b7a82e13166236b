"""What of the KPI workbook's own sheets may be handed out: no text that names anybody, no figure.

Words of the product are no names, even where somebody's name is a part of one (a team 営業 and the header
営業日数); anything else that holds a name, or a number that may be somebody's figure, stays behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sheetkpi.distribution.outgoing.mentions import Mentions
from sheetkpi.fileengine.opc.namespaces import DRAWING, main
from sheetkpi.fileengine.opc.package import Package
from sheetkpi.fileengine.parts.formulas import Token, tokens
from sheetkpi.fileengine.parts.mentions import FORMULAS
from sheetkpi.language import Language
from sheetkpi.model.names import join_key
from sheetkpi.patterns import lazy_pattern
from sheetkpi.templates import template_path

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"

_FIGURE = lazy_pattern(r"\d{3}")
"""Three digits or more: less tells nothing of anybody without a name."""
_SAYING_TAGS = FORMULAS | {
    *("t", "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"),
}
_SAYING_ATTRIBUTES = frozenset(
    {
        *("name", "displayName", "display", "tooltip", "title", "descr", "prompt", "promptTitle"),
        *("error", "errorTitle", "location", "formatCode", "altText", "altTextSummary"),
        *("comment", "codeName"),
    }
)
"""Where a part says what people wrote; other attributes are words of the format."""
_CELL = lazy_pattern(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}|\$?[A-Za-z]{1,3}|\$?[0-9.]+(?:[eE][0-9]+)?")
_REFERS = lazy_pattern(r"\[|!|[A-Za-z]\$?[0-9]|kpi_")
"""What a formula has that refers to anything."""
_COLUMN = lazy_pattern(r"\[((?:[^\[\]#@']|'.)+)\]")
_ESCAPED = lazy_pattern(r"'(.)")


class UnfitError(Exception):
    """Why the KPI workbook's own sheets cannot be handed out: a text key (`distribute.own_…`) and values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values


@dataclass(frozen=True)
class ProductWords:
    """What the product itself writes into a template."""

    texts: frozenset[str]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        keys = sorted({join_key(text) for text in self.texts}, key=len, reverse=True)
        return re.compile("|".join(re.escape(key) for key in keys if len(key) > 1))

    def spans(self, key: str) -> list[tuple[int, int]]:
        """Where words of the product stand in a text, given by its `join_key`."""
        return [found.span() for found in self._pattern.finditer(key)]


@lru_cache(maxsize=2)
def product_words(language: Language) -> ProductWords:
    """The words of the template in `language`."""
    return ProductWords(frozenset(sayings(Package.open(template_path(language)))))


def sayings(package: Package, parts: Iterable[str] | None = None) -> set[str]:
    """Everything that parts (default: all XML parts) say in words: texts, names, formulas, prompts."""
    found: set[str] = set()
    for part in package.parts() if parts is None else parts:
        if not part.endswith(".xml") or part == "[Content_Types].xml":
            continue
        for element in package.tree(part).iter("*"):
            if element.text and element.tag.rpartition("}")[2] in _SAYING_TAGS:
                found.add(element.text)
            found.update(str(element.get(name)) for name in _SAYING_ATTRIBUTES if element.get(name))
    return found


@dataclass(frozen=True)
class Keeping:
    """Tells what may stay. `sheets` and `names` are those handed out, casefolded; `columns` the headers of
    the tables handed out, by the table's name. With `figures`, figures may stay; where
    `product_only`, texts of the product alone do."""

    mentions: Mentions
    words: ProductWords
    sheets: frozenset[str]
    names: frozenset[str]
    columns: Mapping[str, frozenset[str]]
    figures: bool = False
    product_only: bool = False

    def names_nobody(self, text: str) -> bool:
        """Whether no person or team is named in `text`, words of the product aside."""
        return text in self.words.texts or not self.mentions.anybody(text, self.words.spans)

    def text(self, text: str) -> bool:
        """Whether a text that stands in a cell may stay."""
        if text in self.words.texts:
            return True
        return not self.product_only and self.names_nobody(text) and not self._holds_figure(text)

    def _holds_figure(self, text: str) -> bool:
        return not self.figures and _FIGURE.search(join_key(text)) is not None

    def formula(self, formula: str) -> bool:
        """Whether a formula may stay: it refers to something, and passes as a criterion does."""
        refers = self.figures or formula in self.words.texts or _REFERS.search(formula) is not None
        return refers and self.criterion(formula)

    def criterion(self, formula: str) -> bool:
        """Whether what a rule or a list says may stay: it names nobody, holds no figure, and refers to
        nothing that is not handed out."""
        if formula in self.words.texts:
            return True
        pieces = [piece for piece in tokens(formula) if piece.text.strip()]
        between = zip([Token("mark", ""), *pieces], pieces, [*pieces[1:], Token("mark", "")], strict=False)
        return all(self._may_stand(piece, before, after.text) for before, piece, after in between)

    def _may_stand(self, piece: Token, before: Token, after: str) -> bool:
        """Whether one piece of a formula may, between its neighbours."""
        text = piece.text
        if piece.kind == "text":
            return self.text(text[1:-1])
        if piece.kind == "sheet":
            return after == "!" and text[1:-1].replace("''", "'").casefold() in self.sheets
        if piece.kind == "bracket":
            return before.kind == "word" and self._columns(before.text, text)
        if piece.kind != "word":
            return text != "#"
        if after == "!":
            return text.casefold() in self.sheets
        if after.startswith("["):
            return text in self.columns
        if after == "(" or text.upper() in ("TRUE", "FALSE"):
            return True
        if text[0].isdigit():
            return not self._holds_figure(text)
        return bool(_CELL.fullmatch(text)) or text.casefold() in self.names

    def _columns(self, table: str, bracket: str) -> bool:
        """Whether a table that is handed out has the columns named in a structured reference."""
        known = self.columns.get(table, frozenset())
        inside = bracket[1:-1]
        if inside.startswith(("#", "@")):  # the whole table, or one of its parts
            return True
        named = _COLUMN.findall(inside) if "[" in inside else [inside]
        return all(_ESCAPED.sub(r"\1", name) in known for name in named)


def tag(name: str) -> str:
    """The tag of an element of the main namespace, of charts (`c:ser`) or of drawings (`a:t`)."""
    prefix, _, local = name.rpartition(":")
    spaces = {"c": CHART, "a": DRAWING}
    return f"{{{spaces[prefix]}}}{local}" if prefix else main(local)

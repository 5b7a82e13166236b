"""`[Content_Types].xml`: what each part is, by its ending (Default) or by its name (Override)."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from sheetkpi.fileengine.opc.namespaces import CONTENT_TYPES

PART = "[Content_Types].xml"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKSHEET = f"{SPREADSHEET}.worksheet+xml"
STYLES = f"{SPREADSHEET}.styles+xml"
TABLE = f"{SPREADSHEET}.table+xml"
SUFFIXES = {
    f"{SPREADSHEET}.sheet.main+xml": ".xlsx",
    f"{SPREADSHEET}.template.main+xml": ".xltx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
}
"""Content types of the workbook part, and the suffix without which Excel refuses such a file."""
MACROS = frozenset(
    {
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-excel.intlmacrosheet+xml",
    }
)
"""Content types of parts that only a workbook with macros may have."""
BINARY_MAIN = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
"""Content type of the workbook part of .xlsb files."""

USUAL = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
}
"""What parts with these endings are where nothing else is said. Old LibreOffice and others say it for each
part and not for the ending, so that a part added later would be nothing, and Excel refuse the file."""


def of_suffix(suffix: str) -> str:
    """The content type of the workbook part in files with that ending (".xlsm"), "" for other files."""
    return next((kind for kind, ending in SUFFIXES.items() if ending == suffix.lower()), "")


_DEFAULT = f"{{{CONTENT_TYPES}}}Default"
_OVERRIDE = f"{{{CONTENT_TYPES}}}Override"


class ContentTypes:
    """The content types of a package, over the root of their part. `on_change` is called after changes."""

    def __init__(self, root: etree._Element, on_change: Callable[[], None]) -> None:
        self._root = root
        self._on_change = on_change

    def of(self, part: str) -> str:
        """The content type of a part, "" when nothing is said about it. Case does not count."""
        override = self._override(part)
        if override is not None:
            return override.get("ContentType", "")
        ending = part.rpartition(".")[2].lower()
        for default in self._root.iterchildren(_DEFAULT):
            if default.get("Extension", "").lower() == ending:
                return default.get("ContentType", "")
        return ""

    def parts_of(self, content_type: str) -> list[str]:
        """Names of the parts that an override gives `content_type`, in file order."""
        return [
            override.get("PartName", "").lstrip("/")
            for override in self._root.iterchildren(_OVERRIDE)
            if override.get("ContentType") == content_type
        ]

    def add(self, part: str, content_type: str) -> None:
        """Say that `part` is `content_type`; nothing changes when it is said already."""
        if self.of(part) == content_type:
            return
        override = self._override(part)
        if override is None:
            override = etree.SubElement(self._root, _OVERRIDE, PartName=f"/{part}")
        override.set("ContentType", content_type)
        self._on_change()

    def ensure(self, part: str) -> None:
        """Say what the ending of `part` means where nothing is said about the part yet."""
        ending = part.rpartition(".")[2].lower()
        if not self.of(part) and ending in USUAL:
            default = etree.Element(_DEFAULT, Extension=ending, ContentType=USUAL[ending])
            self._root.insert(0, default)
            self._on_change()

    def remove(self, part: str) -> None:
        """Forget the override of `part`, if there is one."""
        override = self._override(part)
        if override is not None:
            self._root.remove(override)
            self._on_change()

    def _override(self, part: str) -> etree._Element | None:
        wanted = f"/{part}".lower()
        for override in self._root.iterchildren(_OVERRIDE):
            if override.get("PartName", "").lower() == wanted:
                return override
        return None

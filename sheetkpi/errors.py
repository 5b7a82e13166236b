"""The exceptions people may see: a sentence in their language that says what to do.

One class a kind, so that a caller can tell them apart; exit codes follow from them.
"""

from __future__ import annotations

from typing import ClassVar

from sheetkpi.language import Language, say


class SheetKPIError(Exception):
    """Something the user can mend. `key` names the sentence in `sheetkpi.language`, `values` fill it.

    `exit_code` is what a command ends with: 2, nothing was changed by us; 3, there was nothing to do.

    >>> InputError("error.not_found", path="KPI.xlsx").sentence("en")
    'KPI.xlsx was not found. Check the name and the folder.'
    """

    exit_code: ClassVar[int] = 2
    kind: ClassVar[str] = "other"
    """The word by which programs know the class, in what `--json` writes."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.sentence("en"))

    def sentence(self, language: Language) -> str:
        """The message, one sentence or two, in `language`."""
        return say(self.key, language, **self.values)


class InputError(SheetKPIError):
    """What was asked for cannot be done: a file or folder, a name, a month, an option."""

    kind = "input"


class SourceError(SheetKPIError):
    """Raw activity, or what says how to read it, cannot be used."""

    kind = "source"


class WorkbookError(SheetKPIError):
    """The KPI workbook cannot be worked on, or not be saved: its kind, tables, settings, room."""

    kind = "workbook"


class BusyError(SheetKPIError):
    """A file is in use, or was changed meanwhile: later it may work."""

    kind = "busy"


class ProtectedError(SheetKPIError):
    """A password, a protection or missing rights are in the way."""

    kind = "protected"


class DamagedError(SheetKPIError):
    """A file is damaged, or such as only somebody hostile makes."""

    kind = "damaged"


class NothingToDoError(SheetKPIError):
    """There is nothing to do."""

    exit_code = 3
    kind = "nothing_to_do"

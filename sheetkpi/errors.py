"""The one exception people may see: a sentence in their language that says what to do."""

from __future__ import annotations

from sheetkpi.language import Language, say


class SheetKPIError(Exception):
    """Something the user can mend. `key` names the sentence in `sheetkpi.language`, `values` fill it.

    >>> str(SheetKPIError("error.not_found", path="KPI.xlsx").sentence("en"))
    'KPI.xlsx was not found. Check the name and the folder.'
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.sentence("en"))

    def sentence(self, language: Language) -> str:
        """The message, one sentence or two, in `language`."""
        return say(self.key, language, **self.values)

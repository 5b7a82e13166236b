"""Macros of people's own that go along: the standard modules that the setting names, and no other.

A macro is text like any other: a module that names anybody stays behind. So do modules of sheets and forms,
which belong to what is not handed out, the product's own, which need Python, and a project that is locked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetkpi.macrobook.macros import macros_of, put_modules
from sheetkpi.macrobook.sources import FUNCTIONS, OWN, XLWINGS

if TYPE_CHECKING:
    from sheetkpi.distribution.outgoing.anonymised.keeping import Keeping
    from sheetkpi.fileengine.opc.package import Package
    from sheetkpi.fileengine.parts.workbook import Workbook
    from sheetkpi.macrobook.vbaproject import Module


@dataclass(frozen=True)
class OwnMacros:
    """The modules that go along, in the Windows code page `code_page`, and the names of those refused."""

    modules: Sequence[Module] = ()
    code_page: int = 1252
    refused: Sequence[str] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all that the setting means."""
        return (*(module.name for module in self.modules), *self.refused)

    def put_into(self, package: Package, workbook: Workbook) -> None:
        """Give a workbook without macros those that go along, if there are any."""
        if self.modules:
            put_modules(package, workbook, self.modules, self.code_page)


def own_macros(package: Package, also: Collection[str], keeping: Keeping) -> OwnMacros:
    """The modules of the workbook that `also` names."""
    project = macros_of(package).project if also else None
    if project is None or project.locked:
        return OwnMacros()
    wanted = set(map(str.casefold, also)) - set(map(str.casefold, (*OWN, *XLWINGS, FUNCTIONS)))
    named = [each for each in project.modules if each.kind == "standard" and each.name.casefold() in wanted]
    texts = {each.name: each.source.decode(f"cp{project.code_page}", "replace") for each in named}
    going = [each for each in named if all(map(keeping.names_nobody, texts[each.name].splitlines()))]
    refused = [each.name for each in named if each not in going]
    return OwnMacros(going, project.code_page, refused)

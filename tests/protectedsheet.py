"""What Excel says of a protected sheet, as far as it is asked: there is no Excel here."""

from __future__ import annotations

from typing import Any

from sheetkpi.workbook.protection import OPTIONS


class Protection:
    """Excel's Protection object: what people may do although the sheet is protected."""

    def __init__(self, allowed: str) -> None:
        for name in OPTIONS:
            setattr(self, name, name == allowed)


class Protected:
    """Excel's Worksheet object, protected, with a password or without."""

    ProtectionMode = False
    ProtectDrawingObjects = True
    ProtectScenarios = False

    def __init__(self, password: str = "", allowed: str = "AllowFiltering") -> None:
        self.password = password
        self.ProtectContents = True
        self.Protection = Protection(allowed)
        self.protected_with: dict[str, Any] = {}

    def Unprotect(self, password: str) -> None:  # noqa: N802
        if password != self.password:
            raise RuntimeError("The password you supplied is not correct.")
        self.ProtectContents = False

    def Protect(self, **options: Any) -> None:  # noqa: N802
        self.ProtectContents = True
        self.protected_with = options

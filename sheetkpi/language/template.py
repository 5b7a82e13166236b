"""Titles, notes and guidance printed in the workbook."""

WORDS: dict[str, tuple[str, str]] = {}

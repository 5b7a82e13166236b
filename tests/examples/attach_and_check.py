"""Give a workbook of one's own buttons and tables, see what would be counted, take all out again."""

import sys
from pathlib import Path

import openpyxl

import sheetkpi

folder = Path(sys.argv[1])
own = openpyxl.Workbook()
own.active.append(["Date", "Rep", "Calls", "Connects"])
own.active.append(["2026-11-04", "Kim Lee", 40, 10])
own.save(folder / "Mine.xlsx")
macro_book = sheetkpi.attach(folder / "Mine.xlsx", "en")
print(sheetkpi.check(macro_book).activity.read)
print(sheetkpi.detach(macro_book, output=folder / "Mine again.xlsx").name)
for finding in sheetkpi.doctor(folder / "Mine.xlsx"):
    print(finding.sentence("en") if hasattr(finding, "sentence") else finding)

"""Give each rep a workbook of their own, let one of them type a day, and collect what they typed."""

import sys
from datetime import date, datetime
from pathlib import Path

import sheetkpi

folder, today = Path(sys.argv[1]), date(2026, 11, 27)
rows = ["Date,Rep,Team,Calls,Connects", "2026-11-25,Kim Lee,East,40,10", "2026-11-25,Ann Hart,East,35,9"]
(folder / "calls.csv").write_text("\n".join(rows), encoding="utf-8")
book = sheetkpi.new(folder / "KPI.xlsx", "en")
sheetkpi.refresh(book, [folder / "calls.csv"], today=today)
out = sheetkpi.distribute(book, folder / "out")
mine = folder / "out" / out.of("written")[0].path.name
with sheetkpi.open_book(mine) as opened:
    sheet = next(sheet for sheet in opened.sheets if any(one.name == "DailyEntry" for one in sheet.tables))
    body = sheet.tables["DailyEntry"].data_body_range
    free = next(row for row in range(body.rows.count) if body[row, 0].value is None)
    body[free, 0].value, body[free, 3].value = datetime(2026, 11, 27), 25
    opened.save()
print(sheetkpi.collect(book, [folder / "out"], today=today).added)

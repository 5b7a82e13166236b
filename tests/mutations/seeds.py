"""The sound files that are mutated, small and of every format, each with what is done with it."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import openpyxl

from tests.crashes import prepare
from tests.libreoffice import SOFFICE
from tests.sources.test_files_workbooks import binary_workbook

Use = Literal["source", "master", "returned"]
HEADERS = ("架電日時", "担当者", "会社名", "リード経路", "架電結果", "件数")


@dataclass(frozen=True)
class Seed:
    """A sound file, and whether it is read as activity, refreshed, or collected."""

    use: Use
    name: str
    data: bytes

    @property
    def kind(self) -> str:
        """The format: "xlsx", "csv" and so on."""
        return self.name.rpartition(".")[2]


def log_rows(count: int = 40) -> list[tuple[object, ...]]:
    """A call log, as dialers write it."""
    chance = random.Random(1)
    results = ("不在", "接続", "アポ獲得", "受付")
    days = [date.today() - timedelta(chance.randint(1, 20)) for _ in range(count)]
    return [
        (
            day,
            chance.choice(("山田 太郎", "森 葵")),
            f"会社{number}",
            "展示会",
            chance.choice(results),
            number % 3,
        )
        for number, day in enumerate(days)
    ]


def make_seeds(folder: Path, *, converted: bool, masters: bool = True) -> list[Seed]:
    """All seeds; .xls and .ods, which LibreOffice writes, only where `converted`.

    With `masters`, leaves a KPI workbook with workbooks handed out in `folder`."""
    import pyarrow as pa
    from pyarrow import parquet

    if masters:
        prepare(folder)
    work = Path(tempfile.mkdtemp())
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    for row in log_rows():
        book.active.append(row)
    book.active["H1"], book.active["H2"] = "=SUM(F2:F9)", "=1/0"
    book.active.merge_cells("C3:C4")
    book.create_sheet("メモ")["B2"] = "x"
    book.save(work / "log.xlsx")
    columns = list(zip(*log_rows(), strict=True))
    parquet.write_table(
        pa.table(dict(zip(HEADERS, map(pa.array, columns), strict=True))), work / "log.parquet"
    )
    lines = [",".join(HEADERS), *(",".join(map(str, row)) for row in log_rows())]
    (work / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    (work / "sjis.csv").write_bytes("\r\n".join(lines).encode("cp932"))
    (work / "log.xlsb").write_bytes(binary_workbook("架電ログ"))
    names = ["log.xlsx", "log.csv", "sjis.csv", "log.parquet", "log.xlsb"]
    if converted and SOFFICE:
        for ending in ("xls", "ods"):
            profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
            command = [
                SOFFICE,
                profile,
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                work,
                work / "log.xlsx",
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
            names.append(f"log.{ending}")
    seeds = [Seed("source", name, (work / name).read_bytes()) for name in names]
    shutil.rmtree(work)
    if not masters:
        return seeds
    seeds.append(Seed("master", "KPI.xlsx", (folder / "KPI.xlsx").read_bytes()))
    returned = sorted((folder / "out").glob("*.xlsx"))[0]
    seeds.append(Seed("returned", f"out/{returned.name}", returned.read_bytes()))
    return seeds

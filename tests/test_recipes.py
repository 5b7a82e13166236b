"""The recipes of ARCHITECTURE.md, carried out on a copy of the package."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

import sheetkpi

PACKAGE = Path(sheetkpi.__file__).parent

VIEW = '''
"""RepSources: the connects of each rep by lead source."""

from __future__ import annotations

import pandas as pd

from sheetkpi.model.kpimonth import KpiMonth
from sheetkpi.tables.columns import Column
from sheetkpi.tables.spec import OWN, Audience, Table, ViewPage


def _frame(month: KpiMonth) -> pd.DataFrame:
    by = ["rep", "team", "lead_source"]
    return month.of_month.groupby(by, observed=True, as_index=False)[["calls", "connects"]].sum()


TABLE = Table(
    "RepSources",
    ("rep", "lead_source"),
    "rep_sources",
    "look",
    (
        Column("rep"), Column("team"), Column("lead_source"), Column("calls", "count"),
        Column("connects", "count"), Column("throwaway"),
    ),
    frame=_frame,
    audience=AUDIENCE,
    page=ViewPage(fixed=2),
)
'''

USED = """
import sys
from datetime import date, datetime
from pathlib import Path

import pandas as pd

import sheetkpi
from sheetkpi.language import say
from sheetkpi.workbook.entering import enter_rows
from sheetkpi.workbook.template.book import build

folder = Path(sys.argv[1])
book = sheetkpi.new(folder / "KPI.xlsx", "ja")
build("ja").save(book)
with sheetkpi.open_book(book) as opened:
    days = pd.DataFrame({"rep": ["佐藤 健", "鈴木 葵"], "calls": [40, 30], "connects": [10, 5]})
    enter_rows(opened, {"DailyEntry": days.assign(date=datetime(2026, 11, 5), lead_source="展示会")})
    sheetkpi.refresh(opened, sys.argv[2:], today=date(2026, 11, 6))
    opened.save()
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its templates."""
    root = tmp_path / "copy"
    shutil.copytree(PACKAGE, root / "sheetkpi", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "templates", root / "templates")
    return root


def named_in(recipe: str) -> set[str]:
    """The modules of the numbered steps of a recipe."""
    text = (PACKAGE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    steps = text.partition(f"### {recipe}\n")[2].partition("\n### ")[0].partition("\n\nThen")[0]
    return set(re.findall(r"^\d\. `([\w/]+\.py)`", steps, re.M))


def changed(root: Path) -> set[str]:
    """The modules of the copy that differ from the package."""
    modules = [path.relative_to(root / "sheetkpi") for path in (root / "sheetkpi").rglob("*.py")]
    return {
        path.as_posix().replace("repsources", "NAME").replace("tables/lines", "tables/NAME")
        for path in modules
        if not (PACKAGE / path).exists()
        or (PACKAGE / path).read_bytes() != (root / "sheetkpi" / path).read_bytes()
    }


def edit(root: Path, module: str, before: str, after: str) -> None:
    path = root / "sheetkpi" / module
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def run(root: Path, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)


def add_view(root: Path, audience: str = "Audience(OWN, OWN)") -> None:
    module = VIEW.lstrip().replace("AUDIENCE", audience)
    (root / "sheetkpi" / "tables" / "repsources.py").write_text(module, encoding="utf-8")
    edit(root, "tables/registry.py", "    repkpi,\n", "    repkpi,\n    repsources,\n")
    edit(root, "tables/registry.py", "    repkpi.TABLE,\n", "    repkpi.TABLE,\n    repsources.TABLE,\n")
    words = '    "sheet.rep_sources": ("担当経路", "Rep sources"),\n    "throwaway": ("試し", "Trial"),\n'
    edit(root, "language/tables.py", '    "sheet.board"', words + '    "sheet.board"')
    words = '    "title.rep_sources": ("経路", "Sources"),\n    "guide.rep_sources": ("経路", "By source"),\n'
    edit(root, "language/template.py", '    "title.team_weeks"', words + '    "title.team_weeks"')


def test_a_view_table_takes_four_modules_and_is_filled_and_handed_out(copy: Path, tmp_path: Path) -> None:
    add_view(copy)
    assert changed(copy) == named_in("A view table")
    assert len(named_in("A view table")) <= 4
    code = (
        USED
        + """
from tests_copy import table
shown = table(book, "RepSources")
assert sorted(shown["担当者"]) == ["佐藤 健", "鈴木 葵"], shown
assert sorted(shown["接続数"]) == [5, 10]
sheetkpi.distribute(book, folder / "out")
for path in (folder / "out").glob("*.xlsx"):
    own = table(path, "RepSources")
    assert len(own) == 1 and own["担当者"][0].split()[0] in path.name, (path.name, own)
"""
    )
    (copy / "tests_copy.py").write_text(READER, encoding="utf-8")
    ended = run(copy, code, str(tmp_path))
    assert ended.returncode == 0, ended.stderr[-3000:]


READER = '''
import openpyxl
import pandas as pd


def table(path, name):
    """A table of a saved workbook as a frame."""
    for sheet in openpyxl.load_workbook(path, data_only=True):
        if name in sheet.tables:
            header, *rows = ([cell.value for cell in row] for row in sheet[sheet.tables[name].ref])
            return pd.DataFrame(rows, columns=header)
'''


def test_a_view_table_without_an_audience_is_an_error_at_import(copy: Path) -> None:
    add_view(copy)
    edit(copy, "tables/repsources.py", "    audience=Audience(OWN, OWN),\n", "")
    ended = run(copy, "import sheetkpi.tables.registry")
    assert "missing 1 required positional argument: 'audience'" in ended.stderr


def test_a_view_table_that_is_for_nobody_is_in_no_handed_out_workbook(copy: Path, tmp_path: Path) -> None:
    add_view(copy, "NOBODY")
    edit(copy, "tables/repsources.py", "import OWN, Audience, Table", "import NOBODY, Table")
    code = (
        USED
        + """
import openpyxl
sheetkpi.distribute(book, folder / "out")
for path in (folder / "out").glob("*.xlsx"):
    assert say("sheet.rep_sources", "ja") not in openpyxl.load_workbook(path).sheetnames
"""
    )
    ended = run(copy, code, str(tmp_path))
    assert ended.returncode == 0, ended.stderr[-3000:]


def test_a_count_takes_three_modules_and_is_counted_and_shown(copy: Path, tmp_path: Path) -> None:
    count = '    Kpi("voicemails", "activity", "count"),\n    Kpi("documents"'
    edit(copy, "model/metrics.py", '    Kpi("documents"', count)
    edit(
        copy,
        "language/kpis.py",
        '    "documents"',
        '    "voicemails": ("留守電数", "Voicemails"),\n    "documents"',
    )
    words = '    "voicemails": words("留守電数 | voicemails"),\n    "documents": words('
    edit(copy, "sources/words/vocabulary.py", '    "documents": words(', words)
    assert changed(copy) == named_in("A count")
    raw = tmp_path / "日報.csv"
    raw.write_text(
        "日付,担当者,架電数,留守電数\n2026-11-04,佐藤 健,20,3\n2026-11-05,鈴木 葵,10,4\n", encoding="utf-8"
    )
    (copy / "tests_copy.py").write_text(READER, encoding="utf-8")
    code = (
        USED
        + """
from tests_copy import table
shown = table(book, "RepKPI").set_index("担当者")["留守電数"]
assert shown.to_dict() == {"佐藤 健": 3, "鈴木 葵": 4}, shown
"""
    )
    ended = run(copy, code, str(tmp_path), str(raw))
    assert ended.returncode == 0, ended.stderr[-3000:]


LINES = '''
"""Records on lines: day, rep and calls in one cell, with a bar between them."""

from __future__ import annotations

from sheetkpi.sources.raw import RawSheet
from sheetkpi.sources.tables.grid import Grid, Layout


def from_lines(sheet: RawSheet) -> RawSheet | None:
    grid = Grid.of(sheet)
    lines = [[part.strip() for part in texts[0].split("|")] for texts in grid.rows]
    if grid.width != 1 or any(len(parts) != 3 or not parts[2].startswith("架電") for parts in lines):
        return None
    layout = Layout(["日付", "担当者", "架電数"], [(0, 0)] * 3)
    for row, (day, rep, calls) in enumerate(lines):
        layout.add([(text, (row, 0)) for text in (day, rep, calls.removeprefix("架電"))])
    return layout.sheet(grid)
'''


def test_a_layout_takes_two_modules_and_every_record_of_it_is_counted(copy: Path, tmp_path: Path) -> None:
    told = [("2026-11-04", "佐藤 健", "20"), ("2026-11-05", "鈴木 葵", "10"), ("2026-11-05", "佐藤 健", "7")]
    raw = openpyxl.Workbook()
    for day, rep, calls in told:
        raw.active.append([f"{day} | {rep} | 架電{calls}"])
    raw.save(tmp_path / "日報.xlsx")
    used = USED[: USED.index("    days =")] + USED[USED.index("    sheetkpi.refresh") :]
    before = run(copy, used, str(tmp_path), str(tmp_path / "日報.xlsx"))
    assert "SourceError" in before.stderr, "this layout is known without the recipe"
    (tmp_path / "KPI.xlsx").unlink()
    (copy / "sheetkpi" / "sources" / "tables" / "lines.py").write_text(LINES.lstrip(), encoding="utf-8")
    edit(
        copy,
        "sources/tables/reading.py",
        "    parts = blocks_of(sheet, headers, today)\n",
        """    if plain.shape == "none" and (lines := from_lines(sheet)) is not None:
        found = recognise(lines, find_headers(lines, columns), settings)
        return [_Block(sheet, lines, found, Context())]
    parts = blocks_of(sheet, headers, today)
""",
    )
    imported = "from sheetkpi.sources.tables.blocks import blocks_of\n"
    edit(
        copy,
        "sources/tables/reading.py",
        imported,
        imported + "from sheetkpi.sources.tables.lines import from_lines\n",
    )
    assert changed(copy) == named_in("A layout of raw data")
    code = (
        used
        + """
from tests_copy import table
shown = table(book, "RepKPI").set_index("担当者")["架電数"]
assert shown.to_dict() == {"佐藤 健": 27, "鈴木 葵": 10}, shown
"""
    )
    (copy / "tests_copy.py").write_text(READER, encoding="utf-8")
    ended = run(copy, code, str(tmp_path), str(tmp_path / "日報.xlsx"))
    assert ended.returncode == 0, ended.stderr[-3000:]


def test_a_colour_of_the_template_is_changed_in_one_module(copy: Path) -> None:
    edit(copy, "workbook/template/looks.py", 'INPUT = "FFF9E3"', 'INPUT = "E3F9FF"')
    edit(copy, "workbook/template/looks.py", 'AXIS = "B6BDC7"', 'AXIS = "A1B2C3"')
    assert changed(copy) == named_in("A colour")
    ended = run(
        copy, "import sys\nsys.argv[1:] = []\nimport runpy\nrunpy.run_module('sheetkpi.workbook.template')"
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    for name in ("kpi_ja.xlsx", "kpi_en.xlsx"):
        old, new = (colours(root / "templates" / name) for root in (PACKAGE.parent, copy))
        for before, after in (("FFF9E3", "E3F9FF"), ("B6BDC7", "A1B2C3")):
            assert old[before] > 0
            assert (new[before], new[after]) == (0, old[before] + old[after])


def colours(path: Path) -> Counter[str]:
    """How often each colour stands in the styles, sheets and charts of a workbook."""
    with zipfile.ZipFile(path) as parts:
        texts = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
    return Counter(re.findall(r'(?:rgb="(?:FF|00)?|srgbClr val=")([0-9A-F]{6})"', "".join(texts)))


COLOURED = {
    "workbook/template/looks.py",
    "workbook/template/theme.py",
    "workbook/template/sparklines.py",  # an example in a docstring
    "workbook/rules.py",
    "macrobook/buttons.py",
    "fileengine/parts/colors.py",  # Excel's own palette
}


def test_no_other_module_holds_a_colour() -> None:
    holding = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r'"#?(?=[0-9A-F]*[A-F])[0-9A-F]{6}"', path.read_text(encoding="utf-8"))
    }
    assert holding <= COLOURED


WORKS = '''

def headline(book: xw.Book | str | Path) -> str:
    """What the board says first."""
    with taken(book, read_only=True) as (opened, _):
        return str(opened.names["kpi_answer"].refers_to_range.value)
'''

COMMAND = """    @command(app, options)
    def headline(out: Output, book: Annotated[Path, options.book]) -> None:
        from sheetkpi.pipeline import headline

        said = headline(book)
        out.tell(workbook=book, headline=said)
        out.say("done.headline", said=said)

    @command(app, options)
    def report(
"""

SCRIPT = '''@xw.script
def headline(book: xw.Book | None = None) -> None:
    """Say what the board says first."""
    _run(_headline, book)


def _headline(book: xw.Book, progress: ProgressCallback, language: Language) -> str:
    from sheetkpi.pipeline import headline

    return headline(book)


def _refresh('''


def test_a_command_with_its_button_takes_six_modules_and_runs_in_both_ways(
    copy: Path, tmp_path: Path
) -> None:
    with (copy / "sheetkpi" / "pipeline.py").open("a", encoding="utf-8") as module:
        module.write(WORKS)
    edit(copy, "cli/workbooks.py", "    @command(app, options)\n    def report(\n", COMMAND)
    edit(copy, "addin.py", "def _refresh(", SCRIPT)
    edit(
        copy,
        "macrobook/placing.py",
        '    "sheets": "Sheet',
        '    "headline": "SheetKPI_Headline",\n    "sheets": "Sheet',
    )
    edit(copy, "macrobook/placing.py", '"publish", "post")', '"publish", "post", "headline")')
    words = '    "help.headline": ("ひとこと", "Say it."),\n    "done.headline": ("{said}", "{said}"),\n'
    edit(copy, "language/commands.py", '    "help.sheets": (', words + '    "help.sheets": (')
    words = '    "button.headline": ("ひとこと", "Headline"),\n    "tip.headline": ("ひとこと", "Say it."),\n'
    edit(copy, "language/macros.py", '    "button.sheets"', words + '    "button.sheets"')
    assert changed(copy) == named_in("A command with its button")
    shutil.copytree(PACKAGE.parent / "macros", copy / "macros")
    for name in ("SheetKPI.bas", "SheetKPIRibbon.bas", "ribbon.xml"):
        path = copy / "macros" / name
        path.write_bytes(with_headline(name, path.read_bytes().decode("utf-8")).encode("utf-8"))
    code = """
import sys, zipfile
from pathlib import Path
import sheetkpi
from oletools.olevba import VBA_Parser
book = sheetkpi.new(Path(sys.argv[1]) / "KPI.xlsm", "en")
assert b"Headline" in b"".join(zipfile.ZipFile(book).read(name) for name in zipfile.ZipFile(book).namelist()
                               if "drawing" in name or "customUI" in name)
assert any("SheetKPI_Headline" in code for *_, code in VBA_Parser(str(book)).extract_macros())
with sheetkpi.open_book(book) as opened:
    opened.names["kpi_answer"].refers_to_range.value = "It lands."
    opened.save()
from sheetkpi.cli import main
main(["headline", str(book), "--json"])
"""
    ended = run(copy, code, str(tmp_path))
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert json.loads(ended.stdout)["headline"] == "It lands."


def with_headline(name: str, source: str) -> str:
    """One of the macros' sources with what the recipe asks for."""
    if name == "ribbon.xml":
        button = re.search(r'( *<button id="SheetKPISheets".*?/>\s*?\n)', source, re.DOTALL)
        assert button is not None
        added = button[1].replace("Sheets", "Headline").replace(".sheets", ".headline")
        return source.replace(button[1], button[1] + added)
    sub = re.search(r"((?:Public )?Sub \w+Sheets\(.*?End Sub\s*?\n)", source, re.DOTALL)
    assert sub is not None
    added = (
        sub[1]
        .replace("_Sheets", "_Headline")
        .replace("OnSheets", "OnHeadline")
        .replace("show_sheets", "headline")
    )
    return source.replace(sub[1], added + sub[1])

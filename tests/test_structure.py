"""The layers import in one direction, so that each can be understood without those above it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import sheetkpi
from sheetkpi.patterns import LazyPattern

PACKAGE = Path(sheetkpi.__file__).parent

# What each layer may import of the package, besides itself.
BELOW = {
    "language": set(),
    "model": {"language", "errors", "grid"},
    "tables": {"language", "errors", "grid", "model"},
    "sources": {
        *("language", "errors", "grid", "model", "steps", "cachefolder", "nearnames", "connectionsfile"),
    },
    "workbook": {"language", "errors", "grid", "model", "tables", "sources", "templates"},
    "fileengine": {"language", "errors", "grid"},
    "macrobook": {
        *("language", "errors", "grid", "model", "tables", "workbook", "templates", "fileengine"),
        "nearnames",
    },
    "guide": {"language", "errors", "nearnames"},
    "publishing": {"language", "errors", "grid", "model", "tables", "workbook", "fileengine", "opening"},
    "posting": {
        *("language", "errors", "model", "publishing", "workbook", "opening"),
        *("connectionsfile", "nearnames", "logfile", "userfolders"),
    },
    "distribution": (
        {
            "language",
            "errors",
            "grid",
            "model",
            "tables",
            "sources",
            "workbook",
            "fileengine",
            "opening",
            "pipeline",
            "steps",
        }
        | {"templates", "logfile", "macrobook", "libreoffice", "nearnames"}
    ),
}

# What each layer may import besides: it knows nothing of what any of them does.
EVERYWHERE = {"patterns", "valuesalone"}


def imported(path: Path) -> set[str]:
    """The top-level modules of the package that the file at `path` imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name.split(".")[1] for name in names if name.startswith("sheetkpi.")}


@pytest.mark.parametrize("layer", BELOW)
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    for path in (PACKAGE / layer).rglob("*.py"):
        above = imported(path) - BELOW[layer] - EVERYWHERE - {layer}
        assert not above, f"{path.name} imports {above}"


def test_the_grid_of_cells_lies_below_every_room() -> None:
    assert imported(PACKAGE / "grid.py") <= {"language"} | EVERYWHERE


@pytest.mark.parametrize(
    ("room", "below"), [("opc", set()), ("parts", {"opc"}), ("objects", {"parts", "opc"})]
)
def test_a_room_of_the_file_engine_is_built_on_those_below_it(room: str, below: set[str]) -> None:
    for path in (PACKAGE / "fileengine" / room).glob("*.py"):
        rooms = set(re.findall(r"sheetkpi\.fileengine\.(\w+)", path.read_text(encoding="utf-8")))
        assert rooms <= below | {room}, path.name


def test_what_comes_back_knows_nothing_of_how_it_went_out() -> None:
    room = PACKAGE / "distribution"
    shared = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    for path in [*shared, *(room / "incoming").glob("*.py")]:
        rooms = set(re.findall(r"sheetkpi\.distribution\.(\w+)", path.read_text(encoding="utf-8")))
        assert "outgoing" not in rooms, path.name
        assert path.parent.name == "incoming" or "incoming" not in rooms, path.name


def test_modules_stay_small_enough_to_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    too_long = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path, lines in lengths.items()
        if lines > 450 and path.parent.name != "language"
    }
    assert not too_long


# Where imports stand in functions, and why.
LATE = {
    "each command, button and cell function loads its own work": {"cli/", "addin.py", "functions.py"},
    "only large files need an engine, and the browser has none": {"sources/grouping/"},
    "the reading ahead begins before pyarrow and fastexcel are loaded": {"sources/files/"},
    "msoffcrypto is an extra, olefile for workbooks with macros of others": {
        "distribution/outgoing/distributing.py",
        "distribution/outgoing/writing.py",
        "distribution/passwords.py",
        "macrobook/reading.py",
    },
    "vl-convert and Jinja are an extra": {"publishing/charts.py", "publishing/page.py"},
    "slow to load, and not every job counts, makes a sample or asks for holidays": {
        "model/facts.py",
        "model/nationalholidays.py",
        "sample/files.py",
    },
    "few workbooks name a database": {"workbook/importsources.py"},
    "Windows alone has it": {"readiness.py"},
    "a book has sheets and a sheet its book, as in xlwings": {"fileengine/objects/sheet.py"},
}


def test_imports_stand_at_the_top_of_the_file() -> None:
    late = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node)
            ):
                late.add(path.relative_to(PACKAGE).as_posix())
    allowed = {place for places in LATE.values() for place in places}
    assert not {path for path in late if not path.startswith(tuple(allowed))}
    assert not {place for place in allowed if not any(path.startswith(place) for path in late)}


def test_no_module_imports_itself_in_a_circle() -> None:
    paths = {
        ".".join(("sheetkpi", *path.relative_to(PACKAGE).with_suffix("").parts)): path
        for path in PACKAGE.rglob("*.py")
    }
    paths = {name.removesuffix(".__init__"): path for name, path in paths.items()}
    below = {}
    for name, path in paths.items():
        below[name] = set()
        for node in ast.parse(
            path.read_text(encoding="utf-8")
        ).body:  # not for type checkers, nor in functions
            if isinstance(node, ast.ImportFrom) and node.module:
                found = {f"{node.module}.{alias.name}" for alias in node.names}
                below[name] |= {module if module in paths else node.module for module in found}
            elif isinstance(node, ast.Import):
                below[name] |= {alias.name for alias in node.names}
    order = TopologicalSorter({name: found & paths.keys() - {name} for name, found in below.items()})
    order.prepare()  # raises CycleError, which names the circle


def modules() -> list[ModuleType]:
    """The modules of the package that every machine can load."""
    names = (
        ".".join(("sheetkpi", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
        if path.name != "__main__.py"
    )
    return [import_module(name) for name in names]


def test_a_regular_expression_is_compiled_when_it_is_used() -> None:
    """Hundreds compiled at import would be a twentieth of the time that a small refresh takes."""
    compiled = {
        f"{module.__name__}.{name}"
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    }
    assert not compiled


def test_every_regular_expression_can_be_compiled() -> None:
    patterns = [
        value for module in modules() for value in vars(module).values() if isinstance(value, LazyPattern)
    ]
    assert len(patterns) > 200
    for pattern in patterns:
        assert isinstance(pattern.pattern, str | bytes)


def loaded_by(code: str) -> set[str]:
    """The modules a Python of its own has loaded after `code`."""
    code += "\nimport sys; print(*sorted(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ended.stdout.split())


def test_importing_the_package_is_quick_to_do() -> None:
    """Import time is part of every click: the heavy libraries are only loaded by the work that needs them."""
    heavy = {"pandas", "xlwings", "pyarrow", "fastexcel", "narwhals", "openpyxl", "holidays", "lxml"}
    assert not heavy & loaded_by("import sheetkpi, sheetkpi.cli")


@pytest.mark.parametrize("words", [["check", "--help"], ["chekc"], []])
def test_understanding_a_command_loads_no_library_for_web_services_or_tables(words: list[str]) -> None:
    code = f"from sheetkpi.cli import main\ntry: main({words!r})\nexcept SystemExit: pass"
    assert not {"pydantic", "rich", "pandas", "pyarrow", "xlwings"} & loaded_by(code)


def test_a_small_refresh_loads_no_library_for_large_files_other_frames_or_terminals(tmp_path: Path) -> None:
    book, log = sheetkpi.new(tmp_path / "KPI.xlsx", "en"), tmp_path / "calls.csv"
    log.write_text("date,rep,team,result\n2026-11-02,Sato,East,connected\n", encoding="utf-8")
    words = ["refresh", str(book), "--once", "--activity", str(log)]
    code = "from sheetkpi.cli import main\ntry: main({!r})\nexcept SystemExit as end: assert not end.code"
    assert not {"rich", "narwhals", "duckdb", "openpyxl", "sqlalchemy"} & loaded_by(code.format(words))


def test_a_command_loads_no_library_for_plots_where_one_is_installed(tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise AssertionError('loaded')", encoding="utf-8")
    words = ["check", str(sheetkpi.new(tmp_path / "KPI.xlsx", "en"))]
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    code += f"from sheetkpi.cli import main\ntry: main({words!r})\nexcept SystemExit: pass"
    assert "xlwings" in loaded_by(code)
    with pytest.raises(subprocess.CalledProcessError):
        loaded_by(f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import xlwings")


def test_the_holidays_of_one_country_load_no_other() -> None:
    code = "from sheetkpi.model.nationalholidays import national_holidays; national_holidays('JP', 2026)"
    loaded = loaded_by(code)
    assert "holidays.countries.japan" in loaded
    assert not {"holidays.countries", "holidays.countries.france"} & loaded

"""The page in a real browser: wide and narrow, light and dark, on paper, without scripts, for everybody."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import sheetkpi
from tests.chromium import Browser, needs_chromium, running
from tests.publishing import pages
from tests.publishing.test_people import company

pytest.importorskip("vl_convert", reason="vl-convert is not installed")
pytest.importorskip("jinja2", reason="Jinja is not installed")
pytestmark = needs_chromium

AXE_HOME = Path(os.environ.get("AXE_CORE_HOME", Path.home() / ".cache" / "axe-core"))
AXE = AXE_HOME / "node_modules" / "axe-core" / "axe.min.js"
AXE_RUN = "axe.run().then(found => JSON.stringify([found.violations, found.passes.map(each => each.id)]))"
SMALLEST_LETTERS = 10.5
"""CSS pixels below which nothing is legible on a telephone."""

TEXTS = """
[...document.querySelectorAll('body *')].filter(each => each.childElementCount === 0
  && each.textContent.trim() && each.getClientRects().length
  && !each.closest('caption, details, title, desc, thead')
  ).map(each => {
    const svg = each.closest('svg');
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    return [each.textContent, parseFloat(getComputedStyle(each).fontSize) * scale];
  })
"""
OVERLAPPING = """
[...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')]
    .map(each => [each.textContent, each.getBoundingClientRect()]);
  return boxes.flatMap(([a, one], place) => boxes.slice(place + 1)
    .filter(([b, two]) => a && b && one.left < two.right - 1 && two.left < one.right - 1
      && one.top < two.bottom - 3 && two.top < one.bottom - 3)
    .map(([b]) => a + ' / ' + b));
})
"""
CUT = """
[...document.querySelectorAll('main .scroll')].filter(each => each.scrollWidth > each.clientWidth)
  .map(each => each.getAttribute('aria-label'))
"""
REFUSED = """
new Promise(done => {
  document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
  document.body.insertAdjacentHTML('beforeend', '<img alt="" src="https://example.invalid/x.png">');
})
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def shown(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The Japanese sample's page, and an English one with everything long."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "ja").mkdir()
    (folder / "en").mkdir()
    progress = company(
        {"International enterprise accounts": 12, "Unpronounceable" + "compound" * 6 + "name": 6}
    )
    sources = [
        ["Lead source", "Calls", "Meetings", "Won amount"],
        ["Trade shows abroad", 1234567.0, 99.0, 9.9e9],
    ]
    names = {
        **{"kpi_language": "en", "kpi_month_shown": datetime(2026, 11, 1)},
        **{"kpi_last_refresh": datetime(2026, 11, 20, 8, 30), "kpi_stale": "NOT REFRESHED: refresh it"},
        "kpi_answer": "Meetings will land at 182 (171–195). The chance of 225 is below 1%; 90 to go.",
    }
    book = pages.plain_book(folder / "b.xlsx", {"Progress": progress, "SourceKPI": sources}, names)
    return [sheetkpi.publish(demo, folder / "ja").path, sheetkpi.publish(book, folder / "en").path]


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, False), (390, True)])
def test_the_page_fits_its_window_and_asks_for_nothing(
    width: int, dark: bool, shown: list[Path], browser: Browser
) -> None:
    for page in shown:
        browser.look(width=width, dark=dark)
        browser.open(page)
        assert browser.tell("document.documentElement.scrollWidth") <= width
        assert browser.requests() == [page.as_uri()]
        assert browser.complaints() == []
        small = [text for text, size in browser.tell(TEXTS) if size < SMALLEST_LETTERS]
        assert not small
        assert browser.tell(OVERLAPPING) == []
        assert browser.tell(CUT) == []
        ground = browser.tell("getComputedStyle(document.body).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", ground))) < 60) == dark


def test_the_browser_refuses_whatever_a_page_would_load(shown: list[Path], browser: Browser) -> None:
    browser.look()
    browser.open(shown[0])
    assert browser.tell(REFUSED) == "img-src"


def test_nothing_changes_where_scripts_are_off(shown: list[Path], browser: Browser, tmp_path: Path) -> None:
    seen = []
    for scripts in (True, False):
        browser.look(width=390, scripts=scripts)
        browser.open(shown[0])
        browser.picture(tmp_path / "page.png")
        seen.append((tmp_path / "page.png").read_bytes())
    browser.look()
    assert seen[0] == seen[1]


def test_the_page_is_two_sheets_of_paper(shown: list[Path], browser: Browser) -> None:
    browser.look(dark=True)
    browser.open(shown[0])
    printed = browser.printed()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    boxes = re.findall(rb"/MediaBox\s*\[(.*?)\]", printed)
    assert {tuple(round(float(edge)) for edge in box.split()) for box in boxes} == {(0, 0, 595, 842)}


@pytest.mark.skipif(not AXE.is_file(), reason=f"axe-core is not installed at {AXE}")
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (390, False), (1280, True)])
def test_axe_finds_nothing_in_the_way_of_anybody(
    width: int, dark: bool, shown: list[Path], browser: Browser
) -> None:
    """Landmarks, headings, names of tables and drawings, contrast of 4.5 to 1."""
    for page in shown:
        browser.look(width=width, dark=dark)
        browser.open(page)
        browser.tell(AXE.read_text(encoding="utf-8") + "; 0")
        violations, passed = json.loads(browser.tell(AXE_RUN))
        assert not [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in violations]
        assert {"color-contrast", "region", "svg-img-alt"} <= set(passed)

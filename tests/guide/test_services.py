"""The guide's script for services, run as written against a server that answers as they document it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import sheetkpi.guide as guide
from sheetkpi.sources.databases.reading import database_sheet
from tests.guide.blocks import blocks
from tests.sources.raw_activity import read, totals

dlt = pytest.importorskip("dlt", reason="dlt is not installed")

REPS = ("森 葵", "小田 健")
RESULTS = ("不在", "担当者接続", "アポ獲得", "3件")
ROWS = 1203
"""More than two pages of kintone."""


class Services(BaseHTTPRequestHandler):
    """kintone, HubSpot, Salesforce and Google Sheets, each with its own way of pages and of keys."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        known = {"X-Cybozu-API-Token": "k-token", "Authorization": "Bearer s-token"}
        if asked.get("key") != "g-key" and not any(
            self.headers[name] == said for name, said in known.items()
        ):
            self.send_error(401)
            return
        answers = {"k": kintone, "crm": hubspot, "services": salesforce, "v4": sheets}
        body = json.dumps(answers[address.path.split("/")[1]](address.path, asked)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing on the screen."""


def kintone(path: str, asked: dict[str, str]) -> dict[str, Any]:
    last = int(asked["query"].split("$id > ")[1].split()[0])
    assert asked["query"].endswith("order by $id asc limit 500")
    numbers = range(last + 1, min(last + 500, ROWS) + 1)
    return {
        "records": [
            {
                "$id": {"type": "__ID__", "value": str(n)},
                "架電日": {"type": "DATE", "value": f"2026-11-{2 + n % 5:02}"},
                "担当者": {"type": "USER_SELECT", "value": [{"code": f"u{n % 2}", "name": REPS[n % 2]}]},
                "結果": {"type": "DROP_DOWN", "value": RESULTS[n % 4]},
                "備考": {"type": "MULTI_LINE_TEXT", "value": None},
            }
            for n in numbers
        ]
    }


def hubspot(path: str, asked: dict[str, str]) -> dict[str, Any]:
    assert path == "/crm/v3/objects/calls"
    begin, wanted = int(asked.get("after", 0)), asked["properties"].split(",")
    end = min(begin + int(asked["limit"]), 130)
    values = {
        "hs_timestamp": "2026-11-02T01:00:00Z",
        "hubspot_owner_id": "7",
        "hs_call_disposition": "Connected",
    }
    found = [
        {"id": str(n), "properties": {"hs_object_id": "1", **{name: values[name] for name in wanted}}}
        for n in range(begin, end)
    ]
    more = {"paging": {"next": {"after": str(end)}}} if end < 130 else {}
    return {"results": found, **more}


def salesforce(path: str, asked: dict[str, str]) -> dict[str, Any]:
    second = "/services/data/v62.0/query/01g-2000"
    assert path == second or asked["q"].startswith("SELECT")
    record = {
        "attributes": {"type": "Task", "url": "/x"},
        "ActivityDate": "2026-11-02",
        "Owner": {"attributes": {"type": "User"}, "Name": "Kim Lee"},
        "CallDisposition": "No answer",
    }
    more = {} if path == second else {"nextRecordsUrl": second}
    return {"records": [record] * 20, "done": path == second, **more}


def sheets(path: str, asked: dict[str, str]) -> dict[str, Any]:
    assert path == "/v4/spreadsheets/doc/values/Log!A:C"
    return {"values": [["日付", "担当者", "結果"], ["2026/11/2", "森 葵", "不在"], ["11月4日", "森 葵"]]}


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Services)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_script_of_the_guide_brings_services_into_a_database_as_they_are(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "dlt"))
    monkeypatch.setenv("SHEETKPI_CONNECTION_EXPORTS", f"duckdb:{tmp_path}/exports.duckdb")
    (script,) = (
        block.text for block in blocks(guide.topic("databases", "en").text) if block.kind == "python"
    )
    made: dict[str, Any] = {}
    exec(compile(script, "databases.md", "exec"), made)
    load, wanted = made["load"], {"hs_timestamp": "Activity date", "hubspot_owner_id": "Activity assigned to"}
    wanted["hs_call_disposition"] = "Call outcome"
    load(made["kintone"](address, "k-token", 7), "calls")
    load(made["hubspot"](address, "s-token", "calls", wanted), "hubspot_calls")
    load(made["salesforce"](address, "s-token", "SELECT ActivityDate FROM Task"), "tasks")
    load(made["sheets"](address, "g-key", "doc", "Log!A:C"), "log")

    found = read(database_sheet("db:exports", "saas.calls"))
    assert (found.read, found.counted) == (ROWS, ROWS)
    assert totals(found)["meetings"] == sum(n % 4 == 2 for n in range(1, ROWS + 1))
    assert set(totals(found, "rep")) == set(REPS)
    assert found.unknown_results["text"].tolist() == ["3件"]
    assert totals(read(database_sheet("db:exports", "hubspot_calls")))["connects"] == 130
    assert totals(read(database_sheet("db:exports", "tasks")), "rep") == {"Kim Lee": {"calls": 40}}
    assert read(database_sheet("db:exports", "log")).counted == 2

    load(made["kintone"](address, "k-token", 7), "calls")  # the next day
    assert read(database_sheet("db:exports", "saas.calls")).read == ROWS

"""What xlwings Server does with workbooks from the browser: a line of JSON in for each, a line out. With the
argument `lite` it has no more than Python has in the browser itself, as under xlwings Lite, and runs the
`main.py` that people paste there.

In: the `script` and the `book`; out: the `answer`, or the `error`. A process of its own, since xlwings looks
at the licence key and whether it is on a server when it is loaded.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import sys
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import Any

if "lite" in sys.argv:
    from browser_limits import take_away  # beside this script

    take_away()

import xlwings as xw
from xlwings.server import custom_scripts_call

import sheetkpi.addin

SCRIPTS: Any = sheetkpi.addin
if "lite" in sys.argv:
    pasted = Path(__file__).parents[2] / "macros" / "lite" / "main.py"
    SCRIPTS = SimpleNamespace(**runpy.run_path(str(pasted)))


def answer(sent: dict[str, Any]) -> dict[str, Any]:
    book = xw.Book(json=sent["book"])
    try:
        asyncio.run(custom_scripts_call(SCRIPTS, sent["script"], typehint_to_value={xw.Book: book}))
        return {"answer": book.json()}
    except Exception:
        return {"error": traceback.format_exc()}
    finally:
        book.close()


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)

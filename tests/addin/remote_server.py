"""What xlwings Server does with workbooks from the browser: a line of JSON in for each, a line out.

In: the `script` and the `book`; out: the `answer`, or the `error`. A process of its own, since xlwings looks
at the licence key and whether it is on a server when it is loaded.
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from typing import Any

import xlwings as xw
from xlwings.server import custom_scripts_call

import sheetkpi.addin


def answer(sent: dict[str, Any]) -> dict[str, Any]:
    book = xw.Book(json=sent["book"])
    try:
        asyncio.run(custom_scripts_call(sheetkpi.addin, sent["script"], typehint_to_value={xw.Book: book}))
        return {"answer": book.json()}
    except Exception:
        return {"error": traceback.format_exc()}
    finally:
        book.close()


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)

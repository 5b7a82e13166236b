"""What xlwings Server does with a workbook from the browser: `remote_server.py SCRIPT`, JSON in, actions out.

A process of its own, since xlwings looks at the licence key and whether it is on a server when it is loaded.
"""

from __future__ import annotations

import asyncio
import json
import sys

import xlwings as xw
from xlwings.server import custom_scripts_call

import sheetkpi.addin

if __name__ == "__main__":
    book = xw.Book(json=json.load(sys.stdin))
    asyncio.run(custom_scripts_call(sheetkpi.addin, sys.argv[1], typehint_to_value={xw.Book: book}))
    json.dump(book.json(), sys.stdout)

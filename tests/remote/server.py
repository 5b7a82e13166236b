"""What a server does with a workbook from the browser: `python server.py SCRIPT`, JSON in, actions out.

A process of its own, since xlwings has its remote engine only where the licence key is set when it is loaded.
"""

from __future__ import annotations

import json
import sys

import xlwings as xw

import sheetkpi.addin

if __name__ == "__main__":
    book = xw.Book(json=json.load(sys.stdin))
    getattr(sheetkpi.addin, sys.argv[1])(book)
    json.dump(book.json(), sys.stdout)

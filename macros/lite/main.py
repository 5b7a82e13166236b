"""SheetKPI under xlwings Lite, without Python on the machine: paste this into `main.py` of the add-in, and
`requirements.txt` beside it. The scripts then stand in its list, the functions in every cell.

The workbook's own sheets are what is counted: the browser opens no files. Undo is Excel's.
"""

from sheetkpi.addin import check, refresh  # noqa: F401
from sheetkpi.functions import *  # noqa: F403

"""Write the installers: `python -m sheetkpi.installer WHEEL FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from sheetkpi.installer import write_installers

for path in write_installers(Path(sys.argv[1]), Path(sys.argv[2])):
    print(path)

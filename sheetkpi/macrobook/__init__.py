"""Macro workbooks: KPI workbooks with buttons and a ribbon tab that call Python from Excel.

Works on files alone, through `sheetkpi.fileengine`'s packages: parts not touched stay as they lie.

- `attaching`     what the commands `new X.xlsm`, `attach` and `detach` do
- `macros`        the macro side of a file: all of the following together
- `buttons`, `placing`, `ribbon`, `settingsheet`, `codenames`     one kind of part or element each
- `sources`       the text of the VBA modules
- `vbaproject`, `compression`, `compoundfile`     `vbaProject.bin`, layer by layer
"""

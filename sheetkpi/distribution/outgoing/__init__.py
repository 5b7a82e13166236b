"""Workbooks on their way to people.

- `figures` and `contents` what is in each; `mentions` what must not be
- `anonymised`       the KPI workbook's own sheets without people
- `skeleton`   what all workbooks have in common; `layout` and `stamping` make each of it
- `preparing`  what is worked out once for all; `writing` one workbook, and its way into the folder
- `carrying`   entries not collected yet, carried over from the workbook before
- `distributing` all of it in order; `manifest` what was handed out; `pdf`
"""

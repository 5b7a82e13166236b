"""Workbooks on their way back.

- `places`     which files come back; `returned` one of them: whose it is, how old it is, its rows
- `checking`   each row looked at: an entry, or a finding that says why it does not count
- `merging`    entries held against the master's: added, newer, as before, or a conflict
- `master`     the master's own rows, read and written
- `collecting` all of it in order; `collectsheets` what it leaves in the workbook beside the entries
"""

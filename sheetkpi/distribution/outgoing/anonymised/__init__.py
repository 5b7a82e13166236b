"""The KPI workbook's own sheets without anything of anybody: what handed-out workbooks are made from.

- `workbook` all of it in order: which sheets and names stay, properties, styles; nobody is left anywhere
- `sheet`    one sheet: cells, links, headers; `tables`, `rules` and `charts` are what stands on it
- `macros`   modules that people chose to hand out
- `keeping`  what may stay: texts that name nobody, formulas over what is handed out
"""

"""The KPI workbook as tables and names, through xlwings: nothing in here knows files."""

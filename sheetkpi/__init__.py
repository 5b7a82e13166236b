"""SheetKPI fills Excel KPI workbooks from raw sales activity, in Excel through xlwings or on plain files."""

"""An xlwings engine for .xlsx and .xlsm files: plain xlwings code, without Excel."""

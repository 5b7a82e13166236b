"""What the parts of a workbook hold, each module named after its part or element."""

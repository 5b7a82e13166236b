"""What stands in cells: texts, dates and numbers as people write them, column by column."""

"""From the columns of a table to records and their counts, shape by shape."""

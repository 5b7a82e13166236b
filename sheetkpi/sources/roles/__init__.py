"""Which role each column of a table plays, and so what shape of activity the table has."""

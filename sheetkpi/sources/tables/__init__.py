"""From a sheet to its tables, and from their layouts to one row per record, each cell's address kept."""

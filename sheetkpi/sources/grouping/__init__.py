"""Large logs: an engine groups the raw values of rows, and the distinct ones are understood afterwards."""

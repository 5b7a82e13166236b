"""The container: a zip of parts, their relationships and content types, read safely and saved atomically."""

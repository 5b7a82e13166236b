"""The product's tables: one module each says everything about it that is not generic (see `spec`)."""

"""Workbooks, text files and Parquet files as sheets of text (`RawSheet`)."""

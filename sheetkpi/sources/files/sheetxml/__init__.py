"""Worksheets of .xlsx read from their XML as fastexcel would read them: exactly, or not at all."""

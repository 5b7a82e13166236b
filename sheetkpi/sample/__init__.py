"""Believable activity of an invented company, written the way people really keep it."""

from __future__ import annotations

from sheetkpi.sample.writing import SampleActivity, sample_files, write_sample

__all__ = ["SampleActivity", "sample_files", "write_sample"]

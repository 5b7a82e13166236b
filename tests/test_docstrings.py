"""The examples in docstrings come to what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import sheetkpi

MODULES = [
    module.name
    for module in pkgutil.walk_packages(sheetkpi.__path__, "sheetkpi.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_comes_to_what_it_says(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0

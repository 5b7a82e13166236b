"""National holidays, from the `holidays` package."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

from sheetkpi.errors import WorkbookError

_COUNTRIES = "holidays.countries"


@lru_cache(maxsize=64)
def national_holidays(place: str, year: int) -> frozenset[date]:
    """The holidays of one year in a country (`JP`), or in a state of one (`US-CA`); none for no place.

    Raises SheetKPIError for a country nobody knows. Looked up once, since that takes long.

    >>> date(2026, 5, 6) in national_holidays("JP", 2026)
    True
    """
    if not place:
        return frozenset()
    import holidays

    country, _, state = place.partition("-")
    try:
        with _one_country_at_a_time():
            found = holidays.country_holidays(country.upper(), subdiv=state.upper() or None, years=year)
    except NotImplementedError:
        raise WorkbookError("error.country", country=place) from None
    return frozenset(found)


@contextmanager
def _one_country_at_a_time() -> Iterator[None]:
    """Have a module of `holidays.countries` loaded without the package itself, which loads all two hundred
    and fifty of them: a tenth of a second for one that is wanted."""
    spec = find_spec(_COUNTRIES)
    if spec is None or _COUNTRIES in sys.modules:
        yield
        return
    sys.modules[_COUNTRIES] = module_from_spec(spec)  # tells where its modules lie, and has not been run
    try:
        yield
    finally:
        del sys.modules[_COUNTRIES]

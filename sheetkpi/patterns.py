"""Regular expressions that are compiled when they are first asked for something.

Hundreds stand at the top of modules, beside what they tell apart; a refresh uses a third of them, and to
compile the others would be a twentieth of the time that a small one takes.

>>> digits = lazy_pattern("[0-9]+")
>>> digits.findall("11月12日")
['11', '12']
"""

import re
from typing import Any, AnyStr, Generic, cast


class LazyPattern(Generic[AnyStr]):
    """Stands for a compiled pattern, and answers as that does."""

    def __init__(self, spelled: AnyStr, flags: int) -> None:
        self._spelled: AnyStr = spelled
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        answer = getattr(re.compile(self._spelled, self._flags), name)
        setattr(self, name, answer)  # found without this method from now on
        return answer


def lazy_pattern(spelled: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, compiled when its first method is called; raises `re.error` only then."""
    return cast("re.Pattern[AnyStr]", LazyPattern(spelled, flags))

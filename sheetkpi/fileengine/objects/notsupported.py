"""What the file engine does not offer says so by name.

xlwings' base classes raise a bare NotImplementedError; whoever meets one wants to know which method it was.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any


def names_what_it_lacks(cls: type) -> type:
    """Class decorator: inherited members that raise a bare NotImplementedError name themselves.

    >>> import xlwings as xw, sheetkpi.fileengine
    >>> xw.engines["file"].activate()
    >>> xw.Book().sheets[0]["A1"].insert("down")
    Traceback (most recent call last):
    NotImplementedError: the file engine has no Range.insert
    """
    declared = vars(cls).get("__annotations__", {})
    for base in cls.__mro__[1:]:
        for name, member in vars(base).items():
            own = vars(cls).get(name)
            if name in declared:
                if own is None:
                    setattr(cls, name, None)  # set in __init__: the inherited property must not be in the way
            elif isinstance(member, property):
                setattr(cls, name, _property(cls, name, member, own))
            elif own is None and inspect.isfunction(member) and not name.startswith("_"):
                setattr(cls, name, _naming(member, f"{cls.__name__}.{name}"))
    cls.__setattr__ = _refusing(cls)  # type: ignore[method-assign,assignment]
    return cls


def _refusing(cls: type) -> Callable[[Any, str, Any], None]:
    """How attributes of the class are set: those it does not have are refused by name. `api` is the object
    itself here, so that `range.api.WrapText = True`, meant for Excel, would otherwise do nothing unseen."""
    known: set[str] = set()
    for base in cls.__mro__:
        known |= {*vars(base), *vars(base).get("__annotations__", {})}
        if inspect.isfunction(made := vars(base).get("__init__")):
            known.update(made.__code__.co_names)

    def set_attribute(self: Any, name: str, value: Any) -> None:
        if name not in known and not name.startswith("_"):
            raise NotImplementedError(f"the file engine has no {cls.__name__}.{name} =")
        object.__setattr__(self, name, value)

    return set_attribute


def _property(cls: type, name: str, inherited: property, own: object) -> object:
    """The class's own property, its missing setter filled up; or the inherited one, naming itself."""
    label = f"{cls.__name__}.{name}"
    if own is not None and not isinstance(own, property):
        return own
    getter = own.fget if own is not None else _naming(inherited.fget, label)
    setter = own.fset if own is not None else None
    if setter is None and inherited.fset is not None:
        setter = _naming(inherited.fset, f"{label} =")
    return property(getter, setter, doc=(own or inherited).__doc__)


def _naming(function: Callable[..., Any] | None, label: str) -> Callable[..., Any]:
    assert function is not None

    @functools.wraps(function)
    def named(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except NotImplementedError as error:
            if error.args:
                raise
            raise NotImplementedError(f"the file engine has no {label}") from None

    return named

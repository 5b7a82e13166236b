"""Simple formulas computed, for workbooks whose writers left them without a value.

Libraries such as openpyxl write `=10+20` and leave the result to Excel. Arithmetic, comparison, text,
references and the functions people use in activity sheets are understood here; all else raises
`NotSimpleError`, so that it can be told and is never guessed.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from sheetkpi.grid import column_number
from sheetkpi.patterns import lazy_pattern
from sheetkpi.sources.files.functions import (
    FUNCTIONS,
    CellFaultError,
    Clock,
    NotSimpleError,
    Range,
    Value,
    arithmetic,
    comparable,
    number_of,
    single,
    text_of,
)

LONGEST = 4096
"""Characters of a formula from which on it is not simple."""

MOST_CELLS = 2_000_000
"""Cells looked at for all formulas of a workbook together."""

_DEEPEST = 40  # formulas that ask for each other; each takes some twenty Python frames


Place: TypeAlias = "tuple[str, int, int]"
"""A cell: sheet, row, column, numbers from 1."""

_TOKEN = lazy_pattern(
    r"\s*(?:(?P<number>\d+\.?\d*(?:E[+-]?\d+)?|\.\d+)(?![\w(!:])"
    r'|(?P<text>"(?:[^"]|"")*")'
    r"|(?P<ref>(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<sheet>[^\W\d][\w.]*))!)?"
    r"\$?(?P<c1>[A-Z]{1,3})\$?(?P<r1>\d{1,7})(?::\$?(?P<c2>[A-Z]{1,3})\$?(?P<r2>\d{1,7}))?)(?![\w(!.:])"
    r"|(?P<name>[A-Z][A-Z.]*)(?=\s*\()"
    r"|(?P<truth>TRUE|FALSE)(?![\w(!])"
    r"|(?P<sign><=|>=|<>|[-+*/^&=<>(),%]))",
    re.IGNORECASE,
)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


class Calculator:
    """Computes the formulas of a workbook, each once.

    `formula_at` gives the formula (without `=`) of a cell that has no value, None for other cells, `value_at`
    the value of those.

    >>> from datetime import date
    >>> from sheetkpi.sources.files.functions import Clock, Moment
    >>> cells = {("S", 1, 1): Moment(46328), ("S", 1, 2): 4.0}
    >>> formulas = {("S", 2, 1): "A1+1", ("S", 2, 2): "IF(SUM(B1:B1)>3,ROUND(B1/3,1),0)"}
    >>> calculator = Calculator(formulas.get, cells.get, Clock(date(2026, 11, 28), date(1899, 12, 30)))
    >>> calculator.value(("S", 2, 1)), calculator.value(("S", 2, 2))
    (46329.0, 1.3)
    """

    def __init__(
        self,
        formula_at: Callable[[Place], str | None],
        value_at: Callable[[Place], Value],
        clock: Clock,
    ) -> None:
        self._formula_at = formula_at
        self._value_at = value_at
        self.clock = clock
        self._known: dict[Place, Value | NotSimpleError | CellFaultError] = {}
        self._asked: dict[Place, None] = {}
        self._looked_at = 0

    def value(self, place: Place) -> Value:
        """The value of a cell. Raises NotSimpleError, and CellFaultError for #DIV/0! and the like."""
        if place not in self._known:
            self._looked_at += 1
            if self._looked_at > MOST_CELLS or len(self._asked) > _DEEPEST or place in self._asked:
                raise NotSimpleError
            formula = self._formula_at(place)
            if formula is None:
                return self._value_at(place)
            self._asked[place] = None
            try:
                self._known[place] = _Reader(self, formula, place[0]).result()
            except CellFaultError as fault:
                self._known[place] = fault
            except RecursionError as error:
                raise NotSimpleError from error
            finally:
                del self._asked[place]
        found = self._known[place]
        if isinstance(found, Exception):
            raise found
        return found

    def block(self, sheet: str, top: int, left: int, bottom: int, right: int) -> Range:
        """The values of a block, row by row."""
        if (bottom - top + 1) * (right - left + 1) > MOST_CELLS - self._looked_at:
            raise NotSimpleError
        return [
            self.value((sheet, row, column))
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


class _Reader:
    """One formula, read from left to right and computed on the way.

    What is not needed (the branch of an IF not taken) is read as well but not computed: see `_live`.
    """

    def __init__(self, calculator: Calculator, formula: str, sheet: str) -> None:
        if len(formula) > LONGEST:
            raise NotSimpleError
        self._calculator = calculator
        self._sheet = sheet
        self._tokens = list(_tokens(formula))
        self._at = 0
        self._live = True

    def result(self) -> Value:
        value = self._comparison()
        if self._at < len(self._tokens):
            raise NotSimpleError
        return single(value)

    def _sign(self, signs: Sequence[str]) -> str:
        """The next token if it is one of `signs`, which is then passed; else ""."""
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token["sign"] and token["sign"] in signs:
                self._at += 1
                return token["sign"]
        return ""

    def _comparison(self) -> Value | Range:
        value = self._joined()
        while sign := self._sign(("=", "<>", "<", ">", "<=", ">=")):
            other = self._joined()
            value = not self._live or _COMPARISONS[sign](*comparable(single(value), single(other)))
        return value

    def _joined(self) -> Value | Range:
        value = self._sum()
        while self._sign("&"):
            value = text_of(single(value)) + text_of(single(self._sum()))
        return value

    def _sum(self) -> Value | Range:
        value = self._product()
        while sign := self._sign("+-"):
            value = self._computed(sign, value, self._product())
        return value

    def _product(self) -> Value | Range:
        value = self._power()
        while sign := self._sign("*/"):
            value = self._computed(sign, value, self._power())
        return value

    def _power(self) -> Value | Range:
        value = self._signed()
        while self._sign("^"):
            value = self._computed("^", value, self._signed())
        return value

    def _signed(self) -> Value | Range:
        if sign := self._sign("+-"):
            value = self._signed()
            return value if sign == "+" else self._computed("*", -1.0, value)
        value = self._operand()
        while self._sign("%"):
            value = self._computed("/", value, 100.0)
        return value

    def _computed(self, sign: str, left: Value | Range, right: Value | Range) -> float:
        if not self._live:
            return 1.0
        return arithmetic(sign, number_of(single(left)), number_of(single(right)))

    def _operand(self) -> Value | Range:
        if self._sign("("):
            value = self._comparison()
            self._demand(")")
            return value
        if self._at == len(self._tokens):
            raise NotSimpleError
        token = self._tokens[self._at]
        self._at += 1
        if token["number"]:
            return float(token["number"])
        if token["text"]:
            return token["text"][1:-1].replace('""', '"')
        if token["truth"]:
            return token["truth"].upper() == "TRUE"
        if token["ref"]:
            return self._referred(token) if self._live else None
        if token["name"]:
            return self._called(token["name"].upper())
        raise NotSimpleError

    def _demand(self, sign: str) -> None:
        if not self._sign(sign):
            raise NotSimpleError

    def _referred(self, token: re.Match[str]) -> Value | Range:
        sheet = (token["quoted"] or "").replace("''", "'") or token["sheet"] or self._sheet
        top, left = int(token["r1"]), column_number(token["c1"])
        if not token["c2"]:
            return self._calculator.value((sheet, top, left))
        bottom, right = int(token["r2"]), column_number(token["c2"])
        return self._calculator.block(
            sheet, min(top, bottom), min(left, right), max(top, bottom), max(left, right)
        )

    def _called(self, name: str) -> Value:
        self._demand("(")
        if name == "IF":
            return self._if()
        if name not in FUNCTIONS:
            raise NotSimpleError
        arguments = self._arguments()
        if not self._live:
            return None
        try:
            return FUNCTIONS[name](self._calculator.clock, arguments)
        except (IndexError, ValueError, OverflowError, TypeError) as error:
            raise NotSimpleError from error

    def _arguments(self) -> list[Value | Range]:
        arguments: list[Value | Range] = []
        while not self._sign(")"):
            if arguments:
                self._demand(",")
            arguments.append(self._comparison())
        return arguments

    def _if(self) -> Value:
        asked = self._comparison()
        condition = self._live and bool(number_of(single(asked)))
        live, chosen = self._live, condition
        found: Value | Range = False
        while not self._sign(")"):
            self._demand(",")
            self._live = live and chosen
            branch = self._comparison()
            found = branch if self._live else found
            chosen = not condition and not chosen
        self._live = live
        return single(found)


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    at, end = 0, len(formula.rstrip())
    while at < end:
        match = _TOKEN.match(formula, at)
        if match is None:
            raise NotSimpleError
        at = match.end()
        yield match

"""Formulas as people write them and as the file stores them.

People write `=[@架電数]/[@[Calls (out)]]`; the file holds `RepKPI[[#This Row],[架電数]]/…`. Functions newer
than the file format carry `_xlfn.`, the variables of LET and LAMBDA `_xlpm.`. Formulas are cut into tokens
once, so that nothing inside a text, a quoted sheet name or a column name is ever taken for a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sheetkpi.fileengine.parts.references import MAX_COLUMNS, MAX_ROWS
from sheetkpi.grid import column_letters, column_number
from sheetkpi.patterns import lazy_pattern

# Functions that came after the first edition of the format: Excel stores them with a prefix.
# Source: the list of future functions in Microsoft's [MS-XLSX], 2.2.2.
FUTURE_FUNCTIONS = frozenset(
    """
    ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST
    BINOM.DIST.RANGE BINOM.INV BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH
    CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS
    COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P COVARIANCE.S CSC CSCH DAYS DECIMAL
    DROP ENCODEURL ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT F.TEST
    FIELDVALUE FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.ETS.CONFINT
    FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV
    GAMMALN.PRECISE GAUSS GROUPBY HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC
    IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP
    MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV
    NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTOF PERCENTRANK.EXC PERCENTRANK.INC
    PERMUTATIONA PHI PIVOTBY POISSON.DIST QUARTILE.EXC QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG
    RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SINGLE
    SKEW.P SORTBY STDEV.P STDEV.S STOCKHISTORY SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST
    TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW TRIMRANGE UNICHAR UNICODE UNIQUE
    VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
    """.split()  # noqa: SIM905 (a list of words)
)
WORKSHEET_FUNCTIONS = frozenset({"FILTER", "SORT", "PY"})
"""Those with a second prefix, `_xlws.`."""

_PREFIXES = lazy_pattern(r"_xlfn\.|_xlws\.|_xlpm\.|_xludf\.", re.IGNORECASE)
_TOKEN = lazy_pattern(
    r"""(?P<word>[\w.\\$?]+)
    | (?P<bracket>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
    | (?P<nested>\[.*)
    | (?P<text>"[^"]*(?:""[^"]*)*(?:"|\Z))
    | (?P<sheet>'[^']*(?:''[^']*)*(?:'|\Z))
    | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
"""The pieces of a formula: what is quoted goes on to its end where the second quote is forgotten, and so does
a bracket that holds brackets within brackets, or is never closed."""
_IN_BRACKETS = lazy_pattern(r"'.?|[\[\]]", re.DOTALL)
_MAYBE_CELLS = lazy_pattern(r"[A-Za-z]\$?[0-9]|:")
"""What a formula with a reference to cells, rows or columns has somewhere, if only within a name."""
_CELL_WORD = lazy_pattern(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_COLUMN_WORD = lazy_pattern(r"(\$?)([A-Za-z]{1,3})")
_ROW_WORD = lazy_pattern(r"(\$?)([0-9]{1,7})")
_PLAIN_COLUMN = lazy_pattern(r"\w+")
_THIS_ROW = lazy_pattern(r"\[\s*\[#this row\]\s*,\s*(.*)\]", re.IGNORECASE | re.DOTALL)


class Token(NamedTuple):
    """One piece of a formula. `kind`: text, sheet (quoted), bracket, word or mark."""

    kind: str
    text: str


def tokens(formula: str) -> Iterator[Token]:
    """Cut a formula into tokens; their texts joined give the formula back."""
    for found in _TOKEN.finditer(formula):
        kind, text = found.lastgroup or "", found[0]
        if kind == "nested":
            end = _end_of_bracket(text)
            yield Token("bracket", text[:end])
            yield from tokens(text[end:])
        else:
            yield Token(kind, text)


def _end_of_bracket(formula: str) -> int:
    """Where the bracket ends that `formula` begins with. Brackets nest; inside a column name an apostrophe
    escapes the next character."""
    depth = 0
    for found in _IN_BRACKETS.finditer(formula):
        if found[0] == "[":
            depth += 1
        elif found[0] == "]":
            depth -= 1
            if depth == 0:
                return found.end()
    return len(formula)


@lru_cache(maxsize=4096)
def to_file(formula: str, table: str = "") -> str:
    """The text that goes into `<f>`, from what people write.

    `table` is the table whose data rows hold the cell, "" outside tables.

    >>> to_file("=[@接続数]/RepKPI[@[Calls (out)]]", "RepKPI")
    'RepKPI[[#This Row],[接続数]]/RepKPI[[#This Row],[Calls (out)]]'
    >>> to_file('=IFS(A1>1,"IFS(")')
    '_xlfn.IFS(A1>1,"IFS(")'
    """
    parts = list(tokens(formula.removeprefix("=")))
    names = _bound_names(parts)
    out: list[str] = []
    for index, token in enumerate(parts):
        following = parts[index + 1].text if index + 1 < len(parts) else ""
        if token.kind == "bracket":
            out.append(_bracket_to_file(parts, index, table))
        elif token.kind == "word" and following.startswith("("):
            out.append(_function_to_file(token.text, names))
        elif token.kind == "word" and token.text.upper() in names:
            out.append(f"_xlpm.{token.text}")
        else:
            out.append(token.text)
    return "".join(out)


@lru_cache(maxsize=4096)
def from_file(stored: str, table: str = "") -> str:
    """What Excel shows for the text of `<f>`, with its `=`.

    >>> from_file("RepKPI[[#This Row],[接続数]]/SUM(RepKPI[架電数])", "RepKPI")
    '=[@接続数]/SUM([架電数])'
    """
    folded = stored.casefold()
    if not ("[#" in stored or "_xl" in folded or (table and table.casefold() in folded)):
        return "=" + stored  # nothing that is shown otherwise
    parts = list(tokens(stored))
    out: list[str] = []
    for index, token in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else Token("", "")
        if token.kind == "bracket" and index and parts[index - 1].kind == "word":
            out.append(_bracket_from_file(token.text))
        elif token.kind == "word" and table and following.kind == "bracket":
            own = token.text.casefold() == table.casefold() and not _refers_to_all(following.text)
            out.append("" if own else token.text)
        elif token.kind == "word":
            out.append(_word_from_file(token.text))
        else:
            out.append(token.text)
    return "=" + "".join(out)


def _function_to_file(name: str, bound: frozenset[str]) -> str:
    upper = name.upper()
    if upper in bound:
        return f"_xlpm.{name}"
    if upper in WORKSHEET_FUNCTIONS:
        return f"_xlfn._xlws.{upper}"
    return f"_xlfn.{upper}" if upper in FUTURE_FUNCTIONS else name


def _word_from_file(word: str) -> str:
    # SINGLE and ANCHORARRAY are signs (@, #) in Excel's own display: as functions they keep the prefix,
    # so that what is read can be written back unchanged.
    if word.upper().endswith((".SINGLE", ".ANCHORARRAY")):
        return word
    return _PREFIXES.sub("", word)


def _bracket_to_file(parts: list[Token], index: int, table: str) -> str:
    text = parts[index].text
    named = index > 0 and parts[index - 1].kind == "word"
    following = parts[index + 1] if index + 1 < len(parts) else Token("", "")
    if not named and (following.kind == "word" or following.text == "!"):
        return text  # [1]Sheet!A1, another workbook
    inner = text[1:-1].strip()
    if inner.startswith("@"):
        column = inner[1:].strip()
        if not column:
            text = "[#This Row]"
        else:
            text = f"[[#This Row],{column if column.startswith('[') else f'[{column}]'}]"
    if named:
        return text
    if not table:
        raise ValueError(f"{text} names no table, and the cell is in none")
    return table + text


def _bracket_from_file(text: str) -> str:
    if text.casefold() == "[#this row]":
        return "[@]"
    match = _THIS_ROW.fullmatch(text)
    if match is None:
        return text
    column = match[1].strip()
    if column.startswith("[") and _PLAIN_COLUMN.fullmatch(column[1:-1]):
        column = column[1:-1]
    return f"[@{column}]"


def _refers_to_all(bracket: str) -> bool:
    """`Table[]` and `Table[#All]`-like parts keep the name: without it they read as something else."""
    return bracket == "[]" or bracket.startswith("[#")


def _bound_names(parts: list[Token]) -> frozenset[str]:
    """Upper-cased names that LET and LAMBDA bind anywhere in the formula."""
    names: set[str] = set()
    for index, token in enumerate(parts):
        if token.kind == "word" and token.text.upper() in {"LET", "LAMBDA"}:
            arguments = _arguments(parts, index + 1)
            step = 2 if token.text.upper() == "LET" else 1
            for argument in arguments[:-1:step]:
                if len(argument) == 1 and argument[0].kind == "word":
                    names.add(argument[0].text.upper())
    return frozenset(names)


def _arguments(parts: list[Token], opening: int) -> list[list[Token]]:
    """The arguments of the call whose `(` is at `opening`, blanks left out."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in parts[opening:]:
        if token.text in "({" and token.kind == "mark":
            depth += 1
            if depth == 1:
                continue
        elif token.text in ")}" and token.kind == "mark":
            depth -= 1
            if depth == 0:
                break
        if token.text == "," and depth == 1:
            arguments.append([])
        elif token.text.strip():
            arguments[-1].append(token)
    return arguments


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula as Excel fills it `rows` further down and `columns` to the right.

    Relative references move, absolute ones and everything in texts, brackets and names stay; one that
    would leave the sheet becomes `#REF!`.

    >>> moved("A1+$B$1*SUM(C:C)", 2, 1)
    'B3+$B$1*SUM(D:D)'
    """
    if not (rows or columns) or not _MAYBE_CELLS.search(formula):
        return formula
    parts = list(tokens(formula))
    out: list[str] = []
    for index, token in enumerate(parts):
        if token.kind != "word":
            out.append(token.text)
            continue
        before = parts[index - 1].text if index else ""
        after = parts[index + 1].text if index + 1 < len(parts) else ""
        out.append(_moved_word(token.text, before, after, rows, columns))
    return "".join(out)


def _moved_word(word: str, before: str, after: str, rows: int, columns: int) -> str:
    if after[:1] in ("(", "!", "["):
        return word  # a function, a sheet, a table
    if (match := _CELL_WORD.fullmatch(word)) and column_number(match[2]) <= MAX_COLUMNS:
        column = _moved_column(match[1], match[2], columns)
        row = _moved_row(match[3], match[4], rows)
        return f"{column}{row}" if column and row else "#REF!"
    if ":" in (before, after):
        if match := _COLUMN_WORD.fullmatch(word):
            return _moved_column(match[1], match[2], columns) or "#REF!"
        if match := _ROW_WORD.fullmatch(word):
            return _moved_row(match[1], match[2], rows) or "#REF!"
    return word


def _moved_column(fixed: str, letters: str, by: int) -> str:
    if fixed:
        return fixed + letters
    number = column_number(letters) + by
    return column_letters(number) if 1 <= number <= MAX_COLUMNS else ""


def _moved_row(fixed: str, digits: str, by: int) -> str:
    if fixed:
        return fixed + digits
    number = int(digits) + by
    return str(number) if 1 <= number <= MAX_ROWS else ""


def escape_column(name: str) -> str:
    """A column's name inside a structured reference: `[ ] # '` and `@` escaped.

    >>> escape_column("Calls [#]")
    "Calls '['#']"
    """
    return re.sub(r"([\[\]#'@])", r"'\1", name)

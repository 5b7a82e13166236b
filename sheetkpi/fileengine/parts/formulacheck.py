"""Formulas that Excel would not take: found before they are saved, since it cuts them out of the file later.

Only what is certainly no formula is found: quotes and brackets that do not end, parentheses without partner,
operators without something on either side.
"""

from __future__ import annotations

from sheetkpi.fileengine.parts.formulas import tokens

_LONGEST = 8_192
_PARTNERS = {")": "(", "}": "{"}
_SIGNS = frozenset("+-@")
"""May stand before a value."""
_BETWEEN = frozenset("*/^&=<>:")
"""Stand between two values; of them `<>`, `<=` and `>=` are one."""
_SEPARATORS = frozenset(",;({")
"""After these nothing at all may stand, too: `IF(A1,,1)`."""
_PAIRS = frozenset({"<>", "<=", ">="})


def problem(formula: str) -> str | None:
    """What is wrong with a formula as people write it, without its `=`; None where nothing is seen.

    >>> problem('SUM(A1:A3)&" %"'), problem("SUM(A1"), problem("A1+*2")
    (None, 'a parenthesis is not closed', "nothing stands before '*'")
    """
    if len(formula) > _LONGEST:
        return f"it has more than {_LONGEST} characters"
    opened: list[str] = []
    before = "("
    for kind, text in tokens(formula):
        if text.isspace():
            continue
        if found := _unfinished(kind, text) or _out_of_place(before, kind, text, opened):
            return found
        before = before + text if kind == "mark" and before + text in _PAIRS else text
    if opened:
        return "a parenthesis is not closed"
    if before in _BETWEEN or before in _PAIRS or before in _SIGNS or before == ",":
        return f"nothing stands behind {before!r}"
    return None


def _unfinished(kind: str, text: str) -> str | None:
    if kind in ("text", "sheet") and text.count(text[0]) % 2:
        return "a quotation is not closed"
    if kind == "bracket" and not text.endswith("]"):
        return "a bracket is not closed"
    return None


def _out_of_place(before: str, kind: str, text: str, opened: list[str]) -> str | None:
    """What is wrong with a token behind another; `opened` are the parentheses open so far."""
    if kind != "mark":
        return None
    waits = before in _BETWEEN or before in _PAIRS or before in _SIGNS
    if text in "({":
        opened.append(text)
    elif text in _PARTNERS:
        if not opened or opened.pop() != _PARTNERS[text]:
            return f"{text!r} has no partner"
        if waits:
            return f"nothing stands behind {before!r}"
    elif text in _BETWEEN and before + text not in _PAIRS and (waits or before in _SEPARATORS):
        return f"nothing stands before {text!r}"
    elif text == "]":
        return "']' has no partner"
    elif text in ",;" and waits:
        return f"nothing stands behind {before!r}"
    return None

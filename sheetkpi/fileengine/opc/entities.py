"""Signs that XML writes as entities.

Python's own module for it loads what speaks to servers besides, and that takes as long as to read a workbook.
"""

from __future__ import annotations

_SIGNS = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


def escape(text: str) -> str:
    """`text` as it stands between tags.

    >>> escape("A&B < C")
    'A&amp;B &lt; C'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What stands between tags or quotes, as text; numbers of letters (`&#10;`) stay as they are.

    >>> unescape("&quot;A&amp;amp;B&quot;")
    '"A&amp;B"'
    """
    for entity, sign in _SIGNS.items():
        text = text.replace(entity, sign)
    return text

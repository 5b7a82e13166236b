"""Signs that XML writes as entities.

Python's own module for it loads what speaks to servers besides, and that takes as long as to read a workbook.
"""

from __future__ import annotations

import re

from sheetkpi.patterns import lazy_pattern

_NUMBERED = lazy_pattern(r"&#(\d+);")
_REFERENCE = lazy_pattern(r"&(?:#x([0-9A-Fa-f]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def escape(text: str) -> str:
    """`text` as it stands between tags.

    >>> escape("A&B < C")
    'A&amp;B &lt; C'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_characters(content: bytes) -> str:
    """What stands between two tags, as text: references resolved, line ends as XML reads them. What one
    stands for begins no other.

    >>> xml_characters(b"&#65;&#x42;&amp;#67;&#38;lt;&lt;")
    'AB&#67;&lt;<'
    """
    text = content.decode("utf-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" not in text:
        return text
    pieces = _NUMBERED.split(text)  # some writers have every letter but those of English so
    pieces[1::2] = map(chr, map(int, pieces[1::2]))
    pieces[::2] = [_REFERENCE.sub(_character, piece) if "&" in piece else piece for piece in pieces[::2]]
    return "".join(pieces)


def _character(reference: re.Match[str]) -> str:
    hexadecimal, name = reference.groups()
    return _NAMED[name] if name else chr(int(hexadecimal, 16))

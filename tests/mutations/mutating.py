"""Damage and tricks at the level of bytes, zip members, XML and text; seeded, to be repeated."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping

Chance = random.Random
Mutation = Callable[[bytes, Chance], bytes]

NUMBERS = (
    *("", "-1", "0", "1e9", "1e308", "NaN", "inf", "99999999999999999999", "x", "あ", "2147483648", "65536"),
    *("9" * 5000, "0.1", "1 ", "true"),
)
ADDRESSES = (
    *(
        "A0",
        "ZZZZ3",
        "A1048577",
        "XFE1",
        "a1",
        "1A",
        "$A$1",
        "A99999999999",
        "A1:XFD1048576",
        "B2:A1",
        "#REF!",
    ),
    *("A", "7", "A1 B2", "A1:" * 40, "XFD1048576", "A" * 9 + "1"),
)
TYPED = (
    *("2026-02-30", "2026/13/1", "0000-00-00", "9999999/1/1", "99999999999999999", "1e400", "-0", "３５件"),
    *(
        "=1+1",
        "@SUM(A1)",
        "+1",
        "#N/A",
        "\x07",
        "\ufffe",
        "𠮷田",
        "\u202e",
        "a" * 40_000,
        "月",
        "1/1/1/1",
        "25:99",
    ),
    *(
        "令和99年1月1日",
        "明治0年",
        "2026年11月",
        "24:00",
        "-1:00",
        "1900-02-29",
        "NULL",
        "nan",
        "合計",
        "%",
        "1,2,3",
    ),
)


def mutated(data: bytes, kind: str, chance: Chance) -> tuple[str, bytes]:
    """`data` changed in one to three ways; what was done, and the outcome."""
    ways = _BY_KIND.get(kind, _BYTES)
    done = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        way = chance.choice(chance.choice(ways))
        try:
            data = way(data, chance)
        except Exception:  # readers of damaged files raise anything
            way = flipped  # what went before left nothing to change that way
            data = way(data, chance)
        done.append(way.__name__)
    return " + ".join(done), data


# --- bytes ----------------------------------------------------------------------


def _piece(data: bytes, chance: Chance) -> tuple[int, int]:
    at = chance.randrange(max(len(data), 1))
    return at, min(at + int(2 ** chance.uniform(0, 14)), len(data))


def flipped(data: bytes, chance: Chance) -> bytes:
    """Some bytes are others."""
    changed = bytearray(data or b"x")
    for _ in range(int(2 ** chance.uniform(0, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def removed(data: bytes, chance: Chance) -> bytes:
    """A piece is missing."""
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def doubled(data: bytes, chance: Chance) -> bytes:
    """A piece is there twice."""
    start, end = _piece(data, chance)
    return data[:end] + data[start:]


def cut_off(data: bytes, chance: Chance) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(max(len(data), 1))]


def zeroed(data: bytes, chance: Chance) -> bytes:
    """A piece is zeros, as after a crash of a disk."""
    start, end = _piece(data, chance)
    return data[:start] + bytes(end - start) + data[end:]


def extended(data: bytes, chance: Chance) -> bytes:
    """Something stands behind."""
    return data + chance.randbytes(int(2 ** chance.uniform(0, 14)))


def wrong_number(data: bytes, chance: Chance) -> bytes:
    """Four bytes are a number at the edge of what fits."""
    at = chance.randrange(max(len(data) - 4, 1))
    number = chance.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 65536))
    return data[:at] + struct.pack("<I", number) + data[at + 4 :]


# --- zip ----------------------------------------------------------------------


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def _zipped(members: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return data.getvalue()


def without_member(data: bytes, chance: Chance) -> bytes:
    """A part is missing."""
    members = _members(data)
    del members[chance.choice(sorted(members))]
    return _zipped(members)


def emptied_member(data: bytes, chance: Chance) -> bytes:
    """A part is empty, or cut off."""
    members = _members(data)
    name = chance.choice(sorted(members))
    members[name] = members[name][: chance.choice((0, 1, len(members[name]) // 2))]
    return _zipped(members)


def swapped_members(data: bytes, chance: Chance) -> bytes:
    """Two parts have each other's content."""
    members = _members(data)
    one, other = chance.sample(sorted(members), 2)
    members[one], members[other] = members[other], members[one]
    return _zipped(members)


def renamed_member(data: bytes, chance: Chance) -> bytes:
    """A part has a name that leads elsewhere, or in another case."""
    members = _members(data)
    name = chance.choice(sorted(members))
    content = members.pop(name)
    members[
        chance.choice(
            (f"../{name}", f"/{name}", name.upper(), f"C:\\{name}", f"{name} ", "x" * 300, "あ.xml")
        )
    ] = content
    return _zipped(members)


def member_twice(data: bytes, chance: Chance) -> bytes:
    """A part is there twice, with another content."""
    members = _members(data)
    name = chance.choice(sorted(members))
    packed = io.BytesIO(_zipped(members))
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr(name, members[chance.choice(sorted(members))])
    return packed.getvalue()


def lying_header(data: bytes, chance: Chance) -> bytes:
    """A header of a member says another size, method, flag or checksum."""
    places = [found.start() for found in re.finditer(b"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    at = chance.choice(places) + chance.randrange(4, 30)
    size = chance.choice((1, 2, 4))
    return data[:at] + chance.randbytes(size) + data[at + size :]


def bomb(data: bytes, chance: Chance) -> bytes:
    """A part that unpacks to very much."""
    members = _members(data)
    name = chance.choice([name for name in sorted(members) if name.endswith((".xml", ".bin"))])
    head, tag, rest = members[name].partition(b"<sheetData")
    filling = b" " * (chance.choice((8, 64, 300)) * 2**20)
    members[name] = head + filling + tag + rest if tag else head + filling
    return _zipped(members)


# --- XML ----------------------------------------------------------------------


def _in_xml(change: Callable[[str, Chance], str]) -> Mutation:
    def mutation(data: bytes, chance: Chance) -> bytes:
        members = _members(data)
        names = [name for name in sorted(members) if name.endswith((".xml", ".rels"))]
        # Most of what matters is in sheets, styles and tables, not in pictures.
        telling = [name for name in names if re.search("sheet|styles|table|workbook|content|String", name)]
        name = chance.choice(telling if chance.random() < 0.8 else names)
        text = members[name].decode("utf-8", "replace")
        members[name] = change(text, chance).encode("utf-8", "replace")
        return _zipped(members)

    mutation.__name__ = change.__name__
    return mutation


def _somewhere(
    text: str, pattern: str, chance: Chance, new: Callable[[re.Match[str]], str], most: int = 4
) -> str:
    found = list(re.finditer(pattern, text))
    for match in sorted(
        chance.sample(found, min(len(found), chance.randint(1, most))), key=lambda one: -one.start()
    ):
        text = text[: match.start()] + new(match) + text[match.end() :]
    return text


def wrong_attributes(text: str, chance: Chance) -> str:
    """Attributes with values they cannot have."""
    pattern = r'(?<= )(?!xmlns)[\w:]+="[^"]*"'
    return _somewhere(
        text, pattern, chance, lambda m: f'{m[0].partition("=")[0]}="{chance.choice(NUMBERS + ADDRESSES)}"'
    )


def wrong_addresses(text: str, chance: Chance) -> str:
    """Cells, dimensions, merged blocks and tables at places there are not."""
    return _somewhere(
        text,
        r'(?<= )(?:r|ref|sqref)="[^"]*"',
        chance,
        lambda m: f'{m[0].partition("=")[0]}="{chance.choice(ADDRESSES)}"',
    )


def wrong_styles(text: str, chance: Chance) -> str:
    """Styles and kinds of cells there are not."""
    pattern = r'(?<= )(?:s|t|numFmtId|xfId|fontId|fillId|borderId|count|dxfId)="[^"]*"'
    return _somewhere(
        text, pattern, chance, lambda m: f'{m[0].partition("=")[0]}="{chance.choice(NUMBERS)}"', 40
    )


def without_attributes(text: str, chance: Chance) -> str:
    """Attributes are missing."""
    return _somewhere(text, r' (?!xmlns)[\w:]+="[^"]*"', chance, lambda m: "")


def without_elements(text: str, chance: Chance) -> str:
    """Elements are missing."""
    return _somewhere(text, r"<(\w[\w:]*)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)", chance, lambda m: "")


def doubled_elements(text: str, chance: Chance) -> str:
    """Elements are there twice."""
    return _somewhere(
        text, r"<(\w[\w:]*)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)", chance, lambda m: m[0] * chance.choice((2, 2, 9))
    )


def renamed_elements(text: str, chance: Chance) -> str:
    """Elements of another name, so that tags do not pair either."""
    return _somewhere(
        text, r"(?<=<)\w+", chance, lambda m: chance.choice(("c", "row", "v", "f", "x", m[0] + "2")), 2
    )


def nested(text: str, chance: Chance) -> str:
    """Elements within elements within elements."""
    depth = chance.choice((200, 5000, 300_000))
    return _somewhere(text, r"(?=<\w)", chance, lambda m: "<ext>" * depth + "</ext>" * depth, 1)


def long_text(text: str, chance: Chance) -> str:
    """A text of millions of characters, or with signs XML must not have."""
    filling = chance.choice(
        ("x" * 12_000_000, "\x01", "&#0;", "&nbsp;", "]]>", "<!-- " + "-" * 9 + " -->", "_x0000_")
    )
    return _somewhere(text, r"(?<=>)(?=[^<])|(?<=<v>)", chance, lambda m: filling, 1)


def entities(text: str, chance: Chance) -> str:
    """A document type, with entities."""
    mark = chance.choice(
        ('<!DOCTYPE x [<!ENTITY a "aaa">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<!DOCTYPE x>")
    )
    return re.sub(r"^(<\?xml.*?\?>)?", lambda found: (found[0] or "") + mark, text, count=1)


def other_namespace(text: str, chance: Chance) -> str:
    """Elements of another language."""
    return _somewhere(
        text, r'xmlns(?::\w+)?="[^"]*"', chance, lambda m: chance.choice(("", 'xmlns="urn:x"', m[0] * 2)), 1
    )


def other_cells(text: str, chance: Chance) -> str:
    """Cells with other values."""
    value = chance.choice(TYPED).replace("&", "&amp;").replace("<", "&lt;")
    return _somewhere(text, r"(?<=<v>)[^<]*|(?<=<t>)[^<]*|(?<=<text:p>)[^<]*", chance, lambda m: value, 20)


def other_formulas(text: str, chance: Chance) -> str:
    """Formulas no program writes."""
    formula = chance.choice(
        ("(" * 3000, "1+" * 9000 + "1", "A1", "A1:XFD1048576", "[x]y!z", "'", '"', "RepKPI[[", "IF(" * 500)
    )
    return _somewhere(text, r"(?<=<f>)[^<]*", chance, lambda m: formula, 20)


# --- text ----------------------------------------------------------------------


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


def other_fields(data: bytes, chance: Chance) -> bytes:
    """Fields with other values."""
    lines = _lines(data)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(lines))
        fields = lines[at].split(b",")
        fields[chance.randrange(len(fields))] = chance.choice(TYPED).encode("utf-8", "replace")
        lines[at] = b",".join(fields)
    return b"\n".join(lines)


def wide(data: bytes, chance: Chance) -> bytes:
    """A line, or every line, of very many fields."""
    lines = _lines(data)
    more = chance.choice((b",", b";", b"\t", b",x", b',"a,b"')) * chance.choice((200, 9000, 20_000, 300_000))
    if chance.random() < 0.3 and len(more) < 50_000:
        return b"\n".join(line + more for line in lines)
    lines[chance.randrange(len(lines))] += more
    return b"\n".join(lines)


def long_field(data: bytes, chance: Chance) -> bytes:
    """A field, or many, of millions of characters."""
    lines = _lines(data)
    filling = chance.choice(
        (b"x", b"1", b"0", b"2026-11-01 ", b"- ", b"(", b"1,", b'"', "月".encode(), b" ", b"\\")
    )
    at = chance.randrange(len(lines))
    size = chance.choice((100_000, 2_000_000, 20_000_000)) // len(filling)
    lines[at] = lines[at].replace(b",", b"," + filling * size, 1)
    return b"\n".join(lines)


def open_quotes(data: bytes, chance: Chance) -> bytes:
    """Quotation marks that do not pair."""
    places = [found.start() for found in re.finditer(b",|\n|^", data)]
    for at in sorted(chance.sample(places, min(len(places), chance.randint(1, 5))), reverse=True):
        data = data[:at] + chance.choice((b'"', b',"', b'""', b'"\n')) + data[at:]
    return data


def other_line_ends(data: bytes, chance: Chance) -> bytes:
    """Lines that end otherwise, or very many empty ones."""
    return data.replace(
        b"\n", chance.choice((b"\r", b"\n\n", b"\r\r\n", b"\0\n", b"\x0b", b"\n" * 30_000, b"\x85", b"\x1e"))
    )


def other_encoding(data: bytes, chance: Chance) -> bytes:
    """Another encoding, with or without a mark, or two in one file."""
    text = data.decode("utf-8", "replace")
    encoding = chance.choice(
        ("utf-16", "utf-16-le", "utf-32", "euc_jp", "iso2022_jp", "utf-7", "cp932", "gb18030", "latin-1")
    )
    encoded = text.encode(encoding, "replace")
    return encoded if chance.random() < 0.6 else data[: len(data) // 2] + encoded[len(encoded) // 2 :]


def other_headers(data: bytes, chance: Chance) -> bytes:
    """Headers missing, twice, long, or none that anybody knows."""
    lines = _lines(data)
    heads = lines[0].split(b",")
    new = chance.choice(
        (
            "",
            heads[0].decode("utf-8", "replace"),
            "架電日" * 4000,
            "(" * 500,
            "1回目",
            "目標" * 300,
            "\x07",
            "年月日時分秒率数計",
        )
    )
    heads[chance.randrange(len(heads))] = new.encode()
    lines[0] = b",".join(heads) if chance.random() < 0.7 else b""
    return b"\n".join(lines)


def other_columns(data: bytes, chance: Chance) -> bytes:
    """A Parquet file with columns of types and values nobody expects of a log."""
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(data))
    count = table.num_rows
    made = {
        "struct": lambda: pa.array([{"a": [1, None]}] * count),
        "list": lambda: pa.array([["x"] * 3] * count),
        "map": lambda: pa.array([[("a", 1)]] * count, pa.map_(pa.string(), pa.int64())),
        "null": lambda: pa.nulls(count),
        "binary": lambda: pa.array([b"\xff\x00"] * count),
        "far": lambda: pa.array([2**62] * count, pa.timestamp("us")),
        "early": lambda: pa.array([-(2**62)] * count, pa.timestamp("s")),
        "duration": lambda: pa.array([5] * count, pa.duration("s")),
        "zone": lambda: pa.array([0] * count, pa.timestamp("ns", tz="Mars/Olympus")),
        "decimal": lambda: pa.array([None] * count, pa.decimal128(38, 20)),
        "inf": lambda: pa.array([float("inf"), float("nan")] * (count // 2) + [1e308] * (count % 2)),
        "time": lambda: pa.array([86_399_999_999] * count, pa.time64("us")),
        "bool": lambda: pa.array([True] * count),
        "long": lambda: pa.array(["x" * 500_000] * count),
    }
    name = chance.choice(sorted(made))
    at = chance.randrange(table.num_columns)
    if chance.random() < 0.1:
        table = table.select([])
    elif chance.random() < 0.1:
        table = pa.table({f"c{n}": pa.array([1]) for n in range(chance.choice((3000, 20_000)))})
    else:
        table = table.set_column(at, table.column_names[at], made[name]())
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


_BYTES: tuple[tuple[Mutation, ...], ...] = (
    (flipped, removed, doubled, cut_off, zeroed, extended, wrong_number),
)
_ZIP: tuple[Mutation, ...] = (
    *(without_member, emptied_member, swapped_members, renamed_member, member_twice, lying_header, bomb),
)
_XML: tuple[Mutation, ...] = tuple(
    map(
        _in_xml,
        (
            *(
                wrong_attributes,
                wrong_addresses,
                wrong_addresses,
                wrong_styles,
                wrong_styles,
                without_attributes,
            ),
            *(without_elements, doubled_elements, renamed_elements, nested, long_text, entities),
            *(other_namespace, other_cells, other_cells, other_formulas),
        ),
    )
)
_TEXT: tuple[Mutation, ...] = (
    *(other_fields, wide, long_field, open_quotes, other_line_ends, other_encoding, other_headers),
)
_BY_KIND: dict[str, tuple[tuple[Mutation, ...], ...]] = {
    "xlsx": (*_BYTES, _ZIP, _XML, _XML, _XML),
    "ods": (*_BYTES, _ZIP, _XML),
    "xlsb": (*_BYTES, _ZIP),
    "csv": (*_BYTES, _TEXT, _TEXT, _TEXT),
    "parquet": (*_BYTES, *_BYTES, (other_columns,)),
}

"""The few words in which engines' SQL differs, as far as rows are grouped in it (see `grouping.engine`)."""

from __future__ import annotations

from collections.abc import Sequence


class Dialect:
    """DuckDB's words; those of other engines say what they have instead.

    Patterns are regular expressions without a backslash or an apostrophe, which every engine reads alike.
    """

    text = "VARCHAR"
    """The type of texts."""

    second_least = "min(n, 2)[2]"
    """Of the numbers `n` of several rows the one after the least."""

    def matches(self, text: str, pattern: str) -> str:
        """Whether all of a text matches."""
        return f"regexp_full_match({text}, '{pattern}')"

    def holds(self, text: str, pattern: str) -> str:
        """Whether something in a text matches."""
        return f"regexp_matches({text}, '{pattern}')"

    def found(self, text: str, pattern: str) -> str:
        """What of a text matches: the one group in parentheses that there is."""
        return f"regexp_extract({text}, '{pattern}')"

    def seconds(self, moment: str) -> str:
        """A moment as whole seconds since 1970; the same digits for any time zone."""
        return f"(epoch_us({moment}) // 1000000)"

    def same(self, value: str) -> str:
        """What of a value that is no moment tells it from others."""
        return value

    def number(self, values: Sequence[str]) -> str:
        """One number of 64 bits for several values, empty ones among them: others may share it by chance.
        It is the same in every run."""
        return f"hash({', '.join(values)})"

    def mark(self, values: Sequence[str]) -> str:
        """A `number` that need be the same in this run only."""
        return self.number(values)

    def day_of_moment(self, text: str, otherwise: str) -> str:
        """The day of a text that may be a moment, which `otherwise` finds for all forms."""
        return otherwise

    def named(self, query: str, names: Sequence[str]) -> str:
        """What stands behind FROM for a query whose columns are to be called otherwise."""
        return f"({query}\n) AS q({', '.join(names)})"


class PostgreSQL(Dialect):
    """PostgreSQL from 14 on."""

    text = "text"
    second_least = "(array_agg(n ORDER BY n))[2]"
    beyond = 999_999_999_999
    """The second that stands for moments of no year, such as *infinity*; see `typedcolumns`."""

    def matches(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"({text} ~ '^({pattern})$')"

    def holds(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"({text} ~ '{pattern}')"

    def found(self, text: str, pattern: str) -> str:
        """See `Dialect`."""
        return f"substring({text} FROM '{pattern}')"

    def seconds(self, moment: str) -> str:
        """See `Dialect`."""
        return (
            f"CASE WHEN isfinite({moment}) THEN floor(extract(epoch FROM {moment}))::bigint"
            f" WHEN {moment} IS NOT NULL THEN {self.beyond} END"
        )

    def number(self, values: Sequence[str]) -> str:
        """See `Dialect`."""
        return f"hash_record_extended(ROW({', '.join(values)}), 0)"


DUCKDB = Dialect()
POSTGRESQL = PostgreSQL()

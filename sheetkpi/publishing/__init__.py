"""The month on one page for the browser, to be shared with those who never open the workbook.

- `savedcells` the workbook's cells, found by table, header and name
- `people`     who must not be named, and which groups are too small to be shown apart
- `sentences`  of whom the board's sentences are
- `figures`    what the page says, `causes` of what is short
- `numbers`    how numbers are said; `charts` the drawings; `page` the HTML
- `publishing` making the page and putting it in its place

The room is not called `publish`, as its function is: a module of that name would hide `sheetkpi.publish` from
whoever has imported one of these.
"""

from sheetkpi.publishing.publishing import Published, publish

__all__ = ["Published", "publish"]

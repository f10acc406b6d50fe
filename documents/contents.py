"""What any file comes down to before a form is sought in it: texts that may carry a code, and tables as grids."""

from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a grid; a cell spanning columns gives its text once, one spanning rows repeats it on each.

    element: where it stands in a .docx, for whoever fills it in.
    covered: a cell to its left reaches over this place.
    """

    text: str
    element: etree._Element | None = None
    covered: bool = False


Row = tuple[Cell, ...]
Grid = tuple[Row, ...]
COVERED = Cell("", covered=True)


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's words. `texts` are where a code may stand, the most trusted first: body, margins, properties."""

    texts: tuple[str, ...]
    tables: tuple[Grid, ...]

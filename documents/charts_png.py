"""A chart as PNG, for what shows no SVG: Word and mail."""

from collections.abc import Sequence
from typing import cast

import typst

from documents.press import fonts

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#sys.inputs.charts.split("\\u{0}").map(chart => image(bytes(chart), format: "svg")).join(pagebreak())
"""


def pngs_of(charts: Sequence[str], ppi: int = 192) -> tuple[bytes, ...]:
    """Charts of `documents.charts` as PNG images, all in one go; `ppi` are pixels to 96 units of the SVG."""
    if not charts:
        return ()
    given = {"charts": "\0".join(charts)}
    # Several pages come as a list, which the stub of this overload does not say.
    drawn = cast(
        "bytes | list[bytes]", typst.compile(_PAGE, format="png", ppi=ppi, font_paths=fonts(), sys_inputs=given)
    )
    return tuple(drawn) if isinstance(drawn, list) else (drawn,)

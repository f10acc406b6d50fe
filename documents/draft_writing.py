"""A draft typed as plain text becomes the .docx an office would send, in the looks of GB/T 9704-2012."""

import re
from collections.abc import Iterable
from itertools import pairwise, starmap

from documents.ooxml import (
    BODY_FONT,
    HEAD_FONT,
    KAI_FONT,
    MM,
    TITLE_FONT,
    pack,
    package,
    page_number_styles,
    page_numbers,
    paragraph,
    run,
    style,
)

_TITLE = "# "
# The first that matches a whole line names its style; what none matches is body text.
_KINDS = (
    ("Version", re.compile(r"（[^（）]*稿）")),
    ("Annex", re.compile(r"附件\d*")),
    ("AnnexNote", re.compile(r"附件：.+")),
    ("Level1", re.compile(r"[一二三四五六七八九十]+、[^。]+")),
    ("Level2", re.compile(r"（[一二三四五六七八九十]+）[^。]+")),
)
_LINE_FREE = '<w:spacing w:after="560"/>'
_CENTRED = '<w:jc w:val="center"/>'
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFootdefault"/>'
    '<w:footerReference w:type="even" r:id="rIdFooteven"/><w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{37 * MM:.0f}" w:right="{26 * MM:.0f}" w:bottom="{35 * MM:.0f}" w:left="{28 * MM:.0f}" '
    f'w:header="851" w:footer="{25 * MM:.0f}" w:gutter="0"/></w:sectPr>'
)


def write_draft(text: str) -> bytes:
    """The .docx of a draft, one paragraph a line, blank lines left out; the same text gives the same bytes.

    Args:
        text: `# ` begins a line of a title and `附件` alone an annex on a new page; `（…稿）` under the title, `一、`,
            `（一）` and `附件：` are known by themselves (a heading holds no 。), the rest is body text.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    body = "".join(starmap(_paragraph, pairwise([*lines, ""])))
    return pack(package(body + _PAGE, _styles(), page_numbers(), _title_of(lines)))


def _paragraph(line: str, following: str) -> str:
    if line.startswith(_TITLE):
        goes_on = following.startswith(_TITLE) or _KINDS[0][1].fullmatch(following)
        # Centred on the paragraph too, where readers of drafts look for the title.
        look = f'<w:pStyle w:val="Heading"/>{"" if goes_on else _LINE_FREE}{_CENTRED}'
        return f"<w:p><w:pPr>{look}</w:pPr>{run(line.removeprefix(_TITLE))}</w:p>"
    return paragraph(next((name for name, kind in _KINDS if kind.fullmatch(line)), "Body"), line)


def _title_of(lines: Iterable[str]) -> str:
    """The first title, which may stand on several lines."""
    title = ""
    for line in lines:
        if line.startswith(_TITLE):
            title += line.removeprefix(_TITLE)
        elif title:
            break
    return title


def _styles() -> list[str]:
    """Size 3 is 16 points and size 2 is 22; 22 lines of 28 points fill a page (5.2.2, 5.2.3)."""
    line = '<w:spacing w:line="560" w:lineRule="exact"/>'
    indent, justified = '<w:ind w:firstLineChars="200" w:firstLine="640"/>', '<w:jc w:val="both"/>'
    heading = f"<w:keepNext/>{line}{indent}"
    return [
        style("Heading", TITLE_FONT, 22, f'<w:spacing w:line="640" w:lineRule="exact"/>{_CENTRED}'),
        style("Version", KAI_FONT, 16, f'<w:spacing w:after="560" w:line="560" w:lineRule="exact"/>{_CENTRED}'),
        style("Annex", HEAD_FONT, 16, '<w:pageBreakBefore/><w:spacing w:after="560" w:line="560" w:lineRule="exact"/>'),
        style(
            "AnnexNote",
            BODY_FONT,
            16,
            '<w:spacing w:before="560" w:line="560" w:lineRule="exact"/>'
            '<w:ind w:leftChars="500" w:left="1600" w:hangingChars="300" w:hanging="960"/>',
        ),
        style("Level1", HEAD_FONT, 16, f'{heading}<w:outlineLvl w:val="0"/>'),
        style("Level2", KAI_FONT, 16, f'{heading}<w:outlineLvl w:val="1"/>'),
        style("Body", BODY_FONT, 16, f"{line}{indent}{justified}"),
        *page_number_styles(),
    ]

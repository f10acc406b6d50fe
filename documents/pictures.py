"""Pictures in a .docx written by hand: the drawing in its paragraph, and the parts that carry it."""

import struct
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from documents.ooxml import R, clean

_EMU_PER_MM = 36000
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def picture(number: int, content: bytes, width: float, said: str, style: str) -> str:
    """A paragraph with a PNG, `width` mm wide; `number` counts the document's pictures from 1, `said` is read aloud."""
    across, down = struct.unpack(">II", content[16:24])  # the header of a PNG, ISO/IEC 15948 11.2.2
    wide, high = round(width * _EMU_PER_MM), round(width * _EMU_PER_MM * down / across)
    extent = f'cx="{wide}" cy="{high}"'
    name = f'id="{number}" name="picture{number}" descr={quoteattr(clean(said))}'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {extent}/><wp:docPr {name}/>"
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{R}" r:embed="rIdPicture{number}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )


def with_pictures(parts: Mapping[str, str], contents: Sequence[bytes]) -> dict[str, str | bytes]:
    """The parts of a .docx from `documents.ooxml.package` with its pictures, in the order of their numbers."""
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    links = "".join(
        f'<Relationship Id="rIdPicture{number}" Type="{R}/image" Target="media/picture{number}.png"/>'
        for number in range(1, len(contents) + 1)
    )
    return {
        **parts,
        types: parts[types].replace("<Override", '<Default Extension="png" ContentType="image/png"/><Override', 1),
        relations: parts[relations].replace("</Relationships>", f"{links}</Relationships>"),
        **{f"word/media/picture{number}.png": content for number, content in enumerate(contents, 1)},
    }

"""Office Open XML by hand: text that always parses, GB/T 9704 fonts by name, packages that repeat byte for byte."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MM = 1440 / 25.4
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"
KAI_FONT = "楷体_GB2312"
SONG_FONT = "宋体"
LATIN_FONT = "Times New Roman"

# Neither what XML cannot hold nor the noncharacters, which are ours to mark places with.
_NO_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
# Word draws these in the Western font unless the run says that its neighbours are Chinese.
_AMBIGUOUS = re.compile("[‘’“”…—·×□☑√]")
_CHARACTERS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_BREAKS = re.compile("([\n\t])")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """The text without the characters XML cannot hold; every kind of line end becomes a line feed."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def run(text: str) -> str:
    """One run with the text verbatim; line feeds become breaks, tabs tabs. Empty text gives no run."""
    text = clean(text)
    if not text:
        return ""
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>' if _AMBIGUOUS.search(text) else ""
    pieces = _BREAKS.split(text) if "\n" in text or "\t" in text else [text]
    return f"<w:r>{hint}{''.join(_CHARACTERS.get(piece) or _t(piece) for piece in pieces if piece)}</w:r>"


def paragraph(style: str, text: str) -> str:
    """One paragraph in a named style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def cell(width: int, content: str, extra: str = "") -> str:
    """One table cell `width` twips wide around its paragraphs; `extra` goes between width and alignment."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def table_open(widths: Iterable[int]) -> str:
    """The beginning of a table with single borders and fixed columns, in twips."""
    widths = list(widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def style(name: str, font: str, points: float, paragraph_properties: str = "", latin: str = LATIN_FONT) -> str:
    """A paragraph style: Chinese and Western font, size in points, further paragraph properties as XML."""
    half = round(points * 2)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:pPr>{paragraph_properties}</w:pPr>"
        f'<w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


def page_numbers() -> dict[str, str]:
    """The footers with the page number as GB/T 9704-2012 7.5 has it: — 1 —, outside on either side."""
    return {"default": _page_number("PageOdd"), "even": _page_number("PageEven")}


def page_number_styles() -> list[str]:
    """The styles of `page_numbers`: size 4 is 14 points, one character in from the edge."""
    odd, even = '<w:ind w:rightChars="100" w:right="280"/>', '<w:ind w:leftChars="100" w:left="280"/>'
    return [
        style("PageOdd", SONG_FONT, 14, f'{odd}<w:jc w:val="right"/>', SONG_FONT),
        style("PageEven", SONG_FONT, 14, f'{even}<w:jc w:val="left"/>', SONG_FONT),
    ]


def package(body: str, styles: Iterable[str], footers: Mapping[str, str], title: str, code: str = "") -> dict[str, str]:
    """The parts of a .docx.

    Args:
        body: what stands between `w:body` and its end, the section properties with it; footers are `rIdFoot<kind>`.
        styles: see `style`.
        footers: paragraphs of the footer by kind, `default` for odd and `even` for even pages.
        title: the core property a search finds.
        code: identifier and keywords, where the document carries a printed code.
    """
    return {
        "[Content_Types].xml": _content_types(footers),
        "_rels/.rels": _relations(
            {"rId1": ("officeDocument", "word/document.xml"), "rId2": ("core", "docProps/core.xml")}
        ),
        "docProps/core.xml": _core(title, code),
        "word/document.xml": f'{XML}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": _document_relations(footers),
        "word/styles.xml": _styles(styles),
        "word/settings.xml": _settings(even="even" in footers),
        **{f"word/footer_{kind}.xml": f'{XML}<w:ftr xmlns:w="{W}">{text}</w:ftr>' for kind, text in footers.items()},
    }


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Zip the parts; the same parts give the same bytes on every machine at every hour."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, content)
    return buffer.getvalue()


def _page_number(name: str) -> str:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run("— ")}{field}{run(" —")}</w:p>'


def _t(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def _content_types(footers: Iterable[str]) -> str:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {"document": "document.main", "styles": "styles", "settings": "settings"}
    parts |= {f"footer_{kind}": "footer" for kind in footers}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{main}.{kind}+xml"/>' for part, kind in parts.items()
    )
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _document_relations(footers: Iterable[str]) -> str:
    parts = {"rId1": ("styles", "styles.xml"), "rId2": ("settings", "settings.xml")}
    return _relations(parts | {f"rIdFoot{kind}": ("footer", f"footer_{kind}.xml") for kind in footers})


def _relations(parts: Mapping[str, tuple[str, str]]) -> str:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    rows = "".join(
        f'<Relationship Id="{name}" Type="{core if kind == "core" else f"{R}/{kind}"}" Target="{target}"/>'
        for name, (kind, target) in parts.items()
    )
    return f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _styles(styles: Iterable[str]) -> str:
    return (
        f'{XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{LATIN_FONT}" w:hAnsi="{LATIN_FONT}" w:eastAsia="{BODY_FONT}" w:cs="{LATIN_FONT}"/>'
        '<w:sz w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        f"{''.join(styles)}</w:styles>"
    )


def _settings(*, even: bool) -> str:
    return (
        f'{XML}<w:settings xmlns:w="{W}">{"<w:evenAndOddHeaders/>" if even else ""}'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _core(title: str, code: str) -> str:
    marks = f"<dc:identifier>{escape(code)}</dc:identifier><cp:keywords>{escape(code)}</cp:keywords>" if code else ""
    space = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f"{XML}<cp:coreProperties xmlns:cp={quoteattr(space)} "
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(clean(title))}</dc:title>{marks}</cp:coreProperties>'
    )

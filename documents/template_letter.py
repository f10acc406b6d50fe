"""The template of the letter on paper: red head, red lines, the number on the right, the seal left to a person."""

from documents.official import styles
from documents.ooxml import MM, TITLE_FONT, package, page_numbers, style
from documents.template_parts import each, only_if, placeholder, prose

# 10.1: the head 30 mm from the edge, red lines of 170 mm under it and 20 mm from the foot; no number on the first page.
_PAGE = (
    '<w:sectPr><w:footerReference w:type="first" r:id="rIdFootfirst"/>'
    '<w:footerReference w:type="default" r:id="rIdFootdefault"/>'
    '<w:footerReference w:type="even" r:id="rIdFooteven"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{30 * MM:.0f}" w:right="{26 * MM:.0f}" w:bottom="{35 * MM:.0f}" w:left="{28 * MM:.0f}" '
    f'w:header="851" w:footer="{20 * MM:.0f}" w:gutter="0"/><w:titlePg/></w:sectPr>'
)
_TITLE = "关于{% if again %}再次{% endif %}征求《{{ title }}（征求意见稿）》意见的函"
_TO = "反馈意见请填写所附反馈表，发送至{{ email }}，并按规定报送盖章件。"
_RED = "FF0000"
_WIDER = f'<w:ind w:left="-{7 * MM:.0f}" w:right="-{7 * MM:.0f}"/>'
_FOOT = '<w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr></w:p>'


def letter_template() -> tuple[str, dict[str, str]]:
    """File name and parts."""
    body = "".join(
        (
            placeholder("RedHead", "{{ office }}"),
            placeholder("Number", "{{ number }}"),
            placeholder("Heading", _TITLE),
            placeholder("Plain", "{{ units }}："),
            prose(
                "我单位起草了《{{ title }}（征求意见稿）》，{% if again %}并根据各单位意见作了修改，"
                "现就修改稿再次征求意见{% else %}现征求你单位意见{% endif %}。请结合职责认真研究，于{{ due }}前"
                "将书面意见（加盖单位公章的扫描件和可编辑的电子版）反馈我单位，无意见也请书面反馈。{{ silence }}"
            ),
            only_if("email", placeholder("Ragged", _TO)),
            placeholder("Prose", "专此函达。", "<w:keepNext/>"),
            each(
                "name in attachments",
                placeholder(
                    "Attachment", "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ name }}", "<w:keepNext/>"
                ),
            ),
            placeholder("Right", "{{ office }}", '<w:spacing w:before="700" w:line="560" w:lineRule="exact"/>'),
            placeholder("Date", "{{ signed }}"),
            only_if("contact", prose("（联系人：{{ contact }}{% if phone %}，电话：{{ phone }}{% endif %}）")),
            _PAGE,
        )
    )
    return "letter.docx", package(body, _styles(), page_numbers() | {"first": _FOOT}, _TITLE)


def _styles() -> list[str]:
    line = '<w:spacing w:line="560" w:lineRule="exact"/>'
    return [
        *styles(),
        _red("RedHead", f'{_line("bottom", "thickThinSmallGap")}{_WIDER}<w:jc w:val="center"/>', 40),
        # An address cannot be broken: set to both margins, the line before it would be torn apart.
        style("Ragged", "仿宋_GB2312", 16, f'{line}<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
        style("Number", "仿宋_GB2312", 16, '<w:spacing w:before="120" w:after="320"/><w:jc w:val="right"/>'),
        style(
            "Attachment",
            "仿宋_GB2312",
            16,
            f'{line}<w:ind w:leftChars="500" w:left="1600" w:hangingChars="300" w:hanging="960"/>',
        ),
        style("Date", "仿宋_GB2312", 16, f'{line}<w:ind w:rightChars="400" w:right="1280"/><w:jc w:val="right"/>'),
        style("Foot", "宋体", 5, f"{_line('top', 'thinThickSmallGap')}{_WIDER}"),
    ]


def _line(side: str, kind: str) -> str:
    return f'<w:pBdr><w:{side} w:val="{kind}" w:sz="24" w:space="4" w:color="{_RED}"/></w:pBdr>'


def _red(name: str, properties: str, points: float) -> str:
    written = style(name, TITLE_FONT, points, properties)
    return written.replace("<w:sz ", f'<w:color w:val="{_RED}"/><w:sz ', 1)

"""The template of the drafting note as it is delivered: the sections that offices and rules of procedure ask for."""

from documents.official import PAGE, styles
from documents.ooxml import KAI_FONT, package, page_numbers, style
from documents.template_parts import each, only_if, placeholder, prose


def note_template() -> tuple[str, dict[str, str]]:
    """File name and parts."""
    dispute = "".join(
        (
            placeholder("Level2", "（{{ dispute.number }}）争议的主要问题"),
            prose("{{ dispute.issue }}"),
            prose("有关单位的意见：{{ dispute.units }}"),
            prose("我单位的意见和理由：{{ dispute.ours }}"),
            prose("依据：{{ dispute.grounds }}"),
        )
    )
    annex = "附件：{% if earlier %}各轮{% endif %}征求意见情况汇总表"
    body = "".join(
        (
            placeholder("Heading", "{{ office }}"),
            placeholder("Heading", "关于《{{ title }}》的起草说明"),
            prose("现就《{{ title }}》的起草情况说明如下："),
            _section("一、制定的背景和必要性"),
            prose("{{ background }}"),
            _section("二、起草依据"),
            each("line in basis", prose("{{ line }}")),
            _section("三、起草过程"),
            prose("{{ process }}"),
            each("line in earlier", prose("{{ line }}")),
            prose("{{ consulted }}{{ outcome }}"),
            only_if("reasons", prose("未采纳、部分采纳和有条件采纳的意见及理由：")),
            each("line in reasons", prose("{{ line }}")),
            _section("四、主要内容"),
            prose("{{ contents }}"),
            _section("五、重大分歧意见的协调处理情况"),
            only_if("accord", prose("{{ accord }}")),
            only_if("not disputes", prose("没有存在重大分歧的意见。")),
            each("dispute in disputes", dispute),
            _section("六、合法性审核、公平竞争审查等情况"),
            each("line in steps", prose("{{ line }}")),
            _section("七、需要说明的其他问题"),
            each("line in remaining", prose("{{ line }}")),
            placeholder("Prose", annex, '<w:spacing w:before="560"/>'),
            placeholder("Right", "{{ office }}", '<w:spacing w:before="560"/>'),
            placeholder("Right", "{{ signed }}"),
            prose("（联系人：{{ contact }}，电话：{{ phone }}）"),
            PAGE,
        )
    )
    return "note.docx", package(body, _styles(), page_numbers(), "关于《{{ title }}》的起草说明")


def _section(words: str) -> str:
    return placeholder("Section", words)


def _styles() -> list[str]:
    line = '<w:keepNext/><w:spacing w:line="560" w:lineRule="exact"/>'
    return [*styles(), style("Level2", KAI_FONT, 16, f'{line}<w:ind w:firstLineChars="200" w:firstLine="640"/>')]

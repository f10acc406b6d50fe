"""One opinion from a row of the form, put as the table of opinions puts it."""

import re

from documents.form_reading import FormRow

_INSTRUCTS = re.compile(
    r"建议|从.{1,40}[删去除]|修改|改|删|增|补|将|把|调整|合并|拆分|明确|统一|在.{1,30}[后前中]|与|由"
)
_QUOTED = re.compile(r"[“\"「].*[”\"」]", re.DOTALL)
_REASONED = re.compile(r"理由|依据|原因|因为")


def text_of(row: FormRow) -> str:
    """The opinion as one text: place, “original”, （proposal）, grounds; a proposal alone is given verbatim.

    The words of the row are never changed; only what joins them is added, e.g.
    `三、（二）“年底前完成”（建议修改为：次年三月底前完成）理由：汛期不能施工。`
    """
    if not (row.place or row.original or row.grounds):
        return row.proposal
    original = row.original if not row.original or _QUOTED.fullmatch(row.original) else f"“{row.original}”"
    return "".join((row.place, original, _proposal(row), _grounds(row.grounds)))


def _proposal(row: FormRow) -> str:
    if not row.proposal:
        return ""
    if row.proposal.startswith("建议"):
        return f"（{row.proposal}）"
    instructs = _INSTRUCTS.match(row.proposal) or not row.original
    return f"（{'建议' if instructs else '建议修改为'}：{row.proposal}）"


def _grounds(grounds: str) -> str:
    return grounds if not grounds or _REASONED.match(grounds) else f"理由：{grounds}"

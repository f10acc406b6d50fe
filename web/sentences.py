"""What a refusal says on a page, where there are buttons and no commands."""

import re

from rules.errors import CirculateError

# A sentence of the floors below may end in what to type at a terminal; a page names its own words for that.
_SAID = (
    (r"请用 --clause、--after 或 --delete 写明，或用 --none 表示不改动", "请在“改写”中写明，或按“不改动文字”"),
    (r"如确实不改动文字，请用 --none", "如确实不改动文字，请按“不改动文字”"),
    (r"请用 circulate edits confirm (重新写明|改定其中一条)", r"请在“改写”中\1"),
    (r"请先用 circulate settle 更改处理", "请先在“意见”页更改处理"),
    (r"，或用 --unit 只告知意见已全部审定的单位", "，或只勾选意见已全部审定的单位"),
    (r"先用 circulate negotiate 登记协商情况", "请先登记协商情况"),
    (r"先用 circulate rejoinder \S+ \d+ maintain 登记", "请先登记该单位的回应"),
    (r"请用 circulate checklist \S+ --procedure 选定，可选 .*。", "请先选定程序。"),
    (r"请用 --evidence 写明", "请在“凭据或理由”中写明"),
    (r"（--(?:who|text)）", ""),
    (r"请加 --reopen", "请勾选“更改已审定的处理”"),
    (r"请用 --reopen 写明", "请在“重新处理”中写明"),
    (r"[；，]?(?:编号见|可用) circulate \S+ \S+?(?: 查看)?。", "。"),
)


def said(refused: CirculateError) -> str:
    """The one sentence to show on a page."""
    sentence = refused.sentence
    for typed, pressed in _SAID:
        sentence = re.sub(typed, pressed, sentence)
    return sentence

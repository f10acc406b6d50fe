"""What a refusal says on a page, where there are buttons and no commands, in the language of the page."""

import re

from rules.errors import CirculateError
from web.refusals import translated

# A sentence of the floors below may end in what to type at a terminal; a page names its own words for that.
_SAID = (
    (r"，例如 (?:--due )?\+\dwd(?:（\d 个工作日后）)?", ""),
    (r"；请写成 2026-10-13、2026-10-13 17:00 或 \+7wd（7 个工作日后）", "；请写成 2026-10-13 或 2026-10-13 17:00"),
    (r"请用 --clause、--after 或 --delete 写明，或用 --none 表示不改动", "请在“改写”中写明，或按“不改动文字”"),
    (r"如确实不改动文字，请用 --none", "如确实不改动文字，请按“不改动文字”"),
    (r"请用 circulate edits confirm (重新写明|改定其中一条)", r"请在“改写”中\1"),
    (r"请用 circulate edits (?:confirm )?重新认定", "请在“修改稿”页重新认定"),
    (r"请先用 circulate settle 更改处理", "请先在“意见”页更改处理"),
    (r"请先用 circulate settle 逐条处理", "请先在“意见”页逐条处理"),
    (r"请先用 circulate settle 重新提出建议", "请先在“意见”页重新提出建议"),
    (r"请先用 circulate outcomes approve \S+ 审定", "请先请负责人审定"),
    (r"，或用 --unit 只告知意见已全部审定的单位", "，或只勾选意见已全部审定的单位"),
    (r"先用 circulate negotiate 登记协商情况", "请先登记协商情况"),
    (r"先用 circulate rejoinder \S+ \d+ maintain 登记", "请先登记该单位的回应"),
    (r"再用 circulate rejoinder \S+ 逐条登记", "再在“告知与回应”页逐条登记"),
    (r"请用 circulate checklist \S+ --procedure 选定，可选 .*。", "请先选定程序。"),
    (r"请用 --evidence 写明", "请在“凭据或理由”中写明"),
    (r"请用 --reason 写明", "请写明"),
    (r"（--(?:who|text)）", ""),
    (r"请加 --reopen", "请勾选“更改已审定的处理”"),
    (r"请用 --reopen 写明", "请在“重新处理”中写明"),
    (r"请用 --(?:reason|title) 写明", "请写明"),
    (r"[，；](?:没有意见的|该单位没有意见的，)请用 --no-comment(?: 登记为无意见)?", "；没有意见的请选“无意见”"),
    (
        r"请用 --opinion 写明意见（可多次使用），或用 --no-comment 表示无意见，两者选一",
        "请逐条写明意见，没有意见的请选“无意见”",
    ),
    (r"--form 不能与 --no-comment 或 --opinion 同时使用", "上传反馈表的，不能再选“无意见”或录入意见"),
    (r"请核对 --received", "请核对收到日期"),
    (r"：命令行用 --form 1 至 --form \d+", ""),
    (r"确需登记的，请用 --opinion 照录", "确需登记的，请照来信逐条录入"),
    (r"请用 circulate reply 重新登记该单位的反馈", "请在该单位的页面重新登记反馈"),
    (r"如确需登记，请先用 circulate round extend 延期", "如确需登记，请先延期"),
    (r"，其中 (\d+) 封函件还没有发出，用 circulate send 继续发出", r"，其中 \1 封函件还没有发出"),
    (r"查看进展用 circulate status \S+", "请到“各轮”查看进展"),
    (r"请用 circulate round open 另发一轮", "请新建一轮"),
    (r"如需再发全部单位，请用 --units all", "如需再发全部单位，请勾选“全部”"),
    (r"仍要发函的先用 circulate units retire 单位 --back 恢复", "仍要发函的请先在“单位名册”中恢复"),
    (r"请在单位表中补上后用 circulate units import 重新导入", "请先在“单位名册”中补上"),
    (r"请先用 circulate units import 导入单位", "请先在“单位名册”中导入"),
    (r"可用 circulate units list 查看全部单位", "可在“单位名册”中查看全部单位"),
    (r"请写明，例如 circulate anchors confirm \S+ \S+ ", "请写明，例如 "),
    (r"[；，]?(?:编号见|可用) circulate \S+ [^。]*。", "。"),
)


def said(refused: CirculateError) -> str:
    """The one sentence to show on a page."""
    sentence = refused.sentence
    for typed, pressed in _SAID:
        sentence = re.sub(typed, pressed, sentence)
    return translated(sentence)

"""What units write when they want something of the office, and what only looks so."""

import pytest

from mail.requests import BROKEN_FILE, MORE_TIME, NOT_OURS, QUESTION, request_in, secret_mark


@pytest.mark.parametrize(
    "text",
    [
        "因我局正在进行机构改革，申请延期至10月20日反馈意见。",
        "市自然资源和规划局：\n来函收悉。因涉及科室较多，恳请贵局将反馈时限延长一周。\n市财政局",
        "能否宽限几天？领导出差。",
        "由于时间紧，希望推迟到下周三前报送意见。",
        "我单位意见正在走程序，可能要延迟反馈，请谅解。",
        "申请延期",
        "想晚两天回复，可以吗",
        "我局暂无意见，但需延期至周五报送盖章件。",
    ],
)
def test_a_unit_that_asks_for_more_time_gives_no_opinion(text: str) -> None:
    assert request_in(text) == MORE_TIME


@pytest.mark.parametrize(
    "text",
    [
        "请问附件打不开，能否重发？谢谢",
        "您好，征求意见稿附件下载后无法打开，请重新发送。",
        "附件打开是乱码。",
        "我们没有收到附件，麻烦再发一次。",
        "没有看到反馈表",
    ],
)
def test_a_file_that_does_not_open_is_no_opinion(text: str) -> None:
    assert request_in(text) == BROKEN_FILE


@pytest.mark.parametrize(
    "text",
    [
        "请问几号截止？",
        "您好，请问反馈表需要盖单位公章还是科室章",
        "想问一下，可以只发电子版吗？谢谢！",
        "反馈意见发到这个邮箱可以吗？",
    ],
)
def test_a_question_is_no_opinion(text: str) -> None:
    assert request_in(text) == QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "来函收悉。该事项非我单位职责，建议征求市住建局意见。",
        "经研究，此项工作不属于我局职责范围，请征求市水利局意见。",
        "《节水办法（征求意见稿）》与我局职能无关。",
        "不涉及我局职能，请转市城管局办理。",
    ],
)
def test_whoever_was_asked_by_mistake_gives_no_opinion(text: str) -> None:
    assert request_in(text) == NOT_OURS


@pytest.mark.parametrize(
    "text",
    [
        "该项工作不属于我局职责，建议将责任单位改为市住建局。",
        "第三条不属于我局职责，请征求市水利局意见。",
        "请在责任单位中去掉我局，此事不属于我局职责。",
        "该工作不属于我局职责，请调整牵头单位。",
        "非我局职责，应由市水利局承担。",
        "结合我局职责，建议增加“依法”。",
        "建议将第三条的申报期限延长至三十日。",
        "建议明确申请延期的条件。",
        "1.第五条“申请延期”改为“申请展期”。\n2.删去附件2。",
        "请问第三条是否包括县级河道？建议明确。",
        "附件2中的责任单位应为市水利局。",
        "请在第二条增加“依法”。",
        "应明确由谁负责。",
        "贵单位拟建项目应优先保障延期项目的用地",
        "无意见。",
        "",
    ],
)
def test_an_opinion_about_time_limits_and_annexes_is_no_request(text: str) -> None:
    assert request_in(text) == ""


def test_a_mark_of_secrecy_is_seen_and_the_words_alone_are_none() -> None:
    asked = "这封邮件标有密级（机密★），没有读取；请立即按保密规定处置，不要登记、转发。"
    assert secret_mark("反馈意见", "机密★10年\n建议删去第二条。") == asked
    assert secret_mark("建议第三条增加“不得泄露国家秘密、工作秘密”。", "重要提示：此邮件可能含有机密信息。") == ""

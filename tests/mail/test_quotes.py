"""Sixteen ways in which mail programs quote what is answered."""

import pytest

from mail.quotes import own_part

ANSWER = "我单位无不同意见，建议第三条增加“依法”二字。\n联系人：张三 0571-88888888"
ASKED = "各有关单位：\n请于十个工作日内反馈意见。"
WHEN = "2025年11月3日"
TRAP = f"{ANSWER}\n发件人：请改为“发文机关”。\n第二条同意。"

QUOTED = {
    "QQ": (
        f'\n\n\n------------------ 原始邮件 ------------------\n发件人: "市政府办公室" <office@gov.test>;\n'
        f'发送时间: {WHEN}(星期一) 上午10:00\n收件人: "张三"<a@units.test>;\n主题: 关于征求意见的函\n\n{ASKED}'
    ),
    "QQ, newer": (
        "\n\n\n         原始邮件\n         \n       \n发件人：市政府办公室 <office@gov.test>\n"
        f"发件时间：{WHEN} 10:00\n收件人：张三 <a@units.test>\n主题：关于征求意见的函\n\n{ASKED}"
    ),
    "Foxmail": (
        "\n\n\n\n发件人： 市政府办公室\n发送时间： 2025-11-03 10:00\n收件人： a@units.test\n"
        f"主题： 关于征求意见的函\n{ASKED}"
    ),
    "163": '\n\n\n\n\n在 2025-11-03 10:00:00，"市政府办公室" <office@gov.test> 写道：\n\n' + ASKED.replace("\n", "\n>"),
    "163, newer": (
        "\n\n\n\n---- 回复的原邮件 ----\n| 发件人 | 市政府办公室<office@gov.test> |\n| 日期 | 2025年11月03日 10:00 |\n"
        f"| 收件人 | a@units.test |\n| 主题 | 关于征求意见的函 |\n{ASKED}"
    ),
    "Coremail": (
        '\n\n\n-----原始邮件-----\n发件人:"市政府办公室" <office@gov.test>\n发送时间:2025-11-03 10:00:00 (星期一)\n'
        f"收件人: a@units.test\n抄送: \n主题: 关于征求意见的函\n\n{ASKED}"
    ),
    "Outlook": (
        f"\n\n________________________________\n发件人: 市政府办公室 <office@gov.test>\n发送时间: {WHEN} 10:00\n"
        f"收件人: a@units.test\n主题: 关于征求意见的函\n\n{ASKED}"
    ),
    "Outlook, older": (
        f"\n\n-----邮件原件-----\n发件人: office@gov.test [mailto:office@gov.test] \n发送时间: {WHEN} 10:00\n"
        f"收件人: a@units.test\n主题: 关于征求意见的函\n\n{ASKED}"
    ),
    "Gmail": f"\n\n市政府办公室 <office@gov.test> 于{WHEN}周一 10:00写道：\n\n> " + ASKED.replace("\n", "\n> "),
    "Apple": f"\n\n> 在 {WHEN}，上午10:00，市政府办公室 <office@gov.test> 写道：\n> \n> " + ASKED.replace("\n", "\n> "),
    "Thunderbird": "\n\n在 2025/11/3 10:00, 市政府办公室 写道:\n> " + ASKED.replace("\n", "\n> "),
    "WPS, DingTalk": (
        f"\n{'-' * 66}\n发件人：市政府办公室 <office@gov.test>\n发送时间：{WHEN}(星期一) 10:00\n"
        f"收件人：张三 <a@units.test>\n主　题：关于征求意见的函\n\n{ASKED}"
    ),
    "> alone": "\n\n> " + ASKED.replace("\n", "\n> "),
    "nothing": "",
    "English Outlook": (
        "\n\nFrom: office <office@gov.test>\nSent: Monday, November 3, 2025 10:00 AM\n"
        f"To: a@units.test\nSubject: x\n\n{ASKED}"
    ),
}


@pytest.mark.parametrize("history", QUOTED.values(), ids=QUOTED)
def test_the_answer_stands_alone_above_the_history(history: str) -> None:
    assert own_part(ANSWER + history) == ANSWER


def test_a_label_word_inside_an_answer_cuts_nothing() -> None:
    assert own_part(TRAP) == TRAP


def test_an_answer_below_a_quotation_is_kept_whole() -> None:
    below = f"> {ASKED}\n\n{ANSWER}"
    assert own_part(below) == below


def test_windows_line_ends_make_no_difference() -> None:
    assert own_part((ANSWER + QUOTED["QQ"]).replace("\n", "\r\n")) == ANSWER


@pytest.mark.parametrize(
    "footer",
    [
        "保密提示：本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。\n禁止任何其他人以任何形式使用。",
        "【免责声明】本邮件由系统自动添加。",
        "本邮件及附件仅供指定收件人使用，建议您立即删除。如果您不是收件人，请勿复制。",
        "重要提示：此邮件可能含有机密信息，请妥善保管。",
        "This e-mail and any attachments are confidential and intended solely for the addressee.\nPlease delete it.",
        "CONFIDENTIALITY NOTICE: please change nothing.",
        "Disclaimer\nThe sender accepts no liability.",
    ],
)
@pytest.mark.parametrize("below", ["", "\n\n发自我的iPhone"])
def test_what_a_mail_server_adds_about_secrecy_is_not_the_units_own(footer: str, below: str) -> None:
    left = own_part(f"第三条建议删去。\n\n{footer}{below}")
    assert left.split() == ["第三条建议删去。", *below.split()]


@pytest.mark.parametrize(
    "text",
    ["第八条应写明本信息系统仅供内部使用。", "建议增加保密条款。", "重要提示应放在附件中。", "免责的情形不明确。"],
)
def test_an_opinion_about_secrecy_stays(text: str) -> None:
    assert own_part(text) == text

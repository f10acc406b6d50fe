"""Header values: nothing over 75, no character split, nothing smuggled in."""

import re
from base64 import b64decode
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.charsets import header_text
from mail.headers import ascii_address, file_name, guarded, mailbox, words
from mail.reading import read
from rules.errors import BadInput

CHINESE = "关于进一步加强城市管理工作的实施意见（征求稿）《》、，“”〔2025〕号函𠮷㐂"
TEXT = st.text(
    st.one_of(st.sampled_from(CHINESE), st.sampled_from('aA1.:,-_=?" '), st.characters(categories=["L", "N"]))
)
PLAIN = TEXT.map(lambda text: " ".join(text.split()))


@settings(max_examples=300, deadline=None)
@given(PLAIN)
def test_a_subject_comes_back_as_it_was_and_keeps_the_rules(subject: str) -> None:
    raw = b"Subject: " + words(subject, len("Subject: ")).encode("ascii") + b"\r\n\r\nx"
    lines = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    found = re.findall(rb"=\?utf-8\?B\?([^?]*)\?=", raw)
    assert header_text(raw.split(b"\r\n\r\n")[0][9:]) == subject
    assert max(map(len, lines)) <= 76
    assert "".join(b64decode(word).decode() for word in found) in {subject, ""}


@settings(max_examples=200, deadline=None)
@given(PLAIN)
def test_a_name_beside_an_address_is_read_by_the_standard_library(name: str) -> None:
    raw = b"To: " + mailbox("a@b.test", name, 4).encode("ascii") + b"\r\n\r\nx"
    address = message_from_bytes(raw, policy=policy.SMTP)["To"].addresses[0]
    assert (address.addr_spec, address.display_name.replace(" ", "")) == ("a@b.test", name.replace(" ", ""))


@pytest.mark.parametrize(
    "name", ["第一单位，办公室", "城管局（执法局）, 办公室 <秘书科>", 'a "b" \\c', "O'Neil, Ltd.", "=?x?="]
)
def test_a_difficult_name_stays_one_name(name: str) -> None:
    raw = b"To: " + mailbox("a@b.test", name, 4).encode("ascii") + b"\r\n\r\nx"
    found = message_from_bytes(raw, policy=policy.SMTP)["To"].addresses
    # The standard parser puts a space where a name was folded; ours, and mail programs, do not.
    assert [address.display_name.replace(" ", "") for address in found] == [name.replace(" ", "")]
    assert read(b"From: " + raw[4:]).sender_name == name


@pytest.mark.parametrize("value", ["关于\r\nBcc: x@y.test", "a\nb", "a\rb", "a\x00b", "a\u2028b"])
def test_a_line_break_in_a_header_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="邮件主题中含有换行或控制字符"):
        guarded(value, "邮件主题")


def test_a_chinese_domain_travels_as_idna() -> None:
    assert ascii_address("office@规划局.中国") == "office@xn--wbrz1wyk2b.xn--fiqs8s"


@pytest.mark.parametrize(
    "address",
    ["", "office", "@b.test", "a@", "局@b.test", "a b@c.test", "a@b..test", "a@-b.test", "a>@b.test", "a@b.test\r\n"],
)
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    if address.strip() != address:
        assert ascii_address(address) == "a@b.test"
        return
    with pytest.raises(BadInput, match="不是可用的邮箱地址；请在单位名录中改正"):
        ascii_address(address)


def test_fifteen_chinese_characters_or_fewer_make_one_word_and_longer_names_are_folded() -> None:
    assert file_name("征求意见反馈表.docx", 11).count("=?utf-8") == 1
    assert (
        header_text(file_name("开封市产业集聚区百园增效行动实施方案.docx", 11))
        == "开封市产业集聚区百园增效行动实施方案.docx"
    )


def test_an_endless_file_name_is_cut_in_its_stem() -> None:
    name = header_text(file_name("关于" * 60 + ".docx", 11))
    assert (len(name), name[-6:]) == (60, "….docx")


def test_a_file_name_cannot_break_out_of_its_quotes() -> None:
    assert file_name('a"; x="b\\c/d.docx', 11) == "a'; x='b_c_d.docx"

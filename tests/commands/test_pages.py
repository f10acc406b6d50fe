"""`circulate pages` and `circulate rejoinder`: addresses read out, taken back, given anew; words by telephone."""

import re

import pytest

from desk.filing import Entered, enter_reply
from desk.office import Desk
from desk.rejoining import rejoined_in
from models import outcomes
from models.rejoinders import Word
from rules.filing import OpinionEntry
from rules.settling import Outcome
from rules.words import Accord, Channel, Stage, Verdict
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, Clerk
from tests.desk.office import FEW, FINANCE, open_round

SITE = "https://yj.example"
WARNING = "注意：没有设置 CIRCULATE_PUBLIC_URL（如 https://example.gov.cn），下列网址缺少开头，函件中也不写网址。\n"


@pytest.fixture(autouse=True)
def _opened(desk: Desk) -> None:
    open_round(desk, now=OPENED, due=DUE)


def address(clerk: Clerk, *words: str) -> str:
    """The one line `circulate pages` prints for a unit."""
    ended = clerk("pages", ROUND, "--unit", FINANCE, *words, CIRCULATE_PUBLIC_URL=SITE)
    assert (ended.code, ended.err) == (0, "")
    return ended.out.strip()


def test_every_units_address_is_listed(clerk: Clerk) -> None:
    ended = clerk("pages", ROUND, CIRCULATE_PUBLIC_URL=SITE)
    listed = re.findall(rf"(\S+)\s+│\s+({SITE}/r/[a-z2-7]{{16}})", ended.out)
    assert [unit for unit, _ in listed] == list(FEW)
    assert dict(listed)[FINANCE] == address(clerk)


def test_an_address_is_taken_back_and_another_given(clerk: Clerk) -> None:
    first = address(clerk)
    assert address(clerk, "--revoke") == "没有网址，可用 --reissue 换发。"
    assert address(clerk, "--reissue") != first
    both = clerk("pages", ROUND, "--revoke", "--reissue")
    assert (both.code, both.err) == (1, "--revoke 与 --reissue 只能选一个：停用，或换发。\n")


def test_an_office_without_a_public_address_is_told_that_letters_name_none(clerk: Clerk) -> None:
    ended = clerk("pages", ROUND, "--unit", FINANCE)
    assert (ended.code, ended.err, ended.out[:3]) == (0, WARNING, "/r/")


def test_a_word_by_telephone_is_entered(clerk: Clerk, desk: Desk) -> None:
    enter_reply(desk, ROUND, FINANCE, Entered(NOW, Channel.PAPER, (OpinionEntry("删去第二条。"),)), NOW)
    early = clerk("rejoinder", ROUND, "1", "accept")
    assert (early.code, early.err) == (1, f"{ROUND} 第 1 条意见的采纳情况还没有审定，不能登记单位的回应。\n")
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, {1: Outcome(Verdict.REJECTED, Stage.APPROVED, "另有规定。")}, NOW)
    silent = clerk("rejoinder", ROUND, "1", "maintain")
    assert (silent.code, silent.err) == (1, "坚持原意见的，请写明理由，以便进一步研究和沟通。\n")
    said = clerk.does("rejoinder", ROUND, "1", "maintain", "--why", "确有必要。", "--from", "李四")
    assert said == f"已登记 {FINANCE} 对第 1 条意见采纳情况的回应：坚持原意见。\n"
    (kept,) = rejoined_in(desk, ROUND)
    assert kept.word == Word(Accord.MAINTAINED, "确有必要。", Channel.PHONE, "李四")
    wrong = clerk("rejoinder", ROUND, "1", "agree")
    assert (wrong.code, wrong.err) == (1, "不认识“agree”；同意写 accept，坚持原意见写 maintain。\n")

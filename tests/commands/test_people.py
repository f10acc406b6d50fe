"""`circulate people`: somebody is added, listed, and given a new password where it was forgotten."""

import pytest

from desk import people
from desk.office import Desk
from rules.errors import Refused
from rules.words import Duty
from tests.commands.clerk import NOW, Clerk


def test_somebody_added_signs_in_with_the_password_printed_last(clerk: Clerk, desk: Desk) -> None:
    password = clerk.does("people", "add", "li", "--name", "李经办").splitlines()[-1]
    who, _token = people.sign_in(desk, "li", password, NOW)
    assert (who.name, who.duty) == ("李经办", Duty.CLERK)


def test_a_forgotten_password_is_mended(clerk: Clerk, desk: Desk) -> None:
    first = clerk.does("people", "add", "wang", "--name", "王局长", "--duty", "leader").splitlines()[-1]
    second = clerk.does("people", "password", "wang").splitlines()[-1]
    with pytest.raises(Refused):
        people.sign_in(desk, "wang", first, NOW)
    assert people.sign_in(desk, "wang", second, NOW)[0].duty is Duty.LEADER


def test_people_are_listed_with_what_they_do(clerk: Clerk) -> None:
    clerk.does("people", "add", "wang", "--name", "王局长", "--duty", "leader")
    row = clerk.does("people", "list").splitlines()[-2]
    assert row.replace("│", " ").split() == ["wang", "王局长", "负责人"]


def test_a_login_nobody_has_is_refused_with_a_sentence(clerk: Clerk) -> None:
    ended = clerk("people", "password", "nobody")
    assert (ended.code, ended.err) == (1, "没有登录名为“nobody”的人员；可用 circulate people list 查看。\n")

"""Watching: what has not run or has failed is seen, told to the office once, and forgotten when it runs again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from desk import watching
from desk.office import Desk
from desk.posting import account_name
from desk.watching import SENDING, Symptom
from models import pauses
from office.settings import Tls
from rules.errors import MailDown
from tests.desk.office import DAY, HOUR, OFFICE, OPENED, caught, open_round, words

COLLECT = "collect-replies"
DOWN = "收件邮箱 imap.office.test 不答复；请检查网络。"


def ran(desk: Desk, what: str = COLLECT) -> None:
    with watching.watched(desk, what, OPENED):
        pass


def failed(desk: Desk, error: Exception | None = None) -> None:
    with pytest.raises(type(error or MailDown())), watching.watched(desk, COLLECT, OPENED + HOUR):
        raise error or MailDown(DOWN)


def test_nothing_is_amiss_with_an_office_that_runs(desk: Desk) -> None:
    ran(desk)
    assert watching.symptoms(desk, OPENED + HOUR) == ()


def test_an_office_that_never_ran_alarms_nobody(desk: Desk) -> None:
    assert watching.symptoms(desk, OPENED) == ()


@pytest.mark.parametrize(("what", "usual"), list(watching.USUAL.items()))
def test_a_schedule_that_has_not_run_is_seen(desk: Desk, what: str, usual: timedelta) -> None:
    ran(desk, what)
    late = f"{watching.WORDS[what]}自 09月28日 09:30 起没有运行；请检查 circulate serve 是否在运行。"
    assert watching.symptoms(desk, OPENED + usual) == ()
    assert watching.symptoms(desk, OPENED + usual + timedelta(minutes=1)) == (Symptom(what, late),)


def test_a_mailbox_that_cannot_be_read_is_seen_until_it_can(desk: Desk) -> None:
    failed(desk)
    assert watching.symptoms(desk, OPENED + HOUR) == (Symptom(COLLECT, f"收取来信没有完成：{DOWN}"),)
    ran(desk)
    assert watching.symptoms(desk, OPENED + HOUR) == ()


def test_a_defect_of_ours_is_named_without_its_words(desk: Desk) -> None:
    failed(desk, ValueError("secret of a unit"))
    assert watching.symptoms(desk, OPENED + HOUR) == (Symptom(COLLECT, "收取来信没有完成：程序出错（ValueError）"),)


def test_paused_sending_is_seen(desk: Desk) -> None:
    with desk.store.write() as session:
        pauses.note_trouble(session, account_name(desk), "535 授权码错误", OPENED)
    assert watching.symptoms(desk, OPENED) == (Symptom(SENDING, "发信已暂停：535 授权码错误"),)


def test_the_office_is_told_once_a_day_and_again_after_it_ran_and_failed_anew(desk: Desk) -> None:
    failed(desk)
    moments = [OPENED + HOUR, OPENED + 2 * HOUR, OPENED + HOUR + DAY]
    told = [[each.what for each in watching.alarm(desk, moment)] for moment in moments]
    assert told == [[COLLECT], [], [COLLECT]]
    ran(desk)
    failed(desk)
    assert [each.what for each in watching.alarm(desk, moments[2])] == [COLLECT]
    assert len(caught(desk, OFFICE)) == 3


def test_of_several_who_watch_at_once_one_tells(opening_desk: Callable[[], Desk]) -> None:
    desks = [opening_desk() for _ in range(4)]
    failed(desks[0])
    with ThreadPoolExecutor(len(desks)) as at_once:
        told = list(at_once.map(lambda desk: watching.alarm(desk, OPENED + HOUR), desks))
    assert (sorted(map(len, told)), len(caught(desks[0], OFFICE))) == ([0, 0, 0, 1], 1)


def test_what_could_not_be_told_is_told_with_the_next_call(desk: Desk) -> None:
    failed(desk)
    nowhere = {"smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_tls": Tls.NONE}
    with pytest.raises(MailDown):
        watching.alarm(replace(desk, settings=desk.settings.model_copy(update=nowhere)), OPENED + HOUR)
    assert [each.what for each in watching.alarm(desk, OPENED + HOUR)] == [COLLECT]


def test_the_letter_says_what_is_amiss_in_its_own_words(desk: Desk) -> None:
    failed(desk)
    watching.alarm(desk, OPENED + HOUR)
    (letter,) = caught(desk, OFFICE)
    assert (letter["Subject"], letter["To"].addresses[0].addr_spec) == ("【征求意见系统】有情况需要处理", OFFICE)
    assert words(letter).splitlines()[2] == f"· 收取来信没有完成：{DOWN}"


def test_a_run_that_prefect_saw_fail_is_told_and_then_past(desk: Desk) -> None:
    watching.note_run(desk, "eager-otter（Crashed）", OPENED)
    told = watching.alarm(desk, OPENED)
    assert [each.words for each in told] == ["后台任务没有完成：eager-otter（Crashed）"]
    assert watching.symptoms(desk, OPENED + 100 * DAY) == ()


def test_the_figures_name_no_unit_and_no_address(desk: Desk) -> None:
    open_round(desk)
    ran(desk)
    lines = watching.metrics(desk, OPENED + HOUR).splitlines()
    assert [line for line in lines if not line.endswith(" 0")] == [
        'circulate_letters{state="sent"} 3',
        'circulate_seconds_since_run{flow="collect-replies"} 3600',
    ]

"""Where a unit stands towards an outcome, and what a negotiation and a dispute must say."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.disputes import (
    FORM_WORDS,
    REACTION_WORDS,
    Form,
    Negotiated,
    Parts,
    Reaction,
    check_negotiated,
    check_parts,
    reaction_of,
)
from rules.errors import ReasonMissing
from rules.words import Accord

BY = date(2026, 10, 19)
DAY = timedelta(days=1)
NOW = datetime(2026, 10, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
YES, NO = Accord.ACCEPTED, Accord.MAINTAINED


@pytest.mark.parametrize(
    ("accord", "answer_by", "today", "agreed", "disputed", "reaction"),
    [
        (None, None, BY, None, False, Reaction.UNTOLD),
        (None, BY, BY, None, False, Reaction.WAITING),
        (None, BY, BY + DAY, None, False, Reaction.SILENT),
        (YES, BY, BY + DAY, None, False, Reaction.ACCEPTED),
        (YES, None, BY, None, False, Reaction.ACCEPTED),
        (NO, BY, BY + DAY, None, False, Reaction.MAINTAINED),
        (NO, BY, BY, False, False, Reaction.MAINTAINED),
        (NO, BY, BY, False, True, Reaction.DISPUTED),
        (NO, BY, BY, True, False, Reaction.AGREED),
        (None, None, BY, True, True, Reaction.AGREED),
    ],
)
def test_where_a_unit_stands_follows_from_what_was_said_and_by_when(  # noqa: PLR0913 - the six things it follows from
    accord: Accord | None,
    answer_by: date | None,
    today: date,
    agreed: bool | None,  # noqa: FBT001
    disputed: bool,  # noqa: FBT001
    reaction: Reaction,
) -> None:
    assert reaction_of(accord, answer_by, today, agreed=agreed, disputed=disputed) is reaction


def test_every_reaction_and_form_has_its_word() -> None:
    assert (list(REACTION_WORDS), list(FORM_WORDS)) == (list(Reaction), list(Form))


def test_a_dispute_names_each_part_it_lacks() -> None:
    check_parts(Parts("由谁牵头", "市发改委", "市财政局", "三定规定"), 3)
    with pytest.raises(ReasonMissing) as refused:
        check_parts(Parts("由谁牵头", " ", "市财政局", ""), 3)
    assert refused.value.sentence == "第 3 条意见的分歧没有写明对方意见、理由和依据；四项都要写明，上报时才能说清楚。"


def test_a_negotiation_names_who_took_part_and_what_came_of_it() -> None:
    check_negotiated(Negotiated(Form.PHONE, NOW, "王工、李科长", "同意调整", agreed=True), 3)
    with pytest.raises(ReasonMissing) as refused:
        check_negotiated(Negotiated(Form.PHONE, NOW, "", "　", agreed=True), 3)
    assert refused.value.sentence == "第 3 条意见的协商记录没有写明参加人员、协商结果；请补充后再登记。"

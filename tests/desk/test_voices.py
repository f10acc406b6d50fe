"""Other voices: heard and settled in their own row of numbers, never counted among the units."""

import pytest

from desk import acts, voices
from desk.office import Desk
from desk.view import as_json, view
from models.voices import Heard, Said
from rules.errors import AlreadySettled, OpinionUnknown, Overtaken, ReasonMissing, ReplyEmpty
from rules.settling import Outcome
from rules.words import Stage, Verdict, VoiceKind
from tests.desk.office import HOUR, OPENED, ROUND, open_round

LATER = OPENED + HOUR
SAID = Said(VoiceKind.LEADER, "张副市长", "第二部分再精简。", OPENED, "专题汇报会")
EXPERT = Said(VoiceKind.EXPERT, "王教授", "补充评估指标。", OPENED, clause="第二条")
ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)
REJECTED = Outcome(Verdict.REJECTED, Stage.APPROVED, "上位法已有规定")


@pytest.fixture
def asked(desk: Desk) -> Desk:
    open_round(desk)
    return desk


def test_voices_are_numbered_for_themselves_and_leave_the_ledger_alone(asked: Desk) -> None:
    before = as_json(view(asked, ROUND, LATER), asked)
    assert [voices.hear(asked, ROUND, said, "王工", LATER) for said in (SAID, EXPERT)] == [1, 2]
    assert voices.heard(asked, ROUND) == (Heard(1, SAID, None), Heard(2, EXPERT, None))
    assert as_json(view(asked, ROUND, LATER), asked) == before


def test_what_became_of_a_voice_is_kept_with_who_and_when(asked: Desk) -> None:
    voices.hear(asked, ROUND, SAID, "王工", LATER)
    voices.settle(asked, ROUND, 1, ADOPTED, "李局长", LATER)
    assert voices.heard(asked, ROUND) == (Heard(1, SAID, ADOPTED, 1),)
    assert [(act.who, act.words) for act in acts.record(asked, ROUND).acts] == [
        ("李局长", "其他方面的意见第 1 条：采纳"),
        ("王工", "登记领导意见第 1 条（张副市长）"),
    ]


def test_a_voice_is_settled_by_the_same_rules_as_a_units_opinion(asked: Desk) -> None:
    voices.hear(asked, ROUND, SAID, "王工", LATER)
    with pytest.raises(ReasonMissing, match=r"^第 1 条意见拟“不采纳”，但没有写明理由；"):
        voices.settle(asked, ROUND, 1, Outcome(Verdict.REJECTED, Stage.APPROVED), "王工", LATER)
    voices.settle(asked, ROUND, 1, ADOPTED, "王工", LATER)
    with pytest.raises(AlreadySettled, match=r"^第 1 条其他方面的意见已审定为“采纳”；确需更改请加 --reopen。$"):
        voices.settle(asked, ROUND, 1, REJECTED, "王工", LATER)
    voices.settle(asked, ROUND, 1, REJECTED, "王工", LATER, reopen=True)
    assert [each.outcome for each in voices.heard(asked, ROUND)] == [REJECTED]


def test_what_somebody_else_has_settled_meanwhile_is_not_replaced_unseen(asked: Desk) -> None:
    voices.hear(asked, ROUND, SAID, "王工", LATER)
    proposed = Outcome(Verdict.PARTLY, Stage.PROPOSED, "写入附则")
    voices.settle(asked, ROUND, 1, proposed, "王工", LATER, seen=0)
    with pytest.raises(Overtaken, match=r"^第 1 条其他方面的意见已有人另作处理；"):
        voices.settle(asked, ROUND, 1, ADOPTED, "李局长", LATER, seen=0)
    assert voices.heard(asked, ROUND) == (Heard(1, SAID, proposed, 1),)


def test_what_nobody_said_is_not_kept(asked: Desk) -> None:
    with pytest.raises(ReplyEmpty, match=r"^请写明是谁提的意见（--who）和意见内容（--text）。$"):
        voices.hear(asked, ROUND, Said(VoiceKind.EXPERT, " ", "x", OPENED), "王工", LATER)
    with pytest.raises(OpinionUnknown, match=r"^2026-001 没有第 1 条其他方面的意见；编号见 circulate voices"):
        voices.settle(asked, ROUND, 1, ADOPTED, "王工", LATER)
    assert voices.heard(asked, ROUND) == ()

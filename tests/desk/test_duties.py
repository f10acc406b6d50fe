"""A unit whose duties another's opinion changes is to be asked; the one that asked for it is not."""

import pytest

from desk import anchoring, duties, editing
from desk.duties import Consult
from desk.office import Desk
from models.outcomes import settle
from models.queries import invitation_of, round_named
from models.replies import file_reply
from rules.anchors import Laid
from rules.duties import Touched, touched
from rules.edits import LaidEdit
from rules.filing import OpinionEntry, ReplyEntry
from rules.settling import Outcome
from rules.words import Channel, Formality, Stage, Verdict
from tests.desk.office import AUDIT, FINANCE, HOUR, OPENED, ROUND, TAX, UNITS, draft, open_round

LATER = OPENED + HOUR
ARTICLE = "第二条 责任单位：市财政局、市审计局。"
NAMES = {
    "市财政局": "市财政局",
    "财政": "市财政局",
    "市审计局": "市审计局",
    "市审计局直属分局": "直属分局",
    "杞县": "杞县",
}


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("市财政局", "市财政局、市审计局", [Touched("市审计局", gains=True)]),
        ("市财政局、市审计局", "市财政局", [Touched("市审计局", gains=False)]),
        ("市审计局", "市财政局", [Touched("市财政局", gains=True), Touched("市审计局", gains=False)]),
        ("", "市审计局直属分局", [Touched("直属分局", gains=True)]),
        ("杞县", "", [Touched("杞县", gains=False)]),
        ("杞县城关", "", []),
        ("市财政局", "由市财政局牵头", []),
    ],
)
def test_a_unit_is_touched_where_only_one_side_names_it(old: str, new: str, changes: list[Touched]) -> None:
    assert list(touched(LaidEdit(Laid.REPLACE, "x", 0, len(old), old, new), NAMES)) == changes


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """市税务局 wants 市审计局 struck from an article and itself put in."""
    open_round(desk, UNITS[:5], content=draft("管护办法", "第一条 为加强管护，制定本办法。", ARTICLE))
    with desk.store.write() as session:
        invited = invitation_of(session, round_named(session, ROUND), TAX)
        said = OpinionEntry("第二条责任单位中删去市审计局。")
        file_reply(session, invited, ReplyEntry(Channel.PAPER, Formality.SEALED, LATER, (said,)), LATER)
    anchoring.confirm_all(desk, ROUND, 0.5)
    return desk


def decide(desk: Desk, verdict: Verdict) -> None:
    with desk.store.write() as session:
        settle(session, ROUND, {1: Outcome(verdict, Stage.PROPOSED, "理由")}, LATER)


def test_the_unit_that_loses_a_duty_is_to_be_asked(asked: Desk) -> None:
    decide(asked, Verdict.ADOPTED)
    assert duties.to_consult(asked, ROUND) == (Consult(AUDIT, 1, TAX, gains=False, clause="第二条"),)
    assert [each.sentence for each in duties.to_consult(asked, ROUND)] == [
        "请征求市审计局的意见：采纳第 1 条意见（市税务局）在“第二条”去掉了它的职责。"
    ]


def test_what_a_person_confirmed_counts_before_what_was_read(asked: Desk) -> None:
    decide(asked, Verdict.ADOPTED)
    typed = editing.Typed(reworded=(("第二条", "市财政局、市审计局", "市审计局"),))
    editing.confirm_edits(asked, ROUND, 1, editing.typed_edits(asked, ROUND, typed), "王工", LATER)
    assert duties.to_consult(asked, ROUND) == (Consult(FINANCE, 1, TAX, gains=False, clause="第二条"),)


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.EXPLAINED, Verdict.WITHDRAWN])
def test_what_is_not_adopted_touches_nobody(asked: Desk, verdict: Verdict) -> None:
    decide(asked, verdict)
    assert duties.to_consult(asked, ROUND) == ()


def test_whoever_asked_for_the_change_need_not_be_asked(asked: Desk) -> None:
    decide(asked, Verdict.ADOPTED)
    typed = editing.Typed(reworded=(("第二条", "市审计局", "市税务局、市审计局"),))
    editing.confirm_edits(asked, ROUND, 1, editing.typed_edits(asked, ROUND, typed), "王工", LATER)
    assert duties.to_consult(asked, ROUND) == ()

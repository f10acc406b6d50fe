"""The chain: whatever is altered behind the record's back is named, whichever kind of fact it is."""

import pytest
from sqlmodel import select

from models import disputes, procedures, voices
from models.chain import KINDS, TEXTS, Broken, Kind, first_broken, seal, tip
from models.files import keep
from models.inbox import keep_message
from models.outcomes import settle
from models.rounds import NewDue, extend
from models.store import Store
from models.tables import Act, Blob, Edit, Link, Opinion, Outcome, Rejoinder, Remark, Removal, Round
from models.voices import Said
from rules.anchors import Laid
from rules.chain import SM3, START, Tip
from rules.disputes import Form, Negotiated, Parts
from rules.procedures import Procedure, StepState, Taken
from rules.words import Accord, Channel, VoiceKind
from tests.models.office import ADOPTED, LATER, NOW, ROUND, UNITS, answer, file, open_round, queue_invitations
from tests.models.tampering import tamper

ALTERED = {
    "blob": "content",
    "round": "title",
    "invitation": "unit_name",
    "extension": "reason",
    "letter": "subject",
    "head": "content",
    "message": "source",
    "reply": "sender",
    "opinion": "text",
    "outcome": "reason",
    "remark": "words",
    "edit": "old",
    "rejoinder": "why",
    "negotiation": "result",
    "dispute": "ours",
    "chosen_procedure": "by",
    "step_taken": "evidence",
    "voice": "text",
    "voice_outcome": "reason",
    "act": "words",
    "removal": "by",
}


def live(store: Store) -> None:
    """A round in which every kind of fact has come about once."""
    open_round(store)
    queue_invitations(store)
    file(store, UNITS[0], answer("删去第三条。"))
    with store.write() as session:
        extend(session, ROUND, NewDue(LATER, UNITS[1], "来函申请"), NOW)
        keep_message(session, b"Subject: x\r\n\r\n", "folder", NOW)
        settle(session, ROUND, {1: ADOPTED}, NOW)
        session.flush()
        opinion, outcome = session.exec(select(Opinion)).one(), session.exec(select(Outcome)).one()
        asked, one = session.exec(select(Round)).one(), opinion.id or 0
        session.add(Remark(outcome_id=outcome.id or 0, words="依据不足", by="李局长", at=NOW))
        session.add(Edit(opinion_id=one, version=1, ordinal=1, kind=Laid.REPLACE, old="三", new="二", at=NOW))
        session.add(
            Rejoinder(
                opinion_id=one,
                outcome_id=outcome.id or 0,
                version=1,
                word=Accord.MAINTAINED,
                why="上位法另有规定",
                channel=Channel.WEB,
                at=NOW,
            )
        )
        told = Negotiated(Form.MEETING, NOW, "双方分管领导", "未达成一致", agreed=False)
        disputes.negotiated(session, opinion, told, "王工", NOW)
        disputes.dispute(session, opinion, Parts("由谁牵头", "市发改委", "市财政局", "三定规定"), "王工", NOW)
        procedures.choose(session, asked, Procedure.NORMATIVE, "王工", NOW)
        procedures.take(session, asked, Taken("legality", StepState.DONE, "某法审〔2026〕3号", 0, "王工", NOW))
        voices.hear(session, asked, Said(VoiceKind.LEADER, "李副市长", "精简第二部分。", NOW), "王工", NOW)
        voices.settle(session, asked, 1, ADOPTED, "王工", NOW)
        session.add(Act(at=NOW, who="王工", what="settle", round_id=asked.id, words="采纳第 1 条"))
        session.add(Removal(kind="blob", row="0" * 64, round_id=asked.id, by="王工", at=NOW))


def sealed(store: Store) -> int:
    with store.write() as session:
        return seal(session, NOW)


def broken(store: Store) -> Broken | None:
    with store.read() as session:
        return first_broken(session)


def test_every_fact_is_sealed_once_and_the_chain_holds(store: Store) -> None:
    live(store)
    with store.read() as session:
        facts = sum(len(session.exec(select(kind.table)).all()) for kind in KINDS)
    assert (sealed(store), sealed(store), broken(store)) == (facts, 0, None)
    with store.read() as session:
        assert tip(session).number == facts == len(session.exec(select(Link)).all())


def test_an_empty_record_has_an_empty_chain(store: Store) -> None:
    assert (sealed(store), broken(store)) == (0, None)
    with store.read() as session:
        assert tip(session) == Tip(0, START, START if SM3 else "")


def test_the_chain_grows_with_the_record_and_still_holds(store: Store) -> None:
    live(store)
    first = sealed(store)
    file(store, UNITS[2], answer("删去附件。"))
    assert (sealed(store) > 0, broken(store)) == (True, None)
    with store.read() as session:
        assert tip(session).number > first


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_altered_character_is_named(store: Store, kind: Kind) -> None:
    live(store)
    sealed(store)
    with store.read() as session:
        link = session.exec(select(Link).where(Link.kind == kind.name).order_by("number")).first()
    assert link is not None
    column, value = ALTERED[kind.name], b"x" if ALTERED[kind.name] == "content" else "x"
    key = link.row if kind.key in TEXTS else int(link.row)
    tamper(store, f'UPDATE "{kind.name}" SET "{column}" = :value WHERE "{kind.key}" = :key', value=value, key=key)  # noqa: S608
    assert broken(store) == Broken(link.number, kind.word, link.row, "内容被改动")


def test_a_removed_fact_is_named(store: Store) -> None:
    live(store)
    sealed(store)
    with store.read() as session:
        link = session.exec(select(Link).where(Link.kind == "act")).one()
    tamper(store, "DELETE FROM act")
    assert broken(store) == Broken(link.number, "操作记录", link.row, "记录不见了")


@pytest.mark.parametrize("column", ["digest", "sha256"])
def test_an_altered_link_is_named(store: Store, column: str) -> None:
    live(store)
    sealed(store)
    tamper(store, f"UPDATE link SET {column} = :value WHERE number = 3", value="0" * 64)  # noqa: S608
    found = broken(store)
    assert found is not None
    assert (found.number, found.wrong) == (3, "链条被改动")


def test_a_removed_link_is_named(store: Store) -> None:
    live(store)
    sealed(store)
    tamper(store, "DELETE FROM link WHERE number = 3")
    found = broken(store)
    assert found is not None
    assert (found.number, found.wrong) == (4, "链条缺号")


def test_more_facts_than_one_batch_are_sealed_in_order(store: Store) -> None:
    with store.write() as session:
        for number in range(450):
            keep(session, f"{number}".encode())
    assert (sealed(store), broken(store)) == (450, None)
    with store.read() as session:
        assert len(session.exec(select(Blob)).all()) == 450

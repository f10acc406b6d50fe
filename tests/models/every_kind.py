"""One fact of every kind that the chain knows beside those of letters and replies."""

from datetime import datetime

from sqlmodel import Session, select

from models import disputes, procedures, voices
from models.inbox import keep_message
from models.rounds import NewDue, extend
from models.tables import Act, Edit, Opinion, Outcome, Rejoinder, Remark, Removal, Round
from models.voices import Said
from rules.anchors import Laid
from rules.disputes import Form, Negotiated, Parts
from rules.procedures import Procedure, StepState, Taken
from rules.words import Accord, Channel, VoiceKind
from tests.models.office import ADOPTED, LATER, NOW


def add_the_rest(session: Session, unit: str, due: datetime = LATER) -> None:
    """To a round with one opinion and its outcome, one fact of each kind it lacks; `unit` gets until `due`."""
    opinion, outcome = session.exec(select(Opinion)).one(), session.exec(select(Outcome)).one()
    asked, one = session.exec(select(Round)).one(), opinion.id or 0
    extend(session, asked.name, NewDue(due, unit, "来函申请"), NOW)
    keep_message(session, b"Subject: x\r\n\r\n", "folder", NOW)
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

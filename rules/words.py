"""The words of a round: what the records call a thing and what an office prints for it."""

from enum import StrEnum


class Stance(StrEnum):
    """What a reply says as a whole."""

    OPINIONS = "opinions"
    NO_COMMENT = "no_comment"


class Channel(StrEnum):
    """The way a reply came in."""

    PAPER = "paper"
    PHONE = "phone"
    FAX = "fax"
    OA = "oa"
    MAIL = "mail"
    WEB = "web"


class Formality(StrEnum):
    """How binding a reply is; sealed and signed ones are formal, the others provisional."""

    SEALED = "sealed"
    SIGNED = "signed"
    UNSEALED = "unsealed"
    ORAL = "oral"


class Verdict(StrEnum):
    """What became of an opinion."""

    ADOPTED = "adopted"
    ADOPTED_WITH_CHANGES = "adopted_with_changes"
    PARTLY = "partly"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"
    EXPLAINED = "explained"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"


class Stage(StrEnum):
    """Whether the clerk proposes a verdict or the leader has approved it."""

    PROPOSED = "proposed"
    APPROVED = "approved"


class Standing(StrEnum):
    """Where a unit stands in a round; derived from letters and replies, never stored."""

    UNSENT = "unsent"
    UNDELIVERABLE = "undeliverable"
    AWAITING = "awaiting"
    OVERDUE = "overdue"
    WITH_OPINIONS = "with_opinions"
    NO_COMMENT = "no_comment"


class RoundState(StrEnum):
    """The life of a round."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Silence(StrEnum):
    """How the printed documents speak of a unit that never answered; the record stays "no reply"."""

    NO_REPLY = "no_reply"
    DEEMED_NO_COMMENT = "deemed_no_comment"


class LetterKind(StrEnum):
    """Everything that is mailed out."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RECEIPT = "receipt"
    RESULT = "result"
    SUMMARY = "summary"


class LetterState(StrEnum):
    """The outbox: `queued → sending → sent | retry | failed | uncertain`, or cancelled before it left."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Fault(StrEnum):
    """Why a letter failed: its address, its content, or a server that put it off for too long."""

    ADDRESS = "address"
    CONTENT = "content"
    PATIENCE = "patience"


class Role(StrEnum):
    """What a contact of a unit is for."""

    TO = "to"
    CC = "cc"
    ESCALATION = "escalation"


class Duty(StrEnum):
    """What someone of the office does: works on rounds, approves outcomes, or looks after the office's people."""

    CLERK = "clerk"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class VoiceKind(StrEnum):
    """Who speaks to a draft without having been asked as a unit."""

    LEADER = "leader"
    MEETING = "meeting"
    REVIEW = "review"
    LEGAL = "legal"
    COMPETITION = "competition"
    EXPERT = "expert"
    PUBLIC = "public"


VOICE_WORDS = {
    VoiceKind.LEADER: "领导意见",
    VoiceKind.MEETING: "会议意见",
    VoiceKind.REVIEW: "办公室审核意见",
    VoiceKind.LEGAL: "合法性审查意见",
    VoiceKind.COMPETITION: "公平竞争审查意见",
    VoiceKind.EXPERT: "专家意见",
    VoiceKind.PUBLIC: "社会公众意见",
}


class Accord(StrEnum):
    """A unit's word on the outcome of its opinion."""

    ACCEPTED = "accepted"
    MAINTAINED = "maintained"


class MessageState(StrEnum):
    """What became of a message that arrived; `new` has been kept but not yet read."""

    NEW = "new"
    FILED = "filed"
    UNSURE = "unsure"
    NOTED = "noted"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


class MessageKind(StrEnum):
    """What a message that arrived is."""

    REPLY = "reply"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    RECEIPT = "receipt"
    FORWARD = "forward"
    OWN = "own"
    UNKNOWN = "unknown"


FORMAL = frozenset({Formality.SEALED, Formality.SIGNED})
ANSWERED = frozenset({Standing.WITH_OPINIONS, Standing.NO_COMMENT})
SILENT = frozenset({Standing.AWAITING, Standing.OVERDUE})
UNDER_WAY = frozenset({LetterState.QUEUED, LetterState.SENDING, LetterState.RETRY})

USUAL_FORMALITY = {
    Channel.PAPER: Formality.SEALED,
    Channel.FAX: Formality.SEALED,
    Channel.OA: Formality.SEALED,
    Channel.MAIL: Formality.UNSEALED,
    Channel.WEB: Formality.UNSEALED,
    Channel.PHONE: Formality.ORAL,
}

VERDICT_WORDS = {
    Verdict.ADOPTED: "采纳",
    Verdict.ADOPTED_WITH_CHANGES: "采纳并调整",
    Verdict.PARTLY: "部分采纳",
    Verdict.CONDITIONAL: "有条件采纳",
    Verdict.REJECTED: "不采纳",
    Verdict.EXPLAINED: "解释说明",
    Verdict.WITHDRAWN: "收回",
    Verdict.PENDING: "待定",
}
STANDING_WORDS = {
    Standing.UNSENT: "未发出",
    Standing.UNDELIVERABLE: "未送达",
    Standing.AWAITING: "待反馈",
    Standing.OVERDUE: "逾期未反馈",
    Standing.WITH_OPINIONS: "有意见",
    Standing.NO_COMMENT: "无意见",
}
CHANNEL_WORDS = {
    Channel.PAPER: "纸质",
    Channel.PHONE: "电话",
    Channel.FAX: "传真",
    Channel.OA: "公文交换",
    Channel.MAIL: "邮件",
    Channel.WEB: "网页",
}
FORMALITY_WORDS = {
    Formality.SEALED: "盖章",
    Formality.SIGNED: "签字",
    Formality.UNSEALED: "未盖章",
    Formality.ORAL: "口头",
}
LETTER_WORDS = {
    LetterKind.INVITATION: "征求意见函",
    LetterKind.REMINDER: "催办函",
    LetterKind.ESCALATION: "督促函",
    LetterKind.RECEIPT: "回执",
    LetterKind.RESULT: "采纳情况告知",
    LetterKind.SUMMARY: "情况汇总",
}
LETTER_STATE_WORDS = {
    LetterState.QUEUED: "待发",
    LetterState.SENDING: "发送中",
    LetterState.SENT: "已发",
    LetterState.RETRY: "待重发",
    LetterState.FAILED: "发送失败",
    LetterState.UNCERTAIN: "结果待核实",
    LetterState.CANCELLED: "已取消",
}
DUTY_WORDS = {Duty.CLERK: "经办人", Duty.LEADER: "负责人", Duty.ADMINISTRATOR: "管理员"}
ROLE_WORDS = {Role.TO: "收件", Role.CC: "抄送", Role.ESCALATION: "催办联系人"}
ROUND_WORDS = {
    RoundState.OPEN: "征求中",
    RoundState.CLOSED: "已办结",
    RoundState.CANCELLED: "已取消",
}


def printed(verdict: Verdict, stage: Stage | None) -> str:
    """The word an office prints: a proposal reads 建议采纳, an approved verdict 采纳, none at all 待定."""
    word = VERDICT_WORDS[verdict]
    proposed = stage is Stage.PROPOSED and verdict not in {Verdict.PENDING, Verdict.WITHDRAWN}
    return f"建议{word}" if proposed else word

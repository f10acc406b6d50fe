"""Whose is it, and what does it say: a message read against the record; doubt is named and left to a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from desk.attachments import Attached, forms_among, read_files
from desk.copies import Copies, copies_among, note_on
from desk.office import Desk
from documents.any_form import Unread
from documents.form_code import FormCode, find_codes
from documents.form_reading import FilledForm
from documents.opinion_text import text_of
from mail.opinions import is_no_comment, opinions_in
from mail.reading import Incoming, read
from mail.requests import request_in, secret_mark
from models.inbox import invitations_at, invitations_of_address, invitations_with
from models.tables import Invitation, Round
from rules.errors import BadInput
from rules.filing import OpinionEntry
from rules.tokens import LENGTH
from rules.words import MessageKind, Stance

NOT_REPLIES = frozenset({MessageKind.BOUNCE, MessageKind.AUTO_REPLY, MessageKind.RECEIPT})
PUBLIC_DOMAINS = frozenset(
    {
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "sina.com",
        "sohu.com",
        "139.com",
        "189.cn",
        "aliyun.com",
    }
)
# Words in a mail that say more than that its form is attached.
_POINTING = re.compile(r"意见(?:和|及|与)?建议|修改(?:意见|建议)|建议(?:详)?见附[件表]")
_BESIDE = re.compile(r"补充|另外|此外|建议|删[除去]|修改为|改为|增加|第.{1,4}[条章款]")
_TOKEN = re.compile(rf"\.([a-z2-7]{{{LENGTH}}})@")


class Doubtful(BadInput):
    """A message that a person has to look at."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message with its forms read, as far as that can be done without the record.

    forms: each with its bytes.  others: the attachments that are none.  doubt: a form that is damaged.
    codes, tokens: what names an invitation.
    """

    incoming: Incoming
    forms: tuple[tuple[bytes, FilledForm], ...] = ()
    others: tuple[Unread, ...] = ()
    doubt: BadInput | None = None
    codes: tuple[FormCode, ...] = ()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Invitations by their round's name and place in it, and by their token."""

    at: Mapping[tuple[str, int], Invitation]
    with_token: Mapping[str, Invitation]


@dataclass(frozen=True, slots=True)
class Understood:
    """A reply read out of a message.

    opinions: none where it says 无意见.  form: the filled form's bytes.  note: what a person should look at.
    """

    invitation: Invitation
    opinions: tuple[OpinionEntry, ...]
    form: bytes | None
    note: str = ""


def open_mails(desk: Desk, contents: Mapping[int, bytes]) -> dict[int, Opened]:
    """Read messages and, where they may be replies, their forms at one go, and whom they name."""
    mails = {number: read(content) for number, content in contents.items()}
    files = read_files(desk.secret, [mail for mail in mails.values() if mail.kind not in NOT_REPLIES])
    return {
        number: Opened(mail) if mail.kind in NOT_REPLIES else _opened(desk, mail, next(files))
        for number, mail in mails.items()
    }


def _opened(desk: Desk, incoming: Incoming, files: Sequence[Attached]) -> Opened:
    tokens = tuple(filter(None, (token_in(incoming.references), token_among(desk, incoming.recipients))))
    try:
        forms, others = forms_among(files)
    except BadInput as doubt:
        return Opened(incoming, doubt=doubt)
    codes = tuple(form.code for _, form in forms if form.code) or _codes(desk, incoming)
    return Opened(incoming, tuple(forms), tuple(others), codes=codes, tokens=tokens)


def asked_by(session: Session, mails: Iterable[Opened]) -> Asked:
    """The invitations that messages name, looked up together."""
    mails = list(mails)
    places = {(code.round_name, code.unit_number) for mail in mails for code in mail.codes}
    return Asked(invitations_at(session, places), invitations_with(session, {t for mail in mails for t in mail.tokens}))


def understand(session: Session, mail: Opened, asked: Asked) -> tuple[Understood, ...]:
    """The invitation a message answers and what it says; several where each of its forms names another.

    Raises:
        Doubtful: nothing ties it to an invitation, two things contradict each other, or nothing can be read out of it.
        BadInput: an attached form is damaged or belongs to someone else.
    """
    if marked := secret_mark(mail.incoming.subject, mail.incoming.full_text, *(f.name for f in mail.incoming.files)):
        raise Doubtful(marked)
    if mail.doubt:
        raise mail.doubt
    by_form = _by_form(mail, asked) or [(whose(session, mail, asked), mail.forms)]
    told = tuple(_understood(session, mail, invitation, forms) for invitation, forms in by_form)
    if mail.forms and _BESIDE.search(_POINTING.sub("", mail.incoming.text)):
        raise Doubtful("反馈表之外，邮件正文里似乎另有意见，请人工查看后一并登记。")
    return told


def _by_form(mail: Opened, asked: Asked) -> list[tuple[Invitation, Sequence[tuple[bytes, FilledForm]]]]:
    """Each of several forms with the invitation its code names; none where two name the same, or one names nothing."""
    codes = {form.code for _, form in mail.forms if form.code}
    if not 1 < len(mail.forms) == len(codes):
        return []
    found = [(_of_code(asked, form.code), [(content, form)]) for content, form in mail.forms if form.code]
    ours = {invitation.id for invitation, _ in found}
    if any(asked.with_token[token].id not in ours for token in mail.tokens if token in asked.with_token):
        raise Doubtful("邮件答复的发函与所附各份反馈表的编号对不上，请人工选定。")
    return [*found]


def _understood(
    session: Session, mail: Opened, invitation: Invitation, forms: Sequence[tuple[bytes, FilledForm]]
) -> Understood:
    copies = copies_among(session, invitation, mail.others)
    opinions = said(mail.incoming, forms, copies)
    return Understood(invitation, opinions, forms[0][0] if forms else None, note_on(copies, has_form=bool(forms)))


def said(incoming: Incoming, forms: Sequence[tuple[bytes, FilledForm]], copies: Copies) -> tuple[OpinionEntry, ...]:
    """The opinions in a message: of its form, else of its copy of the draft, else of its words; none where 无意见.

    Raises:
        Doubtful: several forms, attachments nothing can be read from, or words that say neither.
    """
    if len(forms) > 1:
        raise Doubtful("同一封邮件附有多份反馈表，请人工选定。")
    if forms:
        return entries(forms[0][1])
    if copies.opinions:
        return copies.opinions
    if copies.unread:
        raise Doubtful(f"附件中没有可以直接读取的反馈表（{'；'.join(copies.unread)}），请人工查看。")
    return _from_text(incoming)


def entries(form: FilledForm) -> tuple[OpinionEntry, ...]:
    """The opinions of a filled form; none where it says 无意见.

    Raises:
        Doubtful: neither an opinion nor 无意见 is on it.
    """
    if form.stance is None:
        raise Doubtful("反馈表既没有填写意见，也没有勾选“无意见”；请与该单位核实。")
    if form.stance is Stance.NO_COMMENT:
        return ()
    return tuple(OpinionEntry(text_of(row), row.place, row.original, row.proposal, row.grounds) for row in form.rows)


def is_known(addresses: Iterable[str], sender: str) -> bool:
    """Whether a sender is one of a unit's contacts, or writes from the domain of one; a public one proves nothing."""
    contacts = {address.lower() for address in addresses}
    domain = sender.lower().rpartition("@")[2]
    own = {contact.rpartition("@")[2] for contact in contacts} - PUBLIC_DOMAINS
    return sender.lower() in contacts or domain in own


def token_in(ids: Sequence[str]) -> str | None:
    """The reply token in the Message-IDs a message refers to, newest first."""
    found = (_TOKEN.search(identifier.lower()) for identifier in ids)
    return next((match[1] for match in found if match), None)


def token_among(desk: Desk, recipients: Sequence[str]) -> str | None:
    """The reply token behind the plus sign of an address of the office."""
    local, _, domain = desk.settings.office_email.lower().rpartition("@")
    ours = re.compile(rf"{re.escape(local)}\+([a-z2-7]{{{LENGTH}}})@{re.escape(domain)}")
    found = (ours.fullmatch(address.lower()) for address in recipients)
    return next((match[1] for match in found if match), None)


def whose(session: Session, mail: Opened, asked: Asked) -> Invitation:
    """The one invitation a message answers.

    Raises:
        Doubtful: none, or several.
    """
    sender = mail.incoming.sender
    by_token = (asked.with_token[token] for token in mail.tokens if token in asked.with_token)
    named = [*(_of_code(asked, code) for code in mail.codes), *by_token]
    candidates = {found.id: found for found in named or invitations_of_address(session, sender)}
    if len(candidates) > 1:
        names = "、".join(f"{session.get_one(Round, one.round_id).name} {one.unit_name}" for one in candidates.values())
        raise Doubtful(f"邮件与不止一项发函对得上（{names}），请人工选定。")
    if not candidates:
        raise Doubtful(f"看不出 {sender or '发件人'} 代表哪个单位、答复哪一轮征求意见，请人工选定。")
    return next(iter(candidates.values()))


def _codes(desk: Desk, incoming: Incoming) -> tuple[FormCode, ...]:
    """The reply codes a message carries: in its subject, else anywhere in it, quoted history included."""
    in_subject = find_codes(incoming.subject, desk.secret).good
    return tuple(sorted(in_subject or find_codes(incoming.full_text, desk.secret).good))


def _of_code(asked: Asked, code: FormCode) -> Invitation:
    found = asked.at.get((code.round_name, code.unit_number))
    if found is None:
        raise Doubtful(f"编号属于 {code.round_name} 的第 {code.unit_number} 号单位，记录里没有这项发函，请人工查看。")
    return found


def _from_text(incoming: Incoming) -> tuple[OpinionEntry, ...]:
    if is_no_comment(incoming.text):
        return ()
    opinions, asks = opinions_in(incoming.text), request_in(incoming.text)
    if asks:
        raise Doubtful(asks)
    if not opinions:
        raise Doubtful("邮件里没有读出意见，也没有写明“无意见”，请人工查看。")
    return tuple(OpinionEntry(text) for text in opinions)

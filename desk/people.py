"""Who works in the office: signing in and out, who may do what, and how a forgotten password is mended."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from desk import passwords
from desk.acts import note
from desk.office import Desk
from models import acts, people
from models.tables import Person, SignIn
from rules.errors import BadInput, NotFound, Refused
from rules.words import DUTY_WORDS, Duty

IDLE, LONGEST = timedelta(hours=4), timedelta(hours=14)
RENEWED_AFTER = timedelta(minutes=10)
FREE_FAILURES, LONGEST_LOCK = 5, timedelta(hours=1)
FIRST = "admin"
CHANGED = "修改自己的密码"
WRONG = "登录名或密码不对，或因多次输错暂时不能登录；请核对后过几分钟再试，忘记密码请找管理员重置。"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the office; `left` where they may no longer sign in."""

    id: int
    login: str
    name: str
    duty: Duty
    left: datetime | None = None

    def may(self, *duties: Duty) -> bool:
        """Whether one of these duties is theirs; an administrator's are all."""
        return self.duty in {*duties, Duty.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class NewColleague:
    """Someone to be added."""

    login: str
    name: str
    duty: Duty


def first_administrator(desk: Desk, now: datetime) -> str | None:
    """Make the first administrator where nobody can sign in yet; returns the password, known to nobody else."""
    with desk.store.read() as session:
        if people.anyone(session):
            return None
    password = passwords.made_up()
    kept = passwords.hashed(password)
    with desk.store.write() as session:
        if people.anyone(session):
            return None
        session.add(Person(login=FIRST, name="管理员", duty=Duty.ADMINISTRATOR, password_hash=kept, created=now))
        note(session, "系统", "人员", f"建立首位管理员 {FIRST}", now)
    return password


def sign_in(desk: Desk, login: str, password: str, now: datetime, browser: str = "") -> tuple[Colleague, str]:
    """Begin a session; returns whose it is and its token, of which only the hash is kept.

    Whoever fails too often locks the login for strangers alone, as OWASP's device cookies have it: `browser`, as of
    `browser_of`, is a browser its owner has signed in with, whose failures are the caller's to count.

    Raises:
        Refused: with one and the same sentence whatever is wrong, taking as long.
    """
    with desk.store.read() as session:
        found = people.by_login(session, login)
        kept, locked = (found.password_hash, found.locked_until) if found else ("", None)
    right, own = passwords.fits(kept, password), found is not None and _is_of(desk, browser, found)
    shut = not own and locked is not None and locked > now
    if found is None or not right or shut:
        if found is not None and not own and not shut:
            _failed(desk, found.id or 0, now)
        raise Refused(WRONG)
    renewed = passwords.hashed(password) if passwords.outdated(kept) else kept
    token = secrets.token_urlsafe(32)
    with desk.store.write() as session:
        person = people.held(session, found.id or 0)
        person.password_hash = renewed
        if not own:
            person.failures, person.locked_until = 0, None
        people.forget_expired(session, now)
        session.add(SignIn(token_hash=_hash(token), person_id=person.id or 0, began=now, until=now + IDLE))
        note(session, person.name, "登录", "登录", now)
        return _card(person), token


def browser_of(desk: Desk, number: int) -> str:
    """What a browser keeps to be known as somebody's: signed, and worth nothing once their password is another."""
    with desk.store.read() as session:
        row, nonce = people.person(session, number), secrets.token_urlsafe(16)
    return f"{nonce}.{_mark(desk, nonce, row)}"


def keeps_given_password(desk: Desk, number: int) -> bool:
    """Whether somebody still signs in with the password they were handed, as far as the record tells."""
    with desk.store.read() as session:
        row = people.person(session, number)
        who = f"{row.name}（{row.login}）"
        given = {f"添加 {who}，职责{duty}" for duty in DUTY_WORDS.values()}
        given |= {f"重置 {who}的密码", f"建立首位管理员 {row.login}"}
        return acts.last_among(session, "人员", given, (row.name, CHANGED)) in given


def whose(desk: Desk, token: str, now: datetime) -> Colleague | None:
    """Who is in the session of this token; being there prolongs it, up to a working day."""
    if not token:
        return None
    with desk.store.read() as session:
        found = people.signed_in(session, _hash(token), now)
        if found is None:
            return None
        colleague, began, until = _card(found[0]), found[1].began, found[1].until
    longer = min(now + IDLE, began + LONGEST)
    if longer - until > RENEWED_AFTER:
        with desk.store.write() as session:
            again = people.signed_in(session, _hash(token), now)
            if again:
                again[1].until = longer
    return colleague


def sign_out(desk: Desk, token: str) -> None:
    """End a session."""
    with desk.store.write() as session:
        people.sign_out(session, _hash(token))


def everyone(desk: Desk) -> tuple[Colleague, ...]:
    """Everyone of the office, those who left last."""
    with desk.store.read() as session:
        return tuple(_card(row) for row in people.everyone(session))


def add(desk: Desk, new: NewColleague, by: str, now: datetime) -> str:
    """Add someone; returns the password to hand to them, which they change themselves.

    Raises:
        BadInput: no login or no name, or a login with a space in it.
        Refused: the login is taken.
    """
    if not new.login.strip() or not new.name.strip() or len(new.login) + len(new.name) > 100:  # noqa: PLR2004
        raise BadInput("请填写登录名和姓名，合计不超过 100 个字符。")
    if len(new.login.split()) > 1:
        raise BadInput(f"登录名“{new.login.strip()}”中间有空格；请去掉空格再添加。")
    password = passwords.made_up()
    kept = passwords.hashed(password)
    with desk.store.write() as session:
        login, name = people.free_login(session, new.login), new.name.strip()
        session.add(Person(login=login, name=name, duty=new.duty, password_hash=kept, created=now))
        note(session, by, "人员", f"添加 {name}（{login}），职责{DUTY_WORDS[new.duty]}", now)
    return password


def set_duty(desk: Desk, number: int, duty: Duty, by: str, now: datetime) -> None:
    """Give someone another duty.

    Raises:
        NotFound, Refused: nobody would be administrator.
    """
    with desk.store.write() as session:
        person = people.held(session, number)
        person.duty = duty
        people.refuse_without_administrator(session)
        note(session, by, "人员", f"{person.name}（{person.login}）的职责改为{DUTY_WORDS[duty]}", now)


def leave(desk: Desk, number: int, by: str, now: datetime) -> None:
    """Someone no longer works here: they are signed out and stay so; what they did stays in the record.

    Raises:
        NotFound, Refused: nobody would be administrator.
    """
    with desk.store.write() as session:
        person = people.held(session, number)
        person.left = now
        people.refuse_without_administrator(session)
        people.sign_out_everywhere(session, number)
        note(session, by, "人员", f"停用 {person.name}（{person.login}）", now)


def reset_password(desk: Desk, login: str, by: str, now: datetime) -> str:
    """Give someone a new password, end their sessions and any lock; returns it.

    Raises:
        NotFound: nobody signs in under this login.
    """
    password = passwords.made_up()
    kept = passwords.hashed(password)
    with desk.store.write() as session:
        person = people.by_login(session, login)
        if person is None:
            raise NotFound(f"没有登录名为“{login}”的人员；可用 circulate people list 查看。")
        person.password_hash, person.failures, person.locked_until = kept, 0, None
        people.sign_out_everywhere(session, person.id or 0)
        note(session, by, "人员", f"重置 {person.name}（{person.login}）的密码", now)
    return password


def change_password(desk: Desk, number: int, old: str, new: str, token: str, now: datetime) -> None:  # noqa: PLR0913
    """Someone changes their own password; every other session of theirs ends.

    Raises:
        Refused: the old one is wrong.
        BadInput: the new one is too short.
    """
    with desk.store.read() as session:
        kept = people.person(session, number).password_hash
    if not passwords.fits(kept, old):
        raise Refused("原密码不对，密码没有改；请再输一次。")
    renewed = passwords.hashed(new)
    with desk.store.write() as session:
        person = people.held(session, number)
        person.password_hash = renewed
        people.sign_out_everywhere(session, number, keeping=_hash(token))
        note(session, person.name, "人员", CHANGED, now)


def _failed(desk: Desk, number: int, now: datetime) -> None:
    """Count a failure; from the fifth on each doubles the wait, one minute at first."""
    with desk.store.write() as session:
        person = people.held(session, number)
        person.failures += 1
        if person.failures >= FREE_FAILURES:
            wait = timedelta(minutes=2 ** min(person.failures - FREE_FAILURES, 10))
            person.locked_until = now + min(wait, LONGEST_LOCK)
            note(session, "系统", "登录", f"{person.login} 连续输错密码 {person.failures} 次，暂停登录", now)


def _is_of(desk: Desk, browser: str, row: Person) -> bool:
    nonce, _, mark = browser.partition(".")
    return hmac.compare_digest(mark.encode(), _mark(desk, nonce, row).encode())


def _mark(desk: Desk, nonce: str, row: Person) -> str:
    return hmac.digest(desk.secret, f"browser:{nonce}:{row.id}:{row.password_hash}".encode(), "sha256").hex()


def _card(row: Person) -> Colleague:
    return Colleague(row.id or 0, row.login, row.name, Duty(row.duty), row.left)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

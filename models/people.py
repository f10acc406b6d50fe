"""The office's people and their sessions as the record has them."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, or_, select

from models.races import one_at_a_time
from models.tables import Person, SignIn
from rules.errors import NotFound, Refused
from rules.words import Duty


def everyone(session: Session) -> tuple[Person, ...]:
    """Everyone who ever could sign in, those who left last."""
    return tuple(session.exec(select(Person).order_by(col(Person.left).is_not(None), col(Person.id))))


def anyone(session: Session) -> bool:
    """Whether somebody was ever added."""
    return session.exec(select(Person.id).limit(1)).first() is not None


def by_login(session: Session, login: str) -> Person | None:
    """Who signs in under this login, in whatever letter case; those who left are not found."""
    return session.exec(select(Person).where(_goes_by(login), col(Person.left).is_(None))).first()


def person(session: Session, number: int) -> Person:
    """Someone who has not left.

    Raises:
        NotFound: nobody has this number, or they left.
    """
    found = session.get(Person, number)
    if found is None or found.left is not None:
        raise NotFound("没有这个人员，或已停用；请在人员页面核对。")
    return found


def held(session: Session, number: int) -> Person:
    """The same, held to the end of the transaction: failures counted at once are counted one by one."""
    session.get(Person, number, with_for_update=True)
    return person(session, number)


def free_login(session: Session, login: str) -> str:
    """The login as it will be kept.

    Raises:
        Refused: it is taken, also by someone who left: the record must not mistake one for the other.
    """
    one_at_a_time(session, "people")
    if session.exec(select(Person.id).where(_goes_by(login))).first() is not None:
        raise Refused(f"登录名“{login.strip()}”已被使用（包括已停用的人员）；请换一个。")
    return login.strip()


def refuse_without_administrator(session: Session) -> None:
    """An office always has somebody who can look after its people.

    Raises:
        Refused: what was just done leaves nobody.
    """
    session.flush()
    one_at_a_time(session, "people")
    left = select(Person.id).where(Person.duty == Duty.ADMINISTRATOR, col(Person.left).is_(None))
    if session.exec(left).first() is None:
        raise Refused("至少要保留一位管理员；请先另设一位管理员，再做这项操作。")


def signed_in(session: Session, token_hash: str, now: datetime) -> tuple[Person, SignIn] | None:
    """Whose session this is, while it lasts and they have not left."""
    joined = select(Person, SignIn).join(SignIn, col(SignIn.person_id) == col(Person.id))
    found = session.exec(joined.where(SignIn.token_hash == token_hash, col(Person.left).is_(None))).first()
    return (found[0], found[1]) if found and found[1].until > now else None


def sign_out(session: Session, *token_hashes: str) -> None:
    """End these sessions."""
    session.exec(delete(SignIn).where(col(SignIn.token_hash).in_(token_hashes)))


def sign_out_everywhere(session: Session, person_id: int, keeping: str = "") -> None:
    """End every session of a person but the one they are in."""
    session.exec(delete(SignIn).where(col(SignIn.person_id) == person_id, col(SignIn.token_hash) != keeping))


def forget_expired(session: Session, now: datetime) -> None:
    """Sessions that are over are not kept."""
    session.exec(delete(SignIn).where(col(SignIn.until) <= now))


def _goes_by(login: str) -> ColumnElement[bool]:
    # SQLite knows the lower case of ASCII letters alone.
    typed = login.strip()
    return or_(func.lower(Person.login) == typed.lower(), col(Person.login) == typed)

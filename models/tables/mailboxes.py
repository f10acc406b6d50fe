"""The office's mailboxes: how far each has been read, and which messages were seen in it."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel, UniqueConstraint


class Mailbox(SQLModel, table=True):
    """A mailbox by its name; IMAP numbers its messages up to 2^32 - 1 under a validity of the same size."""

    __table_args__ = (UniqueConstraint("name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    validity: int = Field(default=0, sa_type=BigInteger)
    last: int = Field(default=0, sa_type=BigInteger)


class Sighting(SQLModel, table=True):
    """A message seen in a mailbox under the name it has there; `told` once the server knows that we have it."""

    __table_args__ = (Index("to_tell", "mailbox_id", "told"),)

    mailbox_id: int = Field(foreign_key="mailbox.id", primary_key=True)
    name: str = Field(primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    told: bool = False

"""What an office sets: `CIRCULATE_*` in the environment or a `.env` file; nothing needs to be set to begin."""

import os
import re
from datetime import time
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from office.logs import Level
from rules.errors import BadInput

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\w-]+(?:\.[\w-]+)*")


class Tls(StrEnum):
    """How a connection to the mail server is protected: from the first byte, by STARTTLS, or not at all."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


class Kept(StrEnum):
    """What happens in an IMAP mailbox to a message we have kept: marked as read, moved away, or nothing."""

    FLAG = "flag"
    MOVE = "move"
    LEAVE = "leave"


class ReplyAddress(StrEnum):
    """Where answers are asked to go: the office's own address, or that with the unit's token behind a plus sign."""

    PLAIN = "plain"
    PLUS = "plus"


def data_folder() -> Path:
    """The user's data folder for Circulate, by the XDG rule or Windows' own."""
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(base or Path.home() / ".local" / "share") / "circulate"


class Settings(BaseSettings):
    """The office's settings, read once at start-up; sizes in bytes, times in seconds unless named otherwise."""

    model_config = SettingsConfigDict(env_prefix="CIRCULATE_", env_file=".env", extra="ignore", frozen=True)

    home: Path = data_folder()
    database: str = ""
    timezone: str = "Asia/Shanghai"
    calendar: Path | None = None
    templates: Path | None = None
    fonts: Path | None = None
    closing_time: time = time(18)
    keep_days: int = Field(365, ge=1)

    office_name: str = "本单位"
    office_contact: str = ""
    office_phone: str = ""
    office_email: str = "office@circulate.localhost"
    reply_address: ReplyAddress = ReplyAddress.PLAIN

    smtp_host: str = ""
    smtp_port: int = 465
    smtp_tls: Tls = Tls.IMPLICIT
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_connections: int = 4
    smtp_messages_per_connection: int = 50
    smtp_interval: float = 0.0
    smtp_timeout: float = 60.0
    smtp_journal: str = ""

    imap_host: str = ""
    imap_port: int = 993
    imap_tls: Tls = Tls.IMPLICIT
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"
    imap_kept: Kept = Kept.FLAG
    imap_kept_folder: str = "Circulate"
    imap_timeout: float = 60.0

    pop3_host: str = ""
    pop3_port: int = 995
    pop3_tls: Tls = Tls.IMPLICIT
    pop3_user: str = ""
    pop3_password: SecretStr = SecretStr("")
    pop3_delete: bool = False
    pop3_timeout: float = 60.0

    prefect_port: int = 4200

    public_url: str = ""
    web_port: int = 8080
    proxy: bool = False
    log: Level = Level.INFO

    @field_validator("office_email")
    @classmethod
    def _an_address(cls, address: str) -> str:
        if not _ADDRESS.fullmatch(address):
            raise ValueError(address)
        return address

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (KeyError, OSError) as error:
            raise ValueError(name) from error

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError(address)
        return address.rstrip("/")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the office's database; SQLite under `home` where none is set."""
        return self.database or f"sqlite:///{self.home / 'circulate.db'}"

    @property
    def sent_mail(self) -> Path:
        """Where the embedded mail catcher keeps what would have been sent."""
        return self.home / "mail" / "sent"

    @property
    def inbox(self) -> Path:
        """The folder whose .eml files are taken in as mail where no mailbox is set."""
        return self.home / "mail" / "inbox"

    @property
    def embedded_mail(self) -> bool:
        """Whether letters go to the embedded catcher because no mail server is set."""
        return not self.smtp_host


def load(**overrides: object) -> Settings:
    """Read the settings; `overrides` are for tests and the demo.

    Raises:
        BadInput: a setting has an impossible value; the sentence names it.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "、".join(f"CIRCULATE_{'_'.join(map(str, e['loc'])).upper()}（{e['input']}）" for e in error.errors())
        raise BadInput(f"设置有误：{wrong}；请改正环境变量或 .env 文件后再试。") from error

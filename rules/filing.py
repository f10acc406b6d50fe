"""A reply as it is handed to the record, whichever way it came."""

from dataclasses import dataclass
from datetime import datetime

from rules.errors import ReplyEmpty
from rules.words import Channel, Formality, Stance

STRANGER = "发件人不在该单位登记的联系人之列，已暂按未盖章件登记，请核实。"


@dataclass(frozen=True, slots=True)
class OpinionEntry:
    """One opinion as received: `text` is what the table prints; the rest a form's columns, if any."""

    text: str
    place: str = ""
    original: str = ""
    proposal: str = ""
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class ReplyEntry:
    """A reply to file. `form` and `scan` are the sha256 of kept files, `message` the row of the mail it came in."""

    channel: Channel
    formality: Formality
    received: datetime
    opinions: tuple[OpinionEntry, ...] = ()
    sender: str = ""
    form: str | None = None
    scan: str | None = None
    message: int | None = None

    @property
    def stance(self) -> Stance:
        """No opinions means a statement that there are none: a silent reply cannot be entered."""
        return Stance.OPINIONS if self.opinions else Stance.NO_COMMENT


def opinions_of(texts: list[str]) -> tuple[OpinionEntry, ...]:
    """Opinions typed by a clerk; a blank one is refused rather than dropped."""
    if any(not text.strip() for text in texts):
        raise ReplyEmpty("有一条意见是空白的；请写明意见内容，没有意见的请用 --no-comment。")
    return tuple(OpinionEntry(text) for text in texts)

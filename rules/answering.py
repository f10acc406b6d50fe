"""An answer a unit is writing on its page: what is kept of it, what it may hold, and how its opinions are arranged."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from rules.errors import BadInput
from rules.filing import OpinionEntry

MOST, LONGEST, LONGEST_NAME = 150, 10_000, 200
COLUMNS = {"place": "条款位置", "original": "原文", "proposal": "修改建议", "grounds": "理由和依据", "text": "意见全文"}
# Word leaves vertical tabs and form feeds where its user broke a line; of the others nobody sees or means any.
_BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as far as it has been written.

    opinions: as typed; `text` is empty where the columns say it all.  contact: who writes, as typed.
    form, scan: the sha256 of kept files, empty for none; scan_name: as it was called.
    filed: the version of the reply it was sent off as; 0 while it has not been.
    """

    opinions: tuple[OpinionEntry, ...] = ()
    contact: str = ""
    form: str = ""
    scan: str = ""
    scan_name: str = ""
    filed: int = 0

    def to_json(self) -> str:
        """The answer as kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def says_as_much(self, other: "Draft") -> bool:
        """Whether both say the same, sent off or not."""
        return replace(self, filed=0) == replace(other, filed=0)


NOTHING = Draft()


def draft_of(kept: str) -> Draft:
    """The answer kept as JSON."""
    known = json.loads(kept)
    return Draft(**known | {"opinions": tuple(OpinionEntry(**one) for one in known["opinions"])})


def is_blank(opinion: OpinionEntry) -> bool:
    """Whether an opinion asks for nothing: a place and a quotation alone do not."""
    return not any(words.strip() for words in (opinion.text, opinion.proposal, opinion.grounds))


def said_in(draft: Draft) -> tuple[OpinionEntry, ...]:
    """The opinions of an answer that ask for something."""
    return tuple(opinion for opinion in draft.opinions if not is_blank(opinion))


def seen_only(draft: Draft) -> Draft:
    """The same answer without characters nobody sees; Word's own line breaks become usual ones."""
    opinions = tuple(
        OpinionEntry(**{name: visible(words) for name, words in asdict(one).items()}) for one in draft.opinions
    )
    return replace(draft, opinions=opinions, contact=visible(draft.contact))


def check_draft(draft: Draft) -> None:
    """Refuse an answer that cannot be kept; nothing of it is cut.

    Raises:
        BadInput: too many opinions, one that is too long, or characters nobody can see.
    """
    if len(draft.opinions) > MOST:
        raise BadInput(f"一次最多填写 {MOST} 条意见，现有 {len(draft.opinions)} 条；请合并同类意见，或改用反馈表报送。")
    if len(draft.contact) > LONGEST_NAME:
        raise BadInput(f"“填写人、电话”太长；请控制在 {LONGEST_NAME} 字以内。")
    for place, opinion in enumerate(draft.opinions, 1):
        for name, column in COLUMNS.items():
            _check(getattr(opinion, name), f"第 {place} 条意见的“{column}”")
    _check(draft.contact, "“填写人、电话”")


def _check(words: str, where: str) -> None:
    if len(words) > LONGEST:
        raise BadInput(
            f"{where}有 {len(words)} 字，超过 {LONGEST} 字的上限，尚未保存；请拆成几条，或作为反馈表的附件报送。"
        )
    if _UNSEEN.search(words.translate(_BREAKS)):
        raise BadInput(f"{where}里有看不见的控制字符，已替你删去，尚未保存；请核对后再保存一次。")


def moved(opinions: Sequence[OpinionEntry], place: int, by: int) -> tuple[OpinionEntry, ...]:
    """The opinions with the one at `place` (from 0) moved up or down by so many; beyond the ends it stays there."""
    rest = [*opinions[:place], *opinions[place + 1 :]]
    there = min(max(place + by, 0), len(rest))
    return (*rest[:there], opinions[place], *rest[there:])


def without(opinions: Sequence[OpinionEntry], place: int) -> tuple[OpinionEntry, ...]:
    """The opinions without the one at `place`, from 0."""
    return (*opinions[:place], *opinions[place + 1 :])


def put_in_place(
    opinions: Sequence[OpinionEntry], place: int, instead: Sequence[OpinionEntry]
) -> tuple[OpinionEntry, ...]:
    """The opinions with others in place of the one at `place`, from 0."""
    return (*opinions[:place], *instead, *opinions[place + 1 :])


def joined(one: Sequence[OpinionEntry], other: Sequence[OpinionEntry]) -> tuple[OpinionEntry, ...]:
    """Two lists of opinions as one: what both have stands once, where the first has it."""
    return tuple(dict.fromkeys((*one, *other)))


def visible(words: str) -> str:
    """Typed words without characters nobody sees and without the blanks around them."""
    return _UNSEEN.sub("", words.translate(_BREAKS)).strip()

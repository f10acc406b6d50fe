"""Spreadsheets a clerk hands in and takes out: the register of units, and the opinions to settle."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk import approving, registering
from desk.office import Desk
from desk.view import view
from documents.ooxml import clean
from documents.outcome_sheet import OutcomeRow, read_outcomes, sift_outcomes, write_outcomes
from documents.unit_sheet import read_names
from models import outcomes
from models.queries import round_named
from models.register import Imported
from rules.errors import BadInput, RowRefused
from rules.register import name_key
from rules.settling import Opinion, Outcome
from rules.words import RoundState, Stage, Verdict

SAME = 1000  # signs that have to agree; a sheet cuts what Excel cannot hold


def content(path: Path) -> bytes:
    """The bytes of a file the clerk named.

    Raises:
        BadInput: it is not there, cannot be read, or has nothing in it.
    """
    try:
        found = path.read_bytes()
    except OSError as error:
        why = "找不到文件" if isinstance(error, FileNotFoundError) else "文件打不开"
        raise BadInput(f"{why} {path}；请检查路径和文件名。") from error
    if not found:
        raise BadInput(f"文件 {path} 是空的；请确认选对了文件。")
    return found


def text(path: Path) -> str:
    """The words of a text file the clerk named.

    Raises:
        BadInput: it is not there, cannot be read, or is no UTF-8.
    """
    try:
        return content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"文件 {path} 不是 UTF-8 编码的文本；请另存为 UTF-8 后再试。") from error


def import_units(desk: Desk, path: Path) -> Imported:
    """Bring the register up to date from a sheet, all of it or nothing.

    Raises:
        BadInput and its kinds about the sheet; AliasTaken; AddressMissing.
    """
    return registering.import_sheet(desk, content(path), path.name)


def unit_names(path: Path) -> tuple[str, ...]:
    """The names listed in a sheet of units; only its 单位 column is needed."""
    return read_names(content(path), path.name)


def export_outcomes(desk: Desk, name: str, now: datetime) -> bytes:
    """The sheet in which a clerk writes verdicts beside the opinions of a round."""
    seen = view(desk, name, now)
    return write_outcomes(seen.opinions, seen.title)


def import_outcomes(  # noqa: PLR0913 - as `take_in`
    desk: Desk, name: str, path: Path, now: datetime, *, approve: bool = False, by: str = ""
) -> int:
    """Take the verdicts of a returned sheet in, as of `take_in`."""
    return take_in(desk, name, (content(path), path.name), by, now, approve=approve)


def take_in(  # noqa: PLR0913 - whose sheet, of which round, as what
    desk: Desk, name: str, sheet: tuple[bytes, str], by: str, now: datetime, *, approve: bool = False
) -> int:
    """Take the verdicts of a returned sheet in as proposals, or as approved; returns how many opinions changed.

    Args:
        desk: the office.
        name: the round.
        sheet: the file and its name.
        by: who brings it in.
        now: the moment.
        approve: as approved.

    Raises:
        BadInput and its kinds about the sheet; everything `models.outcomes.settle` refuses.
    """
    rows = read_outcomes(*sheet)
    known = {opinion.number: opinion for opinion in view(desk, name, now).opinions}
    for row in rows:
        _refuse_another(row, known.get(row.number), sheet[1])
    standing = {number: opinion.outcome for number, opinion in known.items()}
    stage = Stage.APPROVED if approve else Stage.PROPOSED
    chosen = {row.number: _outcome(row, stage) for row in rows if row.verdict is not Verdict.PENDING}
    # A row that repeats what has been approved is no new proposal.
    changed = {number: new for number, new in chosen.items() if not _repeats(new, standing.get(number))}
    return approving.settle(desk, name, changed, by, now)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a sheet: how many opinions changed, and what was refused, row by row."""

    changed: int
    refused: tuple[str, ...]


def take_in_good(desk: Desk, name: str, sheet: tuple[bytes, str], by: str, now: datetime) -> TakenIn:
    """Take in as proposals what of a returned sheet can be taken, each row by itself, and tell of the rest.

    Raises:
        RoundUnknown; SheetUnreadable, ColumnsMissing, SheetEmpty.
    """
    rows, unread = sift_outcomes(*sheet)
    refused = [error.sentence for error in unread]
    known = {opinion.number: opinion for opinion in view(desk, name, now).opinions}
    chosen: dict[int, Outcome] = {}
    for row in rows:
        opinion, new = known.get(row.number), _outcome(row, Stage.PROPOSED)
        try:
            _refuse_another(row, opinion, sheet[1])
        except RowRefused as error:
            refused.append(error.sentence)
            continue
        if row.verdict is not Verdict.PENDING and not _repeats(new, opinion.outcome if opinion else None):
            chosen[row.number] = new
    with desk.store.write() as session:
        wrong = outcomes.refusals(session, name, chosen)
    refused += [f"第 {row.line} 行：{wrong[row.number].sentence}" for row in rows if row.number in wrong]
    good = {number: new for number, new in chosen.items() if number not in wrong}
    return TakenIn(approving.settle(desk, name, good, by, now), tuple(refused))


@dataclass(frozen=True, slots=True)
class RoundName:
    """What the head of a page says of a round."""

    name: str
    title: str
    state: RoundState


def heading(desk: Desk, name: str) -> RoundName:
    """The head of a round's page, or RoundUnknown."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        return RoundName(asked.name, asked.title, RoundState(asked.state))


def _refuse_another(row: OutcomeRow, opinion: Opinion | None, name: str) -> None:
    """A number that was moved to another row would settle the wrong opinion: what stands beside it must agree."""
    if opinion is None:
        return
    unit, words = name_key(row.unit), name_key(clean(row.text))[:SAME]
    if unit not in {"", name_key(opinion.unit)} or words not in {"", name_key(clean(opinion.text))[:SAME]}:
        raise RowRefused(
            f"“{name}”第 {row.line} 行：序号 {row.number} 在记录里是“{opinion.unit}”的另一条意见；"
            "请按导出的表核对序号、单位和意见内容后再导入。"
        )


def _outcome(row: OutcomeRow, stage: Stage) -> Outcome:
    return Outcome(row.verdict, stage, row.reason.strip(), row.condition.strip(), row.final_text.strip())


def _repeats(new: Outcome, old: Outcome | None) -> bool:
    return old is not None and old.stage is Stage.APPROVED and _said(new) == _said(old)


def _said(outcome: Outcome) -> tuple[str, ...]:
    return outcome.verdict, outcome.reason, outcome.condition, outcome.final_text

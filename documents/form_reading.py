"""A feedback form read back, whoever saved it and with what: known by its printed code, read by its tables' words."""

import re
from dataclasses import dataclass

from documents.contents import Contents
from documents.docx_contents import docx_contents
from documents.docx_text import open_docx
from documents.form_code import FormCode, find_codes
from documents.form_table import Field, OpinionTable, filled, labelled, opinion_table
from rules.errors import FormCodeDamaged, FormUnreadable
from rules.words import Stance


@dataclass(frozen=True, slots=True)
class FormRow:
    """One opinion as the form has it; `number` counts the rows that say something, from 1."""

    number: int
    place: str = ""
    original: str = ""
    proposal: str = ""
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it came back.

    code: whose it is by its printed code; None where it carries none, as a unit's own table does.
    unit, contact, phone: as printed or filled in, for a person to compare.
    stance: None where the form says nothing at all; the caller refuses.
    contradictory: 无意见 is ticked although there are opinions, which count.
    """

    code: FormCode | None
    unit: str
    contact: str
    phone: str
    stance: Stance | None
    rows: tuple[FormRow, ...]
    contradictory: bool = False


_NO_OPINION = r"(?:无|没有)(?:修改|不同|其他|其它|反馈|任何|具体)?(?:意见|建议)(?:[和及或、]?建议)?"
# What comes before must not itself propose anything: “建议增加：……无意见” is an opinion.
_DECLINES = re.compile(
    rf"(?!.*(?:建议|修改|改为|删|增|应|[：:“\"]).*(?:无|没有))[^。；]{{0,40}}?{_NO_OPINION}[。.!！]?|无[。.]?"
)
_TICKS, _BOXES = "☑☒√✓✔✅■▇●★◆▣RVv", "□☐○◯〇◻▢"
_TICKED = re.compile(rf"[{_TICKS}][)\]】）]?[{_BOXES}]?{_NO_OPINION}")
_TICKED_AFTER = re.compile(rf"{_NO_OPINION}[(\[【（]?[{_TICKS}](?:.*[{_TICKS}{_BOXES}])?[)\]】）]?")
_CONTENT = (Field.PLACE, Field.ORIGINAL, Field.PROPOSAL, Field.GROUNDS)


def read_form(blob: bytes, secret: bytes, name: str = "反馈表") -> FilledForm:
    """Read a returned .docx form; see `documents.any_form.read_any_form` for every other file.

    Args:
        blob: the file.
        secret: what the codes were made with, see `documents.form_code.code_for`.
        name: the file's name, for the sentences.

    Raises:
        FormUnreadable: not a .docx, damaged, dangerous, or nothing in it looks like a feedback form.
        FormCodeDamaged: the printed code fails its check, or two forms' codes stand in one file.
    """
    return form_in(docx_contents(open_docx(blob, name, FormUnreadable)), secret, name)


def form_in(contents: Contents, secret: bytes, name: str) -> FilledForm:
    """The form that a file's contents are; raises as `read_form` does."""
    code = _code(contents, secret, name)
    tables = contents.tables
    table = opinion_table(tables)
    values = {field: filled(cell.text) for field, cell in labelled(tables).items()}
    said = values.get(Field.STANCE, "")
    if not (code or table or said):
        raise FormUnreadable(f"“{name}”里没有找到反馈表；请使用随函所附的征求意见反馈表填写后再提交。")
    texts = _texts(table) if table else []
    rows = tuple(FormRow(number, *row) for number, row in enumerate((t for t in texts if not _declined(t)), 1))
    silent = says_no_comment(said) or any(map(_declined, texts))
    stance = Stance.OPINIONS if rows else Stance.NO_COMMENT if silent else None
    unit, contact, phone = (values.get(field, "") for field in (Field.UNIT, Field.CONTACT, Field.PHONE))
    return FilledForm(code, unit, contact, phone, stance, rows, contradictory=bool(rows) and says_no_comment(said))


def says_no_comment(text: str) -> bool:
    """Whether 无意见 is ticked, before or after the words, or is all that is left to choose."""
    text = "".join(text.split())
    alone = re.sub(f"[{_BOXES}]", "", text)
    if "有意见" not in alone.replace("没有意见", "") and _DECLINES.fullmatch(alone):
        return True
    after = text.startswith(("无", "没有")) and _TICKED_AFTER.fullmatch(text)
    return bool(after or _TICKED.search(text))


def _texts(table: OpinionTable) -> list[tuple[str, str, str, str]]:
    """Place, original, proposal and grounds of every row that says something."""
    found = []
    for row in table.rows:
        said = table.texts(row)
        place, original, proposal, grounds = (said.get(field, "") for field in _CONTENT)
        if place or original or proposal or grounds:
            found.append((place, original, proposal, grounds))
    return found


def _declined(row: tuple[str, str, str, str]) -> bool:
    """Whether a row only says, in whichever cell, that there is no opinion."""
    said = [text for text in row[1:] if text] or [row[0]]
    return len(said) == 1 and _DECLINES.fullmatch("".join(said[0].split())) is not None


def _code(contents: Contents, secret: bytes, name: str) -> FormCode | None:
    """The one code that holds: the body's before a header's or footer's before the properties'."""
    broken = ""
    for text in contents.texts:
        codes = find_codes(text, secret)
        if len(codes.good) > 1:
            raise FormCodeDamaged(f"“{name}”里有两个不同的反馈编号；请使用发给本单位的反馈表重新填写。")
        if codes.good:
            return next(iter(codes.good))
        broken = broken or "".join(codes.damaged[:1])
    if broken:
        raise FormCodeDamaged(f"“{name}”的反馈编号“{broken}”有误；请照发给本单位的反馈表改正编号，或重新填写该表。")
    return None

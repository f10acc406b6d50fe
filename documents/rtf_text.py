"""RTF files as a person sees them: text in whatever code page each font has, deletions gone, tables as grids.

Source: Rich Text Format Specification 1.9.1, which Word and WPS write; a form saved as .rtf comes back like this.
"""

import re
from dataclasses import dataclass, field, replace

from documents.contents import Contents
from documents.doc_text import TableLine, grid_of
from documents.docx_text import PRIVATE_MARKS
from rules.errors import BadInput

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\([^a-zA-Z\r\n])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\[\r\n]"
)
_SYMBOL = "symbol"  # its bytes are the private characters Word uses for them
_PAGES = {
    0: "cp1252",
    2: _SYMBOL,
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5",
    204: "cp1251",
    238: "cp1250",
}
_CHARACTERS = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "nestcell": "\n", "tab": "\t"}
_CHARACTERS |= {"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“"}
_CHARACTERS |= {"rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005"}
_SIGNS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
# Groups whose text is not the document's own.
_SILENT = frozenset(
    re.findall(
        r"\w+",
        "colortbl stylesheet pict object themedata listtable listoverridetable rsidtbl generator datastore "
        "fldinst annotation atnid atnauthor footnote xmlnstbl mmathPr nonshppict bkmkstart bkmkend nesttableprops "
        "datafield filetbl revtbl private latentstyles",
    )
)
_MARGINS = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
_TARGETS = dict.fromkeys(_MARGINS, "margin") | {"fonttbl": "fonts", "info": "info"}
_CODE_PAGES = {page: f"cp{page}" for page in (437, 850, 932, 949, 950, 1250, 1251, 1252)}
_CODE_PAGES |= {936: "gb18030", 54936: "gb18030", 65001: "utf-8"}
_DEEPEST = 1000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits: where its text goes, its code page, how many bytes stand in for a Unicode character."""

    target: str = "body"
    page: str = "cp1252"
    skip: int = 1
    hidden: bool = False
    font: int = 0


@dataclass(slots=True)
class _Table:
    """The row being read."""

    cells: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    continued: list[bool] = field(default_factory=list)
    merged: bool = False
    inside: bool = False


def rtf_contents(blob: bytes, name: str, refusal: type[BadInput]) -> Contents:
    """What an admitted .rtf says; one that is damaged is refused in one sentence as `refusal`."""
    try:
        return _Reader().read(blob)
    except (IndexError, ValueError, RecursionError) as error:
        raise refusal(f"“{name}”已损坏，打不开；请用 Word 或 WPS 另存为 .docx 后再提交。") from error


class _Reader:
    """Walks the words of an RTF file."""

    def __init__(self) -> None:
        self._state, self._above = _State(), list[_State]()
        self._texts: dict[str, list[str]] = {"body": [], "margin": [], "info": []}
        self._bytes = bytearray()
        self._cell: list[str] = []
        self._row, self._rows, self._tables = _Table(), list[TableLine](), list[list[TableLine]]()
        self._fonts: dict[int, str] = {}
        self._pending = self._optional = False
        self._to_skip = 0

    def read(self, blob: bytes) -> Contents:
        """Everything, from the first brace to the last."""
        for token in _TOKEN.finditer(blob):
            code, word, number, sign, brace, plain = token.groups()
            if code or plain:
                self._add(bytes.fromhex(code.decode()) if code else plain)
                continue
            self._flush()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word.decode(), None if number is None else int(number))
            elif sign == b"*":
                self._optional = True
            elif sign:
                self._say(_SIGNS.get(sign, ""))
        self._flush()
        self._end_table()
        texts = tuple(_lines("".join(self._texts[kind])) for kind in ("body", "margin", "info"))
        return Contents(texts, tuple(grid_of(lines) for lines in self._tables))

    def _brace(self, brace: bytes) -> None:
        self._optional = False
        if brace == b"{":
            if len(self._above) > _DEEPEST:
                raise ValueError(len(self._above))
            self._above.append(self._state)
        else:
            self._state = self._above.pop()

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        if word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self._to_skip = self._state.skip
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
            if word == "par" and self._state.target == "body" and not self._row.inside:
                self._end_table()
        elif not self._table_word(word, number or 0):
            self._state = self._changed(word, number, optional=optional)

    def _changed(self, word: str, number: int | None, *, optional: bool) -> _State:
        """The state after a word that says nothing itself."""
        state, value = self._state, number or 0
        if state.target == "fonts":
            return self._font(word, value)
        changes: dict[str, _State] = {
            "ansicpg": replace(state, page=_CODE_PAGES.get(value, "cp1252")),
            "uc": replace(state, skip=min(value, 8)),
            "f": replace(state, page=self._fonts.get(value, state.page)),
            "plain": replace(state, hidden=False),
            "deleted": replace(state, hidden=number != 0),
            "v": replace(state, hidden=number != 0),
        }
        silent = word in _SILENT or (optional and state.target != "info")
        target = _TARGETS.get(word) or ("nowhere" if silent else state.target)
        return changes.get(word) or replace(state, target=target)

    def _font(self, word: str, value: int) -> _State:
        if word == "fcharset":
            self._fonts[self._state.font] = _PAGES.get(value, "gb18030")
        return replace(self._state, font=value) if word == "f" else self._state

    def _table_word(self, word: str, number: int) -> bool:
        row = self._row
        match word:
            case "trowd":
                row.edges, row.continued, row.merged = [0], [], False
            case "clvmrg":
                row.merged = True
            case "cellx":
                row.edges.append(number)
                row.continued.append(row.merged)
                row.merged = False
            case "intbl" | "pard":
                row.inside = word == "intbl"
            case "cell":
                row.cells.append(_lines("".join(self._cell)))
                self._cell = []
            case "row":
                self._end_row()
            case _:
                return False
        return True

    def _end_row(self) -> None:
        row, self._row = self._row, _Table(inside=self._row.inside)
        count = len(row.cells)
        known = len(row.continued) == count
        edges = row.edges[:count] if known else range(0, 1000 * count, 1000)
        if count:
            self._rows.append(
                TableLine(tuple(row.cells), tuple(edges), tuple(row.continued) if known else (False,) * count)
            )
        # A row may repeat the definition of the one before it.
        self._row.edges, self._row.continued = row.edges, row.continued

    def _end_table(self) -> None:
        if self._rows:
            self._tables.append(self._rows)
            self._rows = []

    def _add(self, raw: bytes) -> None:
        skipped = min(self._to_skip, len(raw))
        self._to_skip -= skipped
        self._bytes += raw[skipped:]

    def _flush(self) -> None:
        """Say the bytes gathered: a Chinese character is two of them, each written apart."""
        raw, self._bytes = bytes(self._bytes), bytearray()
        if raw and self._state.page == _SYMBOL:
            self._say("".join(PRIVATE_MARKS.get(0xF000 + byte, "") for byte in raw))
        elif raw:
            self._say(raw.decode(self._state.page, "replace"))

    def _say(self, text: str) -> None:
        state = self._state
        if state.hidden or state.target not in self._texts:
            return
        text = text.translate(PRIVATE_MARKS)
        self._texts[state.target].append(text)
        if state.target == "body" and self._row.inside:
            self._cell.append(text)


def _lines(text: str) -> str:
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\n".join(line for each in paired.split("\n") if (line := each.strip()))

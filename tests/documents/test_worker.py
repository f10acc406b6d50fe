"""The process that reads strangers' files: what hangs it, eats its memory or kills it costs one sentence."""

import io
import os
import pickle
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from documents.any_form import read_any_form
from documents.form_code import FormCode
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from documents.gate import Kind
from documents.worker import each_in_worker, in_worker
from rules.errors import BadInput, FormUnreadable
from tests.documents.forms import SECRET, blank
from tests.parts import require

POSIX = None if sys.platform == "win32" else sys.platform
LOST = "请用 Word 或 WPS 打开，把内容复制到新文件中再提交。"
FORM = fill_form(blank(), rows=[FormRow(1, "第三条", proposal="删去")])


def boundless() -> bytes:
    """A workbook with one cell at the far end of its sheet."""
    book, buffer = Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "序号", "完"
    book.save(buffer)
    return buffer.getvalue()


def laid_out(blob: bytes) -> int:
    return len(CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0).to_python())


def hungry(megabytes: int) -> int:
    return len(bytes(megabytes << 20))


def stubborn() -> None:
    while True:
        pass


def printing(words: str) -> str:
    print(words)  # noqa: T201 - as a parser might
    sys.stdout.flush()
    return words


def borrowed() -> Path:
    return Path("/")


def lent() -> None:
    """What a process that was taken over might answer: a class of another's, by way of one of our modules."""
    message = b"\x80\x04\x8c\x10documents.worker\x8c\x10subprocess.Popen\x93."
    os.write(4, len(message).to_bytes(8, "big") + message)
    os._exit(0)


def divided(one: int, other: int) -> float:
    return one / other if other >= 0 else os._exit(1)


def refusal(function: str, *args: object, seconds: float = 20) -> str:
    with pytest.raises(FormUnreadable) as caught:
        in_worker(globals()[function], *args, name="表.xls", refusal=FormUnreadable, seconds=seconds)
    return caught.value.sentence


def test_what_is_read_there_is_what_would_be_read_here() -> None:
    assert in_worker(read_any_form, FORM, SECRET, "表") == read_any_form(FORM, SECRET, "表")


def test_a_refusal_comes_back_as_itself() -> None:
    with pytest.raises(FormUnreadable) as caught:
        in_worker(read_any_form, b"%PDF-", SECRET, "扫描件.pdf")
    assert caught.value.sentence == "“扫描件.pdf”是 PDF；请提供可编辑的 .docx 原稿。"


def test_calls_share_one_process() -> None:
    assert in_worker(os.getpid) == in_worker(os.getpid) != os.getpid()


def test_what_a_parser_prints_is_no_answer() -> None:
    assert in_worker(printing, "warning") == "warning"


@pytest.mark.parametrize(
    ("function", "argument"), [("laid_out", boundless()), ("hungry", 2048)], ids=["the parser aborts", "hungry"]
)
def test_memory_that_runs_out_costs_one_sentence_and_the_next_file_is_read(function: str, argument: object) -> None:
    require(POSIX, "memory limits need a POSIX system")
    assert refusal(function, argument) == f"“表.xls”在 20 秒内没有读完，或大得无法读取；{LOST}"
    assert in_worker(hungry, 10) == 10 << 20


def test_time_that_runs_out_costs_one_sentence_and_the_next_file_is_read() -> None:
    began = time.monotonic()
    assert refusal("stubborn", seconds=0.5) == f"“表.xls”在 0.5 秒内没有读完，或大得无法读取；{LOST}"
    assert time.monotonic() - began < 5
    assert in_worker(read_any_form, FORM, SECRET, "表").rows == (FormRow(1, "第三条", proposal="删去"),)


def test_a_process_that_was_killed_is_started_anew() -> None:
    before = in_worker(os.getpid)
    with pytest.raises(BadInput):
        in_worker(os._exit, 1)
    assert in_worker(os.getpid) != before


def test_a_defect_is_told_apart_from_a_bad_file() -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        in_worker(divmod, 1, 0)


@pytest.mark.parametrize("thing", [borrowed, lent])
def test_only_our_own_classes_come_back(thing: Callable[[], object]) -> None:
    with pytest.raises(pickle.UnpicklingError, match=r"Path|Popen"):
        in_worker(thing)
    with pytest.raises(BadInput):
        in_worker(os._exit, 1)


class Fetched:
    """What a worker sends as `getattr(owner, name)`: as Python 3.11.2 does with enums, and as a thief would."""

    def __init__(self, owner: object, name: str) -> None:
        self.owner, self.name = owner, name

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, str]]:
        return getattr, (self.owner, self.name)


def member() -> object:
    return Fetched(Kind, "DOCX")


def attribute() -> object:
    return Fetched(Kind, "__class__")


def stranger() -> object:
    return Fetched(FormCode, "__init__")


def test_a_member_of_an_enum_comes_back_whichever_way_it_is_sent() -> None:
    assert in_worker(member) is Kind.DOCX


@pytest.mark.parametrize("thing", [attribute, stranger])
def test_nothing_else_is_fetched_by_its_name(thing: Callable[[], object]) -> None:
    with pytest.raises(pickle.UnpicklingError, match=r"^getattr"):
        in_worker(thing)


def test_many_files_are_read_at_one_go_each_with_its_own_end() -> None:
    calls = [(FORM, SECRET, "表.docx"), (b"%PDF-", SECRET, "扫描件.pdf")]
    form, refused = each_in_worker(read_any_form, calls, ["表.docx", "扫描件.pdf"], FormUnreadable)
    assert (form, str(refused)) == (
        read_any_form(FORM, SECRET, "表"),
        "“扫描件.pdf”是 PDF；请提供可编辑的 .docx 原稿。",
    )
    assert each_in_worker(read_any_form, [], [], FormUnreadable) == []


def test_one_file_that_ends_the_process_spoils_no_other() -> None:
    first, lost, last = each_in_worker(divided, [(6, 3), (1, -1), (1, 0)], ["一", "二", "三"], FormUnreadable)
    assert (first, str(lost)) == (2.0, f"“二”在 20 秒内没有读完，或大得无法读取；{LOST}")
    assert "ZeroDivisionError" in str(last)


def test_the_process_knows_no_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIRCULATE_SMTP_PASSWORD", "secret")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    with pytest.raises(BadInput):
        in_worker(os._exit, 1)
    assert [in_worker(os.getenv, name) for name in ("CIRCULATE_SMTP_PASSWORD", "TZ")] == [None, "Asia/Shanghai"]


def test_nothing_is_left_behind_by_a_parent_that_dies() -> None:
    script = "import os; from documents.worker import in_worker; print(in_worker(os.getpid), flush=True); os._exit(9)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)  # noqa: S603
    worker = int(ended.stdout)
    for _ in range(100):
        if not _is_running(worker):
            break
        time.sleep(0.05)
    assert not _is_running(worker)


def _is_running(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def test_a_form_with_a_boundless_sheet_or_a_bomb_never_reaches_a_parser() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p/>" * 8_000_000)
    for blob, why in ((boundless(), "大得无法读取"), (buffer.getvalue(), "解开后过大")):
        with pytest.raises(FormUnreadable, match=why):
            in_worker(read_any_form, blob, SECRET, "表", megabytes=300)

"""The gate on forms and on a bomb, against `zipfile.testzip()`, which only unpacks the same files."""

import io
import resource
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Sequence

from benchmarks.measuring import Comparison, Measured, in_turn, report
from documents.form import FormPress
from documents.form_code import code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from documents.gate import admit
from rules.errors import BadInput

FORMS, ROUNDS = 200, 7
MOST_MS, MOST_MB = 2.0, 2.0
BOMB_KB, BOMB_PART = 480, "word/document.xml"
PEER = "zipfile.testzip()"
SECRET = b"benchmark"


def main() -> None:
    """The line that counts is that of our forms; the bomb comes first, before anything else took memory."""
    bomb = _bomb()
    bombed = [_memory(bomb), _refused_faster(bomb)]
    forms = _forms()
    taken = in_turn({"ours": lambda: _median(admit_form, forms), "theirs": lambda: _median(testzip, forms)}, ROUNDS)
    ours, theirs = (statistics.median(taken[side]) for side in ("ours", "theirs"))
    promised = Comparison("gate, a form", "what is promised", 1.0, "ms").measured(ours, MOST_MS, MOST_MS / ours)
    whole = Comparison("gate", PEER, 0.5, "ms").measured(ours, theirs, theirs / ours)
    report(whole, [promised, *bombed])


def admit_form(blob: bytes) -> None:
    """What the gate does."""
    admit(blob, "反馈表")


def testzip(blob: bytes) -> None:
    """What anyone would do first: unpack everything and compare checksums."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        archive.testzip()


def _forms() -> list[bytes]:
    press = FormPress("河道管护办法（征求意见稿）", "2026年10月19日18时00分", "市水利局")
    texts = ("年底前完成", "次年三月底前完成", "汛期不能施工")
    rows = [FormRow(number, f"第{number}条", *texts) for number in range(1, 6)]
    return [
        fill_form(press.for_unit(f"第{number}单位", code_for(SECRET, "2026-001", number)), rows=rows)
        for number in range(FORMS)
    ]


def _median(check: Callable[[bytes], None], forms: Sequence[bytes]) -> float:
    """Milliseconds a form."""
    return statistics.median(_milliseconds(check, form) for form in forms)


def _milliseconds(check: Callable[[bytes], None], blob: bytes) -> float:
    began = time.perf_counter()
    check(blob)
    return (time.perf_counter() - began) * 1000


def _bomb() -> bytes:
    """A .docx of 480 kB that unpacks to half a gigabyte."""
    buffer, mouthful = io.BytesIO(), b"<w:p/>" * 170_000
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open(BOMB_PART, "w", force_zip64=True) as part,
    ):
        while buffer.tell() < BOMB_KB * 1000:
            part.write(mouthful)
    return buffer.getvalue()


def _refused(bomb: bytes) -> None:
    try:
        admit(bomb, "炸弹")
    except BadInput:
        return
    sys.exit("the bomb was let in")


def _memory(bomb: bytes) -> Measured:
    before = _peak()
    _refused(bomb)
    more = max(_peak() - before, 0.01)
    return Measured.leaner(Comparison("gate, a bomb, memory", "what is allowed", 1.0, "MB more"), more, MOST_MB)


def _refused_faster(bomb: bytes) -> Measured:
    sides = {"ours": lambda: _milliseconds(_refused, bomb), "theirs": lambda: _milliseconds(testzip, bomb)}
    taken = in_turn(sides, 3)
    ours, theirs = (statistics.median(taken[side]) for side in ("ours", "theirs"))
    return Measured.leaner(Comparison(f"gate, a bomb of {len(bomb) // 1000} kB", PEER, 100.0, "ms"), ours, theirs)


def _peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""The outline of a 91-page draft against python-docx merely reading its paragraphs; then citations and quotations."""

import io
import random
import statistics
import time
from collections.abc import Callable

from docx import Document
from docx.document import Document as Opened
from docx.oxml import parse_xml
from rapidfuzz import fuzz, process

from benchmarks.measuring import Comparison, Measured, in_turn, rate, report
from documents.citations import citations_in
from documents.finder import Finder
from documents.outline import outline_of

ROUNDS = 7
CHAPTERS, SECTIONS, ITEMS = 15, 6, 6
GOAL = 1.0
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMERALS = "一二三四五六七八九十"
VOCABULARY = (
    "加强河道日常巡查清理沿岸垃圾违章建筑责任单位按月报送进展统筹规划土地供应项目准入财政资金监督考核企业评价信息平台公开"
    "审批流程环境保护标准厂房存量盘活处置闲置用地税收指标合同约定期限验收完善制度部门协同推进落实"
)
WORDS = [VOCABULARY[start : start + 2] for start in range(0, len(VOCABULARY) - 1, 2)]


def main() -> None:
    """Measure the outline, which is the line that counts, and what is asked of it afterwards."""
    draft = long_draft()
    sides = {"ours": lambda: rate(1, lambda: outline_of(draft)), "theirs": lambda: rate(1, lambda: texts(draft))}
    taken = in_turn(sides, ROUNDS)
    finder = Finder(outline_of(draft))
    cited = _microseconds(lambda words: citations_in(words, finder), CITED)
    quoted = _microseconds(finder.quoted, QUOTED)
    labels = _microseconds(_nearest([clause.label for clause in finder.outline.clauses]), CITED)
    clauses = _microseconds(_nearest([clause.text for clause in finder.outline.clauses]), QUOTED)
    report(
        Measured.faster(Comparison("outline", "python-docx reading paragraphs", GOAL), taken["ours"], taken["theirs"]),
        [
            Measured.leaner(Comparison("91 pages", "200 ms", 1, "ms"), 1000 / statistics.median(taken["ours"]), 200),
            Measured.leaner(Comparison("a citation", "rapidfuzz against every label", 1, "µs"), cited, labels),
            Measured.leaner(Comparison("a quotation", "rapidfuzz against every clause", 1, "µs"), quoted, clauses),
        ],
    )


def long_draft() -> bytes:
    """About 1,200 paragraphs and 35,000 signs, 91 pages in size 3; half the numbers are automatic."""
    document = Document()
    lists = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    lists.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{level}</w:abstractNum>'))
    lists.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for chapter in range(CHAPTERS):
        document.add_paragraph(f"第{_numeral(chapter + 1)}部分 河道管护任务之{chapter + 1}")
        for section in range(SECTIONS):
            document.add_paragraph(f"（{NUMERALS[section]}）分级落实第{chapter * SECTIONS + section + 1}类管护责任")
            for item in range(ITEMS * 2):
                _item(document, (chapter * SECTIONS + section) * ITEMS * 2 + item, item)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _item(document: Opened, serial: int, item: int) -> None:
    typed = item % 2 == 0
    words = sentence(serial)
    paragraph = document.add_paragraph(f"（{item // 2 + 1}）" if typed else "")
    for start in range(0, len(words), 9):
        paragraph.add_run(words[start : start + 9])
    if not typed:
        numbered = f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(numbered))  # noqa: SLF001 - python-docx has no other way


def texts(draft: bytes) -> str:
    """The peer: nothing but the words."""
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(draft)).paragraphs)


def sentence(serial: int) -> str:
    """About thirty signs that no other sentence has in this order."""
    chosen = random.Random(serial).sample(WORDS, 14)  # noqa: S311 - no secret
    return f"{''.join(chosen[:6])}，{''.join(chosen[6:])}。"


CITED = [f"第{n % CHAPTERS + 1}部分的（{NUMERALS[n % SECTIONS]}）第（{n % ITEMS + 1}）项责任单位" for n in range(200)]
# Half word for word, half with a slip of the pen in the middle.
SLIPS = [f"{sentence(n * 7)[2:12]}和{sentence(n * 7)[13:26]}" for n in range(100)]
QUOTED = [sentence(n * 5)[2:24] for n in range(100)] + SLIPS


def _nearest(choices: list[str]) -> Callable[[str], object]:
    """What anyone would write first: the nearest of all, which knows nothing of numbers."""
    return lambda words: process.extractOne(words, choices, scorer=fuzz.partial_ratio)


def _microseconds(work: Callable[[str], object], calls: list[str]) -> float:
    """Of one call, the median of a few runs."""

    def once() -> float:
        began = time.perf_counter()
        for words in calls:
            work(words)
        return (time.perf_counter() - began) * 1_000_000 / len(calls)

    return statistics.median(once() for _ in range(ROUNDS))


def _numeral(number: int) -> str:
    return NUMERALS[number - 1] if number <= len(NUMERALS) else f"十{NUMERALS[number - 11]}"


if __name__ == "__main__":
    main()

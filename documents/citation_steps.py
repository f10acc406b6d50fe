"""A citation taken apart into steps: 第二部分的（三）第2、3小项 is PART 2, SECOND 3, SUBITEM 2 and 3."""

import re
from collections.abc import Iterator

from documents.chinese_numbers import number_of
from documents.citation_units import Step, Unit

_N = r"[零〇一二三四五六七八九十百两0-9]+"
_C = r"[一二三四五六七八九十]{1,3}"
_ONE = rf"（?\s*{_N}\s*）?"
_LIST = rf"{_ONE}(?:\s*[、，和及与至到~\-]\s*第?\s*{_ONE})*"
_ARABIC = r"[0-9]{1,2}(?:\s*[、和及至~\-]\s*[0-9]{1,2})*"
_WORDS = "自然段|小项|小点|大项|大点|部分|编|章|节|条|款|项|目|点|段|页|行"
_STEP = re.compile(
    rf"""
 (?P<annex>附\s*(?:件|表|录))\s*(?P<annex_n>[0-9]{{1,2}}|{_C}(?!\s*、)|[A-Z](?![A-Za-z]))?
|(?P<before>(?:前|上)(?P<before_n>[一二两三四])?(?P<before_u>款|条|项))(?![件例目])
|(?P<this>(?:本|该|此)(?P<this_u>条|款|项|章|节))(?![件例目])
|(?P<last>(?:最后|末尾?)(?:一|1)?条)
|第\s*(?P<n>{_LIST})\s*(?P<word>{_WORDS})(?![件例程]|目(?!标))(?:之(?P<sub>{_C}))?
|(?<=条、|款、|项、|条和|款和|项和|条及|款及|项及)(?P<again>{_N})(?P<again_word>条|款|项)(?![件例目])
|(?<![0-9一二三四五六七八九十.第、])(?<!上述)(?<!以上)(?<![这前])(?P<total>{_N})个?(?P<total_word>小项|大项|自然段)
|(?<![一二三四五六七八九十第（])(?P<first>{_C})\s*、(?=[\u4e00-\u9fff“（]|$)
|(?<!第)（\s*(?P<second>{_C})\s*）(?:\s*[至到~\-]\s*（\s*(?P<second_to>{_C})\s*）)?
|(?P<point>(?<![0-9.A-Za-z])(?:[0-9]{{1,2}}|[A-H])(?:\.[0-9]{{1,2}}){{1,4}})(?![0-9.%％]|[个亿万倍])
|(?<=）)\s*(?P<tail>{_ARABIC})(?![0-9.．年月日%％个家亩项小号])
|(?<![0-9.第年月（-])(?P<third>[0-9]{{1,2}})\s*(?:\.(?![0-9])|、(?=[\u4e00-\u9fff“]))
|（\s*(?P<fourth>[0-9]{{1,2}})\s*）
|(?P<fifth>[①-⑳]|(?<=[0-9）.\s])(?P<letter>[a-j])\s*）)
|(?P<table>表|图)\s*(?P<table_n>[0-9]{{1,2}}|{_C})
|(?P<special>全文|通篇|落款|导语|引言|前言|序言|首段|开头段?|标题|题目)
""",
    re.VERBOSE,
)
_WIDER = {"自然段": "段", "小点": "小项", "目": "小项", "大项": "项", "大点": "项", "点": "项"}
_SPECIAL = {"全文": Unit.WHOLE, "通篇": Unit.WHOLE, "落款": Unit.SIGNATURE, "标题": Unit.TITLE, "题目": Unit.TITLE}
_TO = re.compile(rf"({_N})[至到~\-]({_N})")
_LONGEST_RANGE, _LONGEST_WORDS = 60, 45
_AFTER = re.compile(r"[。；：，\n]|责任单位|牵头单位|配合单位|修改|建议|中?增加|删除|删去")
_QUOTED = re.compile(r"\s*“([^“”]+(?:“[^“”]*”[^“”]*)*)”")
_FIELD = re.compile(r"^(?:工作|任务|内容|规定|表述|部分|的|中|里|内)+")
_SPARED_AFTER = re.compile(r"\s*(?:仍?予以)?(?:保留|不变|不动|除外|以外|外)")
_SPARED_BEFORE = re.compile(r"(?<![删去剔移])除(?:了)?\s*$")
_RANGE = re.compile(r"\s*[至到~\-]\s*")


def steps_in(text: str) -> tuple[Step, ...]:
    """Every step that stands in a text made plain (`documents.likeness.plain`), in order."""
    raw = list(_merged(text, [_step(found) for found in _STEP.finditer(text)]))
    ends = [*(step.start for step in raw), len(text)][1:]
    return tuple(_placed(text, step, until) for step, until in zip(raw, ends, strict=False))


def _step(found: re.Match[str]) -> Step:
    start, end = found.span()
    if found["annex"]:
        letter = found["annex_n"] or ""
        number = ord(letter) - ord("A") + 1 if letter.isalpha() and letter.isascii() else number_of(letter)
        return Step(Unit.ANNEX, (number,) if number else (), start, end)
    if found["word"]:
        word = Unit(_WIDER.get(found["word"], found["word"]))
        bracketed = word in {Unit.ITEM, Unit.ARTICLE, Unit.CLAUSE} and "（" in found["n"]
        sub = number_of(found["sub"] or "") or 0
        return Step(Unit.SECOND if bracketed else word, _numbers(found["n"]), start, end, sub)
    if found["again"]:
        return Step(Unit(found["again_word"]), _numbers(found["again"]), start, end)
    if found["total"]:
        return Step(
            Unit(_WIDER.get(found["total_word"], found["total_word"])), _numbers(found["total"]), start, end, total=True
        )
    return _typed(found) or _spoken(found)


def _typed(found: re.Match[str]) -> Step | None:
    """A step written as the draft writes its numbers."""
    span = found.span()
    if found["second"]:
        first, last = number_of(found["second"]) or 0, number_of(found["second_to"] or "") or 0
        return Step(Unit.SECOND, tuple(range(first, (last or first) + 1)), *span)
    if found["point"]:
        return Step(Unit.POINT, (), *span, words=found["point"])
    for name, unit in (("first", Unit.FIRST), ("third", Unit.THIRD), ("tail", Unit.THIRD), ("fourth", Unit.FOURTH)):
        if found[name]:
            return Step(unit, _numbers(found[name]), *span)
    if found["fifth"]:
        letter = found["letter"]
        number = ord(letter) - ord("a") + 1 if letter else number_of(found["fifth"]) or 0
        return Step(Unit.FIFTH, (number,), *span)
    return None


def _spoken(found: re.Match[str]) -> Step:
    """A step named by a word: 表1, 前款, 本条, 最后一条, 标题."""
    span = found.span()
    if found["table"]:
        return Step(Unit(found["table"]), _numbers(found["table_n"]), *span)
    if found["before"]:
        count = number_of(found["before_n"] or "一") or 1
        return Step(Unit.BEFORE, (count,), *span, like=Unit(found["before_u"]))
    if found["this"]:
        return Step(Unit.THIS, (), *span, like=Unit(found["this_u"]))
    if found["last"]:
        return Step(Unit.LAST, (), *span)
    return Step(_SPECIAL.get(found["special"], Unit.LEAD), (), *span)


def _numbers(text: str) -> tuple[int, ...]:
    """Every number of a list: `2、3`, `（三）至（五）`."""
    listed: list[int] = []
    for piece in re.split("[、，和及与]", re.sub(r"[（）第\s]", "", text)):
        span = _TO.fullmatch(piece)
        first, last = (number_of(span[1]), number_of(span[2])) if span else (number_of(piece), None)
        if first is not None:
            ends = last if last is not None and first < last < first + _LONGEST_RANGE else first
            listed.extend(range(first, ends + 1))
    return tuple(listed)


def _merged(text: str, raw: list[Step]) -> Iterator[Step]:
    """第五条至第八条 is one step with four numbers."""
    held: Step | None = None
    for step in raw:
        ranged = held is not None and held.unit is step.unit and _RANGE.fullmatch(text, held.end, step.start)
        if held is not None and ranged and held.numbers and step.numbers:
            numbers = tuple(range(held.numbers[0], min(step.numbers[-1], held.numbers[0] + _LONGEST_RANGE) + 1))
            held = Step(step.unit, numbers or held.numbers, held.start, step.end)
            continue
        if held is not None:
            yield held
        held = step
    if held is not None:
        yield held


def _placed(text: str, step: Step, until: int) -> Step:
    """The step with the words that may be its heading, and whether it is named only to be spared."""
    spared = bool(_SPARED_AFTER.match(text, step.end) or _SPARED_BEFORE.search(text, 0, step.start))
    words = step.words if step.unit is Unit.POINT else _heading(text, step, until)
    return Step(step.unit, step.numbers, step.start, step.end, step.sub, step.total, words, spared, step.like)


def _heading(text: str, step: Step, until: int) -> str:
    after = text[step.end : min(until, step.end + _LONGEST_WORDS)]
    if step.start and text[step.start - 1] == "“":
        after = after.partition("”中")[0].partition("”的")[0].rstrip("”")
    quoted = _QUOTED.match(after)
    if quoted:
        return quoted[1]
    words = _AFTER.split(re.sub(r"（[^（）]*）", "", after), maxsplit=1)[0]
    return _FIELD.sub("", words.strip(" “”《》（）.、")).strip(" “”《》（）.、")

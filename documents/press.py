"""PDF from typst templates: the same bytes on every machine, free fonts embedded, PDF/A for the archive."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path

from documents.ooxml import clean
from documents.template_files import template_path, template_sources
from rules.errors import TemplateBroken

_AT = re.compile(r"([\w.-]+):(\d+):\d+")
_MAIN = "main"
_LARGE = 1_000_000
_REMEMBERED = 11  # after ten more compilations typst forgets what none of them used
# What no Chinese face draws, and what offices write instead.
_INSTEAD = str.maketrans({"☑": "√", "☒": "×", "☐": "□", "✓": "√", "✔": "√", "✗": "×"})
_TRY = '#set text(font: ("Noto Serif SC", "Noto Sans SC"))\n#sys.inputs.data'


def press(
    name: str,
    data: Mapping[str, object],
    moment: datetime,
    templates: Path | None = None,
    own_fonts: Path | None = None,
) -> bytes:
    """The PDF/A of `documents/<name>` filled with `data`, which reaches the template as JSON: no text is ever markup.

    A character that no font draws is printed as its number, 〔U+1F600〕: nothing is dropped in silence.

    Args:
        name: the template's file name, `status.typ`.
        data: texts, numbers, lists and mappings of them.
        moment: what the file says it was made at.
        templates: the office's own template root; a file there stands before ours.
        own_fonts: a folder with the office's own fonts, taken where a template names them.

    Raises:
        TemplateBroken: the template has a mistake; the sentence names file and line.
    """
    inputs = _inputs(data, own_fonts)
    # Marks for screen readers make a file five times as large; thousands of rows go without.
    tagged = len(inputs["data"]) < _LARGE
    return _pdf(name, _sources(name, templates), inputs, moment, own_fonts, tagged=tagged)


def press_part(
    name: str, data: Mapping[str, object], moment: datetime, own_fonts: Path | None = None
) -> tuple[bytes, Any]:
    """A part of a long document by our own template: its PDF/A without marks, and what stands at `<spots>` there.

    What typst remembers of it is let go: however many parts follow, memory holds one.

    Args:
        name: as of `press`.
        data: as of `press`.
        moment: as of `press`.
        own_fonts: as of `press`.
    """
    sources, inputs = _sources(name), _inputs(data, own_fonts)
    pdf = _pdf(name, sources, inputs, moment, own_fonts, tagged=False)
    spots = typst.query(  # type: ignore[type-var]  # its stub does not know of files by name
        sources, "<spots>", "value", one=True, font_paths=fonts(own_fonts), sys_inputs=inputs
    )
    for _ in range(_REMEMBERED):
        typst.compile(b"", font_paths=fonts(own_fonts))
    return pdf, json.loads(spots)


@cache
def fonts(own: Path | None = None) -> typst.Fonts:
    """The free fonts that are embedded and the office's own, read once; never the machine's, which differ."""
    folders = [str(folder) for folder in (own, sans_path().parent) if folder]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def undrawn(text: str, own_fonts: Path | None = None) -> list[str]:
    """The characters of a text that none of the fonts has, in the order of their numbers."""
    # Every Chinese face has what the oldest standard lists; the rest is tried.
    rare = sorted({sign for sign in text if not sign.isascii() and not sign.encode("gb2312", "ignore")})
    return list(_undrawn(rare, own_fonts))


def _undrawn(signs: list[str], own_fonts: Path | None) -> Iterable[str]:
    if not signs or _drawn("".join(signs), own_fonts):
        return
    if len(signs) == 1:
        yield signs[0]
        return
    half = len(signs) // 2
    yield from _undrawn(signs[:half], own_fonts)
    yield from _undrawn(signs[half:], own_fonts)


def _drawn(signs: str, own_fonts: Path | None) -> bool:
    try:
        typst.compile(_TRY.encode(), font_paths=fonts(own_fonts), sys_inputs={"data": signs}, pdf_standards="a-2b")
    except typst.TypstError:
        return False
    return True


def _inputs(data: Mapping[str, object], own_fonts: Path | None) -> dict[str, str]:
    text = json.dumps(_cleaned(data), ensure_ascii=False)
    numbers: dict[str, str | int | None] = {sign: f"〔U+{ord(sign):04X}〕" for sign in undrawn(text, own_fonts)}
    return {"data": text.translate(str.maketrans(numbers))}


def _sources(name: str, templates: Path | None = None) -> dict[str, bytes]:
    return template_sources(".typ", templates) | {_MAIN: template_path(name, templates).read_bytes()}


def _pdf(  # noqa: PLR0913 - what is pressed, and how
    name: str,
    sources: dict[str, bytes],
    inputs: dict[str, str],
    moment: datetime,
    own_fonts: Path | None,
    *,
    tagged: bool,
) -> bytes:
    try:
        pdf: bytes = typst.compile(  # type: ignore[call-overload]  # its stub does not know of files by name
            sources,
            format="pdf",
            font_paths=fonts(own_fonts),
            sys_inputs=inputs,
            pdf_standards="a-2b",
            timestamp=int(moment.timestamp()),
            pdf_tags=tagged,
        )
    except typst.TypstError as error:
        raise _broken(name, error) from error
    return pdf


def _cleaned(value: object) -> object:
    """The same without the control characters that no document can hold."""
    if isinstance(value, str):
        return clean(value).translate(_INSTEAD)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def _broken(name: str, error: typst.TypstError) -> TemplateBroken:
    place = _AT.search(error.diagnostic)
    where = f"{name if place[1] == _MAIN else place[1]} 第 {place[2]} 行" if place else name
    return TemplateBroken(f"文件模板 {where}写法有误（{error.message}）；请改正模板，或删去它以使用自带的模板。")

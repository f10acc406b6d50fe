"""PDF from typst templates: the same bytes on every machine, free fonts embedded, PDF/A for the archive."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import sans_path

from documents.ooxml import clean
from rules.errors import TemplateBroken

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "documents"
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_AT = re.compile(r"([\w.-]+\.typ):(\d+)")


def press(name: str, data: Mapping[str, object], moment: datetime, templates: Path | None = None) -> bytes:
    """The PDF/A of `documents/<name>` filled with `data`, which reaches the template as JSON: no text is ever markup.

    Args:
        name: the template's file name, `status.typ`.
        data: texts, numbers, lists and mappings of them.
        moment: what the file says it was made at.
        templates: the office's own template root; a file there stands before ours.

    Raises:
        TemplateBroken: the template has a mistake; the sentence names file and line.
    """
    own = templates / "documents" if templates and (templates / "documents" / name).is_file() else TEMPLATES
    text = json.dumps(_cleaned(data), ensure_ascii=False)
    while True:
        try:
            return _compiled(own / name, text, moment)
        except typst.TypstError as error:
            undrawn = _UNDRAWN.search(error.message)
            if undrawn is None or undrawn[1] not in text:
                raise _broken(name, error) from error
            # No free font draws it: its number is printed, so that nothing is dropped in silence.
            text = text.replace(undrawn[1], "".join(f"〔U+{ord(sign):04X}〕" for sign in undrawn[1]))


@cache
def fonts() -> typst.Fonts:
    """The free fonts that are embedded, read once; never the machine's, which differ."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])


def _cleaned(value: object) -> object:
    """The same without the control characters that no document can hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def _compiled(template: Path, text: str, moment: datetime) -> bytes:
    return typst.compile(
        template,
        root=template.parent,
        format="pdf",
        font_paths=fonts(),
        sys_inputs={"data": text},
        pdf_standards="a-2b",
        timestamp=int(moment.timestamp()),
    )


def _broken(name: str, error: typst.TypstError) -> TemplateBroken:
    place = _AT.search(error.diagnostic)
    where = f"{place[1]} 第 {place[2]} 行" if place else name
    return TemplateBroken(f"文件模板 {where}写法有误（{error.message}）；请改正模板，或删去它以使用自带的模板。")

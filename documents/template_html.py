"""An .html from a template an office may edit: the same sandbox as for .docx, every text escaped."""

import re
from collections.abc import Mapping
from pathlib import Path
from traceback import walk_tb

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

from documents.template_files import template_path
from office.sandbox import Sandbox
from rules.errors import TemplateBroken

_UNFILLED = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
_QUOTED = re.compile(r"'([^']*)'")


def fill_html(name: str, context: Mapping[str, object], templates: Path | None = None) -> bytes:
    """Fill an .html template of `documents/`.

    Args:
        name: its file name.
        context: what it may speak of; every text is escaped.
        templates: the office's own template root; a file there stands before ours.

    Raises:
        TemplateBroken: no text, an unknown placeholder, or something no template may do; names file and line.
    """
    path = template_path(name, templates)
    try:
        sandbox = Sandbox(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        return sandbox.from_string(path.read_text("utf-8")).render(context).encode()
    except UnicodeDecodeError as error:
        raise TemplateBroken(f"文件模板 {name} 不是 UTF-8 文本；请另存为 UTF-8，或删去它以使用自带的模板。") from error
    except _UNFILLED as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> TemplateBroken:
    lines = [number for frame, number in walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    line = error.lineno if isinstance(error, TemplateSyntaxError) else lines[-1] if lines else 0
    where = f"文件模板 {name} 第 {line} 行" if line else f"文件模板 {name}"
    quoted = _QUOTED.findall(str(error))
    if isinstance(error, UndefinedError) and quoted:
        return TemplateBroken(f"{where}用了不认识的占位符“{quoted[-1]}”；请改成说明中列出的名称。")
    what = error.message if isinstance(error, TemplateError) else str(error)
    return TemplateBroken(f"{where}写法有误或不被允许（{what}）；请改正该处，或删去它以使用自带的模板。")

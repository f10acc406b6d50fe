"""Letters from templates: subject, text and html, an office's own files standing before the product's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from traceback import walk_tb

import css_inline
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mail.letters import Context, date_words, moment_words
from rules.errors import TemplateBroken
from rules.tally import shares
from rules.words import LetterKind

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_FILES = ("subject.txt", "body.txt", "body.html")
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)
_QUOTED = re.compile(r"'([^']*)'")
_UNREADABLE = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words; text and html say the same."""

    subject: str
    text: str
    html: str


def render(kind: LetterKind, context: Context, templates: Path | None = None) -> Rendered:
    """Render one letter.

    Args:
        kind: which folder of `templates/email/` is used, unless the context names its own.
        context: the fields the templates may name.
        templates: the office's own template root; a file there stands before ours, file by file.

    Raises:
        TemplateBroken: a template with a syntax error or an unknown placeholder; names file, line and placeholder.
    """
    known = {name: getattr(context, name) for name in dir(context) if not name.startswith("_")}
    subject, text, html = (_filled(f"{context.folder or kind}/{name}", known, templates) for name in _FILES)
    return Rendered(_one_line(subject, getattr(context, "code", "")), _tidy(text), _INLINER.inline(html))


def _filled(name: str, known: Mapping[str, object], templates: Path | None) -> str:
    try:
        return _environment(templates).get_template(name).render(known)
    except _UNREADABLE as error:
        raise _broken(name, error) from error


@cache
def _environment(templates: Path | None) -> ImmutableSandboxedEnvironment:
    roots = [root / "email" for root in (templates, TEMPLATES) if root]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(root) for root in roots]),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name) and str(name).endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(date=date_words, moment=moment_words, lines=_lines, shares=shares)
    return environment


def _lines(text: str) -> Markup:
    """Text of several lines as html, escaped."""
    return Markup("<br>").join(text.splitlines())


def _one_line(subject: str, code: str) -> str:
    """The subject always ends in the reply code: relays that rewrite Message-IDs leave it alone."""
    line = " ".join(subject.split())
    return f"{line}〔#{code}〕" if code and f"#{code}" not in line else line


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _broken(name: str, error: Exception) -> TemplateBroken:
    """The sentence for a clerk who edits templates: file, line, placeholder."""
    name, line = _place(name, error)
    where = f"函件模板 {name} 第 {line} 行" if line else f"函件模板 {name}"
    quoted = _QUOTED.findall(str(error))
    if isinstance(error, TemplateSyntaxError):
        return TemplateBroken(f"{where}写法有误（{error.message}）；请检查该处的括号与标签是否成对。")
    if isinstance(error, UndefinedError) and quoted:
        return TemplateBroken(f"{where}用了不认识的占位符“{quoted[-1]}”；请改成说明中列出的名称。")
    return TemplateBroken(f"{where}无法生成（{error}）；请改正模板，或删去它以使用自带的模板。")


def _place(name: str, error: Exception) -> tuple[str, int]:
    if isinstance(error, TemplateSyntaxError):
        return error.name or name, error.lineno
    line = 0
    for frame, number in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.suffix in {".txt", ".html"}:
            name, line = f"{path.parent.name}/{path.name}", number
    return name, line

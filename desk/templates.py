"""What an office may rewrite: its templates given out, tried on a made-up round, and shown before they are used."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk import papers
from desk.office import Desk
from documents.samples import Setting, samples
from documents.template_docx import paragraphs
from documents.template_files import FOLDER, TEMPLATES
from mail.render import Rendered, render
from mail.samples import samples_of
from office.settings import Settings
from rules.errors import BadInput, CirculateError
from rules.words import LetterKind

EDITABLE = ("email", FOLDER)
GUIDE = "说明.txt"
PDF, HTML = ".pdf", ".html"
_PLACEHOLDER = re.compile(r"\{\{\s*([\w.]+)|\bin ([\w.]+)\s*%|\bif (?:not )?([a-z][\w.]+)")
_DATA = re.compile(r"\bdata\.(\w+)()")


@dataclass(frozen=True, slots=True)
class Given:
    """What was written into a folder, and what stood there already and was left alone."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """One template that was tried: `trouble` is the sentence that says what is wrong, or empty."""

    name: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document or letter made of a template, and the name its file should have."""

    file: str
    content: bytes


def delivered() -> tuple[str, ...]:
    """Every template an office may rewrite, by its path below the template root."""
    files = (path for folder in EDITABLE for path in (TEMPLATES / folder).rglob("*") if path.is_file())
    return tuple(sorted(str(path.relative_to(TEMPLATES)) for path in files))


def export(folder: Path) -> Given:
    """Copy every template into a folder with a guide to their names; what stands there already is left as it is.

    Raises:
        BadInput: the folder cannot be written to.
    """
    written, kept = list[str](), list[str]()
    for name in delivered():
        target = folder / name
        if target.exists():
            kept.append(name)
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(TEMPLATES / name, target)
        except OSError as error:
            raise BadInput(f"模板 {target} 写不进去（{error.strerror}）；请换一个目录。") from error
        written.append(name)
    papers.put(folder / GUIDE, _guide().encode())
    return Given(tuple(written), tuple(kept))


def names_in(name: str) -> tuple[str, ...]:
    """The names a delivered template speaks of, in their order: what an office's own may speak of too."""
    path = TEMPLATES / name
    text = "\n".join(paragraphs(path)) if path.suffix == ".docx" else path.read_text("utf-8")
    pattern = _DATA if path.suffix == ".typ" else _PLACEHOLDER
    return tuple(dict.fromkeys(found for match in pattern.findall(text) for found in match if found))


def _guide() -> str:
    lines = [f"{name}：{'、'.join(names)}" for name in delivered() if (names := names_in(name))]
    return "\n".join(("每份模板中可以使用的名称（占位符）：", "", *lines, ""))


def check(desk: Desk, folder: Path, now: datetime) -> tuple[Tried, ...]:
    """Try every template of a folder on a made-up round; the office's own words are not changed.

    Raises:
        BadInput: the folder holds no template.
    """
    if not set(delivered()) & set(_own(folder)):
        raise BadInput(f"{folder} 里没有模板；请先用 circulate templates export {folder} 导出。")
    return (*_strange(folder), *_letters(desk, folder, now), *_documents(desk.settings, folder))


def tried_documents(settings: Settings, folder: Path) -> tuple[Tried, ...]:
    """Every template of a document that a folder has, tried on a made-up round, and files no template is called."""
    return (*_strange(folder), *_documents(settings, folder))


def preview(desk: Desk, name: str, now: datetime) -> Shown:
    """A made-up document or letter from the template of this name, as it would be sent now.

    Raises:
        BadInput: no template has this name.
        TemplateBroken: it cannot be filled in.
    """
    name = name.removeprefix(f"{FOLDER}/").removeprefix("email/")
    kind, makers = name.partition("/")[0], samples()
    if kind in set(LetterKind):
        return Shown(f"{kind}{HTML}", _rendered(desk, LetterKind(kind), now, desk.settings.templates)[0].html.encode())
    if name not in makers:
        raise BadInput(f"没有名为 {name} 的模板；可预览的有 {'、'.join([*makers, *LetterKind])}。")
    content = makers[name](Setting(desk.settings.templates, desk.settings.fonts))
    return Shown(str(Path(name).with_suffix(PDF)) if name.endswith(".typ") else name, content)


def _letters(desk: Desk, folder: Path, now: datetime) -> Iterator[Tried]:
    if not (folder / "email").is_dir():
        return
    for kind in LetterKind:
        try:
            _rendered(desk, kind, now, folder)
        except CirculateError as error:
            yield Tried(f"email/{kind}", error.sentence)
        else:
            yield Tried(f"email/{kind}")


def _rendered(desk: Desk, kind: LetterKind, now: datetime, templates: Path | None) -> tuple[Rendered, ...]:
    return tuple(render(kind, sample, templates) for sample in samples_of(kind, desk.card, desk.local(now)))


def _own(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]


def _strange(folder: Path) -> Iterator[Tried]:
    known = set(delivered())
    for name in _own(folder):
        if name.startswith(tuple(f"{each}/" for each in EDITABLE)) and name not in known:
            yield Tried(name, f"{name} 不是本系统使用的模板名称，不会被用到；请核对文件名。")


def _documents(settings: Settings, folder: Path) -> Iterator[Tried]:
    """Each document whose template the folder has; all of them where it has what others are built on."""
    own = _own(folder)
    shared = f"{FOLDER}/paper.typ" in own
    for name, make in samples().items():
        if f"{FOLDER}/{name}" not in own and not (shared and name.endswith(".typ")):
            continue
        try:
            make(Setting(folder, settings.fonts))
        except CirculateError as error:
            yield Tried(f"{FOLDER}/{name}", error.sentence)
        else:
            yield Tried(f"{FOLDER}/{name}")

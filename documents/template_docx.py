"""A .docx from a template an office may edit in Word: filled in a sandbox, or refused with the placeholder named."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from documents.ooxml import clean, pack
from documents.template_files import template_path
from office.sandbox import Sandbox
from rules.errors import TemplateBroken

# Ends a paragraph and begins another like it; no text that went through `flowing` holds one of its own.
PARAGRAPH = "\a"
_UNREADABLE = (PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError)
_UNFILLED = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
_QUOTED = re.compile(r"'([^']*)'")
_SPECIAL = re.compile("[\t\n\a\f]")
_DOCUMENT = "word/document.xml"
_TAGS = re.compile(r"\{[{%].*?[%}]\}")
_W = qn("w:p")[:-1]


def flowing(text: str) -> str:
    """A text for a template, each of its lines a paragraph of its own: none is stretched to the margin."""
    return clean(text).replace("\n", PARAGRAPH)


class _Template(DocxTemplate):  # type: ignore[misc]  # the same
    """docxtpl, its body kept as text: as a tree, ten thousand rows take twice the time and memory."""

    def resolve_listing(self, xml: str) -> str:
        """The same as docxtpl's, without looking into paragraphs that have no line ends or tabs."""
        ends = xml.split("</w:p>")
        return "</w:p>".join(
            super(_Template, self).resolve_listing(f"{each}</w:p>")[:-6] if _SPECIAL.search(each) else each
            for each in ends
        )

    def rendered(self, context: dict[str, object], sandbox: Sandbox) -> str:
        """The body; headers, footers and properties are filled where they are."""
        self.render_init()
        body = str(self.build_xml(context, sandbox))
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for key, xml in list(self.build_headers_footers_xml(context, uri, sandbox)):
                self.map_headers_footers_xml(key, xml)
        self.render_properties(context, sandbox)
        self.render_footnotes(context, sandbox)
        self.is_rendered = True
        return body


@dataclass(slots=True)
class Filled:
    """A template filled in: `body` is its `w:body` as XML, still to be touched up before `content`."""

    template: _Template
    body: str

    def content(self) -> bytes:
        """The .docx; the same template and data give the same bytes.

        Raises:
            TemplateBroken: tags of the template cross its paragraphs or rows.
        """
        self._check()
        buffer = io.BytesIO()
        self.template.save(buffer)
        with zipfile.ZipFile(buffer) as archive:
            whole = archive.read(_DOCUMENT)
            parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
        begins, ends = whole.index(b"<w:body"), whole.rindex(b"</w:body>") + len(b"</w:body>")
        parts[_DOCUMENT] = b"".join((whole[:begins], self.body.encode(), whole[ends:]))
        return pack(parts)

    def _check(self) -> None:
        try:
            expat.ParserCreate().Parse(self.body, True)  # noqa: FBT003 - expat's own
        except expat.ExpatError as error:
            name = Path(str(self.template.template_file)).name
            rule = "请让 for、if 与对应的 endfor、endif 各占一段（写作 {%p … %}）或一行（写作 {%tr … %}）"
            raise TemplateBroken(f"文件模板 {name} 里有跨段落或跨表格行的标签；{rule}。") from error


def fill(name: str, context: Mapping[str, object], templates: Path | None = None) -> Filled:
    """Fill a template of `documents/` with data.

    Args:
        name: its file name.
        context: what it may speak of; texts through `flowing`, or clean in one line.
        templates: the office's own template root; a file there stands before ours.

    Raises:
        TemplateBroken: no .docx, an unknown placeholder, or something no template may do; names file and placeholder.
    """
    path = template_path(name, templates)
    template = _Template(path)
    try:
        return Filled(template, template.rendered(dict(context), Sandbox(autoescape=True)))
    except _UNREADABLE as error:
        raise TemplateBroken(
            f"文件模板 {path} 不是完好的 .docx；请用 Word 重新保存，或删去它以使用自带的模板。"
        ) from error
    except _UNFILLED as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> TemplateBroken:
    """The sentence for a clerk who edits templates: file, paragraph, placeholder."""
    quoted = _QUOTED.findall(str(error))
    if isinstance(error, UndefinedError) and quoted:
        where = _where(path, quoted[-1])
        return TemplateBroken(f"文件模板 {path.name}{where}用了不认识的占位符“{quoted[-1]}”；请改成说明中列出的名称。")
    where = _line(path, error) if isinstance(error, TemplateSyntaxError) else _where(path, *quoted)
    what = error.message if isinstance(error, TemplateError) else str(error)
    return TemplateBroken(
        f"文件模板 {path.name}{where}写法有误或不被允许（{what}）；请改正该处，或删去它以使用自带的模板。"
    )


def _where(path: Path, *words: str) -> str:
    """The first paragraph with a tag that holds one of the words."""
    for number, text in enumerate(paragraphs(path), 1):
        if any(word in tag for tag in _TAGS.findall(text) for word in words):
            return f" 第 {number} 段（{text.strip()[:40]}）"
    return ""


def _line(path: Path, error: TemplateSyntaxError) -> str:
    """The paragraph a mistake in writing stands in: docxtpl puts each on a line of its own."""
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", DocxTemplate(path).patch_xml(_body(path))).splitlines()
    text = re.sub(r"<[^>]+>", "", lines[error.lineno - 1]).strip() if 0 < error.lineno <= len(lines) else ""
    number = next((at for at, said in enumerate(paragraphs(path), 1) if text and text in said), 0)
    return (f" 第 {number} 段" if number else "") + (f"（{text[:40]}）" if text else "")


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of a template's body as texts, in its order; those of tables with them."""
    tree = etree.fromstring(_body(path).encode())
    return ["".join(text.text or "" for text in each.iter(f"{_W}t")) for each in tree.iter(f"{_W}p")]


def _body(path: Path) -> str:
    template = DocxTemplate(path)
    template.init_docx()
    return str(template.get_xml())

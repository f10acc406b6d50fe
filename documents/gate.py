"""The gate every upload passes before a parser sees it: what the file really is, and whether it is safe to open."""

import re
import zipfile
from enum import StrEnum

from documents.package import BROKEN, Package
from rules.errors import BadInput

LARGEST = 30 << 20
_MOST_ENTRIES = 3000
_LARGEST_TOTAL = 200 << 20
_LARGEST_XML = 40 << 20
_SMALL, _RATIO = 1 << 20, 150
_ENCRYPTED = 1
_XML = (".xml", ".rels", ".vml")
_DTD = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_MACROS = re.compile(r"(?:.*/)?vbaProject\.bin|xl/macrosheets/.*|(?:Basic|Scripts)/.*", re.IGNORECASE)
_ASTRAY = re.compile(r"[/\\].*|(?:.*[/\\])?\.\.(?:[/\\].*)?|[A-Za-z]:.*")
# What Word would fetch by itself on opening; links and pictures, and what lies on a unit's own disk, are usual.
_FETCHED = re.compile(
    rb"""<(?=[^>]*TargetMode\s*=\s*["']External)(?=[^>]*/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk)["'])"""
    rb"""[^>]*\sTarget\s*=\s*["'](?:(?:https?|ftp|mhtml):|(?:file:)?[/\\]{2,}(?![A-Za-z]:|[/\\]))""",
    re.IGNORECASE,
)
_REMEDIES = {
    "内含宏": "另存为不含宏的 .docx 或 .xlsx 后再提交",
    "引用了网络上的模板或对象": "把内容复制到新文档中再提交",
}


class Kind(StrEnum):
    """What a file is by its content, whatever its name says."""

    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    OFD = "ofd"
    ZIP = "zip"
    DOC = "doc"
    XLS = "xls"
    OLE = "ole"
    PDF = "pdf"
    RTF = "rtf"
    HTML = "html"
    IMAGE = "image"
    TNEF = "tnef"
    TEXT = "text"
    UNKNOWN = "unknown"


_MAGIC = (
    (b"%PDF-", Kind.PDF),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"Rar!", Kind.ZIP),
    (b"7z\xbc\xaf\x27\x1c", Kind.ZIP),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
)
_SCANS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A stream's name stands in the directory of an OLE file as UTF-16.
_STREAMS = tuple(
    (name.encode("utf-16-le"), kind)
    for name, kind in (("WordDocument", Kind.DOC), ("Workbook", Kind.XLS), ("Book", Kind.XLS))
)
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_HTML = (b"<html", b"<!doctype html", b"urn:schemas-microsoft-com:office", b"<w:worddocument", b"mime-version:")
_ADVICE = {
    Kind.DOC: "是旧版 Word 文件（.doc 或 .wps）；请用 Word 或 WPS 打开，另存为 .docx 后再提交。",
    Kind.PDF: "是 PDF；请提供可编辑的 .docx 原稿。",
    Kind.OFD: "是 OFD 版式文件；请提供可编辑的 .docx 原稿。",
    Kind.IMAGE: "是图片或扫描件；请提供可编辑的 .docx 原稿。",
    Kind.TEXT: "是纯文本；请把内容放进 Word 或 WPS 文档，保存为 .docx 后再提交。",
    Kind.ODT: "是 ODT 文件；请用 Word 或 WPS 打开，另存为 .docx 后再提交。",
    Kind.RTF: "是 RTF 文件；请用 Word 或 WPS 打开，另存为 .docx 后再提交。",
    Kind.ZIP: "是压缩包；请解压，把其中的文件直接提交。",
    Kind.TNEF: "是 Outlook 专有的附件格式；请发件人改用 HTML 或纯文本格式重发。",
    Kind.HTML: "其实是网页格式；请用 Word 或 WPS 打开，另存为 .docx 后再提交。",
}


def admit(blob: bytes, name: str, refusal: type[BadInput] = BadInput) -> Kind:
    """Let a file in and say what it is; nothing of it is parsed yet.

    Args:
        blob: the file.
        name: what to call it in a refusal; never trusted for its kind.
        refusal: the error to raise, so that a form, a sheet and a draft each refuse in their own name.

    Raises:
        BadInput: empty, too large, encrypted, damaged, or made to harm whoever unpacks it.
    """
    return unpacked(blob, name, refusal)[0]


def unpacked(blob: bytes, name: str, refusal: type[BadInput]) -> tuple[Kind, Package | None]:
    """The same, with the parts of what is a zip file."""
    if not blob:
        raise refusal(f"“{name}”是空文件；请重新导出或重新发送。")
    if len(blob) > LARGEST:
        raise refusal(f"“{name}”有 {len(blob) >> 20} MB，超过 {LARGEST >> 20} MB 的上限；请压缩其中的图片后再提交。")
    if blob[:4] == b"PK\x03\x04":
        return _unpacked(blob, name, refusal)
    if blob[:8] == _OLE:
        return _compound(blob, name, refusal), None
    return next((kind for magic, kind in _MAGIC if blob.startswith(magic)), None) or _textual(blob), None


def admit_docx(blob: bytes, name: str, refusal: type[BadInput]) -> Package:
    """Let in a .docx only and return its parts; anything else is told how to become one."""
    kind, package = unpacked(blob, name, refusal)
    if kind is not Kind.DOCX or package is None:
        raise refusal(f"“{name}”{advice(kind)}")
    return package


def admit_scan(blob: bytes, name: str) -> None:
    """Let in a scan: PDF, JPEG, PNG or TIFF by its content.

    Raises:
        BadInput: it is anything else, empty or too large.
    """
    admit(blob, name)
    if not blob.startswith(_SCANS):
        raise BadInput(f"“{name}”不是扫描件；请提供 PDF、JPG、PNG 或 TIFF 格式的文件。")


def advice(kind: Kind) -> str:
    """What to say of a file that is no .docx and should be, after its name."""
    return _ADVICE.get(kind, "不是 Word 文档；请用 Word 或 WPS 打开，另存为 .docx 后再提交。")


def _compound(blob: bytes, name: str, refusal: type[BadInput]) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in blob:
        raise refusal(f"“{name}”加了密码；请取消密码后再提交。")
    if _VBA in blob:
        raise refusal(_unsafe(name, "内含宏"))
    return next((kind for stream, kind in _STREAMS if stream in blob), Kind.OLE)


def _unsafe(name: str, fault: str) -> str:
    remedy = _REMEDIES.get(fault, "用 Word 或 WPS 重新保存后再提交")
    return f"“{name}”{fault}，为安全起见没有打开；请{remedy}。"


def _textual(blob: bytes) -> Kind:
    head = blob[:4096].lower()
    if any(mark in head for mark in _HTML):
        return Kind.HTML
    return Kind.UNKNOWN if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else Kind.TEXT


def _unpacked(blob: bytes, name: str, refusal: type[BadInput]) -> tuple[Kind, Package]:
    try:
        package = Package(blob)
        wrong = _suspicion(package.entries) or next(
            (fault for each in package.entries if (fault := _fault(package, each))), None
        )
    except BROKEN as error:
        raise refusal(f"“{name}”已损坏，打不开；请重新导出或重新发送。") from error
    if wrong:
        raise refusal(_unsafe(name, wrong))
    return _packed_kind(blob, package), package


def _suspicion(entries: list[zipfile.ZipInfo]) -> str | None:
    """What the table of contents alone gives away."""
    names = [entry.filename for entry in entries]
    faults = {
        "内含的部件过多": len(names) > _MOST_ENTRIES,
        "内含同名的部件": len(set(names)) != len(names),
        "内含可疑的部件名": any(map(_ASTRAY.fullmatch, names)),
        "内含宏": any(map(_MACROS.fullmatch, names)),
        "加了密码": any(entry.flag_bits & _ENCRYPTED for entry in entries),
        "解开后过大": _is_swollen(entries),
    }
    return next((fault for fault, found in faults.items() if found), None)


def _is_swollen(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether parts unpack to far more than documents do, one by one or together."""
    return sum(entry.file_size for entry in entries) > _LARGEST_TOTAL or any(
        (entry.filename.endswith(_XML) and entry.file_size > _LARGEST_XML)
        or (entry.file_size > _SMALL and entry.file_size > _RATIO * max(1, entry.compress_size))
        for entry in entries
    )


def _fault(package: Package, entry: zipfile.ZipInfo) -> str | None:
    """What only unpacking shows: a part larger than it declares, or one that defines entities."""
    content = package.content(entry)
    if len(content) != entry.file_size:
        return "内含的部件与目录不符"
    if entry.filename.endswith(".rels") and _FETCHED.search(content):
        return "引用了网络上的模板或对象"
    defines = b"!" in content and entry.filename.endswith(_XML) and _DTD.search(content)
    return "内含实体定义" if defines else None


def _packed_kind(blob: bytes, package: Package) -> Kind:
    for part, kind in (("word/", Kind.DOCX), ("xl/", Kind.XLSX), ("ppt/", Kind.PPTX), ("OFD.xml", Kind.OFD)):
        if package.names((part,)):
            return kind
    # An OpenDocument file begins with its media type, stored uncompressed (ODF 1.2 part 3, 3.3).
    head = blob[:200]
    return Kind.ODS if b"opendocument.spreadsheet" in head else Kind.ODT if b"opendocument.text" in head else Kind.ZIP

"""Whether an Office file is valid against ISO/IEC 29500, as Microsoft's own validator would say."""

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from openxml_audit import OpenXmlValidator

# Parts Word does without, and what python-docx's default template says of styles that nobody uses.
_NO_FAULT = re.compile(r"A required relationship type '.*/(?:fontTable|theme)' is missing\.|.*stylesWithEffects.*")


def faults(blob: bytes, ending: str = "docx") -> list[str]:
    """What is wrong with a file, each as `part path: what`; empty where nothing is.

    Beside the schema: the content types, relationships, and marks that must come in pairs or be unique.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{ending}"
        path.write_bytes(blob)
        errors = OpenXmlValidator().validate(path).errors
    return [f"{e.part_uri} {e.path}: {e.description}" for e in errors if not _NO_FAULT.fullmatch(e.description)]


def with_part(blob: bytes, part: str, old: str, new: str) -> bytes:
    """The file with words of one part replaced once, to see that a fault is found."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(blob)) as given, ZipFile(buffer, "w") as out:
        for name in given.namelist():
            text = given.read(name)
            out.writestr(name, text.replace(old.encode(), new.encode(), 1) if name == part else text)
    return buffer.getvalue()

"""What somebody filled in: texts as typed, files as uploaded, read whole before a handler begins."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, UploadFile
from starlette.datastructures import FormData
from starlette.datastructures import UploadFile as Upload

FIELD = "csrf"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
FILES, FIELDS, FIELD_BYTES = 50, 20_000, 2 << 20


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file under the name its sender gave it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came; what is missing reads as empty."""

    data: FormData

    def text(self, name: str) -> str:
        """One field without the blanks around it; line ends as Python has them, no NUL."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Every value of a field, in the order of the page."""
        return [_plain(value) for value in self.data.getlist(name) if isinstance(value, str)]

    def numbers(self, name: str) -> list[int]:
        """Every value of a field that is a number; what is none is left out."""
        return [int(value) for value in self.texts(name) if value.isdecimal() and len(value) < 10]  # noqa: PLR2004

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked or a button pressed."""
        return name in self.data

    def files(self, name: str) -> list[File]:
        """The files of a field; a field left empty has none."""
        uploaded = [value for value in self.data.getlist(name) if isinstance(value, Upload | UploadFile)]
        return [File(_base(value.filename or ""), value.file.read()) for value in uploaded if value.filename]

    def file(self, name: str) -> File | None:
        """The first file of a field, or None."""
        return next(iter(self.files(name)), None)


async def filled(request: Request) -> AsyncIterator[Filled]:
    """The form of this request, its files closed afterwards; an empty one where it has none."""
    if not request.headers.get("content-type", "").startswith(FORMS):
        yield Filled(FormData())
        return
    async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
        yield Filled(form)


Form = Annotated[Filled, Depends(filled)]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\0", "").strip()


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "")

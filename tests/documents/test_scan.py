"""A scan of the sealed paper is let in by its bytes."""

import pytest

from documents.gate import LARGEST
from documents.scan import admit_scan
from rules.errors import BadInput
from tests.documents.drafts import PLAN


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"%PDF-1.4\n", "pdf"), (b"\xff\xd8\xff\xe1 exif", "jpg"), (b"\x89PNG\r\n\x1a\n", "png")],
)
def test_a_scan_is_what_its_first_bytes_say_whatever_it_is_called(content: bytes, ending: str) -> None:
    assert [admit_scan(content, name) for name in ("盖章件.exe", "a.png", "")] == [ending] * 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "是空文件；请重新导出或重新发送。"),
        (b"%PDF-" + bytes(LARGEST), "有 30 MB，超过 30 MB 的上限；请压缩其中的图片后再提交。"),
        (b"<svg onload=alert(1)>", "不是 PDF、JPG 或 PNG；"),
        (b"GIF89a", "不是 PDF、JPG 或 PNG；"),
        (b" %PDF-1.4", "不是 PDF、JPG 或 PNG；"),
        (PLAN.read_bytes(), "不是 PDF、JPG 或 PNG；"),
    ],
)
def test_anything_else_is_refused_by_its_name(content: bytes, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        admit_scan(content, "盖章件.pdf")
    assert refused.value.sentence[: len(says) + 9] == f"“盖章件.pdf”{says}"

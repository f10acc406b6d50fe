"""A scan of the sealed paper: let in by what it is, never by its name."""

from documents.gate import admit
from rules.errors import BadInput

_KINDS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))


def admit_scan(blob: bytes, name: str) -> str:
    """Let in a PDF, JPEG or PNG and return its ending.

    Raises:
        BadInput: empty, too large, or something else.
    """
    admit(blob, name)
    found = next((ending for magic, ending in _KINDS if blob.startswith(magic)), None)
    if found is None:
        raise BadInput(f"“{name}”不是 PDF、JPG 或 PNG；盖章件请用扫描或拍照的文件提交，反馈表请在“上传反馈表”处提交。")
    return found

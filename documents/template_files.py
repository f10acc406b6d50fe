"""Where the templates of documents lie: ours, and an office's own, which stand before them file by file."""

from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
FOLDER = "documents"


def template_path(name: str, templates: Path | None = None) -> Path:
    """The file of this name: the office's own where it has one.

    Args:
        name: a file name in `documents/`.
        templates: the office's own template root.
    """
    own = templates / FOLDER / name if templates else None
    return own if own and own.is_file() else TEMPLATES / FOLDER / name


def template_sources(ending: str, templates: Path | None = None) -> dict[str, bytes]:
    """Every template with this ending by its file name, the office's own instead of ours; templates may use others."""
    folders = [root / FOLDER for root in (TEMPLATES, templates) if root]
    return {path.name: path.read_bytes() for folder in folders for path in sorted(folder.glob(f"*{ending}"))}

"""Writes the delivered templates anew: `python -m documents.template_building`, after a change to what they are of."""

from collections.abc import Iterator

from documents.ooxml import pack
from documents.template_files import FOLDER, TEMPLATES
from documents.template_letter import letter_template
from documents.template_note import note_template
from documents.template_tables import table_templates


def delivered() -> Iterator[tuple[str, dict[str, str]]]:
    """File name and parts of every delivered .docx template."""
    yield from table_templates()
    yield note_template()
    yield letter_template()


def main() -> None:
    """Write them where they are read from."""
    for name, parts in delivered():
        (TEMPLATES / FOLDER / name).write_bytes(pack(parts))


if __name__ == "__main__":
    main()

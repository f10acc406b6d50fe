"""The templates of the table of opinions as they are delivered, one for each column set."""

from collections.abc import Iterator

from documents.official import LANDSCAPE
from documents.ooxml import (
    BODY_FONT,
    HEAD_FONT,
    MM,
    TITLE_FONT,
    cell,
    package,
    page_number_styles,
    page_numbers,
    paragraph,
    style,
    table_open,
)
from documents.template_parts import each, placeholder
from rules.layouts import LAYOUTS, Column, Layout


def table_templates() -> Iterator[tuple[str, dict[str, str]]]:
    """File name and parts of the template of every column set."""
    for columns, layout in LAYOUTS.items():
        yield f"table_{columns}.docx", _template(layout)


def _template(layout: Layout) -> dict[str, str]:
    head = (cell(_twips(column), paragraph("Head", column.heading)) for column in layout.columns)
    row = (_field(column) for column in layout.columns)
    body = "".join(
        (
            placeholder("Heading", "{{ title }}"),
            each("line in above", placeholder("Above", "{{ line }}")),
            table_open(map(_twips, layout.columns)),
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>",
            _tag(layout, "{%tr for row in rows %}"),
            f"<w:tr>{''.join(row)}</w:tr>",
            _tag(layout, "{%tr endfor %}"),
            "</w:tbl>",
            each("line in under", placeholder("Under", "{{ line }}")),
            LANDSCAPE,
        )
    )
    return package(body, _styles(), page_numbers(), "{{ title }}")


def _twips(column: Column) -> int:
    return round(column.width * MM)


def _field(column: Column) -> str:
    name = "Centred" if column.centred else "Opinion"
    return cell(_twips(column), placeholder(name, f"{{{{ row.{column.holds} }}}}"))


def _tag(layout: Layout, tag: str) -> str:
    """A row that only says where the rows begin or end; Word shows it, and no document has it."""
    span = f'<w:gridSpan w:val="{len(layout.columns)}"/>'
    return f"<w:tr>{cell(sum(map(_twips, layout.columns)), placeholder('Centred', tag), span)}</w:tr>"


def _styles() -> list[str]:
    air = '<w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="exact"/>'
    below = '<w:spacing w:before="120" w:line="360" w:lineRule="exact"/>'
    heading = '<w:spacing w:after="240" w:line="600" w:lineRule="exact"/><w:jc w:val="center"/>'
    return [
        style("Heading", TITLE_FONT, 22, heading),
        style("Above", BODY_FONT, 12, '<w:spacing w:after="60" w:line="360" w:lineRule="exact"/>'),
        style("Head", HEAD_FONT, 12, f'{air}<w:jc w:val="center"/>'),
        style("Centred", BODY_FONT, 12, f'{air}<w:jc w:val="center"/>'),
        style("Opinion", BODY_FONT, 12, f'{air}<w:jc w:val="both"/>'),
        style("Under", BODY_FONT, 12, below),
        *page_number_styles(),
    ]

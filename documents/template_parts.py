"""What the delivered .docx templates are put together from."""

from xml.sax.saxutils import escape


def placeholder(style: str, text: str, own: str = "") -> str:
    """A paragraph with placeholders; whatever fills it is drawn in the Chinese font where there is a choice.

    own: paragraph properties beside the style, as XML.
    """
    fonts = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    said = f'<w:r>{fonts}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr>{said}</w:p>'


def prose(words: str) -> str:
    """A paragraph of body text."""
    return placeholder("Prose", words)


def each(what: str, content: str) -> str:
    """Paragraphs that stand once for each of `what`: `line in under`."""
    return tag(f"for {what}") + content + tag("endfor")


def only_if(condition: str, content: str) -> str:
    """Paragraphs that stand only where the condition holds."""
    return tag(f"if {condition}") + content + tag("endif")


def tag(words: str) -> str:
    """A paragraph that is only a tag, and none in the document."""
    return placeholder("Normal", f"{{%p {words} %}}")

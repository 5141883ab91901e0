"""Reading a PDF back as the viewer of Chrome does, by the same engine."""

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The letters of each page. Without spaces: a viewer guesses those from the gaps."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [letters(page.get_textpage().get_text_range()) for page in document]


def letters(text: str) -> str:
    """`text` without any white space."""
    return "".join(text.split())

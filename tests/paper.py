"""A printed paper in tests: its text as a reader sees it, and the codes on it."""

from io import BytesIO

import pypdfium2
import zxingcpp
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

POINTS_PER_MM = 72 / 25.4


def words_of(pdf: bytes) -> str:
    """The words of all pages, without line ends."""
    return "".join("".join(page.split("\r\n")) for page in pages_of(pdf))


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in whole millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [tuple(round(side / POINTS_PER_MM) for side in page.get_size()) for page in document]


def picture_of(pdf: bytes, *, page: int = 0, dpi: int = 150) -> Image.Image:
    """One page as it comes out of a printer."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dpi / 72).to_pil()


def has_pictures(pdf: bytes) -> bool:
    """Whether any page holds a photo; codes and lines are drawn, not pictures."""
    with pypdfium2.PdfDocument(pdf) as document:
        return any(any(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])) for page in document)


def codes_on(pdf: bytes, *, page: int = 0, dpi: int = 150) -> set[str]:
    """What the QR codes of one page say."""
    return {found.text for found in zxingcpp.read_barcodes(picture_of(pdf, page=page, dpi=dpi))}


def body_of(response) -> bytes:
    """The bytes of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def words_of_docx(file: bytes) -> str:
    """The words of a document that staff edit: paragraphs and tables, headers and footers."""
    document = Document(BytesIO(file))
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]
    return "".join(text.text or "" for part in parts for text in part.iter(qn("w:t")))

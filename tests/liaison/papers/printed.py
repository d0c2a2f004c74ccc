"""Printing in tests, and reading what was printed as a phone would."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from liaison.models import Placement
from liaison.papers import posters

PPI = 150
LOOK = posters.Look(theme="blue", slogan="有话找代表", issuer="青澜区人大常委会")


def print_all(folder: Path, placements, layout: str, look: posters.Look = LOOK) -> Path:
    """Print placements into one PDF below a folder."""
    pages = posters.compose(placements, layout=layout, look=look)
    parts = posters.print_parts(
        pages, layout=layout, look=look, folder=folder / "parts", on_part=lambda done: True
    )
    posters.join(parts, folder / "whole.pdf")
    return folder / "whole.pdf"


@contextmanager
def opened(file: Path) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(file)
    try:
        yield document
    finally:
        document.close()


def rasters(file: Path, ppi: int = PPI) -> list[Image.Image]:
    """Return each page in grey."""
    with opened(file) as document:
        return [page.render(scale=ppi / 72, grayscale=True).to_pil().copy() for page in document]


def words(file: Path) -> list[str]:
    """Return the words of each page without blanks."""
    with opened(file) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def codes(image: Image.Image) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)


def texts(image: Image.Image) -> list[str]:
    return sorted(code.text for code in codes(image))


def tilted(image: Image.Image) -> Image.Image:
    return image.rotate(2, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(1))


def covered(image: Image.Image) -> Image.Image:
    """A tenth of every code is white: a square patch in the middle, where nothing but data stands."""
    patched = image.copy()
    for code in codes(image):
        left, top, right, bottom = box(code)
        half = 0.1**0.5 * (right - left) / 2
        across, down = (left + right) / 2, (top + bottom) / 2
        patch = (across - half, down - half, across + half, down + half)
        ImageDraw.Draw(patched).rectangle(patch, fill=255)
    return patched


def box(code: zxingcpp.Barcode) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a code on the page."""
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return min(across), min(down), max(across), max(down)


def modules(text: str) -> int:
    """Return how many modules a side a code for this text has at level H."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    return memoryview(symbol.to_image(scale=1, add_quiet_zones=False)).shape[0]


def photo(size: tuple[int, int], colour: str = "#335577") -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    return out


def screen_copies() -> list[Placement]:
    return list(Placement.objects.filter(copy=1).order_by("pk"))

"""QR codes as compact SVG for pages and as PNG for paper.

The codes hang outdoors on boards, get scratched and wet, so level H (30 % may be lost) is the
default; the text is a short address, so the symbol stays small and its modules large.
"""

import re
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

import zxingcpp
from PIL import Image

LEVELS = ("L", "M", "Q", "H")
LARGEST_VERSION = 10  # 57 modules a side; beyond it a phone must come close to a printed code
QUIET_MODULES = 4  # the light margin that ISO/IEC 18004 asks for

DARK = re.compile(rb"\x00+")

Matrix = tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=1024)
def matrix(text: str, error: str = "H") -> Matrix:
    """Return the symbol of `text` row by row, True for dark, without the quiet zone.

    Raises ValueError for an empty text, an unknown level `error`, or a text too long for a symbol
    of version 10 (119 bytes at level H).
    """
    return tuple(tuple(not pixel for pixel in row) for row in _pixels(text, error).tolist())


def _pixels(text: str, error: str) -> memoryview:
    """Return the symbol as rows of bytes, 0 for dark."""
    if not text:
        raise ValueError("nothing to encode")
    if error not in LEVELS:
        raise ValueError(f"unknown error correction level {error!r}")
    try:
        symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=error)
    except ValueError as overflow:
        raise ValueError("text is too long for a QR code") from overflow
    pixels = memoryview(symbol.to_image(scale=1, add_quiet_zones=False))
    if version(pixels.shape[0]) > LARGEST_VERSION:
        raise ValueError("text is too long for a small QR code")
    return pixels


def version(modules: int) -> int:
    """Return the version of a symbol with so many modules a side."""
    return (modules - 17) // 4


def svg(text: str, *, title: str, error: str = "H", quiet: int = QUIET_MODULES) -> str:
    """Return the code as one SVG element, one unit a module, to be sized by the page.

    `title` is what a screen reader says; the background is painted, so that the code can be
    scanned on a dark page too. Raises ValueError as `matrix` does.
    """
    rows = matrix(text, error)
    side = len(rows) + 2 * quiet
    path = "".join(f"M{quiet} {y}.5{_runs(row)}" for y, row in enumerate(rows, start=quiet))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img"'
        f' shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path stroke="#000" d="{path}"/></svg>'
    )


def png(text: str, *, module_px: int, error: str = "H", quiet: int = QUIET_MODULES) -> bytes:
    """Return the code as a black-and-white PNG with `module_px` pixels a module.

    Raises ValueError as `matrix` does, and where `module_px` is less than one.
    """
    if module_px < 1:
        raise ValueError("module_px must be at least 1")
    rows = matrix(text, error)
    side = len(rows) + 2 * quiet
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows, start=quiet):
        for x, dark in enumerate(row, start=quiet):
            if dark:
                image.putpixel((x, y), 0)
    output = BytesIO()
    enlarged = image.resize((side * module_px, side * module_px), Image.Resampling.NEAREST)
    enlarged.save(output, "PNG", optimize=True)
    return output.getvalue()


def outline(text: str, error: str = "H") -> tuple[int, str]:
    """Return the modules a side of a code, and the code as SVG for paper: one filled path without light margin.

    Filled in one go, so that no hairline shows between modules however large it is printed. Not cached: a batch
    draws each code once. Raises ValueError as `matrix` does.
    """
    pixels = _pixels(text, error)
    side, flat = pixels.shape[0], pixels.tobytes()
    path = "".join(
        f"M{run.start()} {y}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for y in range(side)
        for run in DARK.finditer(flat[y * side : (y + 1) * side])
    )
    return side, (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'
    )


def _runs(row: tuple[bool, ...]) -> str:
    """One row as path commands: a stroke one unit wide for dark modules, a move for light ones."""
    runs = ((dark, len(list(run))) for dark, run in groupby(row))
    return "".join(f"h{length}" if dark else f"m{length} 0" for dark, length in runs)

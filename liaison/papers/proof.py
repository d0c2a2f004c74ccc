"""Proof-reading: what was printed is rasterised as a printer would and every code on it is read back."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import pypdfium2
import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image

from liaison.papers.composing import Page

PPI = 150
MARGIN = 12  # points of white kept around the place where the code was on the page before

Box = tuple[float, float, float, float]

_pdfium = Lock()  # the library serves one thread at a time


class Proof:
    """Reads the codes of one batch; remembers where they stand, since every page has them in the same place."""

    def __init__(self) -> None:
        self._box: Box | None = None

    def faults(self, part: Path, pages: Sequence[Page]) -> list[str]:
        """Return what is wrong with a printed part, one sentence an item; empty where all is well."""
        with _pdfium:
            document = pypdfium2.PdfDocument(part)
            try:
                if len(document) != len(pages):
                    said = _("排出来的页数不对：应有 %(wanted)d 页，排出了 %(made)d 页，请检查版式模板。")
                    return [said % {"wanted": len(pages), "made": len(document)}]
                return [
                    fault
                    for sheet, page in zip(document, pages, strict=True)
                    for fault in self._faults(sheet, page)
                ]
            finally:
                document.close()

    def _faults(self, sheet: pypdfium2.PdfPage, page: Page) -> list[str]:
        wanted = page.addresses
        if self._box and len(wanted) == 1 and self._read_in(sheet, self._box) == list(wanted):
            sheet.close()
            return []
        found = read(_raster(sheet))
        width, height = sheet.get_size()
        sheet.close()
        read_out = [code.text for code in found]
        if len(wanted) == 1 and read_out == list(wanted):
            self._box = _around(found[0].position, width, height)
        said = []
        for address, label in wanted.items():
            if address not in read_out:
                said.append(_("%(what)s：印出来的码读不出来。") % {"what": label})
            elif read_out.count(address) > 1:
                said.append(_("%(what)s：同一个码印了两次。") % {"what": label})
        if set(read_out) - set(wanted):
            said.append(_("%(what)s：页上有一个码不是它的。") % {"what": page.label})
        return said

    def _read_in(self, sheet: pypdfium2.PdfPage, box: Box) -> list[str]:
        return [code.text for code in read(_raster(sheet, box), thorough=False)]


def read(image: Image.Image, *, thorough: bool = True) -> list[zxingcpp.Barcode]:
    """Return the QR codes of a picture.

    Args:
        thorough: look as hard as for a photo, else only as hard as a clean page needs.
    """
    if thorough:
        return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return zxingcpp.read_barcodes(
        image,
        formats=zxingcpp.BarcodeFormat.QRCode,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        binarizer=zxingcpp.Binarizer.GlobalHistogram,
    )


def _raster(sheet: pypdfium2.PdfPage, box: Box = (0, 0, 0, 0)) -> Image.Image:
    bitmap = sheet.render(scale=PPI / 72, grayscale=True, crop=box)
    image = bitmap.to_pil().copy()
    bitmap.close()
    return image


def _around(place: zxingcpp.Position, width: float, height: float) -> Box:
    """Return what to leave out at left, bottom, right and top of a page to keep the code, in points."""
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across, down = [corner.x * 72 / PPI for corner in corners], [corner.y * 72 / PPI for corner in corners]
    left, right, top, bottom = min(across), width - max(across), min(down), height - max(down)
    return tuple(max(0, side - MARGIN) for side in (left, bottom, right, top))

"""Every code that is drawn can be read back, from PNG and from SVG."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from liaison.qr import matrix, png, svg

ADDRESS = "https://daibiao.example.gov.cn/c/7k3m9xw2hp"
SVG = "{http://www.w3.org/2000/svg}"


def read(image: Image.Image):
    """The one QR code in the image."""
    (found,) = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return found


def drawn(source: str, scale: int = 6) -> Image.Image:
    """The SVG as pixels: the strokes of its only path, on its painted background."""
    root = ElementTree.fromstring(source)
    side = int(root.get("viewBox").split()[2])
    assert root.find(f"{SVG}rect").attrib == {"width": str(side), "height": str(side), "fill": "#fff"}
    (path,) = root.findall(f"{SVG}path")
    assert path.get("stroke") == "#000"
    image = Image.new("L", (side * scale, side * scale), 255)
    pen = ImageDraw.Draw(image)
    x, top = 0, 0.0
    for command, first, second in re.findall(r"([Mmh])([\d.]+)(?: ([\d.]+))?", path.get("d")):
        if command == "M":
            x, top = int(first), float(second) - 0.5
        elif command == "m":
            x += int(first)
        else:
            box = (x * scale, top * scale, (x + int(first)) * scale - 1, (top + 1) * scale - 1)
            pen.rectangle(box, fill=0)
            x += int(first)
    return image


class TestReading:
    @pytest.mark.parametrize("error", ["L", "M", "Q", "H"])
    def test_png(self, error):
        found = read(Image.open(BytesIO(png(ADDRESS, module_px=4, error=error))))
        assert found.text == ADDRESS
        assert found.ec_level == error

    def test_svg(self):
        found = read(drawn(svg(ADDRESS, title="李代表的码")))
        assert found.text == ADDRESS
        assert found.ec_level == "H"

    def test_svg_and_png_draw_the_same_modules(self):
        enlarged = Image.open(BytesIO(png(ADDRESS, module_px=6))).convert("L")
        assert drawn(svg(ADDRESS, title="码"), scale=6).tobytes() == enlarged.tobytes()

    def test_a_scratched_code_still_reads(self):
        image = Image.open(BytesIO(png(ADDRESS, module_px=8))).convert("L")
        middle = image.width // 2
        ImageDraw.Draw(image).rectangle((middle - 40, middle - 40, middle + 40, middle + 40), fill=255)
        assert read(image).text == ADDRESS

    @settings(max_examples=30, deadline=None)
    @given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80))
    def test_any_address(self, text):
        assert read(Image.open(BytesIO(png(text, module_px=3)))).text == text

    def test_chinese(self):
        assert read(Image.open(BytesIO(png("码上约代表", module_px=4)))).text == "码上约代表"


class TestSvg:
    def test_can_be_named_by_a_screen_reader(self):
        root = ElementTree.fromstring(svg(ADDRESS, title="<李> & 张"))
        assert root.get("role") == "img"
        assert root.find(f"{SVG}title").text == "<李> & 张"

    def test_is_compact(self):
        assert len(svg(ADDRESS, title="码")) < 5_000

    @pytest.mark.parametrize("quiet", [0, 4, 6])
    def test_quiet_zone(self, quiet):
        modules = len(matrix(ADDRESS, "H"))
        side = modules + 2 * quiet
        assert f'viewBox="0 0 {side} {side}"' in svg(ADDRESS, title="码", quiet=quiet)
        image = drawn(svg(ADDRESS, title="码", quiet=quiet), scale=1)
        assert image.point(lambda value: 255 - value).getbbox() == (
            quiet,
            quiet,
            quiet + modules,
            quiet + modules,
        )


class TestPng:
    def test_is_black_and_white_and_as_large_as_asked(self):
        image = Image.open(BytesIO(png(ADDRESS, module_px=10)))
        assert image.mode == "1"
        assert image.size == (10 * (len(matrix(ADDRESS)) + 8),) * 2

    @pytest.mark.parametrize("module_px", [0, -3])
    def test_needs_pixels(self, module_px):
        with pytest.raises(ValueError, match="module_px"):
            png(ADDRESS, module_px=module_px)


class TestMatrix:
    def test_is_made_once(self):
        assert matrix(ADDRESS, "Q") is matrix(ADDRESS, "Q")

    @pytest.mark.parametrize("length", [1, 119])
    def test_grows_with_the_text_up_to_version_10(self, length):
        assert len(matrix("a" * length)) == {1: 21, 119: 57}[length]

    @pytest.mark.parametrize("text", ["", "a" * 120, "a" * 5000])
    def test_text_that_does_not_fit(self, text):
        with pytest.raises(ValueError, match="encode|too long"):
            matrix(text)

    @pytest.mark.parametrize("error", ["", "h", "X"])
    def test_unknown_level(self, error):
        with pytest.raises(ValueError, match="level"):
            matrix(ADDRESS, error)

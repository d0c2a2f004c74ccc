"""Photos are rewritten from their pixels; files that are anything else besides are refused."""

import struct
import time
import zlib
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from deputies.photos import MAX_PHOTOS, CleanPhoto, PhotoRefused, clean_photo, thumbnail

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 180, 20), (20, 20, 220), (255, 255, 255)
GPS = 0x8825


def encoded(image: Image.Image, format_name: str = "JPEG", **options) -> bytes:
    output = BytesIO()
    image.save(output, format_name, **options)
    return output.getvalue()


def halves(size=(64, 48), mode="RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def clean(data: bytes, **limits) -> CleanPhoto:
    return clean_photo(BytesIO(data), **limits)


def pixel(photo: CleanPhoto, x: float, y: float) -> tuple[int, ...]:
    """The colour at a relative place, 0 to 1."""
    image = Image.open(BytesIO(photo.data))
    return image.getpixel((int(x * (photo.width - 1)), int(y * (photo.height - 1))))


def near(colour, expected, tolerance=40) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(colour, expected, strict=True))


def refusal(data: bytes, **limits) -> str:
    with pytest.raises(PhotoRefused) as caught:
        clean(data, **limits)
    return str(caught.value)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))


def archive() -> bytes:
    output = BytesIO()
    with ZipFile(output, "w") as zip_file:
        zip_file.writestr("Main.class", b"\xca\xfe\xba\xbe")
    return output.getvalue()


def markers(jpeg: bytes) -> set[int]:
    """The kinds of segment before the first scan."""
    position, found = 2, set()
    while jpeg[position + 1] != 0xDA:
        found.add(jpeg[position + 1])
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4], "big")
    return found


class TestWhatComesOut:
    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF", "MPO"])
    def test_every_kind_becomes_jpeg(self, format_name):
        photo = clean(encoded(halves(), format_name))
        assert Image.open(BytesIO(photo.data)).format == "JPEG"
        assert (photo.width, photo.height, photo.content_type) == (64, 48, "image/jpeg")
        assert photo.sha256 == sha256(photo.data).hexdigest()
        assert near(pixel(photo, 0.1, 0.5), RED)
        assert near(pixel(photo, 0.9, 0.5), BLUE)

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ((300, 200), (300, 200)),
            ((3000, 1500), (2048, 1024)),
            ((1080, 2400), (922, 2048)),
            ((4000, 3000), (2000, 1500)),  # decoded at half its size, see _upright
        ],
    )
    def test_large_pictures_shrink_and_small_ones_stay(self, size, expected):
        photo = clean(encoded(Image.new("RGB", size, GREEN)))
        assert (photo.width, photo.height) == expected

    def test_a_long_screenshot_stays_legible(self):
        photo = clean(encoded(Image.new("L", (1080, 12000), 255), "PNG"))
        assert photo.width > 500
        assert photo.height <= 4 * 2048
        assert photo.width * photo.height <= 2048 * 1536 * 1.01

    def test_a_hair_keeps_at_least_one_pixel(self):
        photo = clean(encoded(Image.new("L", (20000, 1), 90), "PNG"))
        assert (photo.width, photo.height) == (8192, 1)

    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
    def test_orientation_is_applied(self, orientation, format_name):
        upright = Image.new("RGB", (80, 40), WHITE)
        ImageDraw.Draw(upright).rectangle((0, 0, 39, 19), fill=RED)
        undo = {
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }
        stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
        exif = Image.Exif()
        exif[0x0112] = orientation
        photo = clean(encoded(stored, format_name, exif=exif))
        assert (photo.width, photo.height) == (80, 40)
        assert near(pixel(photo, 0.2, 0.2), RED)
        assert near(pixel(photo, 0.8, 0.2), WHITE)
        assert near(pixel(photo, 0.2, 0.8), WHITE)

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF")
    def test_a_broken_exif_block_does_not_cost_the_photo(self):
        photo = clean(encoded(halves(), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff\x01\x02"))
        assert (photo.width, photo.height) == (64, 48)

    def test_nothing_but_pixels_is_kept(self):
        exif = Image.Exif()
        exif[0x010F] = "SecretPhone"
        exif.get_ifd(GPS).update({1: "N", 2: (31.0, 14.0, 3.0), 3: "E", 4: (121.0, 28.0, 9.0)})
        assert Image.open(BytesIO(encoded(halves(), exif=exif))).getexif().get_ifd(GPS)
        photo = clean(
            encoded(
                halves(),
                exif=exif,
                comment=b"secret comment",
                xmp=b"<x:xmpmeta>secret place</x:xmpmeta>",
                icc_profile=srgb_profile(),
                dpi=(301, 301),
            )
            + b"secret trailer"
        )
        kept = Image.open(BytesIO(photo.data))
        assert not kept.getexif()
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert markers(photo.data) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert photo.data.endswith(b"\xff\xd9")
        assert b"secret" not in photo.data.lower()

    def test_text_in_a_png_is_dropped(self):
        text = PngInfo()
        text.add_text("Comment", "secret place")
        text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>secret</x:xmpmeta>")
        photo = clean(encoded(halves(), "PNG", pnginfo=text))
        assert b"secret" not in photo.data
        assert markers(photo.data) <= {0xE0, 0xDB, 0xC0, 0xC4}

    def test_cleaning_twice_changes_nothing_seen(self):
        once = clean(encoded(halves()))
        twice = clean(once.data)
        assert (twice.width, twice.height) == (once.width, once.height)
        assert near(pixel(twice, 0.1, 0.5), RED)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """An sRGB profile whose red and blue have changed places."""
    profile = bytearray(srgb_profile())
    count = int.from_bytes(profile[128:132], "big")
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    profile[red + 4 : red + 12], profile[blue + 4 : blue + 12] = (
        profile[blue + 4 : blue + 12],
        profile[red + 4 : red + 12],
    )
    return bytes(profile)


class TestModes:
    @pytest.mark.parametrize("format_name", ["PNG", "WEBP"])
    def test_transparent_parts_become_white(self, format_name):
        image = Image.new("RGBA", (40, 40), (*RED, 255))
        image.paste((0, 0, 0, 0), (20, 0, 40, 40))
        photo = clean(encoded(image, format_name))
        assert near(pixel(photo, 0.1, 0.5), RED)
        assert near(pixel(photo, 0.9, 0.5), WHITE)

    @pytest.mark.parametrize("format_name", ["PNG", "GIF"])
    def test_transparent_palette_colour_becomes_white(self, format_name):
        image = Image.new("P", (40, 40), 0)
        image.putpalette([0, 0, 0, *BLUE])
        image.paste(1, (0, 0, 20, 40))
        photo = clean(encoded(image, format_name, transparency=0))
        assert near(pixel(photo, 0.1, 0.5), BLUE)
        assert near(pixel(photo, 0.9, 0.5), WHITE)

    def test_transparent_grey_and_colour_key(self):
        grey = Image.new("LA", (20, 20), (0, 0))
        assert near(pixel(clean(encoded(grey, "PNG")), 0.5, 0.5), WHITE)
        keyed = Image.new("RGB", (20, 20), GREEN)
        assert near(pixel(clean(encoded(keyed, "PNG", transparency=GREEN)), 0.5, 0.5), WHITE)

    @pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
    def test_plain_modes(self, mode):
        image = Image.new("RGB", (40, 40), (0, 0, 0))
        image.paste(WHITE, (20, 0, 40, 40))
        photo = clean(encoded(image.convert(mode), "PNG"))
        assert near(pixel(photo, 0.1, 0.5), (0, 0, 0))
        assert near(pixel(photo, 0.9, 0.5), WHITE)

    @pytest.mark.parametrize(("deep", "grey"), [(0, 0), (0x8000, 128), (0xFFFF, 255)])
    def test_sixteen_bits_are_scaled_not_clipped(self, deep, grey):
        photo = clean(encoded(Image.new("I;16", (20, 20), deep), "PNG"))
        assert near(pixel(photo, 0.5, 0.5), (grey, grey, grey), tolerance=2)

    def test_sixteen_bit_colour(self):
        row = b"\x00" + struct.pack(">3H", 0xFFFF, 0x8000, 0) * 8
        header = struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0)
        data = (
            b"\x89PNG\r\n\x1a\n"
            + png_chunk(b"IHDR", header)
            + png_chunk(b"IDAT", zlib.compress(row * 8))
            + png_chunk(b"IEND", b"")
        )
        assert near(pixel(clean(data), 0.5, 0.5), (255, 128, 0), tolerance=6)

    def test_cmyk(self):
        photo = clean(encoded(halves(mode="CMYK")))
        assert near(pixel(photo, 0.1, 0.5), RED)
        assert near(pixel(photo, 0.9, 0.5), BLUE)

    @pytest.mark.parametrize("format_name", ["GIF", "PNG", "WEBP"])
    def test_of_an_animation_the_first_picture_is_kept(self, format_name):
        frames = [Image.new("RGB", (30, 20), colour) for colour in (GREEN, RED, BLUE)]
        data = encoded(frames[0], format_name, save_all=True, append_images=frames[1:], duration=90)
        assert Image.open(BytesIO(data)).n_frames == 3
        assert near(pixel(clean(data), 0.5, 0.5), GREEN)

    def test_colours_of_a_profile_are_converted(self):
        photo = clean(encoded(Image.new("RGB", (20, 20), (255, 0, 0)), icc_profile=swapped_profile()))
        assert near(pixel(photo, 0.5, 0.5), (0, 0, 255))

    @pytest.mark.parametrize("profile", [b"no profile at all" * 20, srgb_profile()[:200]])
    def test_a_broken_profile_is_ignored(self, profile):
        assert near(pixel(clean(encoded(halves(), icc_profile=profile)), 0.1, 0.5), RED)


class TestMotionPhotos:
    FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(range(256)) * 200

    def test_google_film_behind_the_picture(self):
        photo = clean(encoded(halves()) + self.FILM)
        assert b"ftyp" not in photo.data

    def test_samsung_film_and_directory(self):
        directory = b"SEFH" + struct.pack("<III", 106, 1, 0x0A30) + struct.pack("<II", 0, 1000)
        trailer = directory + struct.pack("<I", len(directory)) + b"SEFT"
        photo = clean(encoded(halves()) + b"MotionPhoto_Data" + self.FILM + trailer)
        assert b"SEF" not in photo.data
        assert b"ftyp" not in photo.data

    def test_second_picture_of_a_multi_picture_file(self):
        data = encoded(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48), GREEN)])
        assert Image.open(BytesIO(data)).n_frames == 2
        photo = clean(data)
        assert photo.data.count(b"\xff\xd8\xff") == 1
        assert near(pixel(photo, 0.1, 0.5), RED)


class TestRefusedByKind:
    def test_empty(self):
        assert "空" in refusal(b"")

    @pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1"])
    def test_heic_says_how_to_send_it(self, brand):
        assert "兼容性最佳" in refusal(b"\x00\x00\x00\x24ftyp" + brand + bytes(64))

    @pytest.mark.parametrize(
        "start",
        [
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b'<?xml version="1.0"?><svg/>',
            b"\xef\xbb\xbf  \n<!DOCTYPE html><p>",
        ],
    )
    def test_svg_and_web_pages(self, start):
        assert "SVG" in refusal(start)

    @pytest.mark.parametrize(
        "data",
        [b"%PDF-1.7\n", b"MZ\x90\x00" * 9, b"\x00\x00\x00\x18ftypmp42" + bytes(50), b"hello", b"BM" * 40],
    )
    def test_anything_else(self, data):
        assert "不是照片" in refusal(data)

    @pytest.mark.parametrize("format_name", ["BMP", "TIFF", "ICO", "JPEG2000", "PPM", "TGA", "AVIF"])
    def test_formats_that_pillow_knows_but_we_do_not_take(self, format_name):
        assert "不是照片" in refusal(encoded(halves((32, 32)), format_name))


class TestRefusedByWeight:
    class Counting(BytesIO):
        asked = 0

        def read(self, size=-1):
            self.asked += size
            return super().read(size)

    def test_thirty_megabytes_of_which_only_ten_are_read(self):
        stream = self.Counting(encoded(halves()) + bytes(30 * 1024 * 1024))
        with pytest.raises(PhotoRefused, match="10 MB") as caught:
            clean_photo(stream)
        assert stream.asked == 10 * 1024 * 1024 + 1
        assert caught.value.message % caught.value.params == str(caught.value)

    def test_the_limit_itself_is_allowed(self):
        data = encoded(halves())
        assert clean(data, max_bytes=len(data)).width == 64
        refusal(data, max_bytes=len(data) - 1)

    def test_a_bomb_is_refused_by_its_header(self):
        bomb = (
            png_header(60000, 60000)
            + png_chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
            + png_chunk(b"IEND", b"")
        )
        assert "60000×60000" in refusal(bomb)

    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "GIF", "WEBP"])
    def test_pixels_are_counted_for_every_kind(self, format_name):
        data = encoded(halves((100, 100)), format_name)
        assert clean(data, max_pixels=10_000).width == 100
        assert "100×100" in refusal(data, max_pixels=9_999)

    def test_a_frame_larger_than_its_gif(self):
        data = bytearray(encoded(halves((20, 20)), "GIF"))
        frame = data.index(b"\x2c\x00\x00\x00\x00")
        data[frame + 5 : frame + 9] = struct.pack("<HH", 65535, 65535)
        refusal(bytes(data))

    def test_thousands_of_scans(self):
        data = encoded(Image.new("RGB", (800, 600), RED), progressive=True)
        last_scan = data[data.rindex(b"\xff\xda") : -2]
        assert clean(data[:-2] + last_scan * 3 + data[-2:]).width == 800
        assert "损坏" in refusal(data[:-2] + last_scan * 3000 + data[-2:])


def with_comment(comment: bytes) -> bytes:
    return encoded(halves(), comment=comment)


def gif_with_comment(comment: bytes) -> bytes:
    return encoded(halves(), "GIF", comment=comment)


def png_with_text(text: str) -> bytes:
    info = PngInfo()
    info.add_text("Comment", text)
    return encoded(halves(), "PNG", pnginfo=info)


def jfif_opening_a_comment() -> bytes:
    """The known trick: the length of the first segment reads as the opening of a script comment."""
    data = encoded(halves())
    filler = data[6:20].ljust(0x2F2A - 2, b"\x00")
    return b"\xff\xd8\xff\xe0/*" + filler + data[20:] + b"*/=alert(1)/*"


class TestPolyglots:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(with_comment(b"%PDF-1.7\n1 0 obj"), id="jpeg and pdf"),
            pytest.param(png_with_text("%PDF-1.4"), id="png and pdf"),
            pytest.param(encoded(halves()) + archive(), id="jpeg and zip"),
            pytest.param(encoded(halves(), "PNG") + archive(), id="png and zip"),
            pytest.param(encoded(halves(), "GIF") + archive(), id="gif and jar"),
            pytest.param(encoded(halves()) + archive() + bytes(5000), id="zip before padding"),
            pytest.param(with_comment(archive()), id="zip in a comment"),
            pytest.param(encoded(halves()) + b"PK\x05\x06" + bytes(18), id="empty zip"),
            pytest.param(encoded(halves()) + b"Rar!\x1a\x07\x01\x00" + bytes(9), id="jpeg and rar"),
            pytest.param(encoded(halves()) + b"7z\xbc\xaf\x27\x1c\x00\x04", id="jpeg and 7z"),
            pytest.param(with_comment(b"<script>alert(1)</script>"), id="script in a jpeg comment"),
            pytest.param(with_comment(b"<ScRiPt src=//x>"), id="script in mixed case"),
            pytest.param(with_comment(b"<?php system($_GET[0]); ?>"), id="php in a jpeg comment"),
            pytest.param(with_comment(b"<!DOCTYPE html><p>"), id="doctype"),
            pytest.param(encoded(halves()) + b"<html><body>", id="html behind a jpeg"),
            pytest.param(encoded(halves()) + b"<svg onload=alert(1)>", id="svg behind a jpeg"),
            pytest.param(encoded(halves()) + b"<svg/onload=alert(1)>", id="svg with a slash"),
            pytest.param(encoded(halves(), exif=b"Exif\x00\x00<script>x()"), id="script in exif"),
            pytest.param(png_with_text("<script>alert(1)</script>"), id="script in a png text"),
            pytest.param(encoded(halves(), "PNG") + b"<?php echo 1;", id="php behind a png"),
            pytest.param(gif_with_comment(b"<script>alert(1)</script>"), id="script in a gif comment"),
            pytest.param(encoded(halves(), "WEBP") + b"<html><script>x()</script>", id="html behind a webp"),
            pytest.param(encoded(halves(), "WEBP", xmp=b"<svg onload=x()>"), id="svg in webp xmp"),
            pytest.param(jfif_opening_a_comment(), id="jpeg and javascript"),
            pytest.param(
                b"GIF89a/*" + encoded(halves(), "GIF")[8:] + b"*/=alert(1)", id="gif and javascript"
            ),
            pytest.param(b"GIF89a=1;alert(1);" + bytes(30), id="gif assigned in javascript"),
        ],
    )
    def test_refused_clearly(self, data):
        assert "夹带" in refusal(data)

    @pytest.mark.parametrize(
        "words",
        [
            b"a < b, PK and 7z, html",
            b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>",
            b"<scripture>",
            b"<svgfoo>",
            b"%PD",
        ],
    )
    def test_ordinary_words_pass(self, words):
        assert clean(with_comment(words)).width == 64


class TestBrokenFiles:
    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "GIF"])
    @pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
    def test_truncated(self, format_name, share):
        data = encoded(Image.effect_noise((200, 150), 60).convert("RGB"), format_name)
        assert clean(data).width == 200
        assert "损坏" in refusal(data[: int(len(data) * share)])

    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_no_content_raises_anything_but_a_refusal(self, data):
        format_name = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "MPO"]))
        picture = bytearray(encoded(halves((24, 16)), format_name))
        for _turn in range(data.draw(st.integers(1, 6))):
            at = data.draw(st.integers(8, len(picture) - 1))
            picture[at] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(12, len(picture)))
        try:
            photo = clean(bytes(picture[:cut]), max_pixels=1_000_000)
        except PhotoRefused as error:
            assert str(error).endswith("。")  # noqa: PT017
        else:
            assert max(photo.width, photo.height) <= 8192


class TestThumbnail:
    def test_fits_a_square_and_carries_nothing(self):
        small = thumbnail(clean(encoded(halves((1600, 1200)), comment=b"secret")).data)
        image = Image.open(BytesIO(small))
        assert image.format == "JPEG"
        assert max(image.size) <= 320
        assert max(image.size) >= 0.9 * 320
        assert markers(small) <= {0xE0, 0xDB, 0xC0, 0xC4}

    def test_a_strip_fits_too(self):
        image = Image.open(BytesIO(thumbnail(encoded(Image.new("RGB", (400, 6000))), longest=200)))
        assert max(image.size) <= 200

    def test_a_small_photo_is_not_blown_up(self):
        assert Image.open(BytesIO(thumbnail(encoded(halves())))).size == (64, 48)

    def test_broken_data(self):
        with pytest.raises(PhotoRefused):
            thumbnail(b"\xff\xd8\xff\xe0nothing")


def test_nine_photos_at_most():
    assert MAX_PHOTOS == 9


def test_twelve_megapixels_take_a_blink():
    noise = Image.effect_noise((4000, 3000), 30)
    data = encoded(Image.merge("RGB", (noise, noise, Image.new("L", noise.size, 90))), quality=80)
    best = min(timed(data) for _run in range(3))
    assert best < 0.3


def timed(data: bytes) -> float:
    started = time.process_time()
    clean(data)
    return time.process_time() - started

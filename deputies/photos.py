"""Cleaning of photos: whatever comes in, only fresh pixels are kept.

A photo reaches us from strangers' phones and says more than its sender knows: where it was
taken, when and with which device. `clean_photo` therefore never stores what was sent. It decodes
the picture and writes a new JPEG that holds pixels and nothing else (personal information law,
Art. 28–31 and domain.md §3: no tracks, strip EXIF). Every path goes through it: public form,
thread, staff entry, API and import.

Refused are files that are not photos, files too heavy to decode, and polyglots: a picture that is
also a document, an archive or a script. Phones' motion photos (a JPEG with a short film behind it)
are ordinary photos here; the film is dropped.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from math import sqrt
from typing import BinaryIO

from PIL import Image, ImageCms
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

_ = str  # marks a sentence for the catalogue; the caller translates it

MAX_PHOTOS = 9
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 52_000_000  # phones of "50 megapixels" write up to 8192×6144

STRIP_RATIO = 2.5  # beyond it a picture is a strip, such as a long screenshot of a chat
STRIP_SIDES = 4  # a strip may be this many times longer than an ordinary picture
MAX_SCANS = 32  # a progressive JPEG has about ten; thousands make a small file decode for minutes
MAX_PROFILE_BYTES = 1024 * 1024

UNREADABLE = _("这张照片不完整或已损坏，请重新选一张，或截屏后上传截图。")

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# Signatures long enough not to turn up by chance in ten megabytes of compressed pixels. Each starts
# with a plain literal (or at the start of the file), which keeps the search at milliseconds.
SMUGGLED = (
    re.compile(rb"\A[\s\S]{0,1019}%PDF-"),  # readers accept it anywhere in the first 1,024 bytes
    re.compile(rb"PK\x03\x04[\x0a\x14\x2d\x2e\x32\x33\x3f]\x00"),  # a member of a ZIP, JAR or Office file
    re.compile(rb"PK\x05\x06\x00\x00\x00\x00"),  # the end of a ZIP directory
    re.compile(rb"Rar!\x1a\x07"),
    re.compile(rb"7z\xbc\xaf\x27\x1c"),
    re.compile(rb"\A(?:\xff\xd8\xff\xe0|GIF8[79]a)/\*"),  # a picture header that opens a script comment
    re.compile(rb"\AGIF8[79]a=[\x20-\x7e]"),
    re.compile(
        rb"<(?:script[\s/>]|html[\s>]|!doctype\s+(?:html|svg)|\?php\s|svg[\s/>][\s\x20-\x7e]{4})",
        re.IGNORECASE,
    ),
)

JPEG_MARKER = re.compile(rb"\xff([\x02-\xcf\xd8-\xfe])")
JPEG_END, JPEG_SCAN = 0xD9, 0xDA

ORIENTATION_TAG = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Size = tuple[int, int]


class PhotoRefused(ValueError):
    """A file that is not kept.

    `message` is one Chinese sentence saying what is wrong and what to do, the key of the
    catalogue; `params` fill its places. `str()` gives the filled Chinese sentence.
    """

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params if params else message)


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo ready to be kept: upright, sRGB, on white, without a word of metadata."""

    data: bytes
    width: int
    height: int
    sha256: str
    content_type: str = "image/jpeg"


def clean_photo(
    stream: BinaryIO, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS, longest: int = 2048
) -> CleanPhoto:
    """Return the picture in `stream` as a fresh JPEG.

    The kind is decided by content; names and declared types are not asked. Of an animation the
    first picture is kept. No side is longer than `longest` pixels, except that a strip more than
    2.5 times as long as wide (a long screenshot) gets as many pixels as a 4:3 photo would and up
    to four times `longest`, so that its text stays legible.

    Arguments: `stream` is read once, at most `max_bytes` + 1 bytes; `max_pixels` is compared with
    the header before anything is decoded.
    Raises PhotoRefused, and nothing else, for any content whatever.
    """
    data = stream.read(max_bytes + 1)
    if not data:
        raise PhotoRefused(_("这个文件是空的，请重新选一张照片。"))
    if len(data) > max_bytes:
        raise PhotoRefused(
            _("这张照片超过 %(megabytes)s MB，请选小一些的尺寸，或截屏后上传截图。"),
            megabytes=f"{max_bytes / 1024 / 1024:g}",
        )
    opener = _opener(data)
    if any(signature.search(data) for signature in SMUGGLED):
        raise PhotoRefused(_("这张图片里夹带了别的文件或程序，为安全起见不能收下，请重新拍照或截屏后上传。"))
    with _decoding():
        image = opener(BytesIO(data))
    if image.width * image.height > max_pixels:
        raise PhotoRefused(
            _("这张图片有 %(width)s×%(height)s 像素，大得无法处理，请截屏后上传截图。"),
            width=image.width,
            height=image.height,
        )
    if opener is JpegImageFile and _scans(data) > MAX_SCANS:
        raise PhotoRefused(UNREADABLE)
    with _decoding():
        picture = _upright(image, _longest_side(image.size, longest))
    clean = _jpeg(picture, quality=85)
    return CleanPhoto(clean, *picture.size, sha256=sha256(clean).hexdigest())


def thumbnail(data: bytes, longest: int = 320) -> bytes:
    """Return the cleaned photo `data` as a small JPEG that fits a square of `longest` pixels.

    Raises PhotoRefused where `data` is not a readable JPEG.
    """
    with _decoding():
        picture = _upright(JpegImageFile(BytesIO(data)), longest)
    return _jpeg(picture, quality=80)


def _opener(data: bytes) -> type[ImageFile]:
    """The decoder for what the first bytes say; PhotoRefused with a way out for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WebPImageFile
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GifImageFile
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise PhotoRefused(
            _(
                "这是 HEIC 格式的照片，暂时打不开：请打开照片截一张屏再上传，"
                "或在手机「设置－相机－格式」里选「兼容性最佳」后重拍。"
            )
        )
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise PhotoRefused(_("SVG 图形或网页文件不是照片，不能上传，请截屏后上传截图。"))
    raise PhotoRefused(_("这个文件不是照片，请上传 JPEG、PNG、WebP 或 GIF 图片。"))


@contextmanager
def _decoding() -> Iterator[None]:
    """Where strangers' bytes are decoded: whatever a decoder raises there becomes PhotoRefused.

    Decoders answer broken files with every kind of exception, from SyntaxError to MemoryError.
    """
    try:
        yield
    except Exception as error:
        raise PhotoRefused(UNREADABLE) from error


def _scans(data: bytes) -> int:
    """Number of scans in the first image of a JPEG file."""
    position, scans = 2, 0
    while match := JPEG_MARKER.search(data, position):
        marker = match[1][0]
        if marker == JPEG_END:
            break
        scans += marker == JPEG_SCAN
        position = match.end() + int.from_bytes(data[match.end() : match.end() + 2], "big")
    return scans


def _longest_side(size: Size, longest: int) -> int:
    """The length a picture of `size` may keep; see `clean_photo` for strips."""
    long_side, short_side = max(size), min(size)
    if long_side <= STRIP_RATIO * short_side:
        return longest
    as_many_pixels_as_a_photo = longest * sqrt(0.75 * long_side / short_side)
    return min(round(as_many_pixels_as_a_photo), STRIP_SIDES * longest)


def _upright(image: ImageFile, longest: int) -> Image.Image:
    """Decode, shrink to `longest`, convert to sRGB on white and turn as the camera says.

    A JPEG is decoded at a half, a quarter or an eighth of its size where that leaves at least nine
    tenths of `longest`: three times as fast, and the eye sees no difference.
    """
    turn = TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile", b"")
    shrink = 0.9 * longest / max(image.size)
    image.draft(None, (round(image.width * shrink), round(image.height * shrink)))
    picture = _flat(image)
    picture.thumbnail((longest, longest), Image.Resampling.HAMMING, reducing_gap=2.0)
    picture = _srgb(picture, profile)
    return picture.transpose(turn) if turn is not None else picture


def _orientation(image: ImageFile) -> int:
    """The camera's orientation, 1–8; 1 where the EXIF block is missing or broken."""
    try:
        return image.getexif().get(ORIENTATION_TAG, 1)
    except Exception:
        return 1


def _flat(image: ImageFile) -> Image.Image:
    """The pixels as 8-bit RGB on white, or as CMYK where the profile may still be wanted."""
    image.load()
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        picture = image if image.mode == "RGBA" else image.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return image if image.mode in {"RGB", "CMYK"} else image.convert("RGB")


def _srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours of an embedded profile as sRGB; the plain numbers where the profile is no use."""
    if 0 < len(profile) <= MAX_PROFILE_BYTES:
        try:
            return ImageCms.profileToProfile(
                picture, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    """The pixels alone as a JPEG; `info` is emptied because the writer copies a comment from it."""
    picture.info.clear()
    output = BytesIO()
    picture.save(output, "JPEG", quality=quality, optimize=True)
    return output.getvalue()

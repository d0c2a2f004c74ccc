"""Judging a workbook before it is opened.

An .xlsx file is a ZIP archive of XML. A few kilobytes can unpack into
gigabytes, and openpyxl holds a whole row, or the whole table of styles, in
memory at once. So sizes, tags and rows are counted on the raw parts first.
"""

import io
import re
import zipfile

MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 32 * 2**20
"""Of all parts. 5,000 full rows take some 6 MiB; pictures hardly grow by unpacking."""
MAX_TAGS = 1_000_000
"""Of all XML parts. 5,000 full rows take some 600,000."""
MAX_TAGS_OF_ROW = 100_000
"""A row of a worksheet has at most 16,384 cells of a few tags."""

TOO_LARGE = "工作簿内容过大，请把名册复制到新的工作簿再上传"

_BEFORE_XML = b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"
_ROW = re.compile(rb"<(?:\w+:)?row\b")


class ArchiveFault(Exception):
    """The archive is no workbook that we open; the message is for the person who sent it."""


def check_archive(data: bytes) -> None:
    """Raise ArchiveFault unless ``data`` is an archive that is safe to open as a workbook.

    zipfile never yields more than the size an entry declares, so the sum of
    declared sizes bounds what unpacking can produce. Raises whatever zipfile
    raises for a damaged archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise ArchiveFault("压缩包设了密码，请去掉密码后再上传")
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            raise ArchiveFault("这不是 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise ArchiveFault(TOO_LARGE)
        if sum(_tags(archive.read(part)) for part in parts) > MAX_TAGS:
            raise ArchiveFault(TOO_LARGE)


def _tags(content: bytes) -> int:
    """Count the tags of one part; 0 for what no XML parser would accept.

    Wide encodings, which would hide tags from the count, and entities, which
    would multiply them, never occur in what Excel or WPS writes.
    """
    if not content.lstrip(_BEFORE_XML).startswith(b"<"):
        return 0
    if b"\x00" in content or b"<!DOCTYPE" in content:
        raise ArchiveFault("工作簿里有不该有的内容，请把名册复制到新的工作簿再上传")
    if any(row.count(b"<") > MAX_TAGS_OF_ROW for row in _ROW.split(content)[1:]):
        raise ArchiveFault(TOO_LARGE)
    return content.count(b"<")

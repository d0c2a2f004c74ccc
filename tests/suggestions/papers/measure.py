"""What stands where on a page of a PDF, in millimetres from its upper left corner, read with pdfium."""

from dataclasses import dataclass

import pypdfium2

MM = 25.4 / 72
DPI = 600


@dataclass(frozen=True)
class Char:
    """One character: its ink in mm, and the left and right edge of the room it takes in the line."""

    char: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Bar:
    """A red horizontal bar as it comes out of the printer."""

    left: float
    top: float
    right: float
    bottom: float


class Measured:
    """A PDF opened for measuring."""

    def __init__(self, pdf: bytes):
        self.document = pypdfium2.PdfDocument(pdf)

    def __len__(self):
        return len(self.document)

    def chars(self, number: int, *, loose: bool = False) -> list[Char]:
        """Return the characters of a page, in the order of the text, blanks left out."""
        page = self.document[number]
        height, text = page.get_height(), page.get_textpage()
        found = []
        for index in range(text.count_chars()):
            char = text.get_text_range(index, 1)
            if char.strip():
                left, bottom, right, top = text.get_charbox(index, loose=loose)
                found.append(Char(char, left * MM, (height - top) * MM, right * MM, (height - bottom) * MM))
        return found

    def lines(self, number: int) -> list[list[Char]]:
        """Return the characters of a page by line, top down."""
        rows: list[list[Char]] = []
        for char in sorted(self.chars(number), key=lambda one: one.middle):
            if rows and abs(rows[-1][0].middle - char.middle) < 3:
                rows[-1].append(char)
            else:
                rows.append([char])
        return [sorted(row, key=lambda one: one.left) for row in rows]

    def line_with(self, number: int, words: str) -> list[Char]:
        """Return the characters of the line that holds these words, from their first character on to their last."""
        for row in self.lines(number):
            text = "".join(char.char for char in row)
            if words in text:
                start = text.index(words)
                return row[start : start + len(words)]
        raise AssertionError(f"no line with {words}")

    def text(self, number: int) -> str:
        return self.document[number].get_textpage().get_text_range()

    def bars(self, number: int) -> list[Bar]:
        """Return the red bars that cross the margin beside the type area, on the page drawn at 600 dpi."""
        image = self.document[number].render(scale=DPI / 72).to_pil().convert("RGB")
        pixel, (width, height) = image.load(), image.size

        def is_red(x: int, y: int) -> bool:
            red, green, blue = pixel[x, y]
            return red > 150 and green < 110 and blue < 110

        beside, bars, y = round(24 / 25.4 * DPI), [], 0
        while y < height:
            top = y
            while y < height and is_red(beside, y):
                y += 1
            if y > top:
                row = [x for x in range(width) if is_red(x, (top + y) // 2)]
                bars.append(Bar(*(value / DPI * 25.4 for value in (row[0], top, row[-1] + 1, y))))
            y += 1
        return bars

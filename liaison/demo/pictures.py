"""A few plain pictures of streets for the demo world, drawn from a number."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1280, 960)


def street(number: int) -> BytesIO:
    """Return a JPEG of a street with something amiss; the same for the same number."""
    picture = Image.new("RGB", SIZE, ["#cfd8dc", "#d9d3c7", "#c7d3d9"][number % 3])
    draw = ImageDraw.Draw(picture)
    for house in range(5):
        left, height = house * 270 - 40, 300 + (house * 7 + number * 3) % 5 * 50
        draw.rectangle(
            (left, 620 - height, left + 230, 620), fill=["#b9a894", "#a9b0a4", "#c4b7a6"][house % 3]
        )
        for row in range(height // 95):
            for column in range(3):
                x, y = left + 28 + column * 65, 640 - height + row * 95
                draw.rectangle((x, y, x + 40, y + 52), fill="#7f8d96")
    draw.rectangle((0, 620, *SIZE), fill="#8c8a86")
    draw.rectangle((0, 600, SIZE[0], 640), fill="#b5b1a8")
    for dash in range(0, SIZE[0], 190):
        draw.rectangle((dash, 790, dash + 100, 804), fill="#efece4")
    x = 380 + number * 97 % 420
    draw.ellipse((x, 830, x + 250, 912), fill="#4b4a48")
    draw.ellipse((x + 34, 848, x + 206, 900), fill="#66737a")
    draw.line((0, 180 + number * 20, SIZE[0], 120), fill="#4a4a4a", width=5)
    draw.arc((200, 20, 1080, 330 + number * 25), 20, 160, fill="#4a4a4a", width=5)
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    out.seek(0)
    return out

"""Calm abstract portraits: a head and shoulders in quiet colours, drawn from a number, no photo of anybody."""

from io import BytesIO

from PIL import Image, ImageDraw

GROUNDS = ["#e9e4da", "#dfe5e4", "#e6dfe3", "#e2e6dc", "#e8e0d6", "#dde2e8"]
CLOTHES = ["#7a5a22", "#3f5d63", "#6b4656", "#4c6346", "#8a4b3c", "#44546c"]
FACES = ["#d9b99b", "#cfa988", "#e0c4a8", "#c99f7e"]
SIZE = (600, 750)


def portrait(number: int) -> BytesIO:
    """Return a JPEG of 600 by 750 pixels that is the same for the same number."""
    picture = Image.new("RGB", SIZE, GROUNDS[number % len(GROUNDS)])
    draw = ImageDraw.Draw(picture)
    clothes, face = CLOTHES[(number * 5 + 1) % len(CLOTHES)], FACES[number * 3 % len(FACES)]
    draw.ellipse((-40, -120, 420 + number % 7 * 40, 340), fill=GROUNDS[(number + 1) % len(GROUNDS)])
    draw.rounded_rectangle((110, 520, 490, 900), radius=170, fill=clothes)
    draw.rounded_rectangle((258, 430, 342, 590), radius=42, fill=face)
    draw.polygon([(258, 545), (342, 545), (300, 640)], fill="#f7f6f3")
    draw.ellipse((190, 190, 410, 480), fill=face)
    long_hair = number % 2
    draw.pieslice((178, 165, 422, 460), 180, 360, fill="#35322f")
    if long_hair:
        draw.rounded_rectangle((178, 300, 214, 520), radius=18, fill="#35322f")
        draw.rounded_rectangle((386, 300, 422, 520), radius=18, fill="#35322f")
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    out.seek(0)
    return out

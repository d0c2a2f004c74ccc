"""Portraits for paper: as large as print needs, no larger, and pixels alone."""

from pathlib import Path

from PIL import Image, UnidentifiedImageError

LONGEST = 1200  # pixels: 200 to the inch on the largest paper
QUALITY = 88


def for_print(photo: Path, folder: Path) -> Path | None:
    """Return a portrait fit for print, made once in a folder; None where the file is no picture.

    What the house has cleaned itself, small and without metadata, is taken as it is.
    """
    made = folder / f"{photo.stem}.jpg"
    if made.is_file():
        return made
    try:
        with Image.open(photo) as image:
            if image.format == "JPEG" and image.mode in ("RGB", "L") and _is_clean(image):
                return photo
            image.draft("RGB", (LONGEST, LONGEST))
            image.thumbnail((LONGEST, LONGEST))
            pixels = image.convert("RGB")
            pixels.info.clear()
            folder.mkdir(parents=True, exist_ok=True)
            fresh = made.with_suffix(".new")
            pixels.save(fresh, "JPEG", quality=QUALITY)
            fresh.replace(made)
            return made
    except (OSError, UnidentifiedImageError, ValueError):
        return None


def _is_clean(image: Image.Image) -> bool:
    return max(image.size) <= LONGEST and not {"exif", "icc_profile", "comment"} & image.info.keys()

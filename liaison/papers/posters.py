"""Printing posters, plates, boards and stickers: parts that are proof-read one by one, then joined.

Typst keeps a whole document in memory; parts keep it small, and a worker that dies loses one part only.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from liaison.papers import portraits, press
from liaison.papers.composing import Page, PrintRefused, batches, common, compose
from liaison.papers.layouts import LAYOUTS, Layout, Look
from liaison.papers.proof import Proof

__all__ = [
    "LAYOUTS",
    "Layout",
    "Look",
    "Page",
    "PrintRefused",
    "compose",
    "join",
    "preview",
    "print_parts",
]

PAGES_A_PART = 10  # what Typst remembers of the last ten documents then stays small


def print_parts(
    pages: Sequence[Page], *, layout: str, look: Look, folder: Path, on_part: Callable[[int], bool]
) -> list[Path]:
    """Print pages into numbered parts in a folder; parts that are there already are kept.

    While one part is proof-read the next is typeset. A part has its name only after every code on it was read.

    Args:
        on_part: told after each part how many pages are done; False stops the printing.

    Returns:
        The parts, in order; fewer than all of them where `on_part` stopped it.

    Raises:
        PrintRefused: a code on a page cannot be read or says something else; the items are named.
        PaperError: the template is wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(LAYOUTS[layout], look, folder)
    pieces = list(batches(pages, PAGES_A_PART))
    targets = [folder / f"part-{number:04d}.pdf" for number in range(1, len(pieces) + 1)]
    finished, done, waiting = [], 0, None
    with ThreadPoolExecutor(1, "proof") as reader:
        for target, piece in [*zip(targets, pieces, strict=True), (None, None)]:
            fresh = run.typeset(target, piece) if target and not target.exists() else None
            if waiting:
                ended, count = _settle(*waiting)
                finished.append(ended)
                done += count
                if not on_part(done):
                    break
            if target:
                checked = reader.submit(run.check, fresh, piece) if fresh else None
                waiting = target, fresh, checked, len(piece)
    return finished


def join(parts: Sequence[Path], target: Path) -> int:
    """Put parts together into one PDF; it has its name only once it is whole.

    Returns:
        How many pages it has.
    """
    fresh = target.with_name(f"{target.name}.new")
    try:
        with pikepdf.new() as whole:
            for part in parts:
                whole.pages.extend(pikepdf.open(part).pages)  # read when saved, closed with the whole
            count = len(whole.pages)
            whole.save(fresh, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def preview(page: Page, *, layout: str, look: Look, ppi: int = 60) -> bytes:
    """Return one page as PNG.

    Raises:
        PaperError: the template is wrong.
    """
    with TemporaryDirectory(prefix="preview-") as folder:
        run = Run(LAYOUTS[layout], look, Path(folder))
        data, assets = run.material([page])
        return press.pictures(run.layout.template, data, assets, ppi=ppi)[0]


class Run:
    """What the parts of one batch share."""

    def __init__(self, layout: Layout, look: Look, folder: Path):
        self.layout, self.folder = layout, folder
        self.common = common(layout, look)
        self.logo = {}
        if look.logo:
            kind = "png" if look.logo.startswith(b"\x89PNG") else "jpg"
            self.logo = {f"logo.{kind}": look.logo}
        self.common["logo"] = next(iter(self.logo), "")
        self.proof = Proof()

    def typeset(self, target: Path, pages: Sequence[Page]) -> Path:
        """Write a part under a name that does not count yet."""
        fresh = target.with_suffix(".new")
        data, assets = self.material(pages)
        fresh.write_bytes(press.pdf(self.layout.template, data, assets, tags=False))
        return fresh

    def check(self, part: Path, pages: Sequence[Page]) -> list[str]:
        return self.proof.faults(part, pages)

    def material(self, pages: Sequence[Page]) -> tuple[dict, dict]:
        """Return what the template is given; portraits that are no picture any more are left out."""
        photos = {}
        for page in pages:
            for name, photo in page.photos.items():
                if fit := portraits.for_print(photo, self.folder / "photos"):
                    photos[name] = fit
        data = self.common | {"pages": [page.data for page in pages], "photos": sorted(photos)}
        return data, self.logo | photos


def _settle(target: Path, fresh: Path | None, checked: Future | None, count: int) -> tuple[Path, int]:
    """Wait for the proof of a part and give the part its name."""
    if checked:
        if faults := checked.result():
            fresh.unlink()
            raise PrintRefused(faults)
        fresh.replace(target)
    return target, count

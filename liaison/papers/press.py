"""The press: a Typst template and its data become pages.

A template is a file below `templates/papers/` with one function `paper(data)`. A file of the same name below
`PAPERS_DIR` takes its place, so an office restyles its papers without touching Python; fonts that it holds a
licence for go into `PAPERS_DIR/fonts`.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from django.conf import settings

from liaison.papers.fonts import installed

OURS = Path(settings.BASE_DIR) / "templates" / "papers"

Assets = Mapping[str, bytes | Path]


class PaperError(Exception):
    """A template that cannot be typeset; the sentence is Typst's own, for who wrote the template."""


def pdf(template: str, data: dict, assets: Assets | None = None, *, tags: bool = True) -> bytes:
    """Return the paper as PDF.

    Args:
        template: path below `templates/papers/`, e.g. "letters/reply.typ".
        data: what the template's `paper(data)` receives; anything that JSON can carry.
        assets: pictures by the name under which the template reads them, as "/assets/<name>".
        tags: mark up what screen readers need; of no use on what is only ever printed.

    Raises:
        PaperError: the template, or what was given to it, is wrong.
    """
    with _workshop(template, data, assets or {}) as main:
        return _compile(main, format="pdf", pdf_tags=tags)


def pictures(template: str, data: dict, assets: Assets | None = None, *, ppi: int = 96) -> list[bytes]:
    """Return each page as PNG with `ppi` pixels per inch, for previews.

    Raises:
        PaperError: the template, or what was given to it, is wrong.
    """
    with _workshop(template, data, assets or {}) as main:
        pages = _compile(main, format="png", ppi=ppi)
        return pages if isinstance(pages, list) else [pages]


def _compile(main: Path, **options):
    try:
        return typst.compile(main, root=main.parent, font_paths=installed(), **options)
    except (typst.TypstError, RuntimeError) as error:
        raise PaperError(str(error)) from error


@contextmanager
def _workshop(template: str, data: dict, assets: Assets) -> Iterator[Path]:
    """A folder that holds all a paper may read: the templates, the data and the pictures."""
    with TemporaryDirectory(prefix="paper-") as name:
        root = Path(name)
        if not any(settings.PAPERS_DIR.rglob("*.typ")):
            (root / "papers").symlink_to(OURS.resolve())
        else:
            shutil.copytree(OURS, root / "papers")
            ignored = shutil.ignore_patterns("fonts")
            shutil.copytree(settings.PAPERS_DIR, root / "papers", dirs_exist_ok=True, ignore=ignored)
        (root / "assets").mkdir()
        for asset, content in assets.items():
            if isinstance(content, Path):
                (root / "assets" / asset).symlink_to(content.resolve())
            else:
                (root / "assets" / asset).write_bytes(content)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        main = root / "main.typ"
        main.write_text(
            f'#import "/papers/{template}": paper\n#paper(json("/data.json"))\n', encoding="utf-8"
        )
        yield main

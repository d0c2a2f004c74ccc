"""Walk over every page that somebody can reach and write down what a test may object to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.steps import DESK, PHONE

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = [(PHONE, False), (PHONE, True), (DESK, False), (DESK, True)]  # size of the screen, large text
SEARCHED_WITH_AXE = [LOOKS[0], LOOKS[3]]
MOST_PAGES = 120
FINGER, MOUSE = 44, 24  # smallest targets in CSS pixels: for a thumb; WCAG 2.2, 2.5.8
GRAVE = ["serious", "critical"]
NOT_PAGES = re.compile(
    r"/(photos?|portraits?|contact)/|/notices/\d|/logout/|/qr\.|\.(xlsx|png)$|/export/"
    r"|/papers/\d+/$|/draft/$|/slip/$|/registers/\w+/(pdf|xlsx)/$|/print/batches/\d+/file/$"
)  # images, papers, ways through


@dataclass
class Seen:
    """What one page showed. Each finding says in words where it is."""

    path: str
    text: str
    strangers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)
    overflows: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)


def walk(page: Page, starts: Iterable[str], *, within: tuple[str, ...], **measure) -> list[Seen]:
    """Survey each kind of page that links lead to from `starts`, one example of each kind.

    Args:
        page: made by `steps.new_phone`, which notes requests to strangers and script errors.
        within: beginnings of the addresses that belong to this walk.
        measure: see `look_at`.
    """
    return [look_at(page, path, **measure) for path in _open_each(page, starts, within)]


def look_at(page: Page, path: str, *, least: int, axe: bool = True) -> Seen:
    """Survey the page that is on the screen, on a phone and on a wide screen, in normal and large text.

    Args:
        least: smallest target, FINGER or MOUSE; large text asks for 60 where a thumb presses the main button.
        axe: whether to search for barriers too, which takes longest.
    """
    seen = Seen(path, page.evaluate(TEXT))
    seen.strangers = [f"{path}: {stranger}" for stranger in page.strangers]
    seen.faults = [f"{path}: {fault}" for fault in page.faults]
    if axe:
        page.evaluate(_axe())
    for size, large in LOOKS:
        look = f"{path} {size['width']}{' large' if large else ''}: "
        page.set_viewport_size(size)
        page.evaluate("large => document.documentElement.classList.toggle('large', large)", large)
        seen.overflows += [look + wider for wider in page.evaluate(WIDER)]
        if size == PHONE:
            main = 60 if large and least == FINGER else least
            seen.small += [look + small for small in page.evaluate(SMALL, {"least": least, "main": main})]
        if axe and (size, large) in SEARCHED_WITH_AXE:
            seen.barriers += [look + barrier for barrier in page.evaluate(BARRIERS, GRAVE)]
    page.set_viewport_size(PHONE)
    return seen


def _open_each(page: Page, starts: Iterable[str], within: tuple[str, ...]) -> Iterator[str]:
    waiting, kinds = list(starts), set()
    while waiting:
        path = waiting.pop(0)
        kind = _kind(path)
        if kind in kinds:
            continue
        kinds |= {kind, _kind(urlsplit(path).path)}
        assert len(kinds) <= MOST_PAGES, sorted(kinds)
        page.strangers.clear()
        page.faults.clear()
        page.goto(path)
        yield path
        for link in page.evaluate("[...document.links].map(link => link.href)"):
            to = urlsplit(link)
            here = to.netloc == urlsplit(page.url).netloc
            if here and to.path.startswith(within) and not NOT_PAGES.search(to.path):
                waiting.append(to.path)


def _kind(path: str) -> str:
    """Name the kind of a page: its path with everything that names one example taken out."""
    place, mark, query = path.partition("?")
    named = re.sub(r"/(\d{6}-\w+|\d+|[A-Z0-9][A-Z0-9-]{5,}|(?<=/c/)[^/]+)(?=/)", "/*", place)
    return named + mark + query


@cache
def _axe() -> str:
    return AXE.read_text()


TEXT = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest('script, style, noscript, [lang]:not(html)')) said.push(walker.currentNode.data);
  }
  for (const name of ['alt', 'title', 'placeholder', 'aria-label', 'content'])
    for (const one of document.querySelectorAll(`body [${name}]`)) said.push(one.getAttribute(name));
  return said.map((words) => words.trim()).filter(Boolean).join('\\n');
}"""
WIDER = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const out = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
    .map((one) => `${one.tagName}.${one.className}`);
  return [`${root.scrollWidth}px: ${out.slice(0, 4).join(' ')}`];
}"""
BARRIERS = """async (grave) => {
  const {violations} = await axe.run(document, {resultTypes: ['violations']});
  return violations.filter((rule) => grave.includes(rule.impact)).flatMap((rule) =>
    rule.nodes.slice(0, 3).map((node) => `${rule.id} ${node.target} ${node.html.slice(0, 120)}`));
}"""
SMALL = """({least, main}) => {
  const found = [];
  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    if (one.type === 'hidden' || one.disabled || !one.checkVisibility({visibilityProperty: true})) continue;
    if (one.closest('.visually-hidden, .skip-link') || one.matches('.visually-hidden')) continue;
    const style = getComputedStyle(one);
    if (one.tagName === 'A' && style.display === 'inline') continue;
    const touched = [one, ...(one.matches('[type=checkbox], [type=radio], [type=file]') ? one.labels : [])];
    const wanted = one.matches('.weui-btn_primary:not(.weui-btn_mini)') ? main : least;
    const boxes = touched.map((part) => part.getBoundingClientRect());
    if (boxes.some(({width, height}) => height + 0.5 >= wanted && width + 0.5 >= least)) continue;
    const {width, height} = boxes[0];
    found.push(`${Math.round(width)}x${Math.round(height)} ${one.tagName}.${one.className} ${one.innerText ?? ''}`.slice(0, 100));
  }
  return found;
}"""

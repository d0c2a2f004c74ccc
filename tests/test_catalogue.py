"""The English catalogue: compiled from its source, and complete for whatever a public page can say."""

import ast
import gettext
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES"
PUBLIC_TEMPLATES = [
    "templates/home.html",
    "templates/base_public.html",
    "templates/4*.html",
    "templates/500.html",
    "templates/components/*.html",
    "templates/deputies/*.html",
    "templates/liaison/public/*.html",
    "templates/supervision/*.html",
    "templates/suggestions/public/*.html",
    "templates/suggestions/link/*.html",
]
# Modules whose every sentence can reach somebody without an account.
PUBLIC_MODULES = [
    "deputies/photos.py",
    "deputies/forms/directory.py",
    "deputies/models/organisations.py",
    "deputies/models/sites.py",
    "deputies/queries/directory.py",
    "deputies/templatetags/ui.py",
    "deputies/views/public.py",
    "liaison/forms/public.py",
    "liaison/forms/stickers.py",
    "liaison/forms/tracking.py",
    "liaison/models/conversations.py",
    "liaison/models/entries.py",
    "liaison/photos_store.py",
    "liaison/privacy.py",
    "liaison/queries/pages.py",
    "liaison/queries/tracking.py",
    "liaison/receipts.py",
    "liaison/services/_move.py",
    "liaison/services/filing.py",
    "liaison/services/my_data.py",
    "liaison/views/public.py",
    "liaison/views/tracking.py",
    "liaison/workflow.py",
    "suggestions/forms/links.py",
    "suggestions/panels.py",
    "suggestions/workflow/words.py",
    "supervision/models/publication.py",
    "supervision/views/public.py",
]
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
STAFF_TEMPLATES = {"audit.html", "make.html", "contact.html"}


@pytest.fixture(scope="module")
def compiled() -> dict:
    """The compiled catalogue: translation by sentence, or by (sentence, form) where the number counts."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def sentences_of(source: str) -> set[str]:
    """Return what a module marks for translation; of a context or a plural the first sentence that is looked up."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS and node.args:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            found.update(texts[:1] if not node.func.id.startswith("p") else ["\x04".join(texts)])
    return {text for text in found if isinstance(text, str)}


def sentences_of_template(path: Path) -> set[str]:
    """Return what a template marks for translation, as `makemessages` reads it."""
    calls = re.findall(
        r"(n?gettext\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()])*\))", templatize(path.read_text())
    )
    return set().union(*(sentences_of(call) for call in calls)) if calls else set()


def test_compiled_catalogue_is_that_of_its_source(compiled, tmp_path):
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", fresh, CATALOGUE / "django.po"], check=True)
    with fresh.open("rb") as file:
        assert gettext.GNUTranslations(file)._catalog == compiled, "run `make messages` and commit both files"


def test_nothing_is_half_translated():
    assert "\n#, fuzzy" not in (CATALOGUE / "django.po").read_text()


@pytest.mark.parametrize("pattern", PUBLIC_TEMPLATES)
def test_public_templates_are_translated(compiled, pattern):
    paths = [path for path in ROOT.glob(pattern) if path.name not in STAFF_TEMPLATES]
    assert paths
    wanted = set().union(*(sentences_of_template(path) for path in paths))
    assert {text for text in wanted if not _is_translated(compiled, text)} == set()


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_public_sentences_are_translated(compiled, module):
    wanted = sentences_of((ROOT / module).read_text())
    assert {text for text in wanted if not _is_translated(compiled, text)} == set()


def _is_translated(compiled: dict, text: str) -> bool:
    return not re.search(r"[\u4e00-\u9fff]", text) or text in compiled or (text, 1) in compiled

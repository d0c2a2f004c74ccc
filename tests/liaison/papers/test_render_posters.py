"""The command that prints posters: what it chooses, what it refuses, and that it never leaves half a file."""

import pytest
from django.core.management import CommandError, call_command

from deputies.models import Deputy
from liaison.models import PrintLook
from liaison.papers import posters
from liaison.services.codes import add_placement, issue_code, revoke_placement
from tests.cast import NOW
from tests.liaison.papers import printed


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://dbm.example.gov.cn"


@pytest.fixture
def render(tmp_path, capsys):
    """Run the command and return the file with what was said; it raises as a shell would see it."""

    def run(*words, layout="card", to="out.pdf"):
        file = tmp_path / to
        call_command("render_posters", *words, f"--layout={layout}", f"--output={file}", "--verbosity=0")
        return file, capsys.readouterr().out

    return run


def _tokens(file):
    return {text.split("/c/")[1].strip("/") for page in printed.rasters(file) for text in printed.texts(page)}


def test_registered_copies_are_printed_else_the_one_on_screens(cast, render):
    issue_code(site=cast.site, actor=None, now=NOW)
    on_screen = cast.site.codes.get().placements.get()
    copies = [
        add_placement(code=cast.placement.code, board=board, actor=cast.zhang, now=NOW) for board in "东西"
    ]
    revoke_placement(placement=copies[1], reason="破了", actor=cast.zhang, now=NOW)
    file, said = render("--all")
    assert _tokens(file) == {on_screen.token, copies[0].token}
    assert "2 份，2 页" in said


def test_district_and_site_choose_their_own(cast, render):
    issue_code(site=cast.site, actor=None, now=NOW)
    district, _said = render("--district", "梧桐", to="district.pdf")
    site, _said = render("--site", "梧桐联络站", to="site.pdf")
    assert _tokens(district) == {cast.placement.token}
    assert _tokens(site) == {cast.placement.token, cast.site.codes.get().placements.get().token}


def test_look_of_the_office_above_is_used(cast, render):
    PrintLook.objects.create(organisation=cast.congress, theme="green", slogan="家门口说事")
    file, _said = render("--all", layout="poster_a4")
    assert "家门口说事" in "".join(printed.words(file))


@pytest.mark.parametrize(
    ("words", "layout", "sentence"),
    [
        (["--district", "没有的"], "card", "没有叫“没有的”的选区"),
        (["--site", "没有的"], "card", "没有叫“没有的”的站点"),
        (["--site", "梧桐联络站"], "nonsense", "没有“nonsense”这种版式"),
    ],
)
def test_wrong_words_are_answered_in_chinese(cast, render, tmp_path, words, layout, sentence):
    with pytest.raises(CommandError, match=sentence):
        render(*words, layout=layout)
    assert not list(tmp_path.iterdir())


def test_existing_file_and_missing_folder_are_refused(cast, render, tmp_path):
    (tmp_path / "there.pdf").write_bytes(b"mine")
    with pytest.raises(CommandError, match="已经存在"):
        render("--all", to="there.pdf")
    assert (tmp_path / "there.pdf").read_bytes() == b"mine"
    with pytest.raises(CommandError, match="不存在"):
        render("--all", to="nowhere/out.pdf")


def test_a_refused_item_is_named_and_no_file_is_left(cast, render, tmp_path, capsys):
    Deputy.objects.filter(pk=cast.li_deputy.pk).update(name="李\U0010ffff")
    with pytest.raises(CommandError, match="有 1 处要先改好"):
        render("--all")
    assert cast.placement.number in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_failure_in_the_middle_leaves_no_file(cast, render, tmp_path, monkeypatch):
    def fail(*parts, **options):
        raise OSError(28, "磁盘满了")

    monkeypatch.setattr(posters.pikepdf.Pdf, "save", fail)
    with pytest.raises(CommandError, match="写不进"):
        render("--all")
    assert not list(tmp_path.iterdir())

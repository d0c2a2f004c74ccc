"""The house stays a house: layers, sizes, one writer of state, access asked in every view."""

import ast
import re
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "deputies", "liaison", "suggestions", "supervision")
MAX_LINES, MAX_FUNCTION, MAX_TEMPLATE = 330, 60, 160


def sources() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_rooms_only_look_down(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_import_hides_inside_a_function():
    """Apart from `ready()` of an app, where Django asks for it."""
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        if path.name != "apps.py"
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_files_stay_short():
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
        and path.name not in ("demo.py", "settings.py")
    }
    assert not long


def test_functions_stay_short():
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno
        for path in sources()
        for node in functions(path)
        if node.end_lineno - node.lineno > MAX_FUNCTION
    }
    assert not long


def test_templates_stay_short():
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "templates").rglob("*.html")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_TEMPLATE
    }
    assert not long


def test_only_the_gate_writes_the_state_of_a_conversation():
    writer = re.compile(r"\bconversation\.state\s*(?:,[^=\n]+)?=[^=]")
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if path.parts[-3:-1] != ("liaison", "demo") and writer.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"liaison/services/_move.py", "liaison/services/filing.py"}


def test_no_rule_lives_in_a_signal_receiver_or_in_save():
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"@receiver|def save\(self", path.read_text(encoding="utf-8"))
        and path.name not in ("forms.py",)
    ]
    assert not found


def test_views_never_fetch_past_the_policy():
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources()
        if "views" in path.parts or path.name == "views.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\b(Conversation|Attachment|Entry|Rating)\.objects\.(get|all|filter)", line)
    ]
    assert not found


def test_nothing_is_left_for_later():
    found = [
        str(path.relative_to(ROOT))
        for path in [*sources(), *(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
        if re.search(
            r"\b(TODO|FIXME|XXX|NotImplementedError)\b|敬请期待|开发中", path.read_text(encoding="utf-8")
        )
    ]
    assert not found

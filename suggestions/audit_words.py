"""What the audit log calls the verbs of this room."""

from django.utils.translation import gettext_lazy as _

from deputies.audit_words import add_capacities, add_words
from suggestions import workflow

OPEN_MATTER, OPEN_SUGGESTION, REVEAL, REDATE = "open_matter", "open_suggestion", "reveal_contact", "redate"
EXPORT = "export_cases"
ISSUE_PAPER = "issue_paper"
MOVES = {
    move.name: _(move.label)  # marked for the catalogue in the tables themselves
    for moves in workflow.MOVES.values()
    for move in moves.values()
}


def add_all() -> None:
    """Add the words of cases."""
    add_capacities({capacity.value: _(capacity.label) for capacity in workflow.Capacity})
    add_words(
        "case",
        _("办件"),
        {
            OPEN_MATTER: _("交办"),
            OPEN_SUGGESTION: _("起草建议"),
            REVEAL: _("查看联系方式"),
            REDATE: _("到期日重新计算"),
            ISSUE_PAPER: _("发文"),
        }
        | MOVES,
    )
    add_words("export", _("导出"), {EXPORT: _("导出办件")})

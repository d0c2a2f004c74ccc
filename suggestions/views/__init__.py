"""Pages of cases and formal suggestions."""

from suggestions.views.acts import act, part_act
from suggestions.views.cases import case, photo
from suggestions.views.contact import reveal
from suggestions.views.drafting import collect, draft, new
from suggestions.views.figures import figures
from suggestions.views.filters import delete_filter, save_filter
from suggestions.views.links import link, link_photo, make_link
from suggestions.views.papers import make as make_paper
from suggestions.views.papers import paper
from suggestions.views.papers import preview as preview_paper
from suggestions.views.queues import act_on_rows, export_queue, queue
from suggestions.views.referring import refer, refer_many
from suggestions.views.registers import handled
from suggestions.views.suggestions import hand_over, publish, ratings
from suggestions.views.surveying import new as new_survey
from suggestions.views.surveying import survey, surveys

__all__ = [
    "figures",
    "collect",
    "draft",
    "hand_over",
    "handled",
    "link",
    "link_photo",
    "make_link",
    "make_paper",
    "paper",
    "preview_paper",
    "reveal",
    "new",
    "new_survey",
    "publish",
    "ratings",
    "survey",
    "surveys",
    "act_on_rows",
    "delete_filter",
    "export_queue",
    "queue",
    "save_filter",
    "act",
    "case",
    "part_act",
    "photo",
    "refer",
    "refer_many",
]

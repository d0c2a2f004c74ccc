from suggestions.models.cases import Assignment, Case, NumberSeries, Source
from suggestions.models.clocks import Clock, ClockRule, Extension, Pause, Reminder
from suggestions.models.replies import AnswerLink, Commitment, Progress, Reply, ReplyClass, ReplyScheme
from suggestions.models.routing import RoutingRule, SavedFilter, Survey
from suggestions.models.suggestions import CoSigner, ReplyRating, Suggestion

__all__ = [
    "AnswerLink",
    "Assignment",
    "Case",
    "Clock",
    "ClockRule",
    "CoSigner",
    "Commitment",
    "Extension",
    "NumberSeries",
    "Pause",
    "Progress",
    "Reminder",
    "Reply",
    "ReplyClass",
    "ReplyRating",
    "ReplyScheme",
    "RoutingRule",
    "SavedFilter",
    "Source",
    "Suggestion",
    "Survey",
]

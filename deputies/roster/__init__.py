"""The roster of deputies as a congress office keeps it: a spreadsheet.

``template_bytes`` hands out an empty one, ``read_roster`` turns a filled one
into normalised rows and a list of all its faults by row and column, and
``check_references`` compares the rows with what the database knows. Nothing
here touches the database; an importer writes only when both found no fault.
"""

from deputies.roster.reader import read_roster
from deputies.roster.records import LEVEL_LABELS, Level, Roster, RosterError, RosterRow
from deputies.roster.references import check_references
from deputies.roster.template import template_bytes
from deputies.roster.text import reference_key, term_label

__all__ = [
    "LEVEL_LABELS",
    "Level",
    "Roster",
    "RosterError",
    "RosterRow",
    "check_references",
    "read_roster",
    "reference_key",
    "template_bytes",
    "term_label",
]

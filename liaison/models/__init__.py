"""Nouns of the word between people."""

from liaison.models.boards import Inspection, ScanCount, StickerReport
from liaison.models.codes import ContactCode, Placement
from liaison.models.conversations import Appointment, Conversation, Rating
from liaison.models.entries import Attachment, Entry
from liaison.models.notices import Channel, Delivery, Notice
from liaison.models.paper_forms import PaperForm
from liaison.models.papers import Paper, PaperSeries
from liaison.models.printing import PrintBatch, PrintLook
from liaison.models.reception import ReceptionDay
from liaison.models.reference import CannedAnswer, Category, PrivacyNotice, ResponseFigure
from liaison.models.topics import Topic

__all__ = [
    "Appointment",
    "Attachment",
    "CannedAnswer",
    "Category",
    "Channel",
    "ContactCode",
    "Conversation",
    "Delivery",
    "Entry",
    "Inspection",
    "Notice",
    "Paper",
    "PaperForm",
    "PaperSeries",
    "Placement",
    "PrintBatch",
    "PrintLook",
    "PrivacyNotice",
    "Rating",
    "ReceptionDay",
    "ResponseFigure",
    "ScanCount",
    "StickerReport",
    "Topic",
]

"""Nouns of the word between people."""

from liaison.models.codes import ContactCode, Placement
from liaison.models.conversations import Appointment, Conversation, Rating
from liaison.models.entries import Attachment, Entry
from liaison.models.notices import Channel, Delivery, Notice
from liaison.models.reception import ReceptionDay
from liaison.models.reference import CannedAnswer, Category, PrivacyNotice, ResponseFigure

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
    "Notice",
    "Placement",
    "PrivacyNotice",
    "Rating",
    "ReceptionDay",
    "ResponseFigure",
]

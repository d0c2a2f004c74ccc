"""Nouns of the congress: who, where, when."""

from deputies.models.accounts import Membership, Role, User
from deputies.models.audit import AuditEvent, AuditSeal
from deputies.models.calendar import CalendarDay, CalendarYear
from deputies.models.deputies import Deputy, DeputyGroup, GroupMember, Seat
from deputies.models.jobs import JobRun
from deputies.models.organisations import ElectingUnit, ElectoralDistrict, Level, Organisation, Term
from deputies.models.sites import Site, SiteStaff, SiteStandard

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "Deputy",
    "DeputyGroup",
    "ElectingUnit",
    "ElectoralDistrict",
    "GroupMember",
    "JobRun",
    "Level",
    "Membership",
    "Organisation",
    "Role",
    "Seat",
    "Site",
    "SiteStaff",
    "SiteStandard",
    "Term",
    "User",
]

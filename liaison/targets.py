"""Soft targets of a conversation (domain.md §4). Amounts of time; no clock, no database."""

from datetime import timedelta

FIRST_RESPONSE = timedelta(hours=24)  # message.first_response, found in Funing (domain.md §2.1)
ANSWER = timedelta(days=15)  # 001-30: fifteen calendar days
PASS_ON = timedelta(days=3)  # a unit's reply lies with the deputy; as long as a silence may last
SILENT_DEPUTY = timedelta(days=3)  # message.silent_deputy_fallback
RATING_WINDOW = timedelta(days=30)  # suggestion.rating_window
ASK_FOR_RATING_AFTER = timedelta(days=1)
REOPEN_WINDOW = timedelta(days=90)
REOPEN_LIMIT = 1
CONTACT_RETENTION = timedelta(days=730)  # PIPL Art. 19, 47: contact data two years after closing
SOON_FIRST_RESPONSE = timedelta(hours=6)  # what counts as "soon due" on the desk
SOON_ANSWER = timedelta(days=3)
MEET_WITHIN = timedelta(days=365)  # a later date is a slip of the hand

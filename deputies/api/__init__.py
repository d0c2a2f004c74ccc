"""The congress over the wire: organisations, seats, deputies, sites, the calendar, the audit trail."""

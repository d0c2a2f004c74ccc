"""Configuration of the congress for system administrators; no conversation, entry, rating or notice is here."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from deputies.admin import accounts, calendar, congress, mandates, sites

# Rights come from roles at a node, addresses and second factors from the pages of the account.
admin.site.unregister([Group, EmailAddress, Authenticator])

__all__ = ["accounts", "calendar", "congress", "mandates", "sites"]

"""Every route of the API: the public part, the nouns for people with an account, schema and documentation."""

from django.urls import include, path
from django.views.decorators.cache import cache_page
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from deputies.api import audit, congress, sites
from deputies.api import deputies as deputies_api
from deputies.api import public as directory
from liaison.api import codes, conversations, notices, public, receipts, reception, sending
from suggestions.api import assignments, cases, formal
from supervision import api as supervision

SCHEMA_SECONDS = 3600  # it takes seconds to draw up and changes with the code alone

staff, anybody = SimpleRouter(), SimpleRouter()
for prefix, viewset in (
    ("organisations", congress.Organisations),
    ("terms", congress.Terms),
    ("districts", congress.Districts),
    ("seats", congress.Seats),
    ("deputies", deputies_api.Deputies),
    ("groups", deputies_api.Groups),
    ("sites", sites.Sites),
    ("calendar-days", sites.CalendarDays),
    ("codes", codes.ContactCodes),
    ("placements", codes.Placements),
    ("reception-days", reception.ReceptionDays),
    ("conversations", conversations.Conversations),
    ("cases", cases.Cases),
    ("assignments", assignments.Assignments),
    ("suggestions", formal.Suggestions),
    ("notices", notices.Notices),
    ("channels", notices.Channels),
    ("published-cases", supervision.PublishedCases),
    ("plans", supervision.Plans),
    ("audit-events", audit.AuditEvents),
):
    staff.register(prefix, viewset, basename=prefix)
for prefix, viewset in (
    ("deputies", directory.PublicDeputies),
    ("sites", directory.PublicSites),
    ("reception-days", reception.PublicReceptionDays),
    ("published-cases", supervision.PublicCases),
    ("published-suggestions", supervision.PublicSuggestions),
    ("plans", supervision.PublicPlans),
):
    anybody.register(prefix, viewset, basename=f"public-{prefix}")

public_routes = [
    path("codes/<str:token>/", public.Code.as_view(), name="public-code"),
    path("codes/<str:token>/messages/", sending.Messages.as_view(), name="public-messages"),
    path("codes/<str:token>/appointments/", sending.Appointments.as_view(), name="public-appointments"),
    path("categories/", public.Categories.as_view(), name="public-categories"),
    path("messages/<str:receipt>/", receipts.Receipt.as_view(), name="public-message"),
    path("messages/<str:receipt>/entries/", receipts.ReceiptEntries.as_view(), name="public-message-entries"),
    path("messages/<str:receipt>/rating/", receipts.ReceiptRating.as_view(), name="public-message-rating"),
    path(
        "messages/<str:receipt>/moves/<str:name>/", receipts.ReceiptMove.as_view(), name="public-message-move"
    ),
    path(
        "messages/<str:receipt>/photos/<str:token>/",
        receipts.ReceiptPhoto.as_view(),
        name="public-message-photo",
    ),
    *anybody.urls,
]

app_name = "api"
urlpatterns = [
    path("v1/public/", include(public_routes)),
    path("v1/", include(staff.urls)),
    path("schema/", cache_page(SCHEMA_SECONDS)(SpectacularAPIView.as_view()), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]

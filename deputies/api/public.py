"""The directory without an account: deputies who hold a seat, and open sites."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.viewsets import ReadOnlyModelViewSet

from deputies.api.base import Pages, Public
from deputies.api.deputies import DeputySerializer, DirectoryFilter
from deputies.api.sites import SiteFilter, SiteSerializer
from deputies.models import Deputy, Site

TAGS = ["公开：名录"]


@extend_schema_view(
    list=extend_schema(
        summary="找代表", description="现任五级代表，按姓名、拼音、首字母、选区、地址或层级查找。"
    ),
    retrieve=extend_schema(summary="一位代表"),
)
@extend_schema(tags=TAGS, auth=[])
class PublicDeputies(Public, ReadOnlyModelViewSet):
    queryset = (
        Deputy.objects.public().defer("mobile", "email", "birth_month").order_by("level", "sort_key", "pk")
    )
    serializer_class = DeputySerializer
    filterset_class = DirectoryFilter
    pagination_class = Pages


@extend_schema_view(list=extend_schema(summary="找站点"), retrieve=extend_schema(summary="一个站点"))
@extend_schema(tags=TAGS, auth=[])
class PublicSites(Public, ReadOnlyModelViewSet):
    queryset = (
        Site.objects.filter(is_active=True)
        .select_related("organisation", "head")
        .defer("head__mobile", "head__email")
        .order_by("organisation__path", "kind", "name", "pk")
    )
    serializer_class = SiteSerializer
    filterset_class = SiteFilter
    pagination_class = Pages

"""What every route of the API shares: paging, parsing, errors, and the two kinds of doors."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import parsers, serializers, status
from rest_framework.exceptions import APIException, NotFound, ParseError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import exception_handler
from rest_framework.viewsets import ReadOnlyModelViewSet

from deputies.errors import Conflict, Refused

READ, WRITE = "public-read", "public-write"


class Pages(LimitOffsetPagination):
    """Limit and offset over at most ten thousand rows, so that no list counts a million.

    Whoever needs more narrows the filters, for instance by date.
    """

    default_limit = 50
    max_limit = 200
    farthest = 10_000

    def get_count(self, queryset):
        return queryset.order_by().values("pk")[: self.farthest].count()


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("送来的内容太大了。")


class JSONParser(parsers.JSONParser):
    """JSON of a bounded size and depth; the framework reads any length and falls over a deep nest."""

    def parse(self, stream, media_type=None, parser_context=None):
        if _length(parser_context["request"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except (ParseError, RecursionError):
            raise ParseError(_("请求里的 JSON 读不懂，请检查格式和编码。")) from None


class MultiPartParser(parsers.MultiPartParser):
    """A form with files."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(_("请求里的表单读不懂，请检查格式和编码。")) from None


def _length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def answer_error(error: Exception, context: dict) -> Response | None:
    """Say in JSON why not: beside a field 400, against the present state 409, too large 413."""
    if isinstance(error, Refused):
        if error.field and not isinstance(error, Conflict):
            return Response({error.field: [str(error)]}, status=status.HTTP_400_BAD_REQUEST)
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, Http404):
        error = NotFound()
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, SuspiciousOperation):
        error = ParseError(_("请求的格式不对，或者一次带了太多文件。"))
    return exception_handler(error, context)


class ProblemSerializer(serializers.Serializer):
    """One sentence that says why not."""

    detail = serializers.CharField(label=gettext_lazy("原因"))


# Sentences beside the fields they belong to; `non_field_errors` for the whole.
FAULTS = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
    "example": {"body": ["该字段是必填项。"]},
}


class Fresh:
    """Answers that no cache may keep: they depend on who asks and on today."""

    parser_classes = (JSONParser,)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Public(Fresh):
    """A door without an account: no session is read, so none can be abused; calls are counted by address."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = READ


class Listed(Fresh, ReadOnlyModelViewSet):
    """A noun that people with an account read, each as much as the policy of its pages shows them."""

    pagination_class = Pages

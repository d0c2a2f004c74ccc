from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from suggestions import audit_words


class SuggestionsConfig(AppConfig):
    name = "suggestions"
    verbose_name = _("交办与建议")

    def ready(self):
        from suggestions import panels  # its models are there once all applications are loaded

        audit_words.add_all()
        panels.add_all()

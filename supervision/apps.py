from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from supervision import audit_words


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("监督")

    def ready(self):
        audit_words.add_all()

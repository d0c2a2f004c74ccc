from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from liaison import audit_words


class LiaisonConfig(AppConfig):
    name = "liaison"
    verbose_name = _("联络")

    def ready(self):
        audit_words.add_all()

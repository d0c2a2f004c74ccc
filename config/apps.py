from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import checks  # noqa: F401 registers itself; needs the models


class Administration(AdminConfig):
    """The admin with its own door: `config.admin.ConfigurationSite`."""

    default_site = "config.admin.ConfigurationSite"


class StaticFiles(StaticFilesConfig):
    """Collect only what pages use of the front-end packages and of the API documentation."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "tabler-*",
        "tabler.css*",
        "tabler.rtl*",
        "weui.css",
        "redoc",
        "rest_framework",
    ]

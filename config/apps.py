from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import checks  # noqa: F401 registers itself; needs the models


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

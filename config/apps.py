from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"


class StaticFiles(StaticFilesConfig):
    """Of the front-end packages, collect only the one style sheet that pages use."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "tabler-*", "tabler.css*", "tabler.rtl*", "weui.css"]

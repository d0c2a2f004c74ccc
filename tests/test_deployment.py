"""What a deployment reads must agree: lock files, settings table, container files."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
READER_OF_SETTINGS = re.compile(r'\benv\.\w+\(\s*"([A-Z_]+)"')

# Starts everything that a deployment starts while refusing to import what only developers install.
START_WITHOUT_DEVELOPMENT_PACKAGES = """
import importlib.metadata, re, sys

deployed = set(sys.argv[1:])
refused = {
    module
    for module, owners in importlib.metadata.packages_distributions().items()
    if deployed.isdisjoint(re.sub("[-_.]+", "-", owner).lower() for owner in owners)
}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(f"{name} is not in requirements.lock")

sys.meta_path.insert(0, Refuse())

import config.wsgi
import config.urls
from config.celery import app

app.loader.import_default_modules()
for broker in ("redis://localhost", "filesystem://localhost"):
    app.connection(broker).transport
"""


def read_by_settings():
    return set(READER_OF_SETTINGS.findall((ROOT / "config/settings.py").read_text()))


def named(requirement):
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", []), ("requirements-dev.lock", ["dev"])])
def test_a_lock_file_holds_every_declared_package_with_hashes_and_no_address(lock, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = sum((project["optional-dependencies"][extra] for extra in extras), project["dependencies"])
    text = (ROOT / lock).read_text()
    pinned = re.findall(r"^([\w.-]+)==\S+.* \\\n    --hash=sha256:", text, flags=re.MULTILINE)

    assert {named(item) for item in declared} <= set(pinned)
    assert "://" not in text


def test_the_development_lock_pins_the_versions_of_the_deployed_one():
    deployed, development = (
        set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), flags=re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert deployed <= development


def test_everything_starts_with_the_deployed_packages_alone(tmp_path):
    deployed = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE)
    started = subprocess.run(
        [sys.executable, "-c", START_WITHOUT_DEVELOPMENT_PACKAGES, *deployed],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "true", "VAR_DIR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr


def test_the_readme_lists_every_setting():
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE))
    assert table == read_by_settings()


def test_the_sample_environment_names_only_settings_that_exist():
    sample = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert sample <= read_by_settings() | {"POSTGRES_PASSWORD"}


def test_the_five_services_of_a_deployment_each_have_a_health_check():
    lasting = {name for name, service in SERVICES.items() if service["restart"] != "no"}
    assert lasting == {"web", "worker", "beat", "db", "redis"}
    assert {name for name in lasting if "healthcheck" not in SERVICES[name]} == {"web"}
    assert re.search(r"^HEALTHCHECK .*\n +CMD .*/healthz", DOCKERFILE, flags=re.MULTILINE)


def test_the_image_runs_without_root():
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, flags=re.MULTILINE)[-1] == "app"

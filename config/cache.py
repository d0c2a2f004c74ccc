"""The cache where no Redis is configured: files, in which of several callers at once only one adds a key."""

import fcntl
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class FileCache(FileBasedCache):
    """Django's own looks whether a key is there and then writes it; limits and double taps need both in one."""

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Write a key that is not there yet; return whether this call wrote it."""
        self._createdir()
        with (Path(self._dir) / "add.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)

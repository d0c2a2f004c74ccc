"""The demo world of the congress: a fictional district 青澜区 of a fictional city 临江市, with fictional people."""

from deputies.demo.stage import PASSWORD, World, at
from deputies.demo.world import build, find

__all__ = ["PASSWORD", "World", "at", "build", "find"]

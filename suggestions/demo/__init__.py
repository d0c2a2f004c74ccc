"""The demo world of the file that moves: about thirty matters and sixteen formal suggestions, in every state."""

from suggestions.demo.play import build, samples

__all__ = ["build", "samples"]

"""The demo world of the word between people: codes, reception days and about sixty conversations."""

from liaison.demo.play import Sample, build, keep_ahead, open_doors, samples, settle

__all__ = ["Sample", "build", "keep_ahead", "open_doors", "samples", "settle"]

"""Verbs of the congress that write."""

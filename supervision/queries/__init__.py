"""Reads for the pages of publication."""

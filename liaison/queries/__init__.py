"""Reads for the screens of liaison."""

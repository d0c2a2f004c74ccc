"""Reads for the screens of the congress."""

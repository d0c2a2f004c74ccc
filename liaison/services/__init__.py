"""Verbs of the word between people. Only `_move` writes the state of a conversation."""

"""Printed things: how a Typst template and its data become pages, and the checks before they are handed out."""

"""The API of cases, their parts and formal suggestions."""

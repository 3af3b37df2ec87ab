"""Script text -> commands. Knows shells, knows no Docker."""

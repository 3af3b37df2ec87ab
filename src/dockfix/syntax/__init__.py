"""Text -> syntax tree. Knows Docker, knows no rule."""

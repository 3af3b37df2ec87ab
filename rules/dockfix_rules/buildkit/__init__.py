"""BuildKit's own checks, by the names that it gives them."""

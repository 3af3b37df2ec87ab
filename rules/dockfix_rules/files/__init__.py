"""The files in an image: what instructions make and delete, as far as their text tells."""

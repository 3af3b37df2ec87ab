"""Rules about labels: which ones an image should have, and what their keys and values may be."""

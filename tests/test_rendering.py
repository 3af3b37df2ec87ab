from __future__ import annotations

import jinja2
import pytest

from dockfix.rendering import render


def test_values_are_written_as_they_are() -> None:
    values = {"arg": "ARG", "label": "LABEL", "escape": "\\", "arguments": ["A"]}
    assert render("labels.j2", labels=[("a", '"<&>"'), ("b", "{{ x }}")], **values) == (
        'ARG A\nLABEL a="<&>" \\\n      b={{ x }}\n'
    )


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("labels.j2")

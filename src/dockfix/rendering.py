"""Templates: the one place that knows Jinja2, which is slow to import and imported on the first use."""

from __future__ import annotations

from functools import cache

from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: object) -> str:
    """The text of a template in `dockfix/templates`, its lines ending in a line feed.

    Raises `jinja2.UndefinedError` for a value that the template needs and is not given.
    """
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("dockfix"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

"""A plugin added to a file of settings, whose comments and layout stay as they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

from dockfix.scaffold import ScaffoldError
from dockfix.setting_values import literal, shown
from dockfix.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_KEY = "plugins"


def with_plugin(path: Path, data: bytes, plugin: str) -> bytes:
    """What is to be in the settings file `path`, valid and with `data` in it, to name `plugin` as well.

    Raises `ScaffoldError` where that cannot be done without a change of anything else.
    """
    import tomlkit  # noqa: PLC0415 - only `dockfix new rule` changes settings

    text = data.decode()
    keys = ("tool", "dockfix") if path.name == "pyproject.toml" else ()
    wanted = tomllib.loads(text)
    plugins = _at(wanted, keys).setdefault(_KEY, [])
    if plugin in plugins:
        return data
    plugins.append(plugin)
    before = text if text.endswith("\n") or not text else f"{text}\n"
    document = tomlkit.parse(before)
    keeps_layout = tomlkit.dumps(document) == before
    _add(_at(document, keys), plugin)
    after = tomlkit.dumps(document)
    if "\r\n" in text:
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    if not keeps_layout or tomllib.loads(after) != wanted:
        raise ScaffoldError(f"{shown(path)}: add {literal(plugin)} to `{_KEY}` by hand, and try again")
    return after.encode()


def _at(table: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        table = table[key]
    return table


def _add(table: TOMLDocument | Table, plugin: str) -> None:
    import tomlkit  # noqa: PLC0415
    from tomlkit.items import AoT, Table  # noqa: PLC0415

    if _KEY in table:
        table[_KEY].append(plugin)
        return
    has_head = isinstance(table, Table) and not table.is_super_table()
    body = table.value.body if isinstance(table, Table) else getattr(table, "body", [])
    ends = [index for index, (key, item) in enumerate(body, 1) if key and not isinstance(item, Table | AoT)]
    if ends or has_head:
        # Right after the last key, or the head: what follows may be a comment on the table below.
        body.insert(ends[-1] if ends else 0, (tomlkit.key(_KEY), tomlkit.item([plugin])))
    else:
        table[_KEY] = [plugin]

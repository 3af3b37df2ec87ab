"""Imports one module of a package whose other modules take long to import and are not needed."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType


def import_part(package: str, name: str) -> ModuleType:
    """The module `name` of `package`, which must need no other of it.

    Whoever imports the package later gets the same module. Raises `ImportError` if it is not there.
    """
    full_name = f"{package}.{name}"
    if full_name in sys.modules:
        return sys.modules[full_name]
    around = PathFinder.find_spec(package)
    places = around.submodule_search_locations if around else None
    spec = PathFinder.find_spec(full_name, places) if places else None
    if spec is None or spec.loader is None:
        return import_module(full_name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[full_name] = module
    return module

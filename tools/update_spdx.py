"""Rebuild src/dockfix/data/spdx.json, the identifiers of SPDX's licence list.

They are those that the Python package packaging carries: python tools/update_spdx.py
"""

from __future__ import annotations

import json
from pathlib import Path

from packaging.licenses import _spdx as spdx

DATA = Path(__file__).resolve().parent.parent / "src/dockfix/data/spdx.json"
SOURCE = (
    "SPDX licence list (CC0-1.0), as carried by the Python package packaging (Apache-2.0 OR BSD-2-Clause)"
)


def main() -> None:
    data = {
        "version": spdx.VERSION,
        "source": SOURCE,
        "licenses": sorted(license_["id"] for license_ in spdx.LICENSES.values()),
        "exceptions": sorted(exception["id"] for exception in spdx.EXCEPTIONS.values()),
    }
    DATA.write_text(json.dumps(data, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()

from __future__ import annotations

import pytest

from dockfix.spdx import is_expression


@pytest.mark.parametrize(
    "text",
    [
        "MIT",
        "mit",
        "GPL-2.0",
        "GPL-2.0+",
        "Apache-2.0+",
        "MIT OR Apache-2.0",
        "MIT and (Apache-2.0 or ISC)",
        "((MIT))",
        "GPL-2.0-only WITH Classpath-exception-2.0 OR MIT",
        "LicenseRef-Acme-1.0",
        "DocumentRef-spdx:LicenseRef-Acme AND MIT",
    ],
)
def test_expression(text: str) -> None:
    assert is_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "GPLv2",
        "MIT Apache-2.0",
        "MIT OR",
        "AND MIT",
        "MIT Or ISC",
        "(MIT",
        "MIT)",
        ")MIT(",
        "()",
        "MIT WITH",
        "MIT WITH MIT",
        "(MIT) WITH Classpath-exception-2.0",
        "Classpath-exception-2.0",
        "MIT WITH Classpath-exception-2.0 WITH LLVM-exception",
        "MIT++",
        "NOASSERTION",
    ],
)
def test_no_expression(text: str) -> None:
    assert not is_expression(text)

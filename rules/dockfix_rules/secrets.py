"""Secrets that an image keeps for everyone to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Arg, Env, Pair

# As a word of its own in a name; `key` says by itself too little.
_SECRET = late_pattern(
    r"(?:_|^)(?:auth|credentials?|passw(?:or)?d|passphrase|pword|pass|pwd|secrets?|token|"
    r"(?:api|private|access|client|secret|encryption|signing|auth|ssh|deploy|license)_?key)(?:_|$)",
    re.IGNORECASE,
)
# What only says where a secret is, what kind of one, or how it is dealt with.
_ABOUT_A_SECRET = late_pattern(
    r"(?:_|^)(?:public|file|path|dir|url|uri|endpoint|host|version|type|name|id|length|size|ttl|expiry|expires|"
    r"timeout|enabled?|disabled?|required?|policy|method|algorithm|provider|issuer|header|realm|mode)(?:_|$)",
    re.IGNORECASE,
)
_SWITCH = late_pattern(r"(?:true|false|yes|no|on|off|none|\d)", re.IGNORECASE)

_PARTS_FOR_HADOLINT = late_pattern(
    "api_key|client_key|password|private|secret|token|username", re.IGNORECASE | re.ASCII
)
#: Whole names that hadolint also counts, and that its parts of names do not tell.
_NAMES_FOR_HADOLINT = frozenset(
    """APPLICATION_KEY AWS_ACCESS_KEY_ID CI_DEPLOY_USER DOCKER_EMAIL FACEBOOK_APP_ID HEROKU_API_USER
    OKTA_AUTHN_GROUPID OKTA_CLIENT_ORGURL OKTA_OAUTH2_CLIENTID TRAVIS_OS_NAME TRAVIS_SUDO
    TRAVIS_SECURE_ENV_VARS""".split()
)


class SecretInVariable(Rule):
    """The name of an ARG or ENV says that it holds a secret, and whoever has the image can read it.

    ENV is in the image's configuration, an ARG in its history; deleting either later helps nothing. Mount the
    secret where it is used, `RUN --mount=type=secret,id=token …`, or give it to the container when it starts.

    Names are judged by their words: `API_KEY`, `DB_PASSWORD`, `NPM_TOKEN`. One that only says something about
    a secret is left alone (`PASSWORD_FILE`, `TOKEN_TTL`), and so is a value that is a switch, and an ENV that
    is empty.

    ```dockerfile bad
    FROM node:26.7.0
    ARG NPM_TOKEN
    RUN npm ci
    ```

    ```dockerfile good
    FROM node:26.7.0
    RUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci
    ```
    """

    code = "DL3064"
    name = "secret-in-variable"
    severity = Severity.WARNING
    category = "secrets"
    aliases = ("SecretsUsedInArgOrEnv",)
    source = "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/"

    def check_arg(self, arg: Arg) -> Iterator[Finding]:
        """Report the names of secrets."""
        yield from self._findings(arg)

    def check_env(self, env: Env) -> Iterator[Finding]:
        """Report the names of secrets."""
        yield from self._findings(env)

    def _findings(self, instruction: Arg | Env) -> Iterator[Finding]:
        for pair in instruction.pairs:
            if self.as_hadolint:
                is_secret = _is_secret_to_hadolint(pair.key)
            else:
                # An ARG that is empty waits for the command line to fill it.
                is_secret = _is_secret(pair) and (isinstance(instruction, Arg) or bool(pair.value))
            if is_secret:
                message = f"`{pair.key}` looks like a secret, and the image keeps it for everyone to read"
                yield self.found(pair.key_span, message)


def _is_secret(pair: Pair) -> bool:
    if not _SECRET.search(pair.key) or _ABOUT_A_SECRET.search(pair.key) or pair.key == "PWD":
        return False
    return not _SWITCH.fullmatch(pair.value or "")


def _is_secret_to_hadolint(name: str) -> bool:
    return name.upper() in _NAMES_FOR_HADOLINT or _PARTS_FOR_HADOLINT.search(name) is not None

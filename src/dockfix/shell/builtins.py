"""What the commands that a shell carries out itself do to the shell, as data."""

from __future__ import annotations

#: Commands that set or show variables, and show all of them when they are given none.
DECLARING = frozenset("declare export local readonly typeset unset".split())

#: Commands that run text which is not in the script.
READING_IN = frozenset([".", "eval", "source"])

#: Commands that say, or decide, what the shell knows of other commands.
TELLING = frozenset(["hash"])

#: Commands that change the shell in a way that whatever follows may notice.
CHANGING = frozenset(
    """alias bind cd chdir complete disown enable fc getopts let mapfile popd pushd read readarray shift shopt
    suspend trap ulimit umask unalias""".split()
).union(DECLARING, READING_IN, TELLING)

#: Commands that end the shell.
ENDING = frozenset(["exec", "exit", "logout"])

#: Commands that run another one within the same shell.
TRANSPARENT = frozenset(["builtin", "command", "time"])

#: Commands that never fail, so that `-e` makes nothing of them.
UNFAILING = frozenset([":", "echo", "export", "set", "true"])

#: Commands after which an assignment in front of them stays (POSIX's special built-in utilities).
KEEPING_ASSIGNMENTS = frozenset(
    ". : break continue eval exec exit export readonly return set shift times trap unset".split()
)

#: Commands that the shell does not look for in PATH.
BUILT_IN = frozenset(
    """[ bg break caller compgen continue dirs false fg history jobs kill printf pwd return test times type
    wait""".split()
).union(CHANGING, ENDING, TRANSPARENT, UNFAILING)

#: Words that are no command's name; where one seems to be, the syntax is not understood.
RESERVED = frozenset(
    "! [[ { } case coproc do done elif else esac fi for function if in select then until while".split()
)

"""Random scripts out of everything that may make a difference when scripts are joined."""

from __future__ import annotations

from hypothesis import strategies as st

# Programs are stubs: any word is one. `/d` and `sub` are directories, `out` a file that redirections write.
_PLAIN = st.sampled_from(
    """alpha
    alpha one 'two three'
    beta "$v" $V
    gamma ${v:-none} "${V-}"
    alpha "$@" $#
    beta $i "$w"
    V=9 alpha
    v=9 beta
    true
    false
    :
    echo "$v" > out
    echo "v=5" > out
    echo "alpha" >> out
    printf '%s' "$V" >> out
    cat < out
    test -f out
    [ -n "$v" ]
    [[ $v = 1 ]]
    [[ $v = 1 || $V = 2 ]]
    > out
    alpha *
    alpha o*t > out
    alpha /usr/bin/*
    pip install -U pip
    pip install thing
    npm install -g beta
    ln -s x /usr/local/bin/alpha
    curl http://example.com/alpha-1.2.tar.gz
    make install
    mkdir -p /d/new
    ./configure --prefix=/d
    sh -c 'alpha; beta'
    apt-get update
    rm -rf /var/lib/apt/lists/*
    f
    f x
    $w x
    $v
    type alpha
    command -v alpha
    time alpha
    sudo alpha
    alpha \\;
    alpha 2>&1
    alpha > /dev/null 2>&1
    alpha &> out
    alpha "a # b"
    alpha a#b
    echo 'it is' > "out 2"
    alpha \\#
    alpha "$(beta)"
    alpha `beta x`
    alpha $(beta; gamma)
    alpha "$(false; gamma)"
    alpha $(cd /d && beta)
    alpha <<< word
    alpha $-
    alpha $?
    alpha "$_"
    alpha $0
    alpha $((1 + 1))""".split("\n    ")
)
_CHANGING = st.sampled_from(
    r"""cd /d
    cd sub
    cd ..
    cd /d/..
    cd -
    cd
    \cd /d
    "cd" /d
    command cd /d
    builtin cd /d
    time cd /d
    pushd /d
    v=1
    v=2 w=beta
    V=3
    v=$(alpha)
    v=$(false)
    export V=4
    export v
    export V
    export -p
    readonly w=gamma
    unset V
    unset v
    declare -x V=5
    : ${v:=6}
    alpha ${V:=7}
    alpha $((i=i+1))
    let i=3
    read v < out
    printf -v v 8
    V=8 :
    V=8 export W=1
    IFS=:
    PATH=/usr/bin:$PATH
    HOME=/d
    set -e
    set -ex
    set -u
    set -x
    set -f
    set -C
    set -a
    set +e
    set -o pipefail
    set -euo pipefail
    set -- one two
    set one
    shift
    set > /dev/null
    umask 077
    ulimit -n 100
    trap 'delta $v' EXIT
    trap 'delta' INT
    trap - EXIT
    alias alpha=beta
    shopt -s nullglob
    hash -r
    hash alpha
    f() { alpha; beta "$@"; }
    f() { cd /d; v=1; }
    f() { return 1; }
    f() ( cd /d; alpha )
    alpha() { gamma "$@"; }
    eval 'v=4'
    eval "cd /d"
    eval "$v"
    . ./out
    source ./out
    exec > out2
    exec alpha
    exit
    exit 0
    exit 3
    exec 2>&1
    return 0
    wait
    kill -0 $$
    getopts ab v
    break""".split("\n    ")
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A command made of others, which are at the same time lists."""

    def made(form: str) -> st.SearchStrategy[str]:
        return st.tuples(inner, inner).map(lambda pair: form.replace("A", pair[0]).replace("B", pair[1]))

    return st.sampled_from(
        [
            "( A )",
            "( A; B )",
            "{ A; }",
            "{ A; B; }",
            "if A; then B; fi",
            "if A; then B; else alpha; fi",
            "if ! A; then B; elif false; then alpha; fi",
            "for i in 1 2; do A; done",
            "for i in 1 2; do A; B; done",
            "for i in $v; do A && break; done",
            "while false; do A; done",
            "until A; do break; done",
            "case $v in 1) A ;; *) B ;; esac",
            "alpha | A",
            "A | beta",
            "A 2>&1 | beta",
            "A > out",
            "alpha | while read v; do A; done",
            "f() { A; B; }",
            "! A",
            "A && B",
            "A || B",
            "A && B 2>&1 | gamma",
            "alpha & wait",
            "A & wait",
            "alpha $( A; B )",
            "v=$( A && B )",
            "{ A; } > out",
            "( A ) || B",
        ]
    ).flatmap(made)


_COMMAND = st.recursive(st.one_of(_PLAIN, _PLAIN, _CHANGING), _compound, max_leaves=4).filter(
    lambda command: len(command) < 300
)
_OPERATOR = st.sampled_from([" && ", " && ", " && ", "; ", "; ", " || ", ";", "  &&   ", " & "])
_OPENING = st.sampled_from(
    ["", "", "", "", "set -ex; ", "set -ex; ", "set -eux; ", "set -e && ", "set -x && ", "set -eu && "]
)
_ENDING = st.sampled_from(["", "", "", "", ";", " ;", " # a comment", "; # a comment", " &", " "])


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """One script, as a RUN may hold it."""
    if draw(st.integers(0, 19)) == 0:
        return draw(
            st.sampled_from(
                ["", "# only a comment", ":", "alpha <<EOF\ntext $v\nEOF", "alpha '", "alpha &&", ";"]
            )
        )
    commands = draw(st.lists(_COMMAND, min_size=1, max_size=3))
    text = commands[0]
    for command in commands[1:]:
        text += draw(_OPERATOR) + command
    return draw(_OPENING) + text + draw(_ENDING)


#: What SHELL says, for one of the shells.
OPTIONS = st.sampled_from(
    [
        ("-c",),
        ("-c",),
        ("-c",),
        ("-c",),
        ("-ec",),
        ("-e", "-c"),
        ("-exc",),
        ("-u", "-c"),
        ("-o", "pipefail", "-c"),
    ]
)

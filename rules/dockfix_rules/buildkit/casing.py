"""Upper and lower case: BuildKit takes either, readers stumble over a mixture."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, replace
from dockfix.source import Span
from dockfix.stage_references import references
from dockfix.syntax.nodes import From, Instruction, Unknown


class StageNameCasing(Rule):
    """The name of a stage has capitals in it.

    Keywords are what a Dockerfile has in capitals. BuildKit compares most names of stages without regard to
    case, but not that after FROM: a stage `Build` can be copied from, and cannot be built on.

    The fix writes the name, and every reference to it in the file, in lower case. It is safe: BuildKit keeps
    the name in lower case anyway, also for `--target`.

    ```dockerfile bad
    FROM debian:12 AS Builder
    RUN make
    FROM scratch
    COPY --from=Builder /app /app
    ```

    ```dockerfile good
    FROM debian:12 AS builder
    RUN make
    FROM scratch
    COPY --from=builder /app /app
    ```
    """

    code = "StageNameCasing"
    name = "stage-name-casing"
    severity = Severity.STYLE
    category = "style"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/reference/build-checks/stage-name-casing/"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report a stage whose name is not in lower case."""
        name = from_.stage_name
        if name and name.value != name.value.lower():
            lower = name.value.lower()
            message = f"the stage name `{name.value}` has capitals: call it `{lower}`"
            yield self.found(name, message, self._rename(name.value, name.span))

    def _rename(self, name: str, span: Span) -> Fix | None:
        lower = name.lower()
        if _written(self.file, span) != name:
            return None
        edits = [Edit(span, lower)]
        for reference in references(self.file):
            if reference.name != lower and reference.name.lower() == lower:
                if not reference.is_whole:
                    return None
                edits.append(Edit(reference.span, lower))
        return Fix(tuple(edits), f"Call the stage `{lower}`")


class FromAsCasing(Rule):
    """FROM and AS of one line are in different cases.

    Either case will do for a keyword, both in one line make it hard to see which words are keywords. The fix
    writes AS as FROM is written; nothing else depends on it.

    ```dockerfile bad
    FROM debian:12 as builder
    ```

    ```dockerfile good
    FROM debian:12 AS builder
    ```
    """

    code = "FromAsCasing"
    name = "from-as-casing"
    severity = Severity.STYLE
    category = "style"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/reference/build-checks/from-as-casing/"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report an AS that is not in the case of its FROM."""
        if not from_.stage_name:
            return
        word, keyword = from_.words[1], _written(self.file, from_.keyword_span)
        wanted = "AS" if keyword.isupper() else "as"
        if word.value != wanted and _is_of_one_case(keyword):
            fix = replace(word, wanted) if _written(self.file, word.span) == word.value else None
            yield self.found(word, f"`{word.value}` is not in the case of `{keyword}`", fix)


class ConsistentInstructionCasing(Rule):
    """A keyword is not in the case of most others of the file.

    Keywords are found at a glance if all are in capitals, as is usual, or all in lower case. The fix writes
    the keyword as most others are; BuildKit does not care.

    ```dockerfile bad
    FROM debian:12
    run make
    Cmd ["app"]
    ENTRYPOINT ["tini"]
    ```

    ```dockerfile good
    FROM debian:12
    RUN make
    CMD ["app"]
    ENTRYPOINT ["tini"]
    ```
    """

    code = "ConsistentInstructionCasing"
    name = "consistent-instruction-casing"
    severity = Severity.STYLE
    category = "style"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/reference/build-checks/consistent-instruction-casing/"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report the keywords that are not in the case of the majority."""
        keywords = [(node, _written(file, node.keyword_span)) for node in file.ast.walk()]
        if all(keyword.isupper() for _, keyword in keywords):  # as in most files
            return
        keywords = [
            (node, keyword)
            for node, keyword in keywords
            if not isinstance(node, Unknown) and keyword.upper() == node.keyword
        ]
        upper = sum(keyword.isupper() for _, keyword in keywords)
        lower = sum(keyword.islower() for _, keyword in keywords)
        for node, keyword in keywords:
            wanted = keyword.lower() if lower > upper else keyword.upper()
            if keyword != wanted:
                yield self._odd(node, keyword, wanted)

    def _odd(self, node: Instruction, keyword: str, wanted: str) -> Finding:
        message = f"`{keyword}` is not in the case of most keywords here: write `{wanted}`"
        # Nothing tells that an instruction was read before as it is after, if BuildKit cannot read it.
        fix = None if node.outermost.error else Fix((Edit(node.keyword_span, wanted),), f"Write `{wanted}`")
        return self.found(node.keyword_span, message, fix)


def _written(file: File, span: Span) -> str:
    return file.source.text[span.start : span.end]


def _is_of_one_case(keyword: str) -> bool:
    return keyword.isupper() or keyword.islower()

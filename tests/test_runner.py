from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dockfix import fixer
from dockfix.engine import Engine, Result
from dockfix.model import File
from dockfix.report import FileReport, Mode, Run
from dockfix.rounds import Rounds
from dockfix.runner import Runner, Text, Work
from dockfix.workspace import Choices, Workspace
from local_rules import PLUGIN, write_project

DOCKERFILE = "FROM foo\nRUN baz hmm\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)


def put(name: str, text: str | bytes = DOCKERFILE) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def reports(*paths: str, mode: Mode = "check", **choices: object) -> list[FileReport]:
    run = Runner(Choices(**choices), mode)  # type: ignore[arg-type]
    return list(run.reports(run.targets([Path(path) for path in paths or (".",)])))


def codes(report: FileReport) -> list[str]:
    return [finding.code for finding in report.findings]


def errors(*found: FileReport) -> list[str]:
    return [str(error) for report in found for error in report.errors]


def test_a_report_says_all_about_a_file() -> None:
    put("Dockerfile")
    (report,) = reports()
    assert report.path == "Dockerfile"
    assert codes(report) == ["XX0001", "XX0002", "XX0003"]
    assert report.source and report.source.text == DOCKERFILE
    assert (report.original, report.fixed, report.errors) == (None, 0, ())
    assert report.settings == str(Path("dockfix.toml").absolute())
    assert report.plugins[:1] == ("dockfix_rules",) and report.plugins[-1].endswith("rules.py")
    assert report.is_failing


def test_a_report_can_be_given_to_another_process() -> None:
    put("Dockerfile")
    (report,) = reports(mode="fix", unsafe_fixes=True)
    again = pickle.loads(pickle.dumps(report))
    assert again.source.text == "FROM bar\nRUN qux hmm\n"
    assert again._replace(source=None, original=None) == report._replace(source=None, original=None)


@pytest.mark.parametrize(
    ("choices", "text", "left", "fixed"),
    [
        ({}, "FROM bar\nRUN baz hmm\n", ["XX0002", "XX0003"], 1),
        ({"unsafe_fixes": True}, "FROM bar\nRUN qux hmm\n", ["XX0003"], 2),
        ({"ignore": ("says-foo",)}, DOCKERFILE, ["XX0002", "XX0003"], 0),
        ({"select": ("says-baz",), "unsafe_fixes": True}, "FROM foo\nRUN qux hmm\n", [], 1),
    ],
)
def test_fixing(choices: dict[str, object], text: str, left: list[str], fixed: int) -> None:
    put("Dockerfile")
    (diffed,) = reports(mode="diff", **choices)
    assert Path("Dockerfile").read_text() == DOCKERFILE
    (report,) = reports(mode="fix", **choices)
    assert Path("Dockerfile").read_text() == text
    assert diffed == report._replace(source=diffed.source, original=diffed.original)
    assert (codes(report), report.fixed) == (left, fixed)
    assert report.source and report.source.text == text
    assert (report.original.text if report.original else text) == (DOCKERFILE if fixed else text)
    (again,) = reports(mode="fix", **choices)
    assert (again.original, again.fixed, codes(again)) == (None, 0, left)


def test_settings_may_allow_unsafe_fixes() -> None:
    write_project(Path(), "unsafe-fixes = true")
    put("Dockerfile")
    reports(mode="fix")
    assert Path("Dockerfile").read_text() == "FROM bar\nRUN qux hmm\n"


def test_what_is_not_to_be_changed_is_not_touched() -> None:
    path = put("Dockerfile", b"\xef\xbb\xbfFROM a\r\nRUN \xff hmm")
    os.utime(path, ns=(1, 1))
    path.chmod(0o604)
    before = path.stat()
    reports(mode="fix")
    after = path.stat()
    assert path.read_bytes() == b"\xef\xbb\xbfFROM a\r\nRUN \xff hmm"
    assert (after.st_mtime_ns, after.st_mode, after.st_ino) == (1, before.st_mode, before.st_ino)


def test_every_byte_outside_of_a_fix_stays() -> None:
    path = put("Dockerfile", b"\xef\xbb\xbfFROM foo\r\nRUN \xff \xed\xa0\x80\tx")
    reports(mode="fix")
    assert path.read_bytes() == b"\xef\xbb\xbfFROM bar\r\nRUN \xff \xed\xa0\x80\tx"


def test_every_file_has_the_settings_nearest_to_it() -> None:
    for name in ("Dockerfile", "a/Dockerfile", "a/b/Dockerfile"):
        put(name)
    put("a/dockfix.toml", 'extend = "../dockfix.toml"\nignore = ["XX0001"]\nfail-on = "never"')
    put("a/b/dockfix.toml", 'plugins = ["../../rules.py"]\nselect = ["XX0003"]\nfail-on = "error"')
    found = {report.path: report for report in reports()}
    assert {path: codes(report) for path, report in found.items()} == {
        "Dockerfile": ["XX0001", "XX0002", "XX0003"],
        "a/Dockerfile": ["XX0002", "XX0003"],
        "a/b/Dockerfile": ["XX0003"],
    }
    assert [report.is_failing for report in found.values()] == [True, False, True]


def test_the_command_line_lies_over_the_settings_of_each_directory(tmp_path: Path) -> None:
    put("a/dockfix.toml", 'ignore = ["XX0002"]')
    put("b/dockfix.toml", 'ignore = ["XX0003"]')
    workspace = Workspace(Choices(ignore=("XX0001",)))
    directories = [tmp_path.parent, Path("a"), Path("b"), Path("a/c")]
    assert [
        [each.value for each in workspace.settings_for(directory).ignore] for directory in directories
    ] == [
        ["XX0001"],
        ["XX0002", "XX0001"],
        ["XX0003", "XX0001"],
        ["XX0002", "XX0001"],
    ]


def test_a_settings_file_that_is_named_holds_for_all() -> None:
    put("a/Dockerfile")
    put("a/dockfix.toml", "select = []")
    put("other/dockfix.toml", 'plugins = ["../rules.py"]\nselect = ["XX0003"]')
    (report,) = reports(config=Path("other/dockfix.toml"))
    assert codes(report) == ["XX0003"]
    (report,) = reports(isolated=True, ignore=("ALL",))
    assert (codes(report), report.settings) == ([], None)


def test_per_file_ignores_see_where_a_file_really_is(tmp_path: Path) -> None:
    write_project(tmp_path, '[per-file-ignores]\n"a/*" = ["XX0001"]')
    put("a/Dockerfile")
    Path("link").symlink_to("a")
    for path in ("a", str(tmp_path / "a"), "link", "a/../link/Dockerfile", "a/Dockerfile"):
        assert codes(reports(path)[0]) == ["XX0002", "XX0003"]


def test_what_is_excluded_may_be_named_outright() -> None:
    write_project(Path(), 'exclude = ["a/"]')
    put("a/Dockerfile")
    assert reports() == []
    assert codes(reports("a/Dockerfile")[0]) == ["XX0001", "XX0002", "XX0003"]


def test_paths_are_told_as_they_were_given_with_slashes(tmp_path: Path) -> None:
    put("a/Dockerfile")
    for path, told in (
        ("a", "a/Dockerfile"),
        ("./a/Dockerfile", "a/Dockerfile"),
        (str(tmp_path), f"{tmp_path.as_posix()}/a/Dockerfile"),
    ):
        assert [report.path for report in reports(path)] == [told]


def test_a_text_is_checked_where_it_would_stand() -> None:
    write_project(Path(), '[per-file-ignores]\n"a/*" = ["XX0001"]')
    run = Runner(Choices(), "fix")
    data = b"FROM foo\n"
    alone, placed = run.reports([Text(data), Text(data, Path("a/Dockerfile"))])
    assert (alone.path, placed.path) == ("-", "a/Dockerfile")
    assert alone.source and alone.source.text == "FROM bar\n"
    assert placed.source and placed.source.text == "FROM foo\n"
    assert not Path("a").exists()


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "there is no instruction in the file"),
        (b"# foo\n\n   \n", 1, "there is no instruction in the file"),
        (b"\xef\xbb\xbf", 1, "there is no instruction in the file"),
        (b"FROM foo\nRUN \0", 2, "the file is binary: it has a NUL byte"),
        (bytes(range(256)), 1, "the file is binary: it has a NUL byte"),
        (
            b"FROM foo\nRUN " + b"x" * 10_000_000 + b"\nRUN x",
            2,
            "the line has 10000005 bytes, BuildKit reads at most 65536",
        ),
    ],
    ids=["empty", "comments", "mark", "nul", "binary", "line"],
)
@pytest.mark.parametrize("mode", ["check", "fix", "diff"])
def test_what_is_no_dockerfile_is_an_error_and_nothing_else(
    mode: Mode, data: bytes, line: int, message: str
) -> None:
    path = put("Dockerfile", data)
    put("Dockerfile.other", "FROM bar\n")
    report, other = reports(mode=mode)
    assert errors(report) == [f"Dockerfile:{line}: {message}"]
    assert (report.source, report.findings, report.fixed) == (None, (), 0)
    assert not other.errors and other.source
    assert path.read_bytes() == data


def test_many_lines() -> None:
    put("Dockerfile", "FROM foo\n" + "# foo\n\n" * 49_999 + "LABEL foo=1\n")
    (report,) = reports(mode="fix")
    assert report.fixed == 50_001
    assert Path("Dockerfile").read_text() == "FROM bar\n" + "# bar\n\n" * 49_999 + "LABEL bar=1\n"


def test_what_cannot_be_read_stops_nothing_else() -> None:
    for name in ("Dockerfile.a", "Dockerfile.b", "Dockerfile.d/x/Dockerfile"):
        put(name, "FROM bar\n")
    Path("Dockerfile.c").symlink_to("gone")
    os.mkfifo("pipe")
    found = reports("nowhere", ".", "pipe", "/dev/null", "Dockerfile.a/x")
    assert [(report.path, errors(report)) for report in found] == [
        ("nowhere", ["nowhere: there is no such file or directory"]),
        ("Dockerfile.a", []),
        ("Dockerfile.b", []),
        ("Dockerfile.c", ["Dockerfile.c: a link to gone, which does not exist"]),
        ("Dockerfile.d/x/Dockerfile", []),
        ("pipe", ["pipe: is not a regular file"]),
        ("/dev/null", ["/dev/null: is not a regular file"]),
        ("Dockerfile.a/x", ["Dockerfile.a/x: cannot be read: not a directory"]),
    ]


def test_a_file_that_vanishes_before_it_is_read() -> None:
    put("Dockerfile.a"), put("Dockerfile.b")
    run = Runner(Choices())
    targets = run.targets([Path()])
    Path("Dockerfile.a").unlink()
    gone, other = run.reports(targets)
    assert errors(gone) == ["Dockerfile.a: there is no such file or directory"]
    assert other.findings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda path: path.write_text("FROM mine\n"),
            "changed on disk while it was being fixed: left as it is",
        ),
        (lambda path: path.unlink(), "cannot be replaced: no such file or directory"),
    ],
)
def test_a_file_that_changes_while_it_is_fixed(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], message: str
) -> None:
    unpatched = fixer.fixing

    def fixing(result: Result, *, unsafe: bool) -> Rounds[fixer.Fixed]:
        if result.file.path == Path("Dockerfile.a"):
            change(Path("Dockerfile.a"))
        return unpatched(result, unsafe=unsafe)

    monkeypatch.setattr(fixer, "fixing", fixing)
    put("Dockerfile.a"), put("Dockerfile.b")
    left, other = reports(mode="fix")
    assert errors(left, other) == [f"Dockerfile.a: {message}"]
    assert (codes(left), left.fixed) == (["XX0001", "XX0002", "XX0003"], 0)
    assert other.fixed == 1
    kept = Path("Dockerfile.a")
    assert not kept.exists() or kept.read_text() == "FROM mine\n"
    assert sorted(path.name for path in Path().iterdir() if path.name.startswith(".")) == []


def test_a_rule_that_raises_is_named_and_the_others_go_on() -> None:
    put("Dockerfile.a", "FROM foo\nRUN crash\n"), put("Dockerfile.b")
    found = reports(mode="fix")
    (line,) = errors(*found)
    number = PLUGIN.split("\n").index('            raise ValueError("it\\ncrashed")') + 1
    assert line == (f"Dockerfile.a: the rule XX0004 (rules.py, line {number}) failed: ValueError: it crashed")
    assert [report.fixed for report in found] == [1, 1]


def test_a_plugin_that_is_missing_is_named_once_and_the_others_go_on() -> None:
    write_project(Path())
    settings = Path("dockfix.toml")
    settings.write_text(settings.read_text().replace("./rules.py", './gone.py", "./rules.py'))
    put("Dockerfile.a"), put("Dockerfile.b")
    found = reports()
    assert errors(*found) == [
        f"plugin {Path('gone.py').absolute()}: cannot be loaded: FileNotFoundError: there is no such file"
    ]
    assert found[0].errors[0].path == str(Path("gone.py").absolute())
    assert [codes(report) for report in found] == [["XX0001", "XX0002", "XX0003"]] * 2


@pytest.mark.parametrize(
    ("settings", "path", "message"),
    [
        ("selekt = 1", "a/dockfix.toml", "there is no key `selekt`, did you mean `select`?"),
        ('select = ["says-fo"]', "a/dockfix.toml", '`select`: no rule is called "says-fo"'),
        ("x", "a/dockfix.toml", "not valid TOML: "),
    ],
)
def test_wrong_settings_are_told_once_and_other_directories_are_checked(
    settings: str, path: str, message: str
) -> None:
    for name in ("Dockerfile", "a/Dockerfile", "a/Dockerfile.b", "c/Dockerfile"):
        put(name)
    put("a/dockfix.toml", settings)
    for paths in ((".",), ("Dockerfile", "a/Dockerfile", "a/Dockerfile.b", "a", "c")):
        found = reports(*paths)
        (error,) = (error for report in found for error in report.errors)
        assert error.path == path
        assert error.message.startswith(message)
        assert [report.path for report in found if report.source] == ["Dockerfile", "c/Dockerfile"]


def test_a_selector_of_the_command_line_that_is_wrong() -> None:
    put("Dockerfile.a"), put("Dockerfile.b")
    assert errors(*reports(select=("zzz",))) == ['--select: no rule is called "zzz", see `dockfix rules`']


def test_an_error_of_dockfix_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too\ndeep")

    monkeypatch.setattr(fixer, "fixing", fail)
    put("Dockerfile.a"), put("Dockerfile.b", "FROM bar\n")
    found = reports(mode="fix")
    assert errors(*found) == ["Dockerfile.a: internal error: RecursionError: too deep: please report it"]
    assert found[1].source
    monkeypatch.setenv("DOCKFIX_DEBUG", "1")
    with pytest.raises(RecursionError):
        reports(mode="fix")


def test_a_summary_counts_what_is_left() -> None:
    put("Dockerfile.a"), put("Dockerfile.b", "FROM bar\n"), put("Dockerfile.c", "")
    run = Run(reports())
    assert [report.path for report in run] == ["Dockerfile.a", "Dockerfile.b", "Dockerfile.c"]
    summary = run.summary
    assert (summary.files, summary.files_with_findings, summary.findings) == (2, 1, 3)
    assert (summary.fixable, summary.unsafely_fixable, summary.fixed) == (1, 1, 0)
    assert len(summary.errors) == 1
    run = Run(reports(mode="fix", unsafe_fixes=True), "fix")
    list(run)
    assert (run.summary.fixed, run.summary.files_fixed, run.summary.findings) == (2, 1, 1)
    assert (run.summary.fixable, run.summary.unsafely_fixable) == (0, 0)


@pytest.mark.parametrize(
    ("text", "fail_on", "mode", "status"),
    [
        ("FROM bar\n", "style", "check", 0),
        ("FROM baz\n", "style", "check", 1),
        ("FROM baz\n", None, "check", 0),
        ("FROM baz\n", "info", "check", 0),
        ("FROM foo\n", "warning", "check", 1),
        ("FROM foo\n", "error", "check", 0),
        ("FROM hmm\n", "error", "check", 1),
        ("FROM hmm\n", "never", "check", 0),
        ("FROM foo\n", "style", "fix", 0),
        ("FROM foo hmm\n", "style", "fix", 1),
        ("FROM foo\n", "never", "diff", 1),
        ("FROM bar\n", "style", "diff", 0),
        ("FROM hmm\n", "style", "diff", 1),
        ("", "never", "check", 2),
        ("FROM hmm crash\n", "error", "check", 2),
    ],
)
def test_the_exit_status(text: str, fail_on: str | None, mode: Mode, status: int) -> None:
    put("Dockerfile", text)
    run = Run(reports(mode=mode, fail_on=fail_on), mode)
    list(run)
    assert run.exit_status == status


def test_plugins_are_loaded_once_for_all_settings_that_name_the_same() -> None:
    write_project(Path(), plugin=PLUGIN + "\nopen('loaded', 'a').write('x')\n")
    for name in ("Dockerfile", "a/Dockerfile", "b/Dockerfile"):
        put(name)
    put("a/dockfix.toml", 'extend = "../dockfix.toml"')
    assert len(reports()) == 3
    assert Path("loaded").read_text() == "x"


def test_files_are_changed_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks at many files at once is given all of them, after each round."""
    prepared: list[int] = []
    unpatched = Engine.prepare

    def prepare(engine: Engine, files: Sequence[File]) -> None:
        prepared.append(len(files))
        unpatched(engine, files)

    monkeypatch.setattr(Engine, "prepare", prepare)
    changing, staying = b"FROM debian:12\nRUN apt-get install curl\n", b"FROM scratch\nUSER 1\n"
    work = [Work("-", None, data, is_file=False) for data in (changing, staying, changing)]
    Runner(Choices(isolated=True, ignore=("labels",)), "fix").checked_data(work)
    assert prepared == [3, 2]

import pytest

from dockfix.rule import Rule
from dockfix.selectors import names, specificity


class Numbered(Rule):
    code = "DL3014"
    name = "apt-missing-yes"
    category = "packages"
    aliases = ("missing-yes", "AptYes")


class Dashed(Rule):
    code = "ACME-001"
    name = "own"
    category = "acme"


class Named(Rule):
    code = "StageNameCasing"
    name = "stage-not-lowercase"
    category = "stages"


@pytest.mark.parametrize(
    ("rule", "selectors"),
    [
        (Numbered, ["ALL", "DL", "DL3", "dl30", "DL301", "packages", "missing-yes", "DL3014"]),
        (Numbered, ["all", "Packages", "aptyes", "APT-missing-yes"]),
        (Dashed, ["All", "ACME-", "ACME-0", "ACME-001"]),
        (Named, ["ALL", "stages", "stagenamecasing"]),
    ],
)
def test_from_the_broadest_to_the_most_specific(rule: type[Rule], selectors: list[str]) -> None:
    ranks = [specificity(selector, rule) for selector in selectors]
    assert None not in ranks
    assert ranks == sorted(set(ranks), key=lambda rank: rank or 0)


@pytest.mark.parametrize("selector", ["", "D", "DL4", "DL30144", "3014", "apt", "missing", "package", "*"])
def test_what_names_no_rule(selector: str) -> None:
    assert specificity(selector, Numbered) is None


@pytest.mark.parametrize("selector", ["Stage", "S", "StageNameCasin"])
def test_a_code_without_a_number_has_no_prefixes(selector: str) -> None:
    assert specificity(selector, Named) is None


def test_code_and_name_are_equals() -> None:
    assert specificity("DL3014", Numbered) == specificity("apt-missing-yes", Numbered)


@pytest.mark.parametrize("rule", [Numbered, Dashed, Named])
def test_names_all_select(rule: type[Rule]) -> None:
    assert all(specificity(name, rule) is not None for name in names(rule))
    assert rule.code in names(rule)

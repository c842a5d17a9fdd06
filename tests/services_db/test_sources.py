"""The public texts, as printed."""

from __future__ import annotations

import re

from services_db import Catalogue, Indicator
from services_db.sources import read_divisions, read_hotlines

ODD = {
    *(f"women-table.{number}" for number in (3, 4, 5, 6, 7, 8, 12, 13)),
    *(f"children-table.{number}" for number in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
}
SOFT_TARGETS = {
    "women-table.4": "相适应",
    "women-table.5": "提高",
    "women-table.6": "提高",
    "women-table.7": "换届后当年达到100%，平时保持在85%以上",
    "women-table.12": "应援尽援",
    "children-table.1": "<9",
    "children-table.4": "<8.78",
    "children-table.5": ">90",
    "children-table.6": "保持",
    "children-table.8": "应援尽援",
    "children-table.9": "全覆盖",
}


def printed_row(indicator: Indicator) -> str:
    title = f"{indicator.name}（{indicator.unit}）" if indicator.unit else indicator.name
    cells = [str(indicator.number), title, indicator.value_2020, indicator.target_2025]
    return "\t".join(cell for cell in cells if cell is not None)


def test_every_indicator_holds_its_row_to_the_letter(catalogue: Catalogue) -> None:
    assert len(catalogue.indicators()) == 24
    for indicator in catalogue.indicators():
        assert printed_row(indicator) == catalogue.clause(indicator.id).text


def test_targets_that_are_no_plain_number_stay_as_printed(catalogue: Catalogue) -> None:
    printed = {i.id: i.target_2025 for i in catalogue.indicators() if i.target_2025}
    soft = {ident: target for ident, target in printed.items() if not re.fullmatch(r"[\d.]+", target)}
    assert soft == SOFT_TARGETS


def test_odd_rows_are_marked_and_no_others(catalogue: Catalogue) -> None:
    assert {i.id for i in catalogue.indicators() if i.oddity} == ODD


def test_targets_looser_than_the_value_of_2020_are_marked(catalogue: Catalogue) -> None:
    """Told as an aim without that note, a target that allows more harm than there was reads as an error of ours."""
    fewer_is_better = {"children-table.1", "children-table.4"}
    looser = set()
    for indicator in catalogue.indicators():
        now, number = float(indicator.value_2020), re.fullmatch(r"[<>]?([\d.]+)", indicator.target_2025 or "")
        if number and (float(number[1]) > now if indicator.id in fewer_is_better else float(number[1]) < now):
            looser.add(indicator.id)
    assert looser == {"children-table.1", "children-table.4", "children-table.5"}
    assert all(
        "宽松" in str(catalogue.indicator(i).oddity) or "低于" in str(catalogue.indicator(i).oddity) for i in looser
    )


def test_every_number_of_a_fact_stands_whole_in_its_clause(catalogue: Catalogue) -> None:
    """8 is not told by a clause that says 80."""
    number = re.compile(r"\d+(?:\.\d+)?")
    for service in catalogue.services():
        for fact in service.facts:
            if fact.clause:
                printed = {*number.findall(catalogue.clause(fact.clause).text), "2020", "2025"}
                assert set(number.findall(fact.text)) <= printed, (service.id, fact.text)


def test_hotline_of_the_plans_stands_in_the_clause_of_its_basis(catalogue: Catalogue) -> None:
    bases = {hotline.number: hotline.basis for hotline in read_hotlines()}
    assert {number for number, basis in bases.items() if basis.startswith("plan:")} == {"12338", "12355"}
    for number, basis in bases.items():
        assert basis == "national" or number in catalogue.clause(basis.removeprefix("plan:")).text


def test_divisions_begin_with_the_twelve_counties() -> None:
    divisions = read_divisions()
    counties = [division.county for division in divisions if division.town is None]
    assert len(counties) == len(set(counties)) == 12 and all(d.town is None for d in divisions[:12])
    assert {division.county for division in divisions} == set(counties)

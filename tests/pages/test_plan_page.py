"""The page of a plan as text: what the workbook says, no more and no less, in its order."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from html_read import by_id, read_html, rows_of, text_of, texts_of
from made_answers import why_short
from page_cases import CONTINGENTS, RANK, TWO_PERIODS, floor, told
from small_plans import a_plan, need, row
from whole_page import in_short, whole_page, whole_plan

from solver.audit import RULES
from solver.pages.plan_page import plan_content, plan_page
from solver.pages.plan_sections import ToldPlan
from solver.pages.study_section import BASE
from solver.results.reasons import proved_gaps, stated_reasons
from solver.results.summary import largest_gaps
from solver.results.tables import Fact


@pytest.fixture
def whole() -> ToldPlan:
    return whole_plan()


@pytest.fixture
def page() -> Element:
    return whole_page()


def words_of(text: str) -> str:
    """A text without what a card parts it by, brackets and capitals."""
    return re.sub(r"[\s:;.()]+", " ", text).strip().casefold()


def cards_of(page: Element) -> dict[str, str]:
    """What the cards say, by their label."""
    found = page.findall(".//dl[@class='cards']/div")
    return {text_of(each.find("dt")): " ".join(texts_of(each, "dd/*")) for each in found}


def test_the_cards_hold_the_headline_and_lose_no_word_of_it(whole: ToldPlan, page: Element):
    cards = cards_of(page)

    assert len(whole.results.summary.facts) == 4
    for fact in whole.results.summary.facts:
        assert words_of(cards[fact.label]) == words_of(fact.text), fact.label


HEADLINES = {
    "Force": "500 of 800 heads asked for in period 2: 62 % (500 of 500 in period 1); from 2 nations at "
    "1 site. With those at home between rotations it ties up 1,650.",
    "Requirements": "83 % of what the requirements ask for is covered; every minimum is reached.",
    "Support": "All that the support ratios ask for is there: Medical.",
    "Drawdown": "9,450 heads tied up in period 12, 3,150 of them deployed (tied up from Estonia 4,000, "
    "Lithuania 3,000, Latvia 1,450, Poland 1,000); 1 of 4 caps used up.",
    "Cost": "7,000 EUR a year; 7,000 EUR in all 12 months: forces and movement 7,000 EUR.",
    "Call first": "nothing.",
}


def test_no_headline_loses_a_word_wherever_it_is_parted(whole: ToldPlan):
    """In large letters stands what comes before the first colon, semicolon or stop, or a far bracket."""
    facts = tuple(Fact(label=label, text=text) for label, text in HEADLINES.items())
    results = replace(whole.results, summary=replace(whole.results.summary, facts=facts))
    cards = {card.label: card for card in plan_content(replace(whole, results=results)).cards}

    for label, text in HEADLINES.items():
        assert words_of(f"{cards[label].lead} {cards[label].rest}") == words_of(text)
    assert cards["Force"].lead == "500 of 800 heads asked for in period 2"
    assert cards["Support"].lead == "All that the support ratios ask for is there"
    assert cards["Drawdown"].lead == "9,450 heads tied up in period 12, 3,150 of them deployed"
    assert cards["Drawdown"].rest.startswith("Tied up from Estonia 4,000, Lithuania 3,000")
    assert cards["Drawdown"].rest.endswith("Poland 1,000; 1 of 4 caps used up.")
    assert (cards["Call first"].lead, cards["Call first"].rest) == ("Nothing", "")


def test_the_cards_stand_in_the_order_in_which_a_leader_asks(page: Element):
    assert list(cards_of(page)) == [
        *("Force", "Largest gap in a role", "Drawdown", "Without the largest", "Requirements", "Cost")
    ]


def test_a_card_tells_the_largest_gap_and_what_would_be_left_without_the_largest(page: Element):
    """300 Poles and 150 Estonians of 600; infantry lacks 100 and 50 in period 1, 200 and 200 in period 2."""
    cards = cards_of(page)

    assert cards["Largest gap in a role"] == "Infantry: up to 400 heads missing, in periods 1-2 : Lviv, Odesa"
    assert cards["Without the largest"] == (
        "150 of 600 heads without Poland : In period 1 (Jan-Jun 2027), if nobody else moved"
    )


@pytest.mark.parametrize(("asked", "said"), [(301, "1 head missing"), (302, "2 heads missing")])
def test_one_head_is_one(asked: int, said: str):
    plan = a_plan(contingents=CONTINGENTS, requirements=[need(asked)])
    content = plan_content(told(plan, ("POL-INF", "Infantry", "Lviv", 1, 3)))
    card = next(card for card in content.cards if card.label == "Largest gap in a role")

    assert card.lead == f"Infantry: {said}, in period 1"
    assert content.sections[0].gaps[0].size == f"{said}, in period 1"


def test_a_plan_that_lacks_nothing_has_no_card_of_gaps_and_says_so():
    plan = a_plan(contingents=CONTINGENTS)
    content = plan_content(told(plan, ("POL-INF", "Infantry", "Lviv", 1, 1)))

    assert "Largest gap in a role" not in [card.label for card in content.cards]
    assert content.sections[0].words == ("Nothing that is asked for lacks.",)


def test_a_floor_that_is_missed_is_no_plan_that_lacks_nothing():
    """100 of 100 infantry are there, and 100 of a force of 900."""
    plan = a_plan(contingents=CONTINGENTS, force=[floor(900)])
    gaps = plan_content(told(plan, ("POL-INF", "Infantry", "Lviv", 1, 1))).sections[0]

    assert gaps.words == ("The force is below its floor; nothing else that is asked for lacks.",)
    assert [name for name, _ in gaps.tables] == ["All gaps"]
    assert "800" in gaps.tables[0][1].rows[0]


def test_sites_without_coordinates_are_named_beside_the_map(page: Element):
    assert "Not on the map, for want of coordinates: Kyiv." in texts_of(page, ".//p[@class='note']")


def test_without_coordinates_there_is_no_map():
    page = read_html(plan_page(in_short()))

    assert not [each for each in page.iter() if each.get("class") == "map"]
    assert "Not on the map" not in text_of(page)


# How sure it is


def test_a_proved_plan_says_so(whole: ToldPlan, page: Element):
    status = page.find(".//p[@class='status sure']")

    assert text_of(status) == f"✔ {whole.results.summary.status}"
    assert text_of(status).startswith("✔ Proved optimal")


def test_a_plan_that_is_not_proved_says_so_and_is_never_called_proved():
    plan = a_plan(contingents=CONTINGENTS, requirements=[need(400)])
    source = plan_page(told(plan, ("POL-INF", "Infantry", "Lviv", 1, 3), proved=False))
    page = read_html(source)

    assert text_of(page.find(".//p[@class='status open']")) == (
        "▲ Best plan found when the search ended; not proved: minimum shortfall (up to 50 % lower)."
    )
    assert "Proved" not in source
    assert not re.search(r"(?<!not )proved", text_of(page))


# The sections


def section_keys(page: Element) -> list[str]:
    return [each.get("id", "") for each in page.findall(".//main/section")][1:]


def test_sections_stand_in_their_order_and_each_is_linked(page: Element):
    assert section_keys(page) == [
        *("gaps", "force", "coverage", "front-line", "without", "who", "rotations", "study-1"),
        *("rests-on", "proof"),
    ]
    links = page.findall(".//nav//a")
    assert [link.get("href") for link in links] == [f"#{key}" for key in section_keys(page)]
    assert ["The plan in short", *map(text_of, links)] == texts_of(page, ".//main/section/h2")


def test_sections_without_anything_to_say_are_left_out():
    """One period, no floor, no cost, no caps; nobody is sent."""
    plan = a_plan(contingents=CONTINGENTS)

    assert section_keys(read_html(plan_page(told(plan)))) == ["gaps", "coverage", "rests-on", "proof"]


def test_a_gap_tells_what_lacks_when_why_and_whom_to_ask(page: Element, whole: ToldPlan):
    (gap,) = by_id(page, "gaps").findall(".//ol/li")
    row = whole.results.summary.gaps.frame.iloc[0]

    assert text_of(gap.find("h3")) == "Infantry: Lviv, Odesa"
    assert text_of(gap.find("p[@class='size']")) == "up to 400 heads missing, in periods 1-2"
    assert gap.find("p[@class='why']") is None
    assert " · ".join(texts_of(gap, "ul/li")) == row["Whom to ask, and what is in their way"]


def test_a_reason_that_is_proved_stands_before_whom_to_ask():
    plan = a_plan(contingents=CONTINGENTS, requirements=[need(400)])
    plain = told(plan, ("POL-INF", "Infantry", "Lviv", 1, 3))
    stated = stated_reasons(plan, (RANK,), (why_short((RANK,)),))
    largest = largest_gaps(plan, plain.ledger, plain.results.gaps, proved_gaps(stated))
    results = replace(plain.results, summary=replace(plain.results.summary, largest_gaps=largest))
    gap = plan_content(replace(plain, results=results)).sections[0].gaps[0]

    assert gap.why == "No plan from this workbook fills Lviv / Infantry in period 1 (Why short 1)"
    assert gap.whom[0].startswith("France (FRA-INF, 600 heads)")
    assert not any("Why short" in each for each in gap.whom)


def test_a_section_of_what_the_plan_rests_on_tells_statuses_conditions_and_confidence():
    contingents = [{**CONTINGENTS[0], "Confidence": 0.5, "Conditions": "Mandate"}, CONTINGENTS[1]]
    conditions = [
        row("Conditions", condition="Mandate", holds="yes", first=2),
        row("Conditions", condition="UN", holds="no"),
    ]
    plan = a_plan(contingents=contingents, conditions=conditions, settings=TWO_PERIODS)
    sent = (("POL-INF", "Infantry", "Lviv", 2, 1), ("FRA-INF", "Infantry", "Lviv", 2, 1))
    part = by_id(read_html(plan_page(told(plan, *sent))), "rests-on")

    assert texts_of(part, "p[@class='words']") == [
        "Pledges count whose status is pledged or firmer; of 2 contingents that are sent 2 pledged.",
        "Taken for granted, for contingents that are sent depend on it: Mandate (1 of them).",
        "1 pledge that counts is less than certain by the planner's own Confidence, the least at 50 %; "
        "the plan takes them in full.",
    ]
    assert rows_of(part, "Conditions")[1:] == [
        ["Mandate", "holds from period 2", "1", "Poland"],
        ["UN", "does not hold", "0", ""],
    ]
    assert rows_of(part, "Pledges by status")[1:] == [["pledged", "2", "1,200"]]


def test_the_proof_names_how_many_rules_were_checked(page: Element):
    words = texts_of(by_id(page, "proof"), "p[@class='words']")

    assert words[1].startswith(f"All {len(RULES)} rules were checked")
    assert words[1].endswith("but for what only the search can know: bounds and times.")


def test_of_tables_that_have_changed_nothing_is_told_that_was_proved_of_others(whole: ToldPlan):
    """The run's status and bounds are of the tables that it read."""
    known, changed = (
        by_id(read_html(plan_page(replace(whole, changed=it))), "proof") for it in (False, True)
    )
    facts, left = ({line[0] for line in rows_of(part, "The run")} for part in (known, changed))
    ranks, kept = (rows_of(part, "Objectives in rank order")[0] for part in (known, changed))

    assert facts - left == {"Status", "Unique plan"}
    assert [name for name in ranks if name not in kept] == ["Bound", "Gap"]
    assert "optimal" not in " ".join(text_of(changed).split())


def test_the_largest_gap_says_where_it_is_so_by_its_weight_alone(whole: ToldPlan):
    gap = whole.results.summary.largest_gaps[0]
    larger = replace(gap, role="Medical", missing=gap.missing + 1)
    rests = []
    for gaps in ((gap, replace(larger, missing=gap.missing)), (gap, larger)):
        results = replace(whole.results, summary=replace(whole.results.summary, largest_gaps=gaps))
        cards = {card.label: card for card in plan_content(replace(whole, results=results)).cards}
        rests.append(cards["Largest gap in a role"].rest)

    assert rests == ["Lviv, Odesa", "Lviv, Odesa; by what it weighs"]


def test_what_changes_against_a_baseline_is_a_table(whole: ToldPlan):
    changes = replace(whole.results.allocation, title="Changes")
    page = read_html(plan_page(replace(whole, results=replace(whole.results, changes=changes))))

    assert len(rows_of(by_id(page, "who"), "Changes")) == 1 + len(changes.frame)


def test_a_study_is_told_with_its_question_its_sentences_and_its_tables(page: Element, whole: ToldPlan):
    part, of = by_id(page, "study-1"), whole.studies[0]

    assert text_of(part.find("h2")) == of.title
    assert texts_of(part, "p[@class='words']") == [of.question, *of.sentences]
    assert rows_of(part, "Withdrawals") == [["Nation", "Missing"], ["France", "0"], ["Poland", "100"]]
    assert text_of(part.find(".//figure/figcaption")) == of.chart.title
    assert texts_of(part, "p[@class='note']") == [*of.notes, BASE]

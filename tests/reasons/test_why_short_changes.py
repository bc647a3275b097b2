"""What alone would fill a requirement, nobody else lacking more: gates, and cells of hard rules."""

from __future__ import annotations

from short_questions import SHORTFALLS, asked, short
from small_plans import a_plan, estonian, need, pledge, row, site


def test_a_caveat_alone_keeps_it_empty():
    plan = a_plan(caveats=[row("Caveats", nation="Poland", effect="not", role="Infantry", reason="law 7")])

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert short(answer.changes) == [("Caveats!#2!Enabled=no", "yes", "no", "proved")]
    assert [rank.value for rank in answer.changes[0].ranks][:2] == [0.0, 0.0]
    assert any("caveat: law 7" in line for line in answer.of_changes)


def test_an_indicated_pledge_would_fill_it():
    """Without it nobody is there; with it the 100 are."""
    answer = asked(a_plan(contingents=[pledge(status="indicated")]))

    assert short(answer.changes) == [("Contingents!POL-INF!Status=pledged", "indicated", "pledged", "proved")]


def test_only_all_indicated_pledges_together_fill_it():
    """Two companies of 100 that wait for their status, 200 asked for: the setting lets both count."""
    plan = a_plan(
        contingents=[pledge(status="indicated"), pledge("FRA-INF", "France", status="indicated")],
        requirements=[need(200)],
    )

    answer = asked(plan)

    assert short(answer.changes)[0] == (
        "Settings!Count pledges from!Value=indicated",
        "pledged",
        "indicated",
        "proved",
    )
    assert not any("Status=" in each.setting for each in answer.changes)


def test_a_condition_that_does_not_hold():
    plan = a_plan(
        contingents=[pledge(conditions="mandate")],
        conditions=[row("Conditions", condition="mandate", holds="no")],
    )

    assert short(asked(plan).changes) == [("Conditions!mandate!Holds=yes", "no", "yes", "proved")]


def test_the_capacity_of_a_site():
    """Three companies for 300, and room for 250: 300 it must be, for a third company is not split."""
    plan = a_plan(contingents=[pledge(units=3)], sites=[site(capacity=250)], requirements=[need(300)])

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert short(answer.changes) == [("Sites!Lviv!Capacity=300", "250", "300", "proved")]


def test_a_cap_on_what_the_front_line_gives():
    """Two Estonian companies of 150 tie up 450 each with those at home (1 + 2): a cap of 500 lets one go."""
    plan = a_plan(
        contingents=[estonian(units=2)],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=2000)],
        requirements=[need(300, role="infantry")],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=500)],
    )

    answer = asked(plan, role="infantry")

    assert answer.least_lack == (150.0, 150.0)
    assert short(answer.changes) == [("Drawdown caps!Estonia / own!Cap heads=900", "500", "900", "proved")]
    assert any("Cap heads of Estonia / own were 900 instead of 500" in line for line in answer.of_changes)


def test_what_takes_from_another_is_no_change():
    """Kyiv has the one company. Lifting the caveat that keeps it from Lviv fills Lviv only at Kyiv's cost."""
    plan = a_plan(
        requirements=[need(100, at="Kyiv"), need(100)],
        caveats=[row("Caveats", nation="Poland", effect="not", site="Lviv", reason="far")],
    )

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert (answer.changes, answer.helps) == ((), ())


def test_what_helps_most_is_told_where_nothing_alone_fills_it():
    """300 lack. A pledge of 100 and one of 200 wait for their conditions: the second leaves 100 to lack."""
    plan = a_plan(
        contingents=[
            pledge("A-1", "A", 1, conditions="a"),
            pledge("B-1", "B", 2, conditions="b"),
        ],
        conditions=[row("Conditions", condition=name, holds="no") for name in ("a", "b")],
        requirements=[need(400)],
    )

    answer = asked(plan)

    (best,) = answer.helps
    assert (best.change.setting, best.lacks) == ("Conditions!b!Holds=yes", (200.0, 200.0))
    assert answer.changes == ()
    assert answer.text[-1].startswith(
        "It helps most if Holds of b were yes instead of no (condition 'b' does"
    )
    assert answer.text[-1].endswith("then 200 instead of 400 lack (--set 'Conditions!b!Holds=yes').")


def test_a_setting_that_skips_a_status_may_go_too_far():
    """Confirmed pledges count. A company is pledged and one indicated, 100 asked for: pledged would do."""
    plan = a_plan(
        contingents=[pledge(status="pledged"), pledge("FRA-INF", "France", status="indicated")],
        settings={"Count pledges from": "confirmed"},
    )

    found = {each.setting: each.claim for each in asked(plan).changes}

    assert found == {
        "Contingents!POL-INF!Status=confirmed": "proved",
        "Contingents!FRA-INF!Status=confirmed": "proved",
        "Settings!Count pledges from!Value=indicated": "at_most",
    }


def test_the_pool_of_a_nation():
    """Two companies of 100 that rotate 1:2 tie up 600; a pool of 500 lets one of them go."""
    plan = a_plan(
        contingents=[pledge(units=2)],
        nations=[row("Nations", nation="Poland", deployable_pool=500, dwell_ratio=2)],
        requirements=[need(200)],
    )

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert short(answer.changes) == [("Nations!Poland!Deployable pool=600", "500", "600", "proved")]


def test_the_share_of_a_nation_is_found_in_whole_per_cent():
    """Of 300 heads Poland may have half: 100 beside France's 100. With two thirds it fills the 300."""
    plan = a_plan(
        contingents=[pledge(units=2), pledge("FRA-INF", "France")],
        nations=[row("Nations", nation="Poland", largest_share=0.5), row("Nations", nation="France")],
        requirements=[need(300)],
    )

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert ("Nations!Poland!Largest share=0.67", "0.5", "0.5", "at_most") in short(answer.changes)


def test_one_change_of_a_minimum_and_a_target_fills_both():
    """A minimum of 200 and a target of 300, one company: two more pledged fill both, and cost no rank."""
    plan = a_plan(requirements=[need(300, minimum=200)], priorities=SHORTFALLS)

    answer = asked(plan)

    assert answer.least_lack == (200.0, 200.0)
    assert short(answer.changes) == [("Contingents!POL-INF!Units=3", "1", "3", "proved")]
    assert [rank.value for rank in answer.changes[0].ranks] == [0.0, 0.0]

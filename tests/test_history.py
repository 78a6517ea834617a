"""What a ledger tells of an anchor from release to release."""

import pytest

from edition.history import history_of
from edition.ledger import header, read_ledger, release_record
from edition.model import AnchorHistory, TextHistory


def history(*steps: str) -> TextHistory:
    """The history in a ledger written as records with `|` for tabs; `release 1.0.0` records a release."""
    content = header("probe") + "\n"
    for step in steps:
        if step.startswith("release "):
            content += release_record(content, step.removeprefix("release "), "2027-01-31") + "\n"
        else:
            content += step.replace("|", "\t") + "\n"
    ledger, problems = read_ledger(content, "probe", "ledger.tsv")
    assert not problems, problems
    return history_of(ledger)


FIRST = ("mint|p1|paragraph|^|bir", "mint|p2|paragraph|p1|iki", "mint|n1|note|^|qeyd")


def test_before_a_release_nothing_is_published_and_no_change_counts():
    told = history(*FIRST, "text|p1|bir daha")
    assert told.releases == () and told.anchors == {anchor: AnchorHistory() for anchor in ("p1", "p2", "n1")}


def test_an_anchor_is_as_old_as_the_release_after_its_mint():
    told = history(*FIRST, "text|p1|bir daha", "release 1.0.0", "mint|p3|paragraph|p2|üç", "release 1.1.0", "mint|p4|paragraph|p3|dörd")
    assert told.releases == (("1.0.0", "2027-01-31"), ("1.1.0", "2027-01-31"))
    assert [(anchor, one.since, one.changed, one.old) for anchor, one in told.anchors.items()] == [
        ("p1", "1.0.0", (), ()), ("p2", "1.0.0", (), ()), ("n1", "1.0.0", (), ()), ("p3", "1.1.0", (), ()), ("p4", "", (), ()),
    ]  # fmt: skip


def test_every_released_text_is_kept_with_the_last_release_that_had_it():
    told = history(*FIRST, "release 1.0.0", "release 1.1.0", "text|p1|bir iki", "release 1.2.0", "text|p1|bir iki üç", "release 2.0.0")
    assert told.anchors["p1"] == AnchorHistory("1.0.0", ("1.2.0", "2.0.0"), (("bir", "1.1.0"), ("bir iki", "1.2.0")))
    assert told.anchors["p2"] == AnchorHistory("1.0.0")


@pytest.mark.parametrize("between, changed, old", [
    (("text|p1|başqa", "text|p1|bir"), (), ()),
    (("text|p1|başqa", "release 1.1.0", "text|p1|bir"), ("1.1.0", "2.0.0"), (("başqa", "1.1.0"),)),
    (("move|p1|p2",), (), ()),
], ids=["within one release", "over two releases", "moved only"])  # fmt: skip
def test_a_change_and_back_again_counts_only_where_it_was_released(between, changed, old):
    assert history(*FIRST, "release 1.0.0", *between, "release 2.0.0").anchors["p1"] == AnchorHistory("1.0.0", changed, old)


def test_a_change_after_the_last_release_is_said_to_be_in_no_release():
    told = history(*FIRST, "release 1.0.0", "text|p1|bir daha")
    assert told.anchors["p1"] == AnchorHistory("1.0.0", ("",), (("bir", "1.0.0"),))


def test_a_split_unit_changed_and_its_new_part_is_new():
    told = history("mint|p1|paragraph|^|bir iki", "release 1.0.0", "text|p1|bir", "mint|p2|paragraph|p1|iki", "release 1.1.0")
    assert told.anchors == {"p1": AnchorHistory("1.0.0", ("1.1.0",), (("bir iki", "1.0.0"),)), "p2": AnchorHistory("1.1.0")}


def test_a_merged_anchor_leads_to_the_unit_that_has_its_words_and_keeps_its_own():
    told = history(*FIRST, "mint|p3|paragraph|p2|üç", "release 1.0.0", "text|p1|bir iki üç", "into|p3|p2", "into|p2|p1", "release 1.1.0")
    assert told.anchors["p2"] == AnchorHistory("1.0.0", (), (("iki", "1.0.0"),), "p1")
    assert told.anchors["p3"] == AnchorHistory("1.0.0", (), (("üç", "1.0.0"),), "p1")
    assert told.anchors["p1"] == AnchorHistory("1.0.0", ("1.1.0",), (("bir", "1.0.0"),))


def test_a_merged_anchor_that_is_back_with_its_text_has_not_changed():
    told = history(*FIRST, "release 1.0.0", "into|p2|p1", "release 1.1.0", "back|p2|p1|iki", "release 1.2.0")
    assert told.anchors["p2"] == AnchorHistory("1.0.0")


def test_a_tombstone_says_since_when_and_keeps_its_last_words():
    gone = (*FIRST, "release 1.0.0", "text|p2|iki daha", "release 1.1.0", "gone|p2")
    assert history(*gone).anchors["p2"] == AnchorHistory("1.0.0", ("1.1.0",), (("iki", "1.0.0"),), "", ("", "iki daha"))
    assert history(*gone, "release 1.2.0", "release 1.3.0").anchors["p2"].gone == ("1.2.0", "iki daha")


def test_a_tombstone_that_came_back_is_none():
    told = history(*FIRST, "release 1.0.0", "gone|p2", "release 1.1.0", "back|p2|p1|iki yenə", "release 1.2.0")
    assert told.anchors["p2"] == AnchorHistory("1.0.0", ("1.2.0",), (("iki", "1.0.0"),))


def test_a_tombstone_that_went_again_is_gone_since_the_second_time():
    told = history(*FIRST, "release 1.0.0", "gone|p2", "release 1.1.0", "back|p2|p1|iki", "release 1.2.0", "gone|p2", "release 1.3.0")
    assert told.anchors["p2"].gone == ("1.3.0", "iki")


def test_an_anchor_merged_into_one_that_went_is_gone_too():
    told = history(*FIRST, "release 1.0.0", "into|p2|p1", "gone|p1")
    assert (told.anchors["p2"].into, told.anchors["p2"].gone) == ("", ("", "iki"))

"""Anchors last: whatever happens to a text, an old anchor leads to its words or to a tombstone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edition.changes import compare, with_anchors
from edition.ledger import header, read_ledger, release_record
from edition.model import LineBreak, Source, Text, Unit, Work

SYLLABLES = "ba de fi go hu lə mı nö rü şa ki to və zə çu əz".split()
COMMON = ["və", "bu", "bir", "ilə", "də", "üçün"]


def make_text(paragraphs: list[str], kinds: list[str] | None = None) -> Text:
    kinds = kinds or ["paragraph"] * len(paragraphs)
    units = tuple(
        Unit(kind=kind, lang="az", text=text, breaks=(LineBreak(0, number, "space"),))
        for number, (text, kind) in enumerate(zip(paragraphs, kinds), 1)
    )
    return Text(Work("probe", "az", "book"), Source("text.txt", ""), units, (), (), ())


def record(content: str, paragraphs: list[str], kinds: list[str] | None = None):
    """One run of `edition anchors`: the ledger's new content, the ledger replayed, the changes, the text."""
    content = content or header("probe") + "\n"
    ledger, problems = read_ledger(content, "probe", "ledger.tsv")
    assert not problems
    changes = compare(ledger, make_text(paragraphs, kinds))
    content += "".join(row + "\n" for row in changes.records)
    ledger, problems = read_ledger(content, "probe", "ledger.tsv")
    assert not problems, problems
    again = compare(ledger, make_text(paragraphs, kinds))
    assert not again.records, (again.records, content)
    return content, ledger, changes, with_anchors(make_text(paragraphs, kinds), ledger, again)


def anchors_of(text: Text) -> list[str]:
    return [unit.anchor for unit in text.units]


A = "Azərbaycan Xalq Cümhuriyyəti çox mürəkkəb bir dövrdə yarandı və mübarizə aparıldı"
B = "Bu məktub yazan zabit rus ordusu sıralarında xidmət edən bir zabit idi"
C = "Ankara hökumətinin hələ heç bir əsgəri iqtisadi gücü yox idi"


def test_first_anchors_count_in_reading_order_and_headings_by_themselves():
    _, _, _, text = record("", ["Giriş", A, "Nəticə", B], ["heading", "paragraph", "heading", "paragraph"])
    assert anchors_of(text) == ["h1", "p1", "h2", "p2"]


def test_a_unit_that_is_split_keeps_its_anchor_in_its_first_part():
    content, *_ = record("", [A + " " + B, C])
    _, _, changes, text = record(content, [A, B, C])
    assert anchors_of(text) == ["p1", "p3", "p2"]
    assert changes.split == {"p1": ["p3"]}


def test_units_that_merge_keep_all_their_anchors():
    content, *_ = record("", [A, B, C])
    _, ledger, changes, text = record(content, [A + " " + B, C])
    assert anchors_of(text) == ["p1", "p3"]
    assert text.units[0].also == ("p2",)
    assert changes.merged == {"p2": "p1"} and ledger.resolve("p2") == "p1"


def test_units_that_merged_and_part_again_have_their_own_anchors_back():
    content, *_ = record("", [A, B, C])
    content, *_ = record(content, [A + " " + B, C])
    _, _, changes, text = record(content, [A, B, C])
    assert anchors_of(text) == ["p1", "p2", "p3"] and changes.back == ["p2"]


def test_a_unit_that_goes_leaves_a_tombstone_and_its_anchor_is_never_given_out_again():
    content, *_ = record("", [A, B, C])
    content, ledger, changes, _ = record(content, [A, C])
    assert changes.gone == ["p2"] and ledger.resolve("p2") == ""
    _, _, _, text = record(content, [A, "Tamam başqa sözlərlə yeni bir abzas burada durur", C])
    assert anchors_of(text) == ["p1", "p4", "p3"]


def test_a_tombstone_comes_back_only_with_its_very_text():
    content, *_ = record("", [A, B, C])
    content, *_ = record(content, [A, C])
    _, _, _, text = record(content, [A, B, C])
    assert anchors_of(text) == ["p1", "p2", "p3"]


def test_a_moved_unit_takes_its_anchor_along():
    content, *_ = record("", [A, B, C])
    _, _, changes, text = record(content, [C, A, B])
    assert anchors_of(text) == ["p3", "p1", "p2"] and changes.moved == ["p3"]


def test_a_mended_letter_in_a_short_heading_keeps_its_anchor():
    content, *_ = record("", [A, "SONUC", B], ["paragraph", "heading", "paragraph"])
    _, _, _, text = record(content, [A, "SONUÇ", B], ["paragraph", "heading", "paragraph"])
    assert anchors_of(text) == ["p1", "h1", "p2"]


def test_a_duplicate_gets_a_new_anchor_and_the_first_keeps_its_own():
    content, *_ = record("", [A, B, C])
    _, _, _, text = record(content, [A, B, C, B])
    assert anchors_of(text) == ["p1", "p2", "p3", "p4"]


def test_lines_above_a_release_cannot_be_altered():
    content, *_ = record("", [A, B])
    content += release_record(content, "1.0.0", "2027-01-31") + "\n"
    ledger, problems = read_ledger(content, "probe", "ledger.tsv")
    assert not problems and ledger.entries["p1"].since == "1.0.0"
    _, problems = read_ledger(content.replace("zabit", "əsgər"), "probe", "ledger.tsv")
    assert [p.code for p in problems] == ["ledger-altered"]


# Random edits. Every word carries where it came from, so that the test knows what the matcher must find out.


@dataclass(frozen=True)
class Word:
    letters: str
    origin: int
    """This occurrence; a copy has its own."""
    root: int
    """The occurrence of which it is a copy, or itself."""


Paragraph = list[Word]


@st.composite
def edits(draw, paragraphs: list[Paragraph], fresh) -> list[Paragraph]:
    text = [list(p) for p in paragraphs]
    for _ in range(draw(st.integers(1, 4))):
        if not text:
            break
        at = draw(st.integers(0, len(text) - 1))
        kind = draw(st.sampled_from(["typo", "sentence", "split", "merge", "move", "delete", "duplicate"]))
        if kind == "typo":
            place = draw(st.integers(0, len(text[at]) - 1))
            text[at][place] = replace(text[at][place], letters=text[at][place].letters + "x")
        elif kind == "sentence":
            place = draw(st.integers(0, len(text[at])))
            text[at][place:place] = fresh(draw(st.integers(3, 8)))
        elif kind == "split" and len(text[at]) > 1:
            place = draw(st.integers(1, len(text[at]) - 1))
            text[at : at + 1] = [text[at][:place], text[at][place:]]
        elif kind == "merge" and at + 1 < len(text):
            text[at : at + 2] = [text[at] + text[at + 1]]
        elif kind == "move":
            text.insert(draw(st.integers(0, len(text) - 1)), text.pop(at))
        elif kind == "delete":
            del text[at]
        elif kind == "duplicate":
            copy = [Word(word.letters, other.origin, word.root) for word, other in zip(text[at], fresh(len(text[at])))]
            text.insert(draw(st.integers(0, len(text))), copy)
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_after_any_edits_every_old_anchor_leads_to_its_words_or_to_a_tombstone(data):
    counter = iter(range(10**9))
    rng = Random(data.draw(st.integers(0, 10**6)))

    def fresh(length: int) -> Paragraph:
        numbers = [next(counter) for _ in range(length)]
        return [Word(rng.choice(COMMON) if rng.random() < 0.15 else "".join(rng.choices(SYLLABLES, k=3)), n, n) for n in numbers]

    text = [fresh(length) for length in data.draw(st.lists(st.integers(1, 40), min_size=2, max_size=9))]
    content, ledger, _, anchored = record("", [" ".join(w.letters for w in p) for p in text])
    held: dict[str, set[Word]] = {unit.anchor: set(p) for unit, p in zip(anchored.units, text)}
    was = {unit.anchor: unit.text for unit in anchored.units}
    for _ in range(data.draw(st.integers(1, 3))):
        text = data.draw(edits(text, fresh))
        content, ledger, _, anchored = record(content, [" ".join(w.letters for w in p) for p in text])
        now = {unit.anchor: set(p) for unit, p in zip(anchored.units, text)}
        twice = {anchor for anchor, old in was.items() if list(was.values()).count(old) > 1}
        for anchor, words in held.items():
            home = ledger.resolve(anchor)
            if home:
                letters = len({w.letters for w in words} & {w.letters for w in now[home]})
                roots = len({w.root for w in words} & {w.root for w in now[home]})
                assert max(letters, roots) >= min(3, len(words) / 6), (f"{anchor} leads to other words", content)
            elif anchor not in twice and len(words) >= 6:  # of fewer words, an edit may leave nothing to know them by
                most = max((len(words & there) for there in now.values()), default=0)
                assert most <= len(words) * 0.7, (f"{anchor} is given up though its words are there", content)
        for anchor in held.keys() | now.keys():
            home = ledger.resolve(anchor)
            held[anchor] = now[anchor] if anchor in now else held[anchor] & now[home] or held[anchor] if home else held[anchor]
        was |= {unit.anchor: unit.text for unit in anchored.units}

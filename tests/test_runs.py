"""A unit flattened to runs: every annotation one span, links never one in another, no letter lost."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from edition.model import Citation, Comment, Correction, Dated, LangSpan, LineBreak, Mention, PageTurn, PrintedPage, Reference, Unit
from edition.runs import LAYERS, Frame, Linked, Mark, Remark, Run, Span, Turn, Words, flatten, number_marks, text_of

TEXT = "Paşa 27 aprel 1920-ci ildə Bakıdan (Hasanlı 2010: 15) yazdı."
PAGES = (PrintedPage(1, "stated"), PrintedPage(2, "stated"))


def unit(text: str = TEXT, **more: object) -> Unit:
    return Unit(kind="paragraph", lang="az", text=text, breaks=(LineBreak(0, 1, "space"),), anchor="p1", **more)  # type: ignore[arg-type]


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def framed(layer: str, one: object) -> Frame:
    paths = {"mentions": "people/a/index.html", "citations": "works/b/index.html", "dates": "chronology/index.html#d"}
    return Frame(id=f"{layer}-1", path=paths.get(layer, ""))


def shown(runs: tuple[Run, ...]) -> str:
    """Runs as a line: `<m …>` a span, `[…]` a link, `^1` a mark, `|` a page, `*` a comment's mark."""
    said = ""
    for run in runs:
        if isinstance(run, Words):
            said += f"{{{run.lang}:{run.text}}}" if run.lang else run.text
        elif isinstance(run, Linked):
            said += f"[{shown(run.runs)}]"
        elif isinstance(run, Span):
            said += f"<{run.layer[:3]} {shown(run.runs)}>"
        else:
            said += {Mark: "^", Turn: "|", Remark: "*"}[type(run)]
    return said


def flat(made: Unit) -> str:
    return shown(flatten(made, PAGES, number_marks([made]), framed))


def test_a_mention_is_a_span_with_a_link() -> None:
    assert flat(unit(mentions=(Mention(*span("Paşa"), "a", "person"),))).startswith("<men [Paşa]> 27 aprel")


def test_the_mark_of_a_note_within_a_mention_splits_the_link_and_not_the_mention() -> None:
    made = unit(mentions=(Mention(*span("Paşa 27 aprel"), "a", "event"),), refs=(Reference("1", "1", 5, 1, "1", "n1"),))
    assert flat(made).startswith("<men [Paşa ]^[27 aprel]> 1920")


def test_a_mark_right_after_a_mention_stands_outside_and_a_page_that_turns_before_it_too() -> None:
    start, end = span("Bakıdan")
    made = unit(mentions=(Mention(start, end, "a", "place"),), refs=(Reference("1", "1", end, 1, "1", "n1"),), turns=(PageTurn(start, 1),))
    assert "|<men [Bakıdan]>^ (" in flat(made)


def test_the_own_words_of_a_citation_lead_to_the_work_and_a_name_in_it_to_its_entity() -> None:
    made = unit(citations=(Citation(*span("(Hasanlı 2010: 15)"), "b"),), mentions=(Mention(*span("Hasanlı"), "a", "person"),))
    assert "<cit (<men [Hasanlı]>[ 2010: 15)]> yazdı" in flat(made)


def test_a_date_that_holds_a_name_and_a_name_that_holds_a_date() -> None:
    date, name = span("27 aprel 1920-ci ildə"), span("aprel")
    assert "<dat [27 ]<men [aprel]>[ 1920-ci ildə]>" in flat(unit(dates=(Dated(*date, "1920-04-27"),), mentions=(Mention(*name, "a", "event"),)))
    assert "<men [27 ]<dat [aprel]>[ 1920-ci ildə]>" in flat(unit(mentions=(Mention(*date, "a", "event"),), dates=(Dated(*name, "1920-04"),)))


def test_of_two_annotations_of_the_same_words_the_earlier_layer_holds_the_later() -> None:
    at = span("Bakıdan")
    made = unit(
        mentions=(Mention(*at, "a", "place"),), corrections=(Correction(*at, "Bakıdan", "Gəncədən", {"en": "So."}),),
        comments=(Comment(*at, {"en": "Hm."}),),
    )  # fmt: skip
    assert "<com <men <cor [Bakıdan]>>*>" in flat(made)


def test_a_comment_on_the_whole_unit_has_its_mark_at_the_end_and_no_span() -> None:
    assert flat(unit(comments=(Comment(0, len(TEXT), {"en": "Hm."}, whole=True),))) == TEXT + "*"


def test_a_change_of_language_within_a_mention_stays_within_one_link() -> None:
    made = unit(mentions=(Mention(*span("Paşa 27"), "a", "person"),), langs=(LangSpan(2, 4, "ru"),))
    assert flat(made).startswith("<men [Pa{ru:şa} 27]>")


def test_words_without_a_letter_are_not_linked() -> None:
    assert "<cit (<men [Hasanlı 2010: 15]>)>" in flat(
        unit(citations=(Citation(*span("(Hasanlı 2010: 15)"), "b"),), mentions=(Mention(*span("Hasanlı 2010: 15"), "a", "work"),))
    )


@st.composite
def annotated(draw: st.DrawFn) -> Unit:
    """A unit with annotations of all layers that lie one in the other or apart, marks and pages."""
    text = draw(st.text("ab (1.", min_size=1, max_size=30))
    made: dict[str, list[object]] = {layer: [] for layer in LAYERS}

    def fill(start: int, end: int, depth: int) -> None:
        at = start
        while depth and at < end and draw(st.booleans()):
            first = draw(st.integers(at, end - 1))
            last = draw(st.integers(first + 1, end))
            layer = draw(st.sampled_from(LAYERS[-depth:]))
            made[layer].append({
                "mentions": Mention(first, last, "a", "person"), "dates": Dated(first, last, "1920"), "citations": Citation(first, last, "b"),
                "corrections": Correction(first, last, text[first:last], "x", {}), "comments": Comment(first, last, {}),
            }[layer])  # fmt: skip
            fill(first, last, len(LAYERS) - 1 - LAYERS.index(layer))
            at = last

    fill(0, len(text), len(LAYERS))
    refs = tuple(Reference("1", "1", at, line, str(line), f"n{line}") for line, at in enumerate(sorted(draw(st.sets(st.integers(0, len(text)), max_size=3)))))
    turns = tuple(PageTurn(at, 1) for at in sorted(draw(st.sets(st.integers(0, len(text) - 1), max_size=2))))
    return unit(text, refs=refs, turns=turns, **{layer: tuple(sorted(found, key=lambda one: one.start)) for layer, found in made.items()})  # type: ignore[attr-defined]


def walk(runs: tuple[Run, ...], link: bool = False) -> Iterator[tuple[Run, bool]]:
    for run in runs:
        yield run, link
        if isinstance(run, Span | Linked):
            yield from walk(run.runs, link or isinstance(run, Linked))


@given(annotated())
def test_whatever_is_annotated_no_letter_is_lost_and_no_link_lies_in_a_link(made: Unit) -> None:
    runs = flatten(made, PAGES, number_marks([made]), framed)
    assert "".join(map(text_of, runs)) == made.text
    found = list(walk(runs))
    assert not [run for run, link in found if link and isinstance(run, Linked | Mark | Remark)]
    spans = [run for run, _ in found if isinstance(run, Span)]
    for layer in LAYERS:
        wanted = sorted(made.text[one.start : one.end] for one in getattr(made, layer))
        assert sorted(text_of(run) for run in spans if run.layer == layer) == wanted
    assert sum(isinstance(run, Mark) for run, _ in found) == len(made.refs)
    assert sum(isinstance(run, Turn) for run, _ in found) == len(made.turns)
    assert sum(isinstance(run, Remark) for run, _ in found) == len(made.comments)

"""The index stage: what stands where, from made-up texts and the real edition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edition.model import (
    Bibl, Citation, Dated, Edition, Entity, Facts, Form, LangSpan, LineBreak, Mention, Note, PageTurn, PrintedPage, Relation,
    Source, Text, Unit, Work,
)  # fmt: skip
from edition.registers import make_registers, spoken
from edition.registerviews import chronology_view, entity_view, register_view, works_view
from edition.runs import Words, text_of
from edition.views import html_date
from tests.conftest import Site


def unit(anchor: str, text: str, *marks: object, **more: object) -> Unit:
    layers = {Mention: "mentions", Dated: "dates", Citation: "citations"}
    found: dict[str, list[object]] = {}
    for mark in marks:
        found.setdefault(layers[type(mark)], []).append(mark)
    return Unit(kind="paragraph", lang="az", text=text, breaks=(LineBreak(0, 1, "space"),), anchor=anchor,
                **{layer: tuple(made) for layer, made in found.items()}, **more)  # type: ignore[arg-type]  # fmt: skip


def text(slug: str, *units: Unit, notes: tuple[Note, ...] = ()) -> Text:
    return Text(Work(slug, "az", "article"), Source("text.txt", "0"), units, notes, (), (PrintedPage(7, "stated"), PrintedPage(8, "inferred")))


def entity(id: str, register: str = "people", **more: object) -> Entity:
    return Entity(id=id, register=register, type={"people": "person", "works": "work"}.get(register, "place"),  # type: ignore[arg-type]
                  name=dict.fromkeys(("az", "tr", "en"), id.title()), **more)  # type: ignore[arg-type]  # fmt: skip


def edition(texts: tuple[Text, ...], *entities: Entity) -> Edition:
    return Edition(Facts({}, {}, "en", "0"), texts, {}, registry={each.id: each for each in entities})


NURI, BAKU, KUT = entity("nuri", forms=(Form("Nuri"), Form("Nurı", misprint=True))), entity("baku", "places"), entity("kut")


def test_a_line_of_context_is_cut_between_words_and_keeps_its_languages() -> None:
    words = "bir iki üç " * 20 + "Nuri Гасанлы " + "dörd beş altı " * 20
    at = words.index("Nuri")
    made = unit("p1", words.strip(), Mention(at, at + 4, "nuri", "person", "Nuri"), langs=(LangSpan(at + 5, at + 12, "ru"),))
    [passage] = make_registers(edition((text("a", made),), NURI)).mentions["nuri"]
    before, own, after = passage.line()
    assert before[0] == Words("… ") and after[-1] == Words(" …") and own == (Words("Nuri"),)
    assert Words("Гасанлы", "ru") in after
    assert 60 <= len("".join(map(text_of, before))) <= 90 and "".join(map(text_of, before))[2:].lstrip().split()[0] in ("bir", "iki", "üç")


def test_a_passage_knows_its_printed_page_its_note_and_its_place() -> None:
    made = unit("p1", "Nuri və Nuri", Mention(0, 4, "nuri", "person", "Nuri"), Mention(8, 12, "nuri", "person", "Nurı"), turns=(PageTurn(8, 1),))
    note = Note(kind="note", lang="az", text="Nuri", breaks=(), anchor="n1", mark="1", mentions=(Mention(0, 4, "nuri", "person"),))
    registers = make_registers(edition((text("a", made, notes=(note,)),), NURI))
    assert [(p.anchor, p.mark, p.page.number, p.id) for p in registers.mentions["nuri"]] == [
        ("a.p1", None, 7, "a-p1-m1"), ("a.p1", None, 8, "a-p1-m2"), ("a.n1", "1", 7, "a-n1-m1")]  # fmt: skip
    assert registers.forms("nuri") == (("Nuri", 2, False), ("Nurı", 1, True))


def test_entities_of_one_unit_occur_together_once_however_often_they_are_named() -> None:
    one = unit("p1", "Nuri Bakı Nuri", Mention(0, 4, "nuri", "person"), Mention(5, 9, "baku", "place"), Mention(10, 14, "nuri", "person"))
    two = unit("p2", "Nuri Kut Bakı", Mention(0, 4, "nuri", "person"), Mention(5, 8, "kut", "person"), Mention(9, 13, "baku", "place"))
    registers = make_registers(edition((text("a", one), text("b", two)), NURI, BAKU, KUT))
    assert registers.together["nuri"] == (("baku", 2), ("kut", 1))
    assert registers.per_text("nuri") == (2, 1)


def test_the_chronology_is_by_time_intervals_at_their_beginning_and_open_ones_at_their_end() -> None:
    values = ["1920-04-27", "1920", "192X", "1919/1921", "../1918-05", "1920-04", "XXXX-09-15", "1920-03~"]
    units = [unit(f"p{n}", "bu gün", Dated(0, 6, value)) for n, value in enumerate(values, 1)]
    registers = make_registers(edition((text("a", *units),)))
    assert [day.edtf for day in registers.days] == ["../1918-05", "1919/1921", "1920", "192X", "1920-03~", "1920-04", "1920-04-27", "XXXX-09-15"]
    view = chronology_view(registers)
    assert [(year.year, [(month.name.in_("en"), [dates.said.in_("en") for dates in month.dates]) for month in year.months]) for year in view.years] == [
        ("1918", [("May", ["until May 1918"])]),
        ("1919", [("", ["1919–1921"])]),
        ("1920", [("", ["1920", "1920s"]), ("March", ["about March 1920"]), ("April", ["April 1920", "27 April 1920"])]),
        ("", [("", ["15 September"])]),
    ]  # fmt: skip


def test_relations_and_works_are_seen_from_both_ends() -> None:
    kut = replace(KUT, relations=(Relation("sibling-of", "nuri", "a.p1"),))
    book = entity("book", "works", bibl=Bibl("Kitab", authors=("nuri", "Somebody Else"), archive="ark"))
    registers = make_registers(edition((text("a", unit("p1", "x")),), NURI, kut, book, entity("ark", "archives")))
    assert [(one.type, one.to, one.inverse) for one in registers.related["nuri"]] == [("sibling-of", "kut", True)]
    assert [(one.type, one.to, one.inverse) for one in registers.related["kut"]] == [("sibling-of", "nuri", False)]
    assert registers.works["nuri"] == (("authors", "book"),) and registers.works["ark"] == (("archive", "book"),)
    assert [(role, [work.id for work in works]) for role, works in entity_view(NURI, registers).works] == [("authors", ["book"])]


def test_works_stand_under_their_first_author_however_the_texts_spell_the_name() -> None:
    works = [entity(f"w{n}", "works", bibl=Bibl(title, authors=authors, author_year=labels)) for n, (title, authors, labels) in enumerate([
        ("Biri", ("nuri",), ("Гасанлы 2010",)), ("Ikinci", ("nuri", "kut"), ("Hasanlı 2010",)), ("Üçüncü", (), ())])]  # fmt: skip
    cited = unit("p1", "(Гасанлы 2010) (Kim 2000)", Citation(0, 14, "w0", "15"), Citation(15, 25))
    view = works_view(make_registers(edition((text("a", cited),), NURI, KUT, *works)), "en")
    assert [(kind, [(group.name.in_("en"), [row.entity.id for row in group.rows]) for group in groups]) for kind, groups in view.parts] == [
        ("authors", [("Nuri", ["w0", "w1"])]), ("other", [("", ["w2"])])]  # fmt: skip
    assert [(slug, [passage.quote for passage in passages]) for slug, passages in view.unresolved] == [("a", ["(Kim 2000)"])]


def test_names_in_another_script_have_the_language_that_the_texts_have_it_in() -> None:
    made = unit("p1", "və Гасанлы", langs=(LangSpan(3, 10, "ru"),))
    scripts = make_registers(edition((text("a", made),))).scripts
    assert scripts == {"CYRILLIC": "ru"}
    assert spoken("Hasanlı (Гасанлы Дж.) 2010", scripts) == (Words("Hasanlı ("), Words("Гасанлы Дж", "ru"), Words(".) 2010"))
    assert spoken("Nərimanov", scripts) == (Words("Nərimanov"),)


def test_every_entity_of_the_real_edition_has_a_view_in_every_language_of_the_interface(site: Site) -> None:
    registers = make_registers(site.edition)
    for lang in ("az", "tr", "en"):
        for register in ("people", "places", "events"):
            view = register_view(register, registers, lang)
            assert view.count == sum(len(rows) for _, rows in view.letters)
        assert chronology_view(registers).count == len(registers.days)
        for each in list(site.edition.registry.values())[::20]:
            assert entity_view(each, registers).name


@pytest.mark.parametrize(("edtf", "shown"), [
    ("1920-04-27", "1920-04-27"), ("1918/1920", "1918"), ("../1920", "1920"), ("192X", "1920"), ("XXXX-09-15", "09-15"),
], ids=str)  # fmt: skip
def test_a_date_has_a_form_that_html_allows(edtf, shown):
    assert html_date(edtf) == shown

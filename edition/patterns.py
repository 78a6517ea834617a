"""The text and the entries of the page of patterns (`patterns/index.html`): invented ones, with every kind of unit, note and
annotation that the model has. They go through the same views and templates as the real ones, so that the page cannot drift."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from edition.model import (
    Bibl, Citation, Comment, Correction, Dated, Edition, Entity, Furniture, LangSpan, LineBreak, Mention, Note, PageTurn, PrintedPage,
    Reference, Relation, Source, Text, Unit, Work,
)  # fmt: skip

SLUG = "patterns"
"""The sample text's id and its folder in the site; what belongs to the sample has an id that begins with it."""
_MARKS = re.compile(r"\[\[([\w-]+)\]\]|\{\{(\d)\}\}|(\n)")
_PAGES = (
    PrintedPage(None, "unknown"), PrintedPage(11, "stated"), PrintedPage(12, "inferred"), PrintedPage(13, "stated"), PrintedPage(None, "unknown"),
)  # fmt: skip
_LANGS = ("az", "tr", "en")


def sample(edition: Edition) -> Edition:
    """The edition with the sample text and its entries in the place of its own."""
    registry = {entity.id: entity for entity in _entities()}
    emendations = {SLUG: ((41, "note", "A line at the foot of the page without a mark; nothing in the text calls it."),)}
    return Edition(facts=edition.facts, texts=(_text(registry),), prose=edition.prose, emendations=emendations, registry=registry)


def led(target: str) -> str:
    """Where a path that a template asks for leads from the page of patterns: what is the sample's own is on this page, or nowhere."""
    path, mark, fragment = target.partition("#")
    if fragment.startswith(f"{SLUG}-"):
        return f"{SLUG}/index.html#{fragment}"
    if re.match(rf"(?!static/)\w+/{SLUG}\b", path):
        return f"{SLUG}/index.html#entry" if path.count("/") > 1 else f"{SLUG}/index.html"
    return target


@dataclass(frozen=True, slots=True)
class Tokens:
    """The custom properties of the style sheets, in their order, by what they are used for."""

    colours: tuple[str, ...]
    fonts: tuple[str, ...]
    sizes: tuple[str, ...]
    """Sizes of letters."""
    lengths: tuple[str, ...]


def tokens(*sheets: str) -> Tokens:
    """The custom properties that style sheets declare for the whole page."""
    css = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.S)
    said: dict[str, str] = {}
    for block in re.findall(r":root\s*\{([^}]*)\}", css):
        for name, value in re.findall(r"(--[\w-]+)\s*:\s*([^;]+)", block):
            said.setdefault(name, value.strip())
    sized = set(re.findall(r"\bfont(?:-size)?\s*:[^;}]*?var\((--[\w-]+)\)", css))
    families = {name for name, value in said.items() if re.search(r"\b(?:sans-)?serif\b|monospace", value)}
    colours = {name for name, value in said.items() if re.match(r"#|rgb|hsl|okl|lab|lch|color|light-dark|transparent", value)}
    lengths = {name for name, value in said.items() if re.match(r"[-.\d]+(?:rem|em|ch|px|vw|%)|clamp|calc|min\(|max\(", value)}
    return Tokens(
        tuple(name for name in said if name in colours), tuple(name for name in said if name in families),
        tuple(name for name in said if name in lengths and name in sized), tuple(name for name in said if name in lengths - sized),
    )  # fmt: skip


def _unit(kind: str, anchor: str, marked: str, line: int, **more: Any) -> Unit:
    """A unit from its words, in which `[[1]]` is a reference to note 1, `{{2}}` the third printed page's beginning and a line
    end one that is kept. `says`: annotations, and passages in other languages, as functions of the words."""
    text, refs, turns, breaks, at = "", [], [], [LineBreak(0, line, "space")], 0
    for match in _MARKS.finditer(marked):
        text, at = text + marked[at : match.start()], match.end()
        if match[1]:
            mark = "*" if match[1].startswith("star") else match[1]
            refs.append(Reference(mark, mark, len(text), line, match[1], f"n{'-' * match[1].startswith('star')}{match[1]}"))
        elif match[2]:
            turns.append(PageTurn(len(text), int(match[2])))
        else:
            text += " "
            breaks.append(LineBreak(len(text), line + len(breaks), "space"))
    text += marked[at:]
    says = {layer: tuple(sorted((make(text) for make in made), key=lambda one: (one.start, -one.end)))
            for layer, made in more.pop("says", {}).items()}  # fmt: skip
    made = Note if kind == "note" else Unit
    return made(kind=kind, anchor=anchor, text=text, refs=tuple(refs), turns=tuple(turns), breaks=tuple(breaks), **{"lang": "az"} | more | says)


def _on(make: Any, words: str, **more: Any) -> Any:
    """An annotation of these words, once it is known in which text they stand."""
    return lambda text: make(start=text.index(words), end=text.index(words) + len(words), **more)


def _named(words: str, entity: Entity) -> Any:
    return _on(Mention, words, entity=entity.id, type=entity.type, form=words)


def _text(registry: dict[str, Entity]) -> Text:
    work = Work(
        id=SLUG, lang="az", type="article", title="Kitabın oxunması və cildlənməsi", subtitle="Nümunə mətn: hər hissədən biri",
        parallel_title={"tr": "Kitabın okunması ve ciltlenmesi", "en": "On reading and binding books"},
        authors=("Aytən Səhhaf",), editors=("Qönçə Vərəq",), date="1901", place="Gülşən", publisher="Cildçilər Cəmiyyəti",
        journal="Səhifə", volume="4", issue="2", issn="0000-0000", pages="11–13",
        rights={"az": "Uydurulmuş mətn; hamı üçün sərbəstdir.", "tr": "Uydurma metin; herkes için serbesttir.", "en": "An invented text, free for all."},
        evidence="Invented, to show every part of a page.", missing=("author", "endnotes", "bibliography"),
    )  # fmt: skip
    source = Source("text.txt", "0" * 64, "patterns.txt")
    furniture = (Furniture("running-head", 12, "Səhifə, 4/2"), Furniture("page-number", 30, "13"), Furniture("stray", 44, "·"))
    return Text(work, source, (*_front(), *_body(registry), *_back()), _notes(), furniture, _PAGES)


def _front() -> tuple[Unit, ...]:
    return (
        _unit("titlepage", "p1", "KİTABIN OXUNMASI\nVƏ CİLDLƏNMƏSİ\nGülşən, 1901", 1),
        _unit("heading", "h1", "Mündəricat", 4, level=1),
        _unit("toc", "p2", "Oxumaq .......................... 11", 5),
        _unit("toc", "p3", "Kağızın seçilməsi, sapın hazırlanması və bir cildin əvvəldən axıra qədər tikilməsi .......................... 12", 6),
        _unit("abstract", "p4", "Xülasə: Bu mətn bir kitabın necə oxunduğunu və necə cildləndiyini təsvir edir.", 8),
        _unit("abstract", "p5", "Abstract: This text describes how a book is read and how it is bound.", 9, lang="en"),
        _unit("keywords", "p6", "Açar sözlər: kitab, vərəq, cild, sap, oxucu", 10),
        _unit("epigraph", "p7", "Kitap, açıldığı yerde yeniden başlar.", 11, lang="tr"),
    )


def _body(registry: dict[str, Entity]) -> tuple[Unit, ...]:
    entity = {name.removeprefix(f"{SLUG}-"): one for name, one in registry.items()}
    return (
        _unit("heading", "h2", "{{1}}Oxumaq", 13, level=1, page=1),
        _unit("paragraph", "p8", "Oxucu kitabı açır, vərəqi çevirir[[1]] və sətrin sonunda bir an dayanır.[[2]] Eyni qeyd bir də çağırılır[[1]], "
              "uzun qeyd də buradadır[[4]]; bu işarənin isə qeydi yoxdur.[[5]] Ulduzlu işarə də olur.[[star-2]]", 14, page=1),
        _unit("heading", "h3", "Səhifə", 17, level=2, page=1),
        _unit("paragraph", "p9", "Cild ustası Aytən Səhhaf bu sənəti Gülşəndə öyrənmişdir. Cildçilər Cəmiyyəti Vərəq Qurultayını çağırmış, orada "
              "Kağız Müqaviləsi bağlanmışdır. {{2}}Bu haqda «Səhifə» qəzeti yazmış, «Cild kitabı» məlumat vermiş, sənədlər Kitab Arxivində "
              "qalmışdır. Qönçə Vərəq ilə Elçin Sap sonra gəlmişdir.", 18, page=1, says={"mentions": (
                  _named("Aytən Səhhaf", entity["binder"]), _named("Gülşəndə", entity["town"]), _named("Cildçilər Cəmiyyəti", entity["society"]),
                  _named("Vərəq Qurultayını", entity["congress"]), _named("Kağız Müqaviləsi", entity["treaty"]),
                  _named("«Səhifə»", entity["paper"]), _named("«Cild kitabı»", entity["book"]), _named("Kitab Arxivində", entity["archive"]),
                  _named("Qönçə Vərəq", entity["reader"]), _named("Elçin Sap", entity["sewer"]),
              )}),
        _unit("heading", "h4", "Sətir", 22, level=3, page=2),
        _unit("paragraph", "p10", "Qurultay 5 may 1897-ci ildə açıldı, köhnə təqvimlə 3 may 1898-də təkrar olundu, Rumi 1 mart 1315-də dəftərə yazıldı "
              "və hicri 1317-ci ilin rəbiüləvvəl ayında bitdi. Cild təxminən 1901-ci ildə, bəlkə də 1902-ci ilin baharında çıxdı.", 23,
              page=2, says={"dates": (
                  _on(Dated, "5 may 1897-ci ildə", edtf="1897-05-05"),
                  _on(Dated, "3 may 1898-də", edtf="1898-05-15", calendar="julian", why="12 days lie between the calendars in the 19th century."),
                  _on(Dated, "1 mart 1315-də", edtf="1899-03-13", calendar="rumi"),
                  _on(Dated, "hicri 1317-ci ilin rəbiüləvvəl ayında", edtf="1899-07", calendar="hijri"),
                  _on(Dated, "təxminən 1901-ci ildə", edtf="1901~", certainty="medium"),
                  _on(Dated, "1902-ci ilin baharında", edtf="1902-21", certainty="low"),
              )}),
        _unit("heading", "h5", "Söz", 26, level=4, page=2),
        _unit("paragraph", "p11", "Bunu əvvəlki kitab da deyir (Səhhaf 1899: 12), başqası isə (Vərəq, tarixsiz) inkar edir. Rusca mənbədə «Книга "
              "читается и переплетается» yazılmışdır; the English one says that paper remembers the hand; Türkçesi de vardır.", 27, page=2,
              says={"citations": (_on(Citation, "Səhhaf 1899: 12", work=f"{SLUG}-book", pages="12"), _on(Citation, "Vərəq, tarixsiz")),
                    "langs": (_on(LangSpan, "Книга читается и переплетается", lang="ru"),
                              _on(LangSpan, "the English one says that paper remembers the hand", lang="en"),
                              _on(LangSpan, "Türkçesi de vardır", lang="tr"))}),
        _unit("heading", "h6", "Hərf", 29, level=5, page=2),
        _unit("paragraph", "p12", "Bəzi hərflər tərs yığılmışdir, bəzi sözlər isə iki dəfə dəfə yazılmışdır. {{3}}Belə yerdə oxucu düzgün oxunuşu "
              "yanında görür.[[star-2]]", 31, page=2, also=("p13",), says={
                  "corrections": (
                      _on(Correction, "yığılmışdir", sic="yığılmışdir", corr="yığılmışdır", by="A.B.",
                          why={"az": "Yığım səhvi.", "tr": "Dizgi yanlışı.", "en": "A misprint."}),
                      _on(Correction, "dəfə dəfə", sic="dəfə dəfə", corr="dəfə", certainty="medium",
                          why={"az": "Söz təkrarlanmışdır.", "tr": "Sözcük yinelenmiş.", "en": "The word stands twice."}),
                  ),
                  "comments": (
                      _on(Comment, "oxucu düzgün oxunuşu yanında görür", by="A.B.",
                          comment={"az": "Müqayisə et: `p8`.", "tr": "Karşılaştırınız: `p8`.", "en": "Compare `p8`."}),
                      lambda text: Comment(0, len(text), {"az": "Bütün abzas haqqında **qısa** bir söz.", "tr": "Bütün paragraf üzerine **kısa** bir söz.",
                                                          "en": "A **short** word on the whole paragraph."}, whole=True),
                  )}),
    )  # fmt: skip


def _back() -> tuple[Unit, ...]:
    return (
        _unit("quote", "p14", "Yaxşı tikilmiş kitab üç nəsil oxunur, pis tikilmişi üç gün.", 33, page=3),
        _unit("quote", "p15", "İyi dikilmiş kitap üç kuşak okunur.", 34, page=3, lang="tr"),
        _unit("verse", "p16", "Vərəq vərəq açılır,\nsətir sətir oxunur,\nsap ilə iynə görüşür,\nbir kitab toxunur.", 35, page=3),
        _unit("heading", "h7", "{{4}}Siyahılar", 46, level=1, page=4),
        _unit("list-item", "p17", "Kəsilmiş və qatlanmış kağız, iynə, sap və bir az nişasta yapışqanı; bunların hamısı masanın sağ tərəfində durur.", 47, page=4),
        _unit("list-item", "p18", "Sakit bir otaq.", 48, page=4),
        _unit("bibl", "p19", "Səhhaf, Aytən: Cild kitabı. Gülşən: Cildçilər Cəmiyyəti, 1899, 120 s.", 49, page=4),
        _unit("bibl", "p20", "Переплётчик, И. И.: О книге. Гюльшен, 1900.", 50, page=4, lang="ru"),
        _unit("imprint", "p21", "Nəşriyyatın direktoru: Elçin Sap\nYığılmağa verilmişdir: 1901\nTiraj: 100", 51, page=4),
    )


def _notes() -> tuple[Note, ...]:
    long = (
        "Uzun qeyd. Cildçi əvvəlcə vərəqləri qatlayır, sonra onları bir-birinin üstünə yığır və kənarlarını düzəldir. Hər dəftər ortasından "
        "deşilir; deşiklər bir xətt üzrə durmalıdır, yoxsa sap gərilir və kağız cırılır. Bundan sonra dəftərlər tikilir: iynə birinci deşikdən "
        "girir, ikincidən çıxır, lentin üstündən keçir və geri qayıdır. Hər sırada düyün vurulur. Tikiş bitəndə bel yapışqanla sürtülür və "
        "çəkicin yumşaq zərbəsi ilə girdələnir. Qapaq ayrıca hazırlanır: iki karton, bir bel zolağı, üstündə parça və ya dəri. Kitab qapağa "
        "taxılır, yan kağızlar yapışdırılır və bütün cild bir gecə mengənədə qalır. Səhər usta onu açır, vərəqləri bir-bir çevirir və heç "
        "birinin yapışmadığını yoxlayır. Yalnız bundan sonra kitabın adı belinə basılır. Bəzi ustalar sonda bir vərəq də boş qoyurlar ki, "
        "oxucu öz sözünü yaza bilsin. Bu adət köhnədir və hər yerdə eyni deyil; bir şəhərdə boş vərəq əvvəldə, o birində isə axırda olur. "
        "Kitabı saxlamaq üçün quru və sərin yer lazımdır, günəş isə həm kağızı, həm də boyanı soldurur."
    )
    said = (
        ("1", "ok", "Qısa qeyd: iki yerdən çağırılır.", "foot"),
        ("2", "ok", "Bu qeydin öz qeydi var.[[3]]", "foot"),
        ("3", "ok", "Başqa bir qeyddən çağırılan qeyd; mənbəsi: Книга о переплёте.", "foot"),
        ("4", "ok", long, "foot"),
        ("5", "no-body", "", "end"),
        ("6", "no-reference", "Bu qeydi heç nə çağırmır.", "foot"),
        ("star-1", "no-reference", "İşarəsi olmayan qeyd.", "foot"),
        ("star-2", "ok", "Rəqəmi olmayan qeyd.", "end"),
    )
    return tuple(
        _unit("note", f"n{'-' * key.startswith('star')}{key}", text, 60 + line, page=3, key=key, status=status, place=place,
              mark={"star-1": "", "star-2": "*"}.get(key, key),
              says={"langs": (_on(LangSpan, "Книга о переплёте", lang="ru"),)} if "Книга" in text else {})
        for line, (key, status, text, place) in enumerate(said)
    )  # type: ignore[return-value]  # fmt: skip


def _entities() -> tuple[Entity, ...]:
    def entity(name: str, register: str, type: str, names: tuple[str, str, str], said: tuple[str, str, str], **more: Any) -> Entity:
        return Entity(id=f"{SLUG}-{name}", register=register, type=type, name=dict(zip(_LANGS, names, strict=True)),
                      description={lang: words for lang, words in zip(_LANGS, said, strict=True) if words}, **more)  # type: ignore[arg-type]  # fmt: skip

    return (
        entity("binder", "people", "person", ("Aytən Səhhaf", "Ayten Sahaf", "Aytan Sahhaf"),
               ("Cild ustası.", "Cilt ustası.", "Binder of books."), dates={"birth": "1860", "death": "1921-04-02"}, also=("Сахаф",)),
        entity("reader", "people", "person", ("Qönçə Vərəq", "Gonca Varak", "Gonja Varag"), ("Oxucu.", "Okur.", "Reader."), dates={"birth": "1872~"}),
        entity("sewer", "people", "person", ("Elçin Sap", "Elçin Sap", "Elchin Sap"), ("Sap ustası.", "İplik ustası.", "Maker of thread.")),
        entity("town", "places", "place", ("Gülşən", "Gülşen", "Gulshan"), ("Uydurulmuş şəhər.", "Uydurma şehir.", "Invented town."),
               sort="settlement", coordinates=("40.1", "46.9")),
        entity("society", "organisations", "organisation", ("Cildçilər Cəmiyyəti", "Ciltçiler Cemiyeti", "Society of Bookbinders"),
               ("Kitab cildləyənlərin uydurulmuş cəmiyyəti.", "Kitap ciltleyenlerin uydurma derneği.", "An invented society of those who bind books."),
               sort="society", dates={"start": "1890", "end": "1920-04"}, also=("Общество переплётчиков",), coordinates=("40.1", "46.9"),
               identifiers={"wikidata": "Q0", "viaf": "0"}, evidence="Invented, to show every part of an entry.",
               relations=(Relation("located-in", f"{SLUG}-town", f"{SLUG}.p9"), Relation("successor-of", f"{SLUG}-congress", evidence="Invented"))),
        entity("congress", "events", "event", ("Vərəq Qurultayı", "Varak Kurultayı", "Congress of the Leaf"),
               ("Uydurulmuş qurultay.", "Uydurma kurultay.", "Invented congress."), dates={"date": "1897-05-05"}),
        entity("treaty", "events", "treaty", ("Kağız Müqaviləsi", "Kâğıt Antlaşması", "Treaty of Paper"),
               ("Uydurulmuş müqavilə.", "Uydurma antlaşma.", "Invented treaty."), dates={"date": "1897-05-09"}),
        entity("book", "works", "work", ("Cild kitabı",) * 3, ("", "", ""), sort="book", bibl=Bibl(
            title="Cild kitabı", lang="az", authors=(f"{SLUG}-binder",), place="Gülşən", publisher=f"{SLUG}-society", year="1899", pages="120")),
        entity("paper", "newspapers", "newspaper", ("Səhifə", "Sahife", "The Page"), ("Uydurulmuş qəzet.", "Uydurma gazete.", "Invented newspaper.")),
        entity("archive", "archives", "archive", ("Kitab Arxivi", "Kitap Arşivi", "Archive of Books"),
               ("Uydurulmuş arxiv.", "Uydurma arşiv.", "Invented archive.")),
    )  # fmt: skip

"""The edition as data: what the site's files under data/ promise to those who never see a page."""

import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from edition.dates import span_of
from edition.model import CALENDARS, ENTITY_TYPES, REGISTERS
from tests.conftest import ROOT, Site

SLUGS = ["istiqlal", "yardim", "suqut", "tahliye", "nerimanov"]
KINDS = "paragraph heading quote verse list-item bibl abstract keywords epigraph titlepage toc imprint".split()


def record(**keys: Any) -> dict[str, Any]:
    """The JSON Schema of an object with these keys and no other; `_or_not` after a key's name: it may be absent."""
    properties = {key.removesuffix("_or_not"): schema for key, schema in keys.items()}
    needed = [key for key in keys if not key.endswith("_or_not")]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def array(of: Any, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": least}


OFFSET, LINE = {"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}
STRING, WORDS, NULL = {"type": "string"}, {"type": "string", "minLength": 1}, {"type": "null"}
LANG, ANCHOR = {"enum": ["az", "tr", "en", "ru"]}, {"type": "string", "pattern": "^([ph]|n|n-star-)[1-9][0-9]*$"}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ID, EDTF = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}, WORDS
PLACE = {"type": "string", "pattern": f"^({'|'.join(SLUGS)})\\.([ph]|n|n-star-)[1-9][0-9]*$"}
TONGUES = {"type": "object", "propertyNames": {"enum": ["az", "tr", "en"]}, "additionalProperties": WORDS, "minProperties": 1}
CALENDAR, DOUBT = {"enum": list(CALENDARS)}, {"enum": ["medium", "low"]}
QUOTED = {"start": OFFSET, "end": OFFSET, "quote": WORDS}
BREAK = record(
    offset=OFFSET, line=LINE, joint={"enum": ["space", "hard", "soft", "torn"]},
    dropped_or_not={"enum": ["-", "‐", "–", "\N{SOFT HYPHEN}"]},
)  # fmt: skip
PIECE = dict(
    id=ANCHOR, lang=LANG, lines={"type": "array", "items": OFFSET, "minItems": 2, "maxItems": 2},
    page_or_not=LINE, pageInferred_or_not={"const": True}, also_or_not=array(ANCHOR, 1),
    langs_or_not=array(record(start=OFFSET, end=OFFSET, lang=LANG), 1),
    pageBreaks_or_not=array(record(offset=OFFSET, page_or_not=LINE), 1),
    refs=array(record(note=ANCHOR, offset=OFFSET, mark=WORDS, printed=WORDS, line=LINE)),
    mentions=array(record(entity=ID, type={"enum": list(ENTITY_TYPES)}, **QUOTED)),
    dates=array(record(edtf=WORDS, **QUOTED, calendar=CALENDAR, certainty_or_not=DOUBT, why_or_not=WORDS)),
    citations=array(record(work_or_not=ID, **QUOTED, pages_or_not=WORDS)),
    corrections=array(record(
        start=OFFSET, end=OFFSET, sic=WORDS, corr=STRING, why=WORDS, whyIn=TONGUES, certainty_or_not=DOUBT, by_or_not=WORDS)),
    comments=array(record(
        start=OFFSET, end=OFFSET, quote=STRING, whole_or_not={"const": True}, comment=WORDS, commentIn=TONGUES, by_or_not=WORDS)),
)  # fmt: skip
UNIT = record(kind={"enum": KINDS}, text=WORDS, breaks=array(BREAK, 1), level_or_not=LINE, **PIECE)
NOTE = record(
    mark={"anyOf": [WORDS, NULL]}, status={"enum": ["ok", "no-body", "no-reference"]}, place={"enum": ["foot", "end"]},
    text=STRING, breaks=array(BREAK), **PIECE,
)  # fmt: skip
FURNITURE = record(kind={"enum": ["running-head", "page-number", "stray"]}, line=LINE, text=WORDS)
TEXT = record(
    id={"enum": SLUGS}, lang=LANG, title={"anyOf": [WORDS, NULL]}, source=record(file=WORDS, sha256=SHA256),
    units=array(UNIT, 1), notes=array(NOTE), furniture=array(FURNITURE),
)  # fmt: skip
MAPPING = {"type": "object", "additionalProperties": WORDS, "minProperties": 1}
ENTITY = record(
    id=ID, register={"enum": list(REGISTERS)}, type={"enum": list(ENTITY_TYPES)}, sort_or_not=WORDS, name=TONGUES,
    description_or_not=TONGUES, also_or_not=array(WORDS, 1), dates_or_not=MAPPING, identifiers_or_not=MAPPING, evidence_or_not=WORDS,
    coordinates_or_not=record(lat={"type": "number"}, lon={"type": "number"}),
    forms=array(record(form=WORDS, texts_or_not=array({"enum": SLUGS}, 1), misprint_or_not={"const": True}, count=OFFSET)),
    relations=array(record(type=WORDS, to=ID, anchor_or_not=PLACE, evidence_or_not=WORDS)),
    mentions={"type": "object", "propertyNames": {"enum": SLUGS},
              "additionalProperties": array(record(anchor=PLACE, start=OFFSET, end=OFFSET), 1)},
)  # fmt: skip
DATE = record(
    edtf=EDTF, earliest=WORDS, latest=WORDS, anchor=PLACE, **QUOTED, calendar=CALENDAR, certainty_or_not=DOUBT, why_or_not=WORDS
)  # fmt: skip
WORK = record(
    id=ID, type=WORDS, title=WORDS, dates_or_not=MAPPING, incomplete_or_not={"const": True},
    citations=array(record(anchor=PLACE, **QUOTED, pages_or_not=WORDS)),
    **{f"{key}_or_not": array(WORDS, 1) for key in ("authors", "editors", "translators", "authorYear", "citedAs")},
    **{f"{key}_or_not": WORDS for key in ("lang", "container", "edition", "volume", "issue", "pages", "place", "publisher", "year",
                                          "archive", "newspaper", "shelfmark")},
)  # fmt: skip
LISTS = {"entities": ENTITY, "dates": DATE, "works": WORK}


@pytest.fixture(scope="module")
def lists(site: Site) -> dict[str, Any]:
    """The entities, the dates and the works."""
    return {name: json.loads(site.files[f"data/{name}.json"]) for name in LISTS}


@pytest.fixture(scope="module")
def data(site: Site) -> dict[str, Any]:
    """Every text as its JSON file has it."""
    return {slug: json.loads(site.files[f"data/{slug}.json"]) for slug in SLUGS}


def pieces(text: dict[str, Any]) -> list[dict[str, Any]]:
    return [*text["units"], *text["notes"]]


def source(slug: str) -> dict[int, str]:
    """The letters of every line of a source file, white space removed, in NFC; lines without a letter left out."""
    rows = re.split(r"\r\n|\r|\n", (ROOT / "sources" / slug / "text.txt").read_bytes().decode("utf-8-sig"))
    letters = {number: re.sub(r"\s", "", unicodedata.normalize("NFC", row)) for number, row in enumerate(rows, 1)}
    return {number: row for number, row in letters.items() if row}


# ---- the shape -------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_a_text_has_the_keys_and_types_of_the_contract(data, slug: str) -> None:
    errors = Draft202012Validator(TEXT).iter_errors(data[slug])
    assert [("/".join(map(str, error.instance_path)), error.message[:200]) for error in errors] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_keys_and_types_that_are_documented(lists, name: str) -> None:
    errors = Draft202012Validator(array(LISTS[name], 1)).iter_errors(lists[name])
    assert [("/".join(map(str, error.instance_path)), error.message[:200]) for error in errors] == []
    told = documented()[{"entities": "An entity", "dates": "A date", "works": "A work"}[name]]
    assert LISTS[name]["properties"].keys() == told.keys()
    for each in lists[name]:
        for key, value in each.items():
            within = {part for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict) for part in one}
            within -= {*SLUGS, "az", "tr", "en"} if key in ("mentions", "name", "description") else set()
            assert within <= told[key], (each["id"] if "id" in each else each["anchor"], key)


def documented(language: str = "en") -> dict[str, dict[str, set[str]]]:
    """The tables of the data page: heading → key → the names in its explanation."""
    tables: dict[str, dict[str, set[str]]] = {}
    for section in (ROOT / f"annotations/pages/data.{language}.md").read_text("utf-8").split("\n## ")[1:]:
        rows = re.findall(r"(?m)^\| (`.*?) \|(.*)\|$", section)
        names = {key: set(re.findall("`(.*?)`", meaning)) for keys, meaning in rows for key in re.findall("`(.*?)`", keys)}
        tables[section.splitlines()[0]] = names
    return tables


def test_every_key_is_documented_and_every_documented_key_is_used(data) -> None:
    told = documented()
    of_a_text, of_a_unit = told["A text"], told["A unit"]
    of_a_note = {**{key: names for key, names in of_a_unit.items() if key != "kind"}, **told["A note"]}
    used: dict[str, set[str]] = defaultdict(set)
    for text in data.values():
        of_which = [("text", of_a_text, [text]), ("unit", of_a_unit, text["units"]), ("note", of_a_note, text["notes"])]
        for where, keys, found in of_which:
            for each in found:
                assert each.keys() <= keys.keys(), (text["id"], each["id"])
                used[where] |= each.keys()
                for key, value in each.items():
                    parts = value if isinstance(value, list) else [value]
                    within = {name for part in parts if isinstance(part, dict) for name in part}
                    assert key in ("units", "notes") or within <= keys[key], (text["id"], each["id"], key)
    assert used["text"] == of_a_text.keys()
    assert of_a_unit.keys() - used["unit"] <= {"also"}  # nothing has been merged yet
    assert told["A note"].keys() <= used["note"]


def test_the_kinds_and_statuses_that_are_documented_are_those_of_the_contract() -> None:
    told = documented()
    assert told["A unit"]["kind"] == set(KINDS)
    assert told["A note"]["status"] == {"ok", "no-body", "no-reference"}
    assert told["A unit"]["breaks"] >= {"space", "hard", "soft", "torn"}


# ---- what the values mean --------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_the_reading_text_is_in_nfc_with_white_space_collapsed(data, slug: str) -> None:
    for piece in pieces(data[slug]):
        text = piece["text"]
        assert text == unicodedata.normalize("NFC", " ".join(text.split())), piece["id"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_offset_lies_within_its_text_and_every_line_within_the_source(data, slug: str) -> None:
    last = max(source(slug))
    for piece in pieces(data[slug]):
        name, length = piece["id"], len(piece["text"])
        first_line, last_line = piece["lines"]
        if piece.get("status") == "no-body":
            assert (piece["text"], piece["lines"], piece["breaks"]) == ("", [0, 0], []), name
            continue
        assert 1 <= first_line <= last_line <= last, name
        breaks = [(brk["offset"], brk["line"]) for brk in piece["breaks"]]
        assert breaks == sorted(breaks) and breaks[0][0] == 0 and breaks[-1][0] < length, name
        assert {line for _, line in breaks} | {ref["line"] for ref in piece["refs"]} <= set(range(first_line, last_line + 1))
        marks = [ref["offset"] for ref in piece["refs"]]
        assert marks == sorted(marks) and all(offset <= length for offset in marks), name
        assert all(turn["offset"] < length for turn in piece.get("pageBreaks", [])), name
        spans = [offset for span in piece.get("langs", []) for offset in (span["start"], span["end"])]
        assert spans == sorted(set(spans)) and all(offset <= length for offset in spans), name


@pytest.mark.parametrize("slug", SLUGS)
def test_anchors_are_unique_and_every_reference_names_a_note(data, slug: str) -> None:
    anchors = [piece["id"] for piece in pieces(data[slug])]
    notes = {note["id"]: note for note in data[slug]["notes"]}
    called = {ref["note"] for piece in pieces(data[slug]) for ref in piece["refs"]}
    assert len(anchors) == len(set(anchors)) and all(anchor.isascii() for anchor in anchors)
    assert called == {anchor for anchor, note in notes.items() if note["status"] != "no-reference"}
    for piece in data[slug]["units"]:
        assert piece["id"][0] == ("h" if piece["kind"] == "heading" else "p")
        assert ("level" in piece) == (piece["kind"] == "heading"), piece["id"]


@pytest.mark.parametrize("slug", SLUGS)
def test_units_come_in_reading_order(data, slug: str) -> None:
    lines = [unit["lines"] for unit in data[slug]["units"]]
    assert lines == sorted(lines)
    numbers = [page for unit in data[slug]["units"] if (page := unit.get("page"))]
    assert numbers == sorted(numbers)


def test_the_number_of_notes_is_the_sources(data) -> None:
    bodies = {slug: sum(note["status"] != "no-body" for note in data[slug]["notes"]) for slug in SLUGS}
    assert bodies == {"istiqlal": 78, "yardim": 41, "suqut": 0, "tahliye": 11, "nerimanov": 0}
    assert sum(len(piece["refs"]) for piece in pieces(data["nerimanov"])) == 19


@pytest.mark.parametrize("slug, note, line, before, after", [
    # torn on to a line of its own: at a paragraph's end, before a full stop, after one, after a quotation
    ("istiqlal", "n13", 376, "çalışa biləcək ünsurlara malikdir.”", ""),
    ("istiqlal", "n8", 292, "“Türkün böyük övladı Süleymanov” qoyur", "."),
    ("istiqlal", "n3", 209, "rolunu da qeyd etmək lazımdır", "."),
    ("istiqlal", "n2", 206, "daşımaqdadır.", " Burada cürbəcür təşkilatların"),
    ("istiqlal", "n7", 281, "İnşallah Qarsda görüşürüz...”", ""),
    ("istiqlal", "n-star-2", 676, "Bu cəhətdən, məmləkətin", " neft"),  # glued, an asterisk, no note
    # glued to a word, to a bracket, to a full stop and a quotation mark
    ("tahliye", "n1", 46, "kurulmuştur. Kerenski’ye", " bağlı olarak"),
    ("tahliye", "n2", 62, "13)", ". Bu tarihten sonra"),
    ("tahliye", "n3", 67, "müzakereleri devam etmekte", " diğer yandan da Türk"),
    ("tahliye", "n6", 111, "sınırlarına tekrar ulaşmıştır", ". Türk ordusunun"),
    ("tahliye", "n8", 171, "dahil olmuşlardır(Kurat, 1990: 491-492)", ". Ağustos 1918’de Türk"),
    ("tahliye", "n11", 205, "24 Ekim 1918 tarihli emir geldiğinde", " 15. Piyade Fırkasından"),
    ("yardim", "n7", 243, "tahliye edeceği şâyiaları da var.”", ""),
    ("yardim", "n26", 734, "Aksi takdirde ateş açılacaktır.”", ""),
    # in brackets: before a full stop, after one, at the beginning of a line, before a date
    ("nerimanov", "n2", 33, "sağlamak olası değildir”", "."),
    ("nerimanov", "n5", 76, "yanınızda olacağız”.", " Ne yazık ki, Nerimanov gönül verdiği"),
    ("nerimanov", "n12", 209, "8 vagon gazyağı göndermiştir.", " 2 Mayıs"),
    ("nerimanov", "n14", 223, "", " TBMM`nin 5 Eylül 1922 tarihli kararıyla"),
])  # fmt: skip
def test_an_offset_points_where_the_mark_stood(data, slug: str, note: str, line: int, before: str, after: str) -> None:
    [(text, ref)] = [(p["text"], ref) for p in pieces(data[slug]) for ref in p["refs"] if ref["note"] == note]
    at = ref["offset"]
    assert (ref["line"], text[:at][-len(before) :] if before else "", text[at : at + len(after)]) == (line, before, after)
    assert after or at == len(text)
    assert ref["printed"] in source(slug)[line]


# ---- annotations -----------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SLUGS)
def test_an_annotation_quotes_the_words_at_its_offsets(data, slug: str) -> None:
    for piece in pieces(data[slug]):
        for layer in ("mentions", "dates", "citations", "corrections", "comments"):
            starts = [one["start"] for one in piece[layer]]
            assert starts == sorted(starts), (piece["id"], layer)
            for one in piece[layer]:
                said = piece["text"][one["start"] : one["end"]]
                assert said == one["sic" if layer == "corrections" else "quote"] and (said or one.get("whole")), (piece["id"], layer)
                for key in ("why", "comment"):
                    assert f"{key}In" not in one or one[key] == one[f"{key}In"].get("en", one[key]), piece["id"]


def test_the_lists_have_every_annotation_of_the_texts_and_no_other(data, lists) -> None:
    mentions, dates, cited = [], [], []
    for slug in SLUGS:
        for piece in pieces(data[slug]):
            place = f"{slug}.{piece['id']}"
            mentions += [(one["entity"], place, one["start"], one["end"]) for one in piece["mentions"]]
            dates += [(one["edtf"], place, one["start"], one["quote"]) for one in piece["dates"]]
            cited += [(one["work"], place, one["start"], one["quote"], one.get("pages")) for one in piece["citations"] if "work" in one]
    listed = [(entity["id"], one["anchor"], one["start"], one["end"]) for entity in lists["entities"]
              for found in entity["mentions"].values() for one in found]  # fmt: skip
    assert sorted(listed) == sorted(mentions)
    assert sorted((one["edtf"], one["anchor"], one["start"], one["quote"]) for one in lists["dates"]) == sorted(dates)
    listed = [(work["id"], one["anchor"], one["start"], one["quote"], one.get("pages")) for work in lists["works"]
              for one in work["citations"]]  # fmt: skip
    assert sorted(map(str, listed)) == sorted(map(str, cited))


def test_every_id_that_is_named_is_an_entity_s_and_every_place_a_unit_s(data, lists) -> None:
    entities = {entity["id"]: entity for entity in lists["entities"]}
    assert len(entities) == len(lists["entities"])
    anchors = {f"{slug}.{anchor}" for slug in SLUGS for piece in pieces(data[slug]) for anchor in (piece["id"], *piece.get("also", ()))}
    for slug in SLUGS:
        for piece in pieces(data[slug]):
            assert all(entities[one["entity"]]["type"] == one["type"] for one in piece["mentions"]), piece["id"]
            assert all(entities[one["work"]]["register"] == "works" for one in piece["citations"] if "work" in one), piece["id"]
    for entity in lists["entities"]:
        for relation in entity["relations"]:
            assert relation["to"] in entities and relation.get("anchor", next(iter(anchors))) in anchors, entity["id"]
        assert sum(form["count"] for form in entity["forms"]) <= sum(map(len, entity["mentions"].values())), entity["id"]
    assert {work["id"] for work in lists["works"]} == {id for id, entity in entities.items() if entity["register"] == "works"}


def test_dates_come_in_order_and_their_days_are_those_of_their_value(lists) -> None:
    for one in lists["dates"]:
        assert (one["earliest"], one["latest"]) == span_of(one["edtf"]) and one["earliest"] <= one["latest"]
    exact = [one["edtf"] for one in lists["dates"] if re.fullmatch(r"\d{4}-\d\d-\d\d", one["edtf"])]
    assert exact == sorted(exact) and len(exact) > 50


# ---- nothing is lost -------------------------------------------------------------------------


def rebuilt(text: dict[str, Any]) -> dict[int, str]:
    """The letters of every source line, as the documentation says they can be had from a text's data alone."""
    lines: dict[int, str] = defaultdict(str)
    for piece in pieces(text):
        if piece.get("status") == "no-body":
            continue
        placed: list[tuple[int, int, int, str]] = []  # line, offset, what comes first at one offset, letters
        starts = [brk["offset"] for brk in piece["breaks"]]
        for offset, letter in enumerate(piece["text"]):
            placed.append((piece["breaks"][bisect_right(starts, offset) - 1]["line"], offset, 2, letter))
        placed += [(ref["line"], ref["offset"], 1, ref["printed"]) for ref in piece["refs"]]
        for above, below in zip(piece["breaks"], piece["breaks"][1:]):
            placed.append((above["line"], below["offset"], 0, below.get("dropped", "")))
        if piece.get("mark"):
            placed.append((piece["lines"][0], -1, 0, piece["mark"]))
        for line, _, _, letters in sorted(placed, key=lambda each: each[:3]):
            lines[line] += "".join(letters.split())
    for item in text["furniture"]:
        lines[item["line"]] += "".join(item["text"].split())
    return {line: letters for line, letters in lines.items() if letters}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_source_can_be_rebuilt_line_by_line_from_the_data_alone(data, slug: str) -> None:
    there, here = source(slug), rebuilt(data[slug])
    lines = sorted(there.keys() | here.keys())
    assert [(line, there.get(line), here.get(line)) for line in lines if there.get(line) != here.get(line)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_source_is_named_with_its_sha256(data, slug: str) -> None:
    told = data[slug]["source"]
    assert hashlib.sha256((ROOT / "sources" / slug / told["file"]).read_bytes()).hexdigest() == told["sha256"]


def test_the_manifest_lists_every_file_with_its_sha256(site: Site) -> None:
    manifest = json.loads(site.files["data/manifest.json"])
    listed = {path: hashlib.sha256(data).hexdigest() for path, data in site.files.items() if path != "data/manifest.json"}
    assert manifest["files"] == listed
    assert manifest["texts"] == SLUGS

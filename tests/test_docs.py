"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from edition.cli import make_parser
from edition.lookup import WHY
from edition.marked import load_marked
from edition.model import CALENDARS, KINDS, LAYERS, REGISTERS, Certainty
from edition.profile import CHOICES, EMENDATIONS
from edition.project import read_templates
from edition.render import interface_words
from edition.schema import check_schema
from edition.search import ORDERS


ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CASES = (ROOT / "tests/cases/loader.txt").read_text()
SCHEMA = json.loads((ROOT / "annotations/schema/text.schema.json").read_text())["properties"]


def verbs() -> set[str]:
    return set(next(action for action in make_parser()._actions if action.choices).choices)


def test_the_readme_has_every_verb_and_no_other():
    table = re.search(r"^\| `python3 build\.py …` \|.*\n((?:\|.*\n)+)", README, re.M)
    assert table and set(re.findall(r"^\| `(\w+)(?= |`)", table[1], re.M)) == verbs()


def test_every_option_in_the_readme_exists():
    subparsers = next(action for action in make_parser()._actions if action.choices).choices
    known = {option for parser in subparsers.values() for action in parser._actions for option in action.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", README)) <= known


def test_every_file_the_readme_names_is_there():
    named = re.findall(r"`((?:edition|tests|templates|annotations|sources)/[\w./-]+)`", README)
    named += re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert named and not [path for path in named if not (ROOT / path).exists()]


def test_the_schema_offers_the_profile_s_choices():
    assert {key: value["enum"] for key, value in SCHEMA["profile"]["properties"].items()} == {
        key: list(choices) for key, choices in CHOICES.items()
    }
    assert SCHEMA["emendations"]["items"]["properties"]["is"]["enum"] == list(EMENDATIONS)
    assert set(SCHEMA["outline"]["items"]["properties"]["kind"]["enum"]) == set(KINDS) - {"heading"}


def test_every_choice_and_every_emendation_has_a_case():
    parts = ["\n" + part.split("\n", 1)[1] for part in CASES.split("\n=== ")[1:]]
    headers = [yaml.safe_load(part.split("\n---\n")[0]) or {} for part in parts]
    said = {(key, str(value)) for header in headers for key, value in header.get("profile", {}).items()}
    plain = {"none", "noise", "single", "hard", "blank-line"}
    choices = {(key, choice) for key, options in CHOICES.items() for choice in options if choice not in plain}
    assert not choices - said
    assert not EMENDATIONS.keys() - {e["is"] for header in headers for e in header.get("emendations", [])}


WORDS = interface_words(read_templates(ROOT))
SCRIPTS = "".join(path.read_text() for path in sorted((ROOT / "static").glob("*.js")))
CONFORMANCE = json.loads((ROOT / "annotations/schema/conformance.schema.json").read_text())["items"]["properties"]
LIGHTHOUSE = CONFORMANCE["lighthouse"]["properties"]["pages"]["items"]["properties"]
QUOTATION = re.search(r"deviations = (\[[^]]+]), remarks = (\[[^]]+])", SCRIPTS)
COMPOSED = {  # put together from a value of a closed list
    "search-order-": ORDERS,
    "search-view-": ("list", "concordance"),
    "search-help-": tuple(json.loads((ROOT / "annotations/schema/edition.schema.json").read_text())["properties"]["search-examples"]["properties"]),
    "find-kind-": (*KINDS, "note"),
    "find-why-": (*WHY, "prefix", "name"),
    "settings-": ("system", "light", "sepia", "dark"),
    "keys-": ("search", "keys", "next", "cite", "source", "close"),
    "source-": ("sic", "normalized", "space", "end-space", "end-joined", "end-kept"),
    "patterns-": ("card", "rows", "entry", "dates", "colours", "type", "spacing"),
    "conformance-": (*CONFORMANCE["themes"]["items"]["enum"], *(key for key in LIGHTHOUSE if key != "page")),
    "conformance-page-": tuple(LIGHTHOUSE["page"]["enum"]),
    "quotation-is-": tuple(kind for kinds in QUOTATION.groups() for kind in re.findall(r"\w+", kinds)),
    "arrive-": ("found", "changed", "inside", "lost"),
}


def test_no_word_of_the_interface_is_unused():
    folder = ROOT / "templates"
    used = "".join(p.read_text() for p in [*folder.rglob("*.html"), *(ROOT / "edition").glob("*.py")]) + SCRIPTS
    words = WORDS["en"]
    built = ("lang-", "page-", "furniture-", "type-")  # put together from a value in the templates
    absent = {"title-absent", "author-absent", "bibliography-absent"}
    composed = {prefix + each for prefix, values in COMPOSED.items() for each in values}
    # What begins with find- is said by the search page's scripts, whole or after one of these.
    found = {key for key in words if key.startswith("find-")
             and f"'{re.sub('^find-(step-|by-)?', '', key)}'" in SCRIPTS}  # fmt: skip
    whole = set(re.findall(r"\bsay\('([\w-]+)'", SCRIPTS))  # by edition.words() of static/site.js
    assert not [key for key in words if f'"{key}"' not in used and f"'{key}'" not in used
                and not key.startswith(built) and key not in absent | composed | found | whole]  # fmt: skip


def test_the_scripts_have_every_word_that_they_say():
    words = WORDS["en"]
    assert not [prefix + each for prefix, values in COMPOSED.items() for each in values if prefix + each not in words]
    said = re.findall(r"\b(?:say|tell)\('([\w-]+\w)'", SCRIPTS)
    assert len(said) >= 20 and not [key for key in said if f"find-{key}" not in words and key not in words]
    steps, facets = re.findall(r"\bstep\('(\w+)'", SCRIPTS), re.findall(r"'(\w+)'", re.search(r"\[([^]]+)]\.map\(name", SCRIPTS)[1])
    assert len(steps) == 5 and not [step for step in steps if f"find-step-{step}" not in words]
    assert len(facets) == 6 and not [facet for facet in facets if f"find-by-{facet}" not in words]


def test_no_code_knows_a_text_by_name():
    names = {path.name for path in (ROOT / "sources").iterdir() if path.is_dir()}
    for path in [*(ROOT / "edition").glob("*.py"), *(ROOT / "templates").rglob("*.html"), *(ROOT / "static").glob("*")]:
        assert not [name for name in names if re.search(rf"\b{name}\b", _without_docs(path))], path


def _without_docs(path: Path) -> str:
    """The file's content; of a Python file without docstrings, comments and help, where a name may be an example."""
    content = path.read_text()
    return re.sub(r'""".*?"""|#[^\n]*|help="[^"]*"', "", content, flags=re.S) if path.suffix == ".py" else content


GUIDE = (ROOT / "annotations/README.md").read_text(encoding="utf-8")


def test_the_guide_s_examples_are_what_the_schemas_allow():
    parts = [part for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S) for part in re.split(r"(?m)^(?=# annotations/)", block)]
    named = [(re.match(r"# annotations/(?:[a-z]+/)?([a-z]+)\.yaml\n", part), part) for part in parts if part.strip()]
    assert len(named) >= 6 and all(match for match, _ in named)
    for match, part in named:
        document, problems = load_marked(part.encode(), "annotations/README.md")
        assert document and not problems, problems
        assert check_schema(document, (ROOT / f"annotations/schema/{match[1]}.schema.json").read_text(encoding="utf-8")) == []


def test_the_guide_names_every_key_of_an_entity_and_every_file():
    schemas = {path.name.removesuffix(".schema.json"): json.loads(path.read_text()) for path in ROOT.glob("annotations/schema/*.json")}
    assert set(schemas) == {*REGISTERS, *LAYERS, "edition", "text", "conformance"}
    for name in REGISTERS:
        keys = schemas[name]["additionalProperties"]["properties"]
        missing = [key for key in keys if f"`{key}`" not in GUIDE and f"{key}:" not in GUIDE] if name != "works" else []
        assert missing == [] and f"`{name}.yaml`" in GUIDE, missing
    assert [name for name in LAYERS if f"`<slug>/{name}.yaml`" not in GUIDE] == []


def test_the_schemas_know_what_the_model_knows():
    dates = json.loads((ROOT / "annotations/schema/dates.schema.json").read_text())["items"]["properties"]
    assert set(dates["calendar"]["enum"]) == set(CALENDARS)
    assert set(dates["certainty"]["enum"]) == set(get_args(Certainty))


YAML_FILES = sorted([*ROOT.glob("annotations/*.yaml"), *ROOT.glob("annotations/*/*.yaml"), *ROOT.glob("sources/*/text.yaml")])


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_yaml_file_opens_with_its_schema_and_is_valid_by_it(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match, first
    schema = (path.parent / match[1]).resolve()
    assert schema == ROOT / f"annotations/schema/{path.stem}.schema.json"
    document, problems = load_marked(path.read_bytes(), path.name)
    assert document and not problems and check_schema(document, schema.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("annotations/schema/*.json")), ids=lambda path: path.name.partition(".")[0])
def test_every_key_of_a_schema_is_explained_to_the_editor(path):
    """Editors' programs show the descriptions beside the keys."""

    def silent(schema: object, where: str) -> list[str]:
        if isinstance(schema, list):
            return [found for part in schema for found in silent(part, where)]
        if not isinstance(schema, dict):
            return []
        keys = schema.get("properties", {})
        own = [f"{where}.{key}" for key, said in keys.items() if isinstance(said, dict) and not said.get("description")]
        return own + [found for key, part in schema.items() for found in silent(part, f"{where}.{key}")]

    assert silent(json.loads(path.read_text(encoding="utf-8")), "") == []

"""Checking a YAML document against its JSON Schema, with messages for people and places in the file."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import jsonschema_rs

from edition.marked import Marked
from edition.problem import EditionError, Problem, did_you_mean


@cache
def _validator(schema: str) -> tuple[Any, Any]:
    """The schema as a value, and its validator."""
    try:
        loaded = json.loads(schema)
        return loaded, jsonschema_rs.Draft202012Validator(loaded)
    except ValueError as error:
        raise EditionError([Problem("annotations/schema/", 0, 0, "schema-unreadable",
                                    f"a schema cannot be used: {str(error).splitlines()[0]}",
                                    hint="Restore the file from version control.")]) from None  # fmt: skip


def check_schema(document: Marked, schema: str) -> list[Problem]:
    """Problems of a document by its JSON Schema (the schema's JSON text).

    Codes: `unknown-key`, `missing-key`, `unknown-value`, `wrong-type`, `bad-value`.
    """
    loaded, validator = _validator(schema)
    if validator.is_valid(document.value):
        return []
    errors = sorted(validator.iter_errors(document.value), key=lambda error: list(map(str, error.instance_path)))
    return [problem for error in errors for problem in _problems(document, error, loaded)]


def sound_part(document: Marked, schema: str) -> Marked:
    """The document with only those of its entries that are valid by themselves, so that the rest can be checked further.

    Of a mapping the others are left out; of a list they become None, so that places stay.
    """
    _, validator = _validator(schema)
    if isinstance(document.value, dict):
        return replace(document, value={key: said for key, said in document.value.items() if validator.is_valid({key: said})})
    if isinstance(document.value, list):
        return replace(document, value=[said if validator.is_valid([said]) else None for said in document.value])
    return replace(document, value={})


def _problems(document: Marked, error: Any, schema: Any) -> list[Problem]:
    """What one error means. `keyword` is the schema's word that was not met, `wanted` its value."""
    where, *_, keyword = tuple(error.instance_path), *error.schema_path
    for step in error.schema_path[:-1]:
        schema = schema[step]
    wanted, hint = schema[keyword], schema.get("description", "") if isinstance(schema, dict) else ""
    if "propertyNames" in error.schema_path:
        key = str(error.kind.value.instance)
        allowed = wanted if keyword == "enum" else ()
        code, said = ("unknown-key", f"there is no key “{key}” here") if allowed else ("bad-value", f"“{key}” cannot be a key here")
        return [document.problem((*where, key), code, said, at_key=True, hint=did_you_mean(key, allowed) or hint)]
    if keyword == "additionalProperties":
        known = schema.get("properties", {})
        extra = [key for key in error.instance if key not in known]
        return [document.problem((*where, key), "unknown-key", f"there is no key “{key}” here", at_key=True,
                                 hint=did_you_mean(key, known)) for key in extra]  # fmt: skip
    if keyword == "required":
        return [document.problem(where, "missing-key", f"the key “{error.kind.property}” is missing here", hint=hint)]
    if keyword == "anyOf" and all("required" in choice for choice in wanted):
        keys = [key for choice in wanted for key in choice["required"]]
        return [document.problem(where, "missing-key", f"one of these keys must be here: {', '.join(keys)}")]
    if keyword in ("enum", "const"):
        allowed = wanted if keyword == "enum" else [wanted]
        return [document.problem(where, "unknown-value", f"“{error.instance}” is not known here",
                                 hint=did_you_mean(error.instance, map(str, allowed)))]  # fmt: skip
    if keyword == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        said = " or ".join(TYPES.get(each, each) for each in types)
        return [document.problem(where, "wrong-type", f"this should be {said}", hint=hint)]
    if keyword == "oneOf" and hint:
        return [document.problem(where, "bad-value", hint)]
    return [document.problem(where, "bad-value", f"this is not allowed here: {_short(keyword, wanted, error.instance)}", hint=hint)]


TYPES = {
    "object": "a mapping (key: value)", "array": "a list (- …)", "string": "text (put it in quotation marks)",
    "integer": "a whole number", "boolean": "true or false", "number": "a number",
}  # fmt: skip


def _short(keyword: str, wanted: Any, value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    if keyword == "pattern" and wanted == r"\S":
        return f"{shown} (empty)"
    return (shown[:60] + "…" if len(shown) > 60 else shown) + {
        "pattern": " (wrong form)", "minLength": " (empty)", "minItems": " (empty)", "uniqueItems": " (twice the same)",
        "maxLength": " (too long)", "minimum": " (too small)", "maximum": " (too large)", "minProperties": " (empty)",
    }.get(keyword, "")  # fmt: skip

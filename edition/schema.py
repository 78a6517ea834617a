"""Checking a YAML document against its JSON Schema, with messages for people and places in the file."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

from edition.marked import Marked
from edition.problem import EditionError, Problem, did_you_mean


@cache
def _validator(schema: str) -> Draft202012Validator:
    try:
        loaded = json.loads(schema)
        Draft202012Validator.check_schema(loaded)
    except (ValueError, SchemaError) as error:
        raise EditionError([Problem("annotations/schema/", 0, 0, "schema-unreadable",
                                    f"a schema cannot be used: {str(error).splitlines()[0]}",
                                    hint="Restore the file from version control.")]) from None  # fmt: skip
    return Draft202012Validator(loaded)


def check_schema(document: Marked, schema: str) -> list[Problem]:
    """Problems of a document by its JSON Schema (the schema's JSON text).

    Codes: `unknown-key`, `missing-key`, `unknown-value`, `wrong-type`, `bad-value`.
    """
    errors = sorted(_validator(schema).iter_errors(document.value), key=lambda error: list(map(str, error.path)))
    return [problem for error in errors for problem in _problems(document, error)]


def _problems(document: Marked, error: ValidationError) -> list[Problem]:
    where = tuple(error.absolute_path)
    hint = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [key for key in error.instance if key not in known]
        return [document.problem((*where, key), "unknown-key", f"there is no key “{key}” here", at_key=True,
                                 hint=did_you_mean(key, known)) for key in extra]  # fmt: skip
    if "propertyNames" in error.absolute_schema_path:
        allowed = error.validator_value if error.validator == "enum" else ()
        return [document.problem((*where, str(error.instance)), "unknown-key", f"there is no key “{error.instance}” here",
                                 at_key=True, hint=did_you_mean(error.instance, allowed) or hint)]  # fmt: skip
    if error.validator == "required":
        missing = next(key for key in error.validator_value if f"'{key}' is a required" in error.message)
        return [document.problem(where, "missing-key", f"the key “{missing}” is missing here", hint=hint)]
    if error.validator == "anyOf" and all("required" in choice for choice in error.validator_value):
        keys = [key for choice in error.validator_value for key in choice["required"]]
        return [document.problem(where, "missing-key", f"one of these keys must be here: {', '.join(keys)}")]
    if error.validator in ("enum", "const"):
        allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
        return [document.problem(where, "unknown-value", f"“{error.instance}” is not known here",
                                 hint=did_you_mean(error.instance, map(str, allowed)))]  # fmt: skip
    if error.validator == "type":
        wanted = {"object": "a mapping (key: value)", "array": "a list (- …)", "string": "text (put it in quotation "
                  "marks)", "integer": "a whole number", "boolean": "true or false"}  # fmt: skip
        return [document.problem(where, "wrong-type", f"this should be {wanted.get(str(error.validator_value), error.validator_value)}",
                                 hint=hint)]  # fmt: skip
    if error.validator == "oneOf" and error.schema.get("description"):
        return [document.problem(where, "bad-value", str(error.schema["description"]))]
    return [document.problem(where, "bad-value", f"this is not allowed here: {_short(error)}", hint=hint)]


def _short(error: ValidationError) -> str:
    value: Any = error.instance
    shown = json.dumps(value, ensure_ascii=False)
    if error.validator == "pattern" and error.validator_value == r"\S":
        return f"{shown} (empty)"
    return (shown[:60] + "…" if len(shown) > 60 else shown) + {
        "pattern": " (wrong form)", "minLength": " (empty)", "minItems": " (empty)", "uniqueItems": " (twice the same)",
        "maxLength": " (too long)", "minimum": " (too small)", "maximum": " (too large)",
    }.get(error.validator, "")  # fmt: skip

"""What readers of the reports for CI accept: the parts of SARIF 2.1.0 and of GitLab's format that kb may use, strictly.

No package on PyPI has the schema of the SARIF standard in it; the objects here take the names, the types and the
required properties from there, and refuse every property that kb does not write.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string", "minLength": 1}
LINE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def thing(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the schema of an object with no other properties than these."""
    properties = required | (optional or {})
    return {"type": "object", "required": [*required], "properties": properties, "additionalProperties": False}


def several(item: dict[str, Any], least: int = 0, *, unique: bool = True) -> dict[str, Any]:
    """Give the schema of a list."""
    return {"type": "array", "items": item, "minItems": least, "uniqueItems": unique}


MESSAGE = thing({"text": TEXT})
PAGE = thing({"text": TEXT}, {"markdown": TEXT})
ARTIFACT = thing({"uri": {"type": "string", "format": "uri-reference", "pattern": "^[!-~]+$"}, "uriBaseId": TEXT})
REGION = thing({"startLine": LINE, "startColumn": LINE}, {"endLine": LINE, "endColumn": LINE})
PHYSICAL = thing({"artifactLocation": ARTIFACT, "region": REGION})
CHANGE = thing(
    {
        "artifactLocation": ARTIFACT,
        "replacements": several(
            thing({"deletedRegion": REGION, "insertedContent": thing({"text": {"type": "string"}})}), 1, unique=False
        ),
    }
)
RULE = thing(
    {
        "id": {"type": "string", "pattern": "^KB[0-9]{3}$"},
        "name": {"type": "string", "maxLength": 255},
        "shortDescription": thing({"text": TEXT | {"maxLength": 1024}}),
        "fullDescription": thing({"text": TEXT | {"maxLength": 1024}, "markdown": TEXT}),
        "help": thing({"text": TEXT, "markdown": TEXT}),
        "defaultConfiguration": thing({"enabled": {"type": "boolean"}, "level": LEVEL}),
    },
    {"helpUri": {"type": "string", "format": "uri", "pattern": "^https?://[!-~]+$"}},
)
RESULT = thing(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": several(
            thing(
                {"physicalLocation": PHYSICAL}, {"logicalLocations": several(thing({"fullyQualifiedName": TEXT}), 1)}
            ),
            1,
        ),
        "partialFingerprints": {"type": "object", "additionalProperties": TEXT, "minProperties": 1},
    },
    {
        "relatedLocations": several(
            thing({"id": {"type": "integer", "minimum": 0}, "physicalLocation": PHYSICAL, "message": MESSAGE}), 1
        ),
        "fixes": several(
            thing({"description": MESSAGE, "artifactChanges": several(CHANGE, 1), "properties": {"type": "object"}}), 1
        ),
    },
)
SARIF = thing(
    {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": several(
            thing(
                {
                    "tool": thing({"driver": thing({"name": TEXT, "version": TEXT, "rules": several(RULE)})}),
                    "columnKind": {"const": "unicodeCodePoints"},
                    "newlineSequences": several(TEXT, 1),
                    "originalUriBaseIds": {"type": "object", "additionalProperties": thing({"description": MESSAGE})},
                    "results": several(RESULT, unique=False),
                }
            ),
            1,
        ),
    }
)

POSITION = thing({"line": LINE, "column": LINE})
GITLAB = several(
    thing(
        {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": thing(
                {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "positions": thing({"begin": POSITION, "end": POSITION}),
                }
            ),
        }
    )
)

JUNIT_CHILDREN = {
    "testsuites": ["testsuite"],
    "testsuite": ["properties", "testcase", "system-out", "system-err"],
    "testcase": ["failure"],
}
JUNIT_ATTRIBUTES = {
    "testsuite": {"name", "package", "id", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
}
"""What the schemas of Ant (which asks for all of these) and of Jenkins both allow, children in this order."""

"""The keys of an item that says more than an id, as the JSON Schema of its field declares them."""

from __future__ import annotations

from kb.fields import References


def parts_of(declared: References) -> dict[str, str]:
    """Give the keys of an item with what each is for; none where an item is only an id."""
    forms = declared.schema().get("items", {}).get("anyOf", ())
    properties: dict[str, dict[str, str]] = next((form["properties"] for form in forms if "properties" in form), {})
    return {name: about.get("description", "") for name, about in properties.items()}

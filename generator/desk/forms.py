"""Forms and questions in addresses, read strictly: each field once, text that is text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

OTHER_FORM: Final = "The form is not the one of this page. Load the page again."
_MOST_FIELDS: Final = 500
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def parsed(encoded: bytes) -> Mapping[str, str]:
    """The fields of a form or of a query, with line breaks as in files.

    Raises:
        HTTPException: 400; it does not parse, a field comes twice, or a character is no text.
    """
    if not encoded:
        return {}
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400, "The form cannot be read. Send it again.") from error
    fields = {name: value.replace("\r\n", "\n") for name, value in pairs}
    if len(fields) != len(pairs):
        raise HTTPException(400, "The form says something twice. Send it again.")
    if any(_UNPRINTABLE.search(text) for pair in pairs for text in pair):
        raise HTTPException(400, "The form holds characters that are no text. Take them out.")
    return fields


def fields_of(
    form: Mapping[str, str], required: Collection[str], optional: Collection[str]
) -> Mapping[str, str]:
    """The form, if it has the required fields and none that is not known.

    Returns:
        All of them; an optional one that was not sent is empty.

    Raises:
        HTTPException: 400; a field is missing or unknown.
    """
    missing, unknown = set(required) - set(form), set(form) - set(required) - set(optional)
    if missing or unknown:
        raise HTTPException(400, OTHER_FORM)
    return dict.fromkeys(optional, "") | dict(form)

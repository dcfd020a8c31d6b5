"""How does the query protocol spell parameters, answers and refusals?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from uuid import uuid4

from .signature import claim
from .wire import Answer, Call, Refusal

if TYPE_CHECKING:
    from .wire import Request

VERSION = "2011-06-15"
NAMESPACE = f"https://sts.amazonaws.com/doc/{VERSION}/"


def read(request: Request) -> Call | None:
    if request.path != "/" or claim(request).service not in {"", "sts"}:
        return None
    form = parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)
    parameters = {**request.query, **dict(form)}
    parameters.pop("Version", None)
    return Call(parameters.pop("Action", ""), parameters, request)


def success(action: str, result: Mapping[str, object]) -> Answer:
    tree = {f"{action}Result": result, "ResponseMetadata": {"RequestId": str(uuid4())}}
    return Answer(_document(f"{action}Response", tree), 200, "text/xml")


def refuse(refusal: Refusal) -> Answer:
    fault = "Receiver" if refusal.status >= 500 else "Sender"
    error = {"Type": fault, "Code": refusal.code, "Message": refusal.message}
    document = _document("ErrorResponse", {"Error": error, "RequestId": str(uuid4())})
    return Answer(document, refusal.status, "text/xml")


def text(call: Call, name: str, pattern: str, least: int, most: int) -> str:
    """Return a required parameter, or refuse it in the words of AWS's validation."""
    value = call.parameters.get(name)
    if value is None:
        raise _broken(name, "null", "not be null")
    for holds, rule in (
        (len(value) >= least, f"have length greater than or equal to {least}"),
        (len(value) <= most, f"have length less than or equal to {most}"),
        (re.fullmatch(pattern, value, re.ASCII), f"satisfy regular expression pattern: {pattern}"),
    ):
        if not holds:
            raise _broken(name, f"'{value}'", rule)
    return str(value)


def seconds(call: Call, default: int, most: int) -> int:
    """Return DurationSeconds, within 900 and `most`."""
    if "DurationSeconds" not in call.parameters:
        return default
    value = int(text(call, "DurationSeconds", r"\d+", 1, 9))
    if value < 900:
        raise _broken("DurationSeconds", f"'{value}'", "have value greater than or equal to 900")
    if value > most:
        raise _broken("DurationSeconds", f"'{value}'", f"have value less than or equal to {most}")
    return value


def invalid(message: str) -> Refusal:
    return Refusal("ValidationError", message)


def denied(message: str) -> Refusal:
    return Refusal("AccessDenied", message, 403)


def _broken(name: str, value: str, rule: str) -> Refusal:
    member = name[0].lower() + name[1:]
    words = f"Value {value} at '{member}' failed to satisfy constraint: Member must {rule}"
    return invalid(f"1 validation error detected: {words}")


def _document(root: str, tree: Mapping[str, object]) -> str:
    return f'<{root} xmlns="{NAMESPACE}">{_elements(tree)}</{root}>'


def _elements(tree: object) -> str:
    if not isinstance(tree, Mapping):
        return escape(str(tree), quote=False)
    return "".join(f"<{name}>{_elements(value)}</{name}>" for name, value in tree.items())

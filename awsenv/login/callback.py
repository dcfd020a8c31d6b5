"""What does the browser bring back from a sign-in?"""

from __future__ import annotations

from hmac import compare_digest

from ..system.loopback import Answer, Page

PATH = "/oauth/callback"
PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>awsenv</title>
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 32rem }}</style>
<h1>{title}</h1>
<p>{words}</p>
</html>
"""
DONE = "Back to the terminal", "awsenv has its answer. You can close this page."
FAILED = "Not signed in", "The sign-in was not allowed. You can close this page; the terminal says more."
STRANGE = (
    "Another sign-in",
    "This page belongs to a sign-in that awsenv is not waiting for. You can close this page.",
)


def listener(state: str) -> Page:
    """A page that gives "code" or "error" of the sign-in begun with that state, None for another sign-in's.

    Raises OSError.
    """
    return Page(PATH, lambda query: _answer(query, state))


def _answer(query: dict[str, str], state: str) -> Answer:
    mine = compare_digest(query.get("state", "").encode(), state.encode())
    if not mine or not {"code", "error"} & query.keys():
        return _page(400, *STRANGE, None)
    return _page(200, *(DONE if "code" in query and "error" not in query else FAILED), query)


def _page(status: int, title: str, words: str, brought: dict[str, str] | None) -> Answer:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Answer(status, headers, PAGE.format(title=title, words=words).encode(), brought)

"""How many executions has each target had?"""

from __future__ import annotations

import http.server
import os
import threading

import pytest

from fuzz import texts


def pytest_terminal_summary(terminalreporter):
    if texts.EXECUTIONS and os.environ.get("AWSENV_TEST_FUZZ"):
        terminalreporter.section("executions")
        for target, count in sorted(texts.EXECUTIONS.items()):
            terminalreporter.line(f"{count:>8}  {target}")


@pytest.fixture
def place(tmp_path):
    """A home in which each example begins anew."""
    return tmp_path / "home"


class Answering:
    """A server that answers everything with what a test has told it."""

    def __init__(self):
        self.status, self.body = 200, b""
        said = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(said.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)

            do_GET = do_POST = do_PUT = answer  # noqa: N815 (names of the standard library)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="session")
def answering():
    made = Answering()
    with made.server as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()

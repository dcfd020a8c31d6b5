"""Which requests did this AWS get, and which of them went wrong?"""

from __future__ import annotations

import sys
import threading
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from awsenv.sandbox import s3, server, sts, unknown
from awsenv.sandbox.wire import Answer, Call, Request, json_answer

from . import federation, iam, metadata, oidc, sso
from .faults import Hang, no_fault
from .log import Log, Record, record
from .metadata import CONTAINER

if TYPE_CHECKING:
    from typing_extensions import Self

    from .faults import Fault
    from .world import World


class Server(server.Server):
    """The sandbox with more services, a log and faults, as long as its `with` lasts."""

    services = (s3, sts, iam, sso, oidc, federation, metadata, unknown)
    daemon_threads = False  # so that closing waits for every answer

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._log = Log()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._hangs: list[Hang] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.005,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        for hang in self._hangs:
            hang.release()
        self.shutdown()
        self.server_close()

    @property
    def environ(self) -> dict[str, str]:
        """The variables that lead a child process here, and to no metadata service but ours."""
        return {"AWS_ENDPOINT_URL": self.url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{self.url}/"}

    @property
    def container_environ(self) -> dict[str, str]:
        """The variables that a container of this AWS has besides."""
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": self.url + CONTAINER,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.world.container_token,
        }

    @property
    def log(self) -> list[Record]:
        """Every request so far, in order of arrival; over HTTP: GET /_log."""
        return self._log.read()

    def calls(self, action: str) -> list[Record]:
        return self._log.read(action)

    def wait(self, action: str, count: int = 1, timeout: float = 30) -> list[Record]:
        """Return the calls of an action once `count` have arrived; TimeoutError where they do not."""
        return self._log.wait(action, count, timeout)

    def disturb(self, action: str, fault: Fault, times: int = 1) -> None:
        """Let the next requests of this action meet the fault."""
        with self._lock:
            self._faults[action].extend([fault] * times)
        if isinstance(fault, Hang):
            self._hangs.append(fault)

    def mend(self) -> None:
        """Let no more requests meet a fault."""
        with self._lock:
            self._faults.clear()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def answer(self, request: Request) -> Answer:
        if request.target == "/_log":
            return json_answer([one._asdict() for one in self.log])
        return super().answer(request)

    def arrives(self, call: Call) -> None:
        self._log.append(record(call))
        with self._lock:
            fault = self._faults[call.action].popleft() if self._faults[call.action] else no_fault
        fault()

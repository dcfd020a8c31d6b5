"""What do the providers of one session share: what is asked of it, the way to AWS, and who may be asked?"""

from __future__ import annotations

from ..chains.session_options import SessionOptions
from ..environment import state, undo
from ..errors import AwsenvError
from ..text import shown
from . import keys, store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from threading import Thread

    from ..aws.connection import Connection
    from ..call import Call
    from ..chains.chain import Hop
    from ..credentials import Credentials
    from ..target import Target
    from ..terminal.progress import Progress


class Context:
    """A target, what is asked of its session, and what is needed to open it."""

    __slots__ = (
        *("_connecting", "_connection", "_warned", "asks", "call", "environ", "keys", "options", "patient"),
        *("region", "store", "target"),
    )

    def __init__(
        self,
        call: Call,
        target: Target,
        options: SessionOptions,
        region: str | None = None,
        *,
        asks: bool = True,
        patient: bool = False,
    ) -> None:
        before = undo.base(call.environ)
        self.call = call
        self.target = target
        self.options = options
        own = region or target.region
        self.region = own or before["AWS_REGION"] or before["AWS_DEFAULT_REGION"]
        self.asks = asks  # whether a person may be asked for a code
        self.patient = asks or patient  # whether programs may take their time, since no prompt waits
        self.environ = state.applied(before, call.environ)  # what the shell had before awsenv
        self.keys = keys.SessionKeys(target, options, self.environ)
        self.store = store.of(call.environ)
        self._connection: Connection | None = None
        self._connecting: Thread | None = None
        self._warned = False

    @property
    def name(self) -> str:
        """The profile whose session it is, for a message."""
        return shown(self.target.name)

    @property
    def clean(self) -> dict[str, str]:
        """The environment for botocore and for programs that print credentials: it has no identity."""
        from ..environment import child

        if self.target.hops[0].type == "none":  # which is the identity of this environment
            from ..environment.variables import CONTAINER, WEB_IDENTITY

            return child.without_identity(self.environ, self.region, (*CONTAINER, *WEB_IDENTITY))
        return child.without_identity(self.environ, self.region)

    @property
    def connection(self) -> Connection:
        """AWS, as the settings of the last hop's profile lead to it."""
        if self._connecting is not None:
            self._connecting.join()
        return self._connected()

    def _connected(self) -> Connection:
        if self._connection is None:
            from ..aws.connection import Connection

            target = self.target
            self._connection = Connection(
                target.profile, target.profiles, self.region, self.clean, self.call.now
            )
        return self._connection

    def connect(self, signing: Credentials) -> None:
        """Begin to load botocore, and make the client for a call with a code, while a person types that."""
        if self._connecting is None:
            from threading import Thread  # before botocore does: its first thread is the main one

            def work() -> None:
                try:
                    self._connected().prepare(signing)
                except AwsenvError:  # which the call will raise
                    pass

            self._connecting = Thread(target=work, daemon=True)
            self._connecting.start()

    def asked(self, hop: Hop) -> SessionOptions:
        """What is asked of the session of that hop: of those before the last, nothing."""
        return self.options if hop is self.target.hops[-1] else SessionOptions()

    def accepts(self, hop: Hop, kept: Credentials) -> bool:
        """Whether a kept session of that hop lasts as long as it should."""
        return self.asked(hop).accept(kept, self.call.now, self.target.hops)

    def waiting(self, words: str, *, moves: bool = True) -> Progress:
        """A context manager that tells a person what is waited for; silent where no question may be asked."""
        from ..terminal import progress

        return progress.shown(self.call, words, moves=moves, alone=not self.asks)

    def warn(self, error: OSError) -> None:
        """Say once that sessions cannot be cached."""
        if not self._warned:
            from ..settings import locations
            from ..text import printable

            self._warned = True
            name = str(error.filename)
            why = f"{error.strerror}: {printable(name)}"
            if name.startswith(locations.NOWHERE):
                why = "HOME is not an absolute path"
            self.call.say(f"sessions cannot be cached: {why}")

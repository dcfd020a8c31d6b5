"""Which AWS do the tests talk to? A small one on loopback that checks what it is asked."""

from awsenv.sandbox.world import Role, User

from .log import Record
from .server import Server
from .signin import SignIn
from .sso import Portal
from .world import World

__all__ = ["Portal", "Record", "Role", "Server", "SignIn", "User", "World"]

"""Which AWS do the tests talk to? A small one on loopback that checks what it is asked."""

from .log import Record
from .server import Server
from .signin import SignIn
from .sso import Portal
from .world import Role, User, World

__all__ = ["Portal", "Record", "Role", "Server", "SignIn", "User", "World"]

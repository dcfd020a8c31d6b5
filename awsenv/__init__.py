"""One AWS identity per shell: switch profiles, see the active one, follow directories."""

__version__ = "0.1.0"

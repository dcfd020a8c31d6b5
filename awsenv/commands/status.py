"""awsenv status: what this shell is, and from where."""

from __future__ import annotations

from .. import environment
from ..errors import DONE, FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..call import Call

WORDS = (0, 0)


def arguments(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", help="as an object")
    form.add_argument(
        "-q", "--quiet", dest="form", action="store_const", const="quiet", help="the exit status alone"
    )


def run(call: Call, form: str = "text") -> int:
    """Say who this shell is, from where, and what would be given back; 0 if it is someone and nothing contradicts it."""
    facts = _facts(call)
    if form == "json":
        import json

        json.dump(facts, call.out, indent=2, ensure_ascii=False)
        call.out.write("\n")
    elif form == "text":
        for name, value in facts.items():
            for line in value if isinstance(value, list) else [value]:
                if line is not None:
                    text = "".join(c if c.isprintable() else "?" for c in str(line))
                    call.out.write(f"{name.replace('_', ' '):<12}{text}\n")
        if facts["profile"] is None:
            call.out.write("no profile is active\n")
    return DONE if facts["profile"] is not None and not facts["drift"] else FAILED


def _facts(call: Call) -> dict[str, str | list[str] | None]:
    environ = call.environ
    pin = environ.get("AWSENV_PIN")
    stack = environment.frames(environ)
    back = environment.off(environ) if stack else {}
    return {
        "profile": environ.get("AWSENV_PROFILE"),
        "mode": environ.get("AWSENV_MODE", "").partition(" ")[0] or None,
        "region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION"),
        "from": pin.partition("\n")[0] if pin else "a switch by hand" if stack else None,
        "gives_back": [name for name in environment.OWNED if back.get(name) is not None],
        "drift": environment.drift(environ),
    }

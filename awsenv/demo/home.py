"""What is in the sandbox, and what does its shell see of the user's environment?"""

from __future__ import annotations

import os

from .. import pins
from ..target import Configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT, OTHER_ACCOUNT = "012345678901", "109876543210"
USER = "ann"
SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/{USER}"
NETWORK_ADMIN = f"arn:aws:iam::{ACCOUNT}:role/NetworkAdminRole"
GUARDED = f"arn:aws:iam::{ACCOUNT}:role/AdminRole"
BUCKETS = {ACCOUNT: ["prod-invoices", "prod-logs"], OTHER_ACCOUNT: ["my-first-bucket"]}

PROFILES = {
    "default": {},
    "profile shop-dev": {},
    "profile prod-account": {},
    "profile prod-network-admin": {
        "role_arn": NETWORK_ADMIN,
        "source_profile": "prod-account",
    },
    "profile prod-admin-mfa": {
        "role_arn": GUARDED,
        "source_profile": "prod-account",
        "mfa_serial": SERIAL,
    },
}
PINS = {
    "shop": "default\n",
    "network": "# those who clone this repository work on the network\nprod-network-admin\n",
}

# What a shell and the user's own `aws` may need in order to run. Everything else could lead a program back
# to the user's files or accounts: HISTFILE, ZDOTDIR, XDG_*, AWS_*, proxies.
KEPT = {
    *(
        "PATH",
        "TERM",
        "TERMINFO",
        "TERMINFO_DIRS",
        "COLORTERM",
        "TERM_PROGRAM",
        "NO_COLOR",
        "LANG",
        "LANGUAGE",
    ),
    *("USER", "LOGNAME", "TZ", "TZDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH", "LOCALE_ARCHIVE"),
    *("PYENV_ROOT", "PYENV_VERSION", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR"),
}

RC = {
    "bash": ".bashrc",
    "zsh": ".zshrc",
    "fish": ".config/fish/config.fish",
}
# What a start-up file may look like: some lines of the user's, and the one that loads awsenv.
LINES = {
    "bash": 'PS1=\'\\w\\$ \'\nPROMPT_COMMAND=tour_look\neval "$(awsenv init bash)"\n. "$AWSENV_DEMO/tour"\n',
    "zsh": "PROMPT='%~%# '\nunsetopt prompt_sp\nautoload -Uz compinit && compinit -u\n"
    'precmd_functions=(tour_look)\neval "$(awsenv init zsh)"\n. "$AWSENV_DEMO/tour"\n',
    "fish": "set -g fish_greeting\nawsenv init fish | source\nsource $AWSENV_DEMO/tour\n",
}


AWS = """\
#!/bin/sh
if [ "$1 $2" = 'sts get-caller-identity' ]; then
  awsenv status --verify --json | sed -n 's/^ *"arn": \\(".*"\\),$/{ "Arn": \\1 }/p'
else
  echo 'aws: not installed; this one knows: aws sts get-caller-identity' >&2
  exit 252
fi
"""


def make(base: str, shell: str, program: str, tour: str, *, has_aws: bool = True) -> None:
    """Lay out everything but the AWS files, which need the keys that the sandbox's AWS gives out.

    Where no `aws` is installed, a small one answers who the shell is.
    """
    for folder in (".aws", ".config/fish", ".local/bin", *PINS):
        os.makedirs(f"{base}/home/{folder}", 0o700)
    os.mkdir(f"{base}/scratch", 0o700)
    # Without these, fish reads all manual pages at its first start: in 3, and in 4.
    for folder in (".local/share", ".cache"):
        os.makedirs(f"{base}/home/{folder}/fish/generated_completions", 0o700)
    write(f"{base}/tour", tour)
    write(f"{base}/home/{RC[shell]}", LINES[shell])
    for folder, text in PINS.items():
        write(f"{base}/home/{folder}/.awsprofile", text)
    os.symlink(program, f"{base}/home/.local/bin/awsenv")
    if not has_aws:
        write(f"{base}/home/.local/bin/aws", AWS)
        os.chmod(f"{base}/home/.local/bin/aws", 0o700)


def fill(base: str, port: int, keys: Mapping[str, tuple[str, str]]) -> None:
    """Write the AWS files: the sample profiles, all of which lead to the port on loopback."""
    common = {"region": "eu-central-1", "output": "json", "endpoint_url": f"http://127.0.0.1:{port}"}
    write(
        f"{base}/home/.aws/config",
        "\n".join(_section(name, {**own, **common}) for name, own in PROFILES.items()),
    )
    users = {"default": keys[OTHER_ACCOUNT], "shop-dev": keys[OTHER_ACCOUNT], "prod-account": keys[ACCOUNT]}
    names = "aws_access_key_id", "aws_secret_access_key"
    text = "\n".join(_section(name, dict(zip(names, pair, strict=True))) for name, pair in users.items())
    write(f"{base}/home/.aws/credentials", text)
    _allow(base, "shop")


def _allow(base: str, folder: str) -> None:
    """Consent to a pin, as `awsenv allow` in there would."""
    environ = {"HOME": f"{base}/home"}
    pin = pins.read(f"{base}/home/{folder}/{pins.NAME}")
    configuration = Configuration(environ)
    meaning = configuration.target(pin.profile).meaning
    configuration.consents.allow(pin.path, pin.text, meaning)


def _section(name: str, settings: Mapping[str, str]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())


def write(path: str, text: str) -> None:
    """Put the file there as a whole, for the user alone."""
    with open(
        os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(text)
    os.replace(f"{path}.new", path)


def environment(base: str, port: int, path: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What the sandbox's shell gets; `path` is that of its program."""
    kept = {
        name: value for name, value in environ.items() if name in KEPT or name.startswith(("LC_", "NIX_"))
    }
    here = f"http://127.0.0.1:{port}"
    return {
        **kept,
        "HOME": f"{base}/home",
        "PWD": f"{base}/home",
        "TMPDIR": f"{base}/scratch",
        "PATH": f"{base}/home/.local/bin:{environ.get('PATH', os.defpath)}",
        "SHELL": path,
        "AWSENV_DEMO": base,
        "AWS_ENDPOINT_URL": here,
        "AWS_EC2_METADATA_DISABLED": "true",
        # A tool that does not know the line above, and the console's sign-in page, find a proxy that refuses.
        "HTTPS_PROXY": here,
        "https_proxy": here,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }

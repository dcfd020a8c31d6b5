"""Which texts, how many of them, and for how long?"""

from __future__ import annotations

import collections
import os
import time

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

FEW = 4  # examples of a target in the suite
SECONDS = float(os.environ.get("AWSENV_TEST_FUZZ") or 0)  # for each target; 0 for FEW
EXECUTIONS = collections.Counter()

# What a shell, a terminal, a parser or a number could stumble over.
HOSTILE = [
    *("\x1b[31m", "\x1b]0;x\x07", "\x00", "\x7f", "\x85", "\u202e", "\u2028", "\ufeff", "\ud800", "é", "界"),
    *("$(touch x)", "`touch x`", ";touch x", "'", '"', "\\", "\\\n", "\n", "\r\n", "\r", "\t", " ", "\x0b"),
    *("{}", "%", "%(x)s", "%41", "..", "/", "//", "~", "../../x", "/dev/tty", "-", "--", "=", ":", "#", "["),
    *("9" * 30, "9" * 5000, "-1", "1e999", "nan", "0x10", "x" * 3000, "²", "١٢", "null", "true", "[]"),
]


def texts(pieces, most=12):
    """Texts of these pieces, of hostile ones, and of anything."""
    one = st.sampled_from(pieces)
    part = st.one_of(one, one, one, st.sampled_from(HOSTILE), st.text(max_size=8))
    return st.lists(part, max_size=most).map("".join)


def data(pieces, most=12):
    """The same as bytes, which need not be UTF-8."""
    whole = texts(pieces, most).map(lambda text: text.encode("utf-8", "surrogatepass"))
    return st.tuples(whole, st.binary(max_size=3), st.booleans()).map(
        lambda parts: parts[0] + parts[1] if parts[2] else parts[0]
    )


def fuzz(name, given, check, few=FEW):
    """Give examples to a check, and count them: some in the suite, or for so many seconds."""
    end = time.monotonic() + SECONDS
    settings = hypothesis.settings(
        max_examples=200 if SECONDS else few,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )

    @settings
    @hypothesis.given(given)
    def examples(value):
        if SECONDS and time.monotonic() > end:
            return
        EXECUTIONS[name] += 1
        check(value)

    examples()
    while time.monotonic() < end:
        examples()

"""Does the text of an AWS file keep every byte beside the keys that leave it, come back or are replaced?"""

from __future__ import annotations

import pytest

from awsenv.chains import chain
from awsenv.errors import AwsenvError
from awsenv.keys import text

PATH, KEY, NEW, SECRET = "/x/credentials", "AKIAANN2222222222222", "AKIANEW2222222222222", "ann/canary+secret"
COMMAND = f"/a/awsenv keys print ann --from pass --key {KEY}"
PLAIN = "# é above\n[bob]\nx = 1\n[ann]\n{}[z]\ny = %(z)s # 2\n\n"
TWO = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
KINDS = {
    "as usual": TWO,
    "CRLF": TWO.replace("\n", "\r\n"),
    "without blanks": TWO.replace(" = ", "="),
    "aligned": TWO.replace(" = ", "   =  "),
    "a colon": TWO.replace(" = ", ": "),
    "after others": f"region = x\n; c\n{TWO}output = json\n",
    "followed by a block": f"{TWO}s3 =\n  a = b\n  c = d\n",
    "blank lines": f"\n{TWO}\n\n",
}
# Coming back, these two lines stand beside each other, the id first.
OTHERS = {
    "the secret first": "".join(reversed(TWO.splitlines(keepends=True))),
    "a comment between": TWO.replace("\naws_s", "\n# why\naws_s"),
    "a setting between": TWO.replace("\naws_s", "\nregion = x\naws_s"),
}


@pytest.mark.parametrize("lines", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("whole", [PLAIN, "[ann]\n{}"])
def test_keys_leave_a_file_and_come_back_to_the_byte(lines, whole):
    before = whole.format(lines) if whole == PLAIN else whole.format(lines).rstrip("\r\n")
    if "\r" in before:
        before = before.replace("\r", "").replace("\n", "\r\n")
    moved = text.moved(before, PATH, "ann", KEY, COMMAND)
    assert SECRET not in moved
    assert text.parsed(moved, PATH).section("ann").value("credential_process") == COMMAND
    assert text.restored(moved, PATH, "ann", KEY, SECRET) == before


@pytest.mark.parametrize("lines", OTHERS.values(), ids=OTHERS)
def test_one_line_takes_the_place_of_two_wherever_they_are(lines):
    moved = text.moved(PLAIN.format(lines), PATH, "ann", KEY, COMMAND)
    kept = [line for line in lines.splitlines() if not line.startswith("aws_")]
    found = moved.split("[ann]\n")[1].split("[z]")[0].splitlines()
    assert found == [f"credential_process = {COMMAND}", *kept]
    assert text.parsed(text.restored(moved, PATH, "ann", KEY, SECRET), PATH).section("ann").values() == (
        text.parsed(PLAIN.format(lines), PATH).section("ann").values()
    )


@pytest.mark.parametrize("lines", [*KINDS.values(), *OTHERS.values()], ids=[*KINDS, *OTHERS])
def test_a_new_key_takes_the_place_of_an_old_one_wherever_that_is(lines):
    both = PLAIN.format(lines) + f"[again]\n{TWO}[stored]\ncredential_process = {COMMAND}\n"
    expected = both.replace(KEY, NEW).replace(SECRET, "new/secret")
    assert text.rotated(both, PATH, KEY, NEW, "new/secret") == expected


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (f"[ann]\n{TWO}credential_process = x\n", "two-sources"),
        (f"[ann]\naws_access_key_id = {KEY}\n  more\naws_secret_access_key = {SECRET}\n", "file-changed"),
        (f"[ann]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n  more\n", "block"),
        (f"[DEFAULT]\n{TWO}[ann]\nregion = x\n", "file-changed"),
        (f"[ann]\n{TWO.replace(KEY, NEW)}", "file-changed"),
        ("[bob]\nx = 1\n", "file-changed"),
        (f"[ann]\n{TWO}[ann]\n", "section-twice"),
    ],
)
def test_what_cannot_be_changed_is_an_error(before, code):
    with pytest.raises(AwsenvError) as error:
        text.moved(before, PATH, "ann", KEY, COMMAND)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (COMMAND, ("pass", KEY)),
        (f"'/a b/awsenv' keys print 'a b' --from op --key {KEY}", ("op", KEY)),
        ("awsenv keys print ann", None),
        (f"awsenv export ann --from pass --key {KEY}", None),
        (f"awsenv keys print ann --key {KEY} --from pass", None),
        ({"a": "b"}, None),
        (None, None),
    ],
)
def test_a_stored_key_is_known_by_its_command(command, expected):
    assert chain.stored(command) == expected

"""Is whatever is wrong with JSON of others one kind of error?"""

import pytest

from awsenv import foreign_json


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "nothing", "\ufeff{}", "[" * 100_000, '{"a":' * 100_000, "[" * 900 + "]" * 900 + "x"),
        *('"\\ud800"', '{"\\udc00": 1}', '"a\\u0000b"', '{"Version": 1} {}'),
        pytest.param(b'"\xff"', id="bytes"),
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_wrong_is_a_value_error(text):
    with pytest.raises(ValueError):
        foreign_json.read(text)


def test_what_is_right_is_read():
    assert foreign_json.read('{"a": ["é", "\\ud83d\\ude00", 1.5, null]}') == {
        "a": ["é", "\U0001f600", 1.5, None]
    }

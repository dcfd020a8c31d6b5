"""Where does the MFA code come from, and what becomes of a wrong one?"""

import pytest
from aws import faults
from running import CLIENT, SERIAL, as_json, calls

PROMPT = f"MFA code for {SERIAL}: "
EXPORT = ("export", "ann-mfa", "--format", "process")


def type_code(terminal, code):
    terminal.until(PROMPT)
    terminal.send(f"{code}\r")


def test_the_code_is_asked_on_the_terminal_and_not_echoed(start_core, world):
    terminal = start_core(*EXPORT)
    type_code(terminal, world.mfa_code(SERIAL))
    words, status = terminal.ended()
    assert status == 0
    assert world.mfa_code(SERIAL) not in words
    assert as_json(words)["Version"] == 1


@pytest.mark.parametrize(
    "redirection", ["</dev/null", ">out", "2>err", "9<&0 </dev/null >out 2>err", "| cat >out"]
)
def test_the_code_is_asked_on_the_terminal_whatever_is_redirected(core, start_core, world, redirection):
    terminal = start_core(*EXPORT, line=f'exec "$0" -m awsenv "$@" {redirection}')
    type_code(terminal, world.mfa_code(SERIAL))
    words, status = terminal.ended()
    assert status == 0
    answer = (core.home / "out").read_text() if ">out" in redirection else words
    assert as_json(answer)["AccessKeyId"][:4] == "ASIA"


def test_the_code_is_asked_inside_a_command_substitution(start_core, world):
    terminal = start_core(line='answer=$("$0" -m awsenv export ann-mfa); echo "got ${#answer}"')
    type_code(terminal, world.mfa_code(SERIAL))
    words, _ = terminal.ended()
    assert int(words.split("got ")[1]) > 100


def test_a_wrong_code_is_asked_again_and_the_right_one_then_works(start_core, server, world):
    terminal = start_core(*EXPORT)
    for code in ("000000", "00", "000001"):
        type_code(terminal, code)
    assert terminal.ended()[1] == 5, "three answers, of which one was no code"
    terminal = start_core(*EXPORT)
    for code in ("000002", world.mfa_code(SERIAL)):
        type_code(terminal, code)
    assert terminal.ended()[1] == 0
    sent = [parameters["TokenCode"] for action, parameters in calls(server) if action == "GetSessionToken"]
    assert sent == ["000000", "000001", "000002", world.mfa_code(SERIAL)]


def test_three_wrong_codes_are_the_end(start_core, server):
    terminal = start_core(*EXPORT)
    for code in ("000000", "000001", "000002"):
        type_code(terminal, code)
    words, status = terminal.ended()
    assert status == 5
    assert "no MFA code" in words
    assert len(calls(server)) == 3


def test_the_same_code_is_never_sent_twice(core, start_core, server, world):
    code = world.mfa_code(SERIAL)
    assert core.run("login", "ann-mfa", "-t", code).status == 0
    core.run("logout", "--all")
    result = core.run("login", "ann-mfa", "-t", code)
    assert (result.status, len(calls(server))) == (4, 2)
    assert "has been sent already" in result.err
    terminal = start_core(*EXPORT)
    type_code(terminal, code)
    terminal.until("wait for the next code")
    world.mfa_window += 1
    type_code(terminal, world.mfa_code(SERIAL))
    assert terminal.ended()[1] == 0
    assert len([action for action, _ in calls(server) if action == "GetSessionToken"]) == 2


@pytest.mark.parametrize("interruption", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interrupted_question_changes_nothing(core, start_core, server, interruption):
    terminal = start_core(*EXPORT)
    terminal.until(PROMPT)
    terminal.send(interruption)
    words, status = terminal.ended()
    assert (status, words.replace("^C", "").strip(), server.log) == (130, "", [])
    assert core.session_files() == []


def test_an_interrupted_question_gives_the_terminal_its_echo_back(start_core):
    terminal = start_core(line='trap : INT; "$0" -m awsenv export ann-mfa; stty -a; exit 0')
    terminal.until(PROMPT)
    terminal.send("\x03")
    words, _ = terminal.ended()
    assert " echo " in words


@pytest.mark.parametrize("fault", [faults.internal_failure, faults.throttle, faults.disconnect])
def test_a_request_with_a_code_is_not_repeated_by_itself(core, server, world, fault):
    server.disturb("GetSessionToken", fault)
    assert core.run("ann-mfa", "-t", world.mfa_code(SERIAL), AWS_MAX_ATTEMPTS="3").status == 5
    assert len(calls(server)) == 1


def test_without_a_terminal_it_says_what_to_do(core, server):
    result = core.run("ann-mfa", "-d", "2h")  # for which the role takes a code of its own
    assert (result.status, server.log) == (4, [])
    assert "there is no terminal to ask on" in result.err
    assert "mfa_process" in result.err


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "١٢٣٤٥٦", ""])
def test_what_is_no_code_is_not_sent(core, server, code):
    assert (core.run("ann-mfa", "-t", code).status, server.log) == (2, [])


def with_process(core, body):
    program = core.write("bin/code giver", f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    core.environ["PATH"] = f"{program.parent}:{core.environ['PATH']}"
    text = (core.home / ".aws/config").read_text()
    core.write(
        ".aws/config",
        text.replace("[profile ann-mfa]\n", "[profile ann-mfa]\nmfa_process = 'code giver' x\n"),
    )


def test_a_process_can_give_the_code_so_that_a_renewal_asks_nothing(core, world):
    with_process(core, f"echo {world.mfa_code(SERIAL)}")
    result = core.run("ann-mfa", "-d", "2h")  # for which the role takes a code of its own
    assert (result.status, result.environ["AWSENV_RENEWS"]) == (0, "1")


def test_a_process_that_gives_a_wrong_code_is_not_run_again(core, server):
    with_process(core, "echo 000000")
    result = core.run("ann-mfa", "-d", "2h")  # for which the role takes a code of its own
    assert (result.status, len(calls(server))) == (5, 1)
    assert f"AWS did not accept this MFA code for '{SERIAL}'" in result.err


@pytest.mark.parametrize(
    ("body", "words"),
    [("echo no", "something other than six digits"), ("echo touch it >&2; exit 3", "status 3: touch it")],
)
def test_a_process_that_gives_no_code_is_explained(core, server, body, words):
    with_process(core, body)
    result = core.run("ann-mfa", "-d", "2h")  # for which the role takes a code of its own
    assert (result.status, server.log) == (1, [])
    assert words in result.err


def test_a_device_that_is_not_the_users_is_named(core, world):
    text = (core.home / ".aws/config").read_text()
    core.write(".aws/config", text.replace(SERIAL, SERIAL + "-old"))
    result = core.run("ann-mfa", "-t", world.mfa_code(SERIAL))
    assert result.status == 5
    assert f"'{SERIAL}-old' is not an MFA device" in result.err


def test_fifty_shells_ask_one_question(core, start_core, server, world):
    """The others wait for whoever asks, and take its answer."""
    count = 50
    loop = f'for i in $(seq {count}); do "$0" -m awsenv export ann-mfa >out.$i & done; wait'
    terminal = start_core(line=loop)
    meanwhile = terminal.until(PROMPT)[0].decode()
    terminal.send(f"{world.mfa_code(SERIAL)}\r")
    words, _ = terminal.ended(120)
    assert "MFA code" not in meanwhile + words
    assert "another shell is opening this session" in meanwhile + words
    assert [action for action, _ in calls(server)] == ["GetSessionToken", "AssumeRole"]
    assert len({(core.home / f"out.{number + 1}").read_text() for number in range(count)}) == 1


IMPORTS = """\
import posix
import sys
def heard(event, what):
    if event == "import" and what[0] in ("botocore", "botocore.auth", "botocore.client", "threading"):
        posix.write(2, f"<{what[0]}>".encode())
sys.addaudithook(heard)
from awsenv.__main__ import main
sys.exit(main())
"""


def test_botocore_is_loaded_while_the_code_is_typed_and_not_before(core, start_core, world):
    core.write("heard.py", IMPORTS)
    terminal = start_core("login", "ann-mfa", line='exec "$0" heard.py "$@"')
    assert b"<" not in terminal.until(PROMPT)[0]
    terminal.until("<botocore.auth>")
    terminal.send(f"{world.mfa_code(SERIAL)}\r")
    words, status = terminal.ended()
    assert (status, "<botocore.client>" in words) == (0, False)


def test_the_same_where_the_call_takes_a_client_of_botocore(core, start_core, world):
    core.write("heard.py", IMPORTS)
    terminal = start_core("login", "ann-mfa", line='exec "$0" heard.py "$@"', **CLIENT)
    assert b"<" not in terminal.until(PROMPT)[0]
    terminal.until("<botocore.client>")
    terminal.send(f"{world.mfa_code(SERIAL)}\r")
    assert terminal.ended()[1] == 0

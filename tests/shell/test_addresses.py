"""Accounts and roles instead of names, in the shells: pins that a team shares, TAB, and one command as many."""

from __future__ import annotations

from awsenv.addresses import listed
from awsenv.addresses.listed import Portal

from .conftest import active, environment
from .test_completion import completed

ACCOUNT, URL = "777788889999", "https://corp.example/start"
SESSION = f"[sso-session corp]\nsso_start_url = {URL}\nsso_region = eu-west-1\n"


def test_a_team_shares_a_pin_of_account_and_role_whatever_each_calls_them(start, home, shell):
    project, config = home.path / "project", home.path / ".aws/config"
    project.mkdir()
    mine = start()
    mine.run("cd project; awsenv local --portable prod-network-admin")
    assert active(mine, home) == "prod-network-admin"
    text = (project / ".awsprofile").read_text()
    assert text == "account = 012345678901\nrole = NetworkAdminRole\n"

    config.write_text(config.read_text().replace("prod-network-admin", "theirs"))
    state = {"XDG_STATE_HOME": str(home.path / "other")}  # another person, who has allowed nothing
    theirs = start(environ=state)
    before = environment(theirs, home)
    shown = theirs.run("cd project")
    assert b"it asks for 'theirs' (role NetworkAdminRole, account 012345678901)" in shown
    assert environment(theirs, home) == before
    assert b"may switch this directory to 'theirs'" in theirs.run("awsenv allow")
    assert active(theirs, home) == "theirs"
    theirs.run("awsenv dev; cd ../project")
    assert active(theirs, home) == "dev"  # by hand, which holds
    theirs.run("cd ..")
    assert environment(theirs, home) == before

    (project / ".awsprofile").write_text("dev\naccount = 012345678901\n")
    shown = theirs.run("cd project; awsenv allow")
    assert (
        shown.count(b"this directory belongs to account 012345678901, and profile 'dev' does not say which")
        == 2
    )
    assert environment(theirs, home) == before


def test_tab_knows_addresses_and_a_run_leaves_the_shell_alone(start, home):
    config = home.path / ".aws/config"
    config.write_text(config.read_text() + SESSION)
    found = {ACCOUNT: ("Payments", ("Admin", "ReadOnly"))}
    listed.keep(home.environ, Portal("corp", URL, "eu-west-1", found))
    terminal = start()
    before = environment(terminal, home)
    shown = terminal.run("awsenv run 'd*' no-region -x default -- sh -c 'echo \"<$AWS_PROFILE>\"; exit 127'")
    assert (shown.count(b"<dev>"), shown.count(b"<no-region>"), terminal.status) == (1, 1, 127)
    assert b"install.sh" not in shown
    assert environment(terminal, home) == before
    assert completed(terminal, home, "awsenv run no-reg") == ["run", "no-region"]
    assert completed(terminal, home, "awsenv Pay\tA") == ["Payments/Admin"]
    assert completed(terminal, home, f"awsenv exec {ACCOUNT[:3]}\tR") == ["exec", f"{ACCOUNT}/ReadOnly"]

"""Do our lines in a config file stay ours, and all others as they are?"""

from __future__ import annotations

import io
import re
import string

import botocore.configloader
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awsenv.call import Call
from awsenv.errors import AwsenvError, MalformedFile, UsageError
from awsenv.files import rewrite
from awsenv.sso.sso_sessions import SsoSession
from awsenv.sync import changes, generated, naming, update
from awsenv.sync.generated import Options
from awsenv.sync.naming import Assignment

PATH = "/home/ann/.aws/config"
ACCOUNT = "012345678901"
ASSIGNMENTS = [
    Assignment(ACCOUNT, "Admin", "Prod / EU", "prod@example.com"),
    Assignment(ACCOUNT, "ReadOnly", "Prod / EU", "prod@example.com"),
    Assignment("111122223333", "Admin", "Straße 7 (é)", "dev@example.com"),
]
HEADER = "[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-1\n"
BLOCK = """\
# awsenv sso sync corp # made by awsenv, edits are lost
[profile Prod-EU-Admin]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin

[profile Prod-EU-ReadOnly]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = ReadOnly

[profile Stra-e-7-e-Admin]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

# end of awsenv sso sync corp
"""


def made(text, assignments=ASSIGNMENTS, options=None, *, session="corp", taken=(), rename=False):
    of = SsoSession(session, "https://corp.example/start", "eu-west-1")
    return changes.plan(text, PATH, of, assignments, options or Options(), taken, rename=rename)


def names(text, session="corp"):
    return {entry.key: entry.name for entry in generated.blocks(text, PATH)[session].entries}


# --- the lines ----------------------------------------------------------------------------------------------


def test_a_block_is_appended_below_an_empty_line():
    assert made(HEADER).after == HEADER + "\n" + BLOCK


def test_a_last_line_without_an_end_gets_one_and_stays_as_it_is():
    assert made(HEADER[:-1]).after == HEADER + "\n" + BLOCK


def test_an_empty_file_begins_with_the_block():
    assert made("").after == BLOCK


def test_the_block_is_replaced_where_it_stands():
    after = "\n\n[profile mine]\r\nregion=x\n# the end without a line end"
    text = HEADER + BLOCK + after
    assert made(text).after == HEADER + BLOCK + after
    smaller = made(text, ASSIGNMENTS[:1]).after
    assert smaller.startswith(HEADER + "# awsenv sso sync corp # ")
    assert smaller.endswith("# end of awsenv sso sync corp\n" + after)
    assert made(smaller).after == text


def test_a_block_at_the_end_of_a_file_without_its_last_line_end_stays_so():
    text = HEADER + BLOCK[:-1]
    assert made(text).after == text


def test_a_file_with_crlf_gets_a_block_with_crlf():
    text = HEADER.replace("\n", "\r\n")
    assert made(text).after == text + ("\n" + BLOCK).replace("\n", "\r\n")
    assert made(made(text).after).after == made(text).after


def test_options_are_remembered_in_the_opening_line_and_can_be_edited_there():
    options = Options("{role_name}/{account_id}", "eu-west-1", ["Prod *", "[!a]*"], ["Admin*"])
    text = made("", ASSIGNMENTS, options).after
    first = text.splitlines()[0]
    assert first == (
        "# awsenv sso sync corp --template {role_name}/{account_id} --region eu-west-1 "
        "--account Prod%20* --account [!a]* --role Admin* # made by awsenv, edits are lost"
    )
    again = generated.blocks(text.replace("eu-west-1 -", "eu-west-3 -"), PATH)["corp"].options
    assert list(again.accounts) == ["Prod *", "[!a]*"]
    assert (
        again.template,
        again.region,
        again.roles,
    ) == ("{role_name}/{account_id}", "eu-west-3", ("Admin*",))


@pytest.mark.parametrize("session", ["my corp", "a=b", "c:d", "# made by awsenv", "é", "%41", "x' \""])
def test_no_session_makes_our_comments_look_like_a_setting(session):
    text = made("", ASSIGNMENTS, Options(roles=["a=b:c"]), session=session).after
    first, *_, last = text.splitlines()
    assert not set("=:") & set(first + last)
    assert list(generated.blocks(text, PATH)) == [session]


@pytest.mark.parametrize(
    "odd", ["[default]\n[x = 1\n", "[default]\ns3 =\n  a = b\n\n", "[DEFAULT]\nregion = x\n"]
)
def test_lines_that_are_read_one_by_one_do_not_disturb(odd):
    assert made(odd).after == odd + "\n" + BLOCK
    assert made(made(odd).after).after == odd + "\n" + BLOCK


def test_two_sessions_have_a_block_each():
    one = made("", ASSIGNMENTS).after
    both = made(one, ASSIGNMENTS, session="other").after
    assert both.startswith(one)
    assert list(generated.blocks(both, PATH)) == ["corp", "other"]
    assert set(names(both).values()).isdisjoint(names(both, "other").values())


# --- what somebody did to them ------------------------------------------------------------------------------


def damage(text):
    with pytest.raises(MalformedFile) as error:
        made(text)
    assert error.value.remedy
    return str(error.value).removeprefix(PATH)


def test_an_opening_line_without_an_end_is_named():
    assert damage(HEADER + BLOCK.rpartition("# end")[0]) == ":4: these lines of awsenv have no end line"
    second = BLOCK.rpartition("# end")[0].replace("corp", "other")
    assert damage(HEADER + second + BLOCK) == ":4: these lines of awsenv have no end line"


def test_an_end_without_an_opening_line_is_named():
    what = ":16: '# end of awsenv sso sync corp' does not belong to any opening line"
    assert damage(BLOCK.partition("\n")[2]) == what


def test_a_second_block_is_named():
    assert damage(BLOCK + BLOCK) == ":18: a second block of awsenv sso sync corp"


def test_an_end_of_another_session_is_named():
    assert (
        damage(BLOCK.replace("end of awsenv sso sync corp", "end of awsenv sso sync x"))
        == ":1: these lines of awsenv have no end line"
    )


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("--color red", "'--color' is not an option of this line"),
        ("--region", "'--region' is not an option of this line"),
        ("--region a=b", "'a=b' is not a region name"),
        ("--template {x}", "template '{x}': no field '{x}'"),
    ],
)
def test_a_wrong_option_in_the_opening_line_is_named(words, what):
    text = BLOCK.replace("sync corp #", f"sync corp {words} #")
    assert damage(text) == f":1: {what}"


def test_what_was_put_between_our_lines_is_not_lost():
    mine = BLOCK.replace("\n# end", "\n[profile mine]\nregion = x\n\n# end")
    assert damage(mine) == ":17: '[profile mine]' was not generated"
    default = BLOCK.replace("\n# end", "\n[DEFAULT]\nregion = x\n\n# end")
    assert "'[DEFAULT]' was not generated" in damage(default)
    setting = BLOCK.replace("\n[profile Prod-EU-Admin]", "\nregion = x\n[profile Prod-EU-Admin]")
    assert damage(setting) == ":2: a setting before the first [section]"


def test_a_comment_of_the_users_about_us_is_no_mark():
    text = "# awsenv sso sync corp makes the profiles below\n" + HEADER
    assert made(text).after.startswith(text)


def test_a_file_that_botocore_would_refuse_is_not_touched():
    for text in ("\ufeff" + HEADER, HEADER + HEADER, HEADER + "nonsense\n"):
        with pytest.raises(MalformedFile):
            made(text)
    with pytest.raises(MalformedFile) as error:
        made(BLOCK + "\n[a]\nnonsense\n")
    assert error.value.line == 20


def test_bytes_that_are_no_text_are_not_touched():
    with pytest.raises(MalformedFile) as error:
        rewrite.decoded(b"[a]\nx = \xff\n", PATH)
    assert str(error.value).startswith(f"{PATH}:2: not UTF-8 text")


@pytest.mark.parametrize("session", ["corp ", "", "a\nb", "\x1b[31m"])
def test_a_session_whose_name_no_setting_can_hold_is_refused(session):
    with pytest.raises(AwsenvError, match="no profile can name the "):
        made("", session=session)


def test_a_setting_below_our_last_line_has_no_section():
    with pytest.raises(MalformedFile) as error:
        made(HEADER + BLOCK + "\noutput = json\n", ASSIGNMENTS[:2])
    assert f"{PATH}:22: 'output' follows the lines of awsenv" in str(error.value)


def test_what_somebody_added_to_a_generated_profile_is_put_back_and_not_shown():
    text = BLOCK.replace("Admin\n\n", "Admin\naws_secret_access_key = canary\n\n", 1)
    plan = made(text)
    assert (plan.after, plan.added, plan.changed, plan.kept) == (BLOCK, 0, 1, 2)
    assert plan.differences == ["~ Prod-EU-Admin: without aws_secret_access_key"]


# --- names --------------------------------------------------------------------------------------------------


def test_a_name_stays_while_account_and_role_are_the_same():
    renamed = [
        Assignment(assignment.account, assignment.role, "Another name", assignment.email)
        for assignment in ASSIGNMENTS
    ]
    plan = made(BLOCK, renamed)
    assert (plan.after, plan.kept) == (BLOCK, 3)


def test_names_follow_a_new_template_or_the_wish_for_new_ones():
    text = made(BLOCK, ASSIGNMENTS, Options("{account_id}")).after
    assert {f"{ACCOUNT}-{ACCOUNT}", f"{ACCOUNT}-{ACCOUNT}-2"} > {ACCOUNT} & set(names(text).values())
    renamed = [
        Assignment(assignment.account, assignment.role, "New", assignment.email)
        for assignment in ASSIGNMENTS[1:]
    ]
    plan = made(BLOCK, renamed, rename=True)
    assert set(names(plan.after).values()) == {"New-ReadOnly", "New-Admin"}
    assert (plan.added, plan.removed, plan.changed) == (0, 1, 2)


def test_a_clash_is_solved_by_the_account_id_and_counted():
    twins = [
        Assignment(ACCOUNT, "Admin", "Shop"),
        Assignment("111122223333", "Admin", "Shop"),
        Assignment(ACCOUNT, "X", "Shop"),
    ]
    plan = made("", twins)
    assert set(names(plan.after).values()) == {f"Shop-Admin-{ACCOUNT}", "Shop-Admin-111122223333", "Shop-X"}
    assert plan.apart == 2
    first = made("", twins[:1])
    second = made(first.after, twins)
    assert names(second.after)[ACCOUNT, "Admin"] == "Shop-Admin"
    assert names(second.after)["111122223333", "Admin"] == "Shop-Admin-111122223333"


def test_a_name_that_is_taken_outside_the_block_is_not_used():
    text = "[profile Prod-EU-Admin]\nregion = x\n"
    plan = made(text, ASSIGNMENTS, taken=["Prod-EU-ReadOnly"])
    assert names(plan.after)[ACCOUNT, "Admin"] == f"Prod-EU-Admin-{ACCOUNT}"
    assert names(plan.after)[ACCOUNT, "ReadOnly"] == f"Prod-EU-ReadOnly-{ACCOUNT}"
    assert plan.after == made(plan.after, ASSIGNMENTS, taken=["Prod-EU-ReadOnly"]).after


def test_a_profile_of_the_users_for_the_same_role_gets_no_second_one():
    for settings in ("sso_session = corp", "sso_start_url = https://corp.example/start"):
        text = f"[profile mine]\n{settings}\nsso_account_id = {ACCOUNT}\nsso_role_name = Admin\n"
        plan = made(text)
        assert (plan.added, plan.yours) == (2, 1)
        assert (ACCOUNT, "Admin") not in names(plan.after)


def test_a_profile_of_the_users_beside_a_generated_one_leaves_that_alone():
    text = (
        BLOCK + f"\n[profile mine]\nsso_session = corp\nsso_account_id = {ACCOUNT}\nsso_role_name = Admin\n"
    )
    assert made(text).after == text


def test_a_generated_profile_that_was_copied_out_of_the_block_is_the_users():
    mine = f"[profile Prod-EU-Admin]\nsso_session = corp\nsso_account_id = {ACCOUNT}\nsso_role_name = Admin\n"
    plan = made(mine + "\n" + BLOCK)
    assert (plan.added, plan.removed, plan.kept, plan.yours) == (0, 1, 2, 1)


@pytest.mark.parametrize(
    "template",
    [
        "",
        "plain",
        "{account_name",
        "{nope}",
        "{role_name!r}",
        "{role_name:>9}",
        "{}",
        "{0}",
        "a b{role_name}",
        "-{role_name}",
        "{role_name.x}",
        "$(x){role_name}",
        "{role_name}\n",
    ],
)
def test_a_template_that_makes_no_names_is_refused(template):
    with pytest.raises(UsageError):
        naming.check(template)


roles = st.text(string.ascii_letters + string.digits + "+=,.@-_", min_size=1, max_size=8)
accounts = st.sampled_from([f"{number:012}" for number in range(6)])
assignments = st.lists(
    st.builds(Assignment, accounts, roles, st.text(max_size=8), st.text(max_size=8)),
    max_size=12,
    unique_by=lambda assignment: assignment.key,
)
templates = st.sampled_from(
    [naming.DEFAULT, "{role_name}", "{account_name}", "{email}/{session}", "{region}"]
)


@given(assignments, templates, st.sets(st.sampled_from(["a", "a-a", "000000000001", "default"])))
def test_names_are_legal_and_unique(assignments, template, taken):
    facts = {"session": "é!", "region": ""}
    found, _ = naming.given(assignments, template, facts, {}, taken)
    assert {assignment.key for assignment in assignments} == set(found)
    assert len(assignments) == len(set(found.values()) - taken)
    assert all(re.fullmatch(r"[A-Za-z0-9_/][A-Za-z0-9._/+-]*", name) for name in found.values())
    assert naming.given(assignments[::-1], "{email}", facts, found, taken) == (found, 0)


ends = st.sampled_from(["\n", "\r\n"])
own = st.lists(
    st.sampled_from(
        ["[profile a]", "[default]", "[sso-session b]", "a = x", "s3 =", "  max = 3", "# [c]", "; # x", "",
         " # indented", "key: value", "x = # awsenv sso sync", "\x0b", "é = \u2028 y", "z =", "[DEFAULT]"]
    ),
    max_size=8,
)  # fmt: skip


@given(own, own, ends, st.booleans(), assignments, assignments, templates)
def test_no_byte_outside_the_block_changes_and_botocore_reads_the_rest(
    tmp_path_factory, before, after, end, last, first, second, template
):
    outside = end.join(before) + (end if last and before else "")
    try:
        one = made(outside, first)
    except MalformedFile:
        return
    head = one.after.partition("# awsenv sso sync corp")[0]
    assert head.rstrip("\r\n") == outside.rstrip("\r\n")
    assert head.startswith(outside)
    tail = "" if not after else end + end.join(after)
    try:
        two = made(one.after + tail, second, Options(template))
    except MalformedFile:
        return
    block = generated.blocks(two.after, PATH)["corp"]
    assert (two.after[: block.start], two.after[block.end :]) == (head, tail)
    assert two.after == made(two.after, second, Options(template)).after

    path = tmp_path_factory.getbasetemp() / "config"
    path.write_bytes(two.after.encode())
    profiles = botocore.configloader.load_config(str(path))["profiles"]
    for (account, role), name in names(two.after).items():
        values = ("corp", account, role)
        assert tuple(profiles[name][f"sso_{n}"] for n in ("session", "account_id", "role_name")) == values


# --- what is shown of a change ------------------------------------------------------------------------------


def test_a_line_says_what_is_added_removed_and_changed():
    assignments = [*ASSIGNMENTS[1:], Assignment("999999999999", "New", "New")]
    plan = made(made(BLOCK, ASSIGNMENTS).after, assignments, Options(region="eu-west-1"))
    assert plan.differences == [
        "+ New-New: account 999999999999, role New, region eu-west-1",
        f"- Prod-EU-Admin: account {ACCOUNT}, role Admin",
        "~ Prod-EU-ReadOnly: region eu-west-1 instead of none",
        "~ Stra-e-7-e-Admin: region eu-west-1 instead of none",
        "~ options: --region eu-west-1",
    ]
    plan = made(BLOCK, [Assignment(ACCOUNT, "Admin", "New")], rename=True)
    assert plan.differences[0] == "~ Prod-EU-Admin: renamed to New-Admin"


def test_comments_between_our_lines_are_named_since_they_go():
    text = BLOCK.replace("\n[profile Stra", "\n; a secret\n[profile Stra").replace(
        "\n# end", "# mine\n\n# end"
    )
    assert made(text).differences == ["- the comment in line 12", "- the comment in line 17"]


@given(own, ends, assignments, assignments, st.sampled_from(["", "# mine\n", "\n\n"]))
def test_whatever_changes_the_text_is_said(outside, end, first, second, more):
    try:
        before = made(end.join(outside), first).after.replace("# end", f"{more}# end")
        plan = made(before, second)
    except MalformedFile:
        return
    assert (plan.before == plan.after) == (plan.differences == [])
    signs = "".join(line[0] for line in plan.differences if ": " in line)
    assert tuple(map(signs.count, "+-~")) == (plan.added, plan.removed, plan.changed)


@pytest.mark.parametrize("tty", [True, False])
def test_it_is_colored_on_a_terminal_and_harmless(tty):
    out = io.StringIO()
    out.isatty = lambda: tty
    plan = changes.Plan()
    plan.differences = ["+ a\x1bb: account 1, role c"]
    update.show(plan, Call({"TERM": "xterm-256color"}, "/", 0, out, out))
    line = "+ a?b: account 1, role c"
    assert out.getvalue() == (f"\x1b[32m{line}\x1b[m\n" if tty else f"{line}\n")


@pytest.mark.parametrize("name", ['"my prod"', "-prod", "a:b", "'a=b'", "$(x)"])
def test_a_name_that_a_sync_cannot_write_is_replaced_by_one_that_it_can(name):
    edited = BLOCK.replace("[profile Prod-EU-Admin]", f"[profile {name}]")
    plan = made(edited)
    assert (plan.after, plan.changed, plan.kept) == (BLOCK, 1, 2)


def test_nothing_is_written_that_names_no_profile():
    entry = generated.Entry("my prod", "corp", ACCOUNT, "Admin", "")
    plan = changes.Plan()
    plan.after = "\n".join([*entry.lines(), ""])
    with pytest.raises(AwsenvError, match="my prod"):
        changes._check(plan, PATH, [entry])  # noqa: SLF001 (no name that is kept comes so far)

"""Thirty-six ways in which tools like this one have failed people: which test keeps each from happening here?

The numbers in a source are those of the issues and pull requests in which people told of it.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from running import SERIAL

TESTS = Path(__file__).parents[1]

# What failed; who told of it; the tests that would fail if it happened here.
FAILURES = [
    # The way from the program to the shell
    (
        "a profile's name with a blank or a quote becomes other names, or code",
        "awsume #144, granted's script",
        [
            "shell/test_crowds.py::test_generated_names_are_switched_to_and_shown_as_they_are",
            "shell/test_crowds.py::test_the_code_for_a_thousand_names_makes_a_thousand_identities_and_runs_nothing",
            "shell/test_switch.py::test_any_name_can_be_switched_to_shown_and_left",
        ],
    ),
    (
        "a line that is printed beside the result is evaluated, or hides it",
        "aws-sso-cli #145, gimme-aws-creds #67 #96, granted's script",
        [
            "shell/test_protocol.py::test_output_goes_to_a_pipe_or_a_file_without_code_in_it",
            "shell/test_protocol.py::test_code_of_a_core_that_failed_is_not_evaluated_and_its_status_is_handed_on",
            "core/test_surroundings.py::test_no_debugging_switch_brings_a_secret_to_light",
        ],
    ),
    (
        "the question for a code is swallowed by $(…), and the shell seems to hang",
        "aws-vault #300, vaulted #15, scalefactory #21, granted #123",
        [
            "core/test_mfa.py::test_the_code_is_asked_inside_a_command_substitution",
            "core/test_mfa.py::test_without_a_terminal_it_says_what_to_do",
        ],
    ),
    (
        "the file is executed and not sourced, or an exit in it closes the terminal",
        "awsume #154 #155, oh-my-zsh ffa8487bc",
        [
            "core/test_cli.py::test_without_the_snippet_nothing_changes_and_the_line_to_add_is_said",
            "shell/test_protocol.py::test_a_core_that_is_not_there_is_one_clear_line",
        ],
    ),
    (
        "set -u, KSH_ARRAYS and other options break it",
        "granted #435, oh-my-zsh's aws plugin, awsume",
        ["shell/test_protocol.py::test_a_hostile_setting_before_or_after_loading_changes_nothing"],
    ),
    (
        "the user's aliases and functions over cd, read, export or command break it or recurse",
        "zoxide #145, oh-my-zsh",
        ["shell/test_protocol.py::test_a_hostile_setting_before_or_after_loading_changes_nothing"],
    ),
    (
        "PROMPT_COMMAND as a string or an array loses a hook, or $? is not the command's",
        "direnv #155, starship #330 #2918 #5409 #6962",
        [
            "shell/test_prompt.py::test_any_form_of_prompt_command_keeps_working_and_sees_the_status",
            "shell/test_protocol.py::test_the_status_of_the_last_command_survives_the_hooks",
            "shell/test_protocol.py::test_sourcing_again_changes_nothing",
        ],
    ),
    (
        "compdef: command not found, where it is loaded before compinit",
        "fzf-marks #36, autojump #137",
        ["shell/test_completion.py::test_zsh_completes_whether_compinit_runs_before_after_or_never"],
    ),
    (
        "bash 3.2, as on macOS, cannot read the snippet",
        "oh-my-zsh #8525",
        ["repository/test_lint.py::test_the_snippet_keeps_to_bash_3_2"],
    ),
    (
        "secrets stay in helper variables after a switch",
        "granted's GRANTED_2, awsume's AWSUME_2",
        [
            "shell/test_keys.py::test_no_variable_but_those_of_aws_holds_a_secret",
            "shell/test_keys.py::test_what_the_user_had_exported_is_remembered_in_one_variable_and_then_forgotten",
        ],
    ),
    # The environment
    (
        "keys of the last profile win over the next one, whose name the prompt shows",
        "oh-my-zsh's acp and asp, aws-cli #3304 #7174, aws-shell #166",
        [
            "shell/test_switch.py::test_a_switch_removes_every_key_and_token_and_off_gives_all_back",
            "core/test_cli.py::test_a_switch_removes_what_would_contradict_it_and_off_gives_it_back",
        ],
    ),
    (
        "a session token stays beside long-term keys, or an empty string where unset is meant",
        "pacu #355, aws-cli #1341, CircleCI's orb #139",
        [
            "values/test_environment.py::test_profile_mode_sets_and_unsets_what_the_contract_says",
            "core/test_sessions.py::test_static_keys_are_exported_without_a_call",
        ],
    ),
    (
        "AWS_PROFILE and keys are exported together, and SDKs do not agree which of them wins",
        "granted #737, aws-cli #113",
        ["core/test_sessions.py::test_keys_mode_names_no_profile_and_says_when_it_ends"],
    ),
    (
        "AWS_REGION and AWS_DEFAULT_REGION differ, or are empty",
        "powerlevel10k #1544, aws-cli #6658, oh-my-zsh #13317",
        [
            "shell/test_switch.py::test_a_switch_sets_the_profile_and_both_regions_and_nothing_else",
            "values/test_environment.py::test_a_region_does_not_leak_into_the_next_profile",
            "core/test_sessions.py::test_no_region_is_guessed",
        ],
    ),
    (
        "the user's own region is gone after a switch",
        "awsume",
        [
            "shell/test_switch.py::test_a_profile_without_a_region_leaves_both_variables_as_they_were_before_awsenv",
            "shell/test_undo.py::test_any_sequence_of_steps_ends_where_it_began",
        ],
    ),
    (
        "a universal variable of fish comes back when the global one is erased",
        "tried in fish",
        ["values/test_dialects.py::test_a_universal_variable_of_fish_is_covered_and_not_changed"],
    ),
    (
        "tmux, an editor or nohup hands on old keys, and nobody notices",
        "Junior #235, tried in tmux",
        [
            "shell/test_classes.py::test_a_nested_shell_knows_that_it_has_inherited",
            "core/test_status.py::test_a_session_that_has_expired_is_told_since_when",
            "shell/test_prompt.py::test_drift_shows_and_a_switch_fixes_it",
        ],
    ),
    (
        "a switch that fails leaves the old identity without a word, or half of each",
        "granted, awsume, assume-role #45",
        [
            "shell/test_switch.py::test_a_failed_switch_changes_nothing_and_says_who_is_still_active",
            "shell/test_crowds.py::test_a_core_that_is_killed_at_any_moment_leaves_one_whole_identity",
        ],
    ),
    # The files of AWS
    (
        '[profile "quoted name"], blanks, /, @, . and : are read in another way than AWS reads them',
        "aws-vault #242 #1172, aws-cli #8481, oh-my-zsh 0726c1099 d79941b78, fish #10553",
        [
            "values/test_profiles.py::test_the_config_file_says_what_it_says_to_botocore",
            "values/test_profiles.py::test_every_text_means_what_it_means_to_botocore",
        ],
    ),
    (
        "a byte order mark, CRLF, a duplicate, a nested block, % or # gives a traceback or another value",
        "aws-cli #3419, aws-sdk-cpp #2270, aws-sso-cli #1419, aws-vault #187, granted #739, awsp #3",
        [
            "values/test_profiles.py::test_any_bytes_mean_what_they_mean_to_botocore",
            "values/test_profiles.py::test_a_file_that_botocore_refuses_is_an_error_with_its_line",
            "values/test_profiles.py::test_a_file_that_botocore_refuses_still_has_names",
        ],
    ),
    (
        "TAB offers an [sso-session] as a profile",
        "awsume, oh-my-zsh",
        ["values/test_profiles.py::test_the_names_stand_in_the_order_of_the_files"],
    ),
    (
        "the user's files are rewritten: comments gone, a link replaced by a file, a half-written file",
        "awsume, saml2aws #45",
        [
            "repository/test_failures.py::test_no_verb_touches_the_files_of_aws",
            "shell/test_defects.py::test_local_replaces_a_link_and_not_what_it_leads_to",
        ],
    ),
    # Sessions
    (
        "a duration cuts a chain down to its last role, or is sent to every role of it",
        "awsume, granted, aws-vault #720, ByteNess aws-vault #290 #333",
        [
            "core/test_sts_calls.py::test_the_calls_are_those_of_the_table",
            "core/test_sts_calls.py::test_a_cut_duration_is_explained",
            "core/test_moto.py::test_one_code_opens_a_chain_and_sts_confirms_each_of_its_roles",
        ],
    ),
    (
        "an end in local time is wrong in another time zone, and in an hour of the year",
        "awsume, aws-cli #1611, granted #547",
        [
            "core/test_sessions.py::test_a_session_is_found_again_in_every_time_zone",
            "values/test_credentials.py::test_a_moment_is_the_same_in_every_spelling_and_every_time_zone",
        ],
    ),
    (
        "a session is used again although its MFA, its keys or its settings have changed",
        "aws-vault #496, granted's cache of long-term keys",
        [
            "core/test_sessions.py::test_a_rotated_key_opens_a_new_session",
            "core/test_sessions.py::test_a_changed_setting_is_another_session",
        ],
    ),
    (
        "two profiles with one role and two sources get each other's session from the AWS CLI's cache",
        "aws-cli, tried",
        [
            "core/test_sessions.py::test_the_same_role_through_two_sources_is_two_sessions",
            "core/test_cli_cache.py::test_a_file_for_a_role_with_two_sources_is_neither_read_nor_written",
        ],
    ),
    (
        "a file of the cache that is damaged once breaks everything for ever",
        "aws-cli #9632, botocore #3213, aws-toolkit-vscode #4569",
        [
            "core/test_cache.py::test_every_beginning_of_a_session_file_is_a_miss",
            "core/test_cache.py::test_a_writer_that_is_killed_at_a_random_moment_leaves_both_caches_whole",
            "core/test_cli_cache.py::test_no_text_in_the_file_is_more_than_a_miss",
        ],
    ),
    (
        "many at once ask for many codes, make many calls, or wait for a lock that nobody holds",
        "aws-cli #10628, aws-sso-cli #1379, awsume #72",
        [
            "shell/test_crowds.py::test_a_hundred_shells_of_all_kinds_open_one_session",
            "core/test_mfa.py::test_fifty_shells_ask_one_question",
            "core/test_cache.py::test_the_death_of_the_opener_lets_the_next_one_open",
        ],
    ),
    (
        "a clock that is wrong gives SignatureDoesNotMatch and no reason",
        "aws-vault #1049, cloudposse docs #203",
        [
            "core/test_sessions.py::test_a_skewed_clock_is_named",
            "values/test_credentials.py::test_a_session_is_good_for_15_minutes_or_a_quarter_of_a_short_life_and_for_what_is_asked",
            "core/test_shared_places.py::test_a_session_is_never_good_after_its_end_wherever_the_clock_was",
        ],
    ),
    (
        "a sign-in that can still be renewed is shown as over, or one that was revoked as good",
        "starship #7562, aws-cli #7361",
        [
            "core/test_status.py::test_an_sso_session_that_every_sdk_renews_has_no_end",
            "core/test_source_credentials.py::test_a_sign_in_that_was_revoked_is_named",
            "core/test_source_credentials.py::test_another_sso_session_of_the_same_name_is_another_session",
        ],
    ),
    (
        "a code is sent twice, a session's name is not legal, temporary keys ask for a session token",
        "shell-plugins #559, awsume",
        [
            "core/test_mfa.py::test_the_same_code_is_never_sent_twice",
            "core/test_sts_calls.py::test_a_generated_session_name_is_made_legal",
            "core/test_sts_calls.py::test_keys_that_are_temporary_cannot_open_a_session_for_all_roles_so_each_takes_the_code",
        ],
    ),
    (
        "a credential_process loses its quotes or its terminal, calls us in a circle, or is kept for ever",
        "awsume #196, okta-aws-cli #247, aws-cli #4553 #7388, terraform-provider-aws #10491, aws-vault #409",
        [
            "core/test_sessions.py::test_a_process_is_found_on_the_path_and_given_its_arguments_as_quoted",
            "core/test_source_credentials.py::test_two_processes_that_ask_for_each_other_are_an_error",
            "core/test_source_credentials.py::test_only_a_process_that_may_ask_reads_what_is_typed",
            "core/test_sessions.py::test_a_process_without_an_expiration_is_run_each_time",
        ],
    ),
    (
        "a home that is read-only, missing or somebody else's makes it useless",
        "aws-cli #1804 #4374 #9075",
        [
            "core/test_cache.py::test_without_a_cache_it_works_with_one_warning",
            "core/test_cli.py::test_neither_home_nor_directory_nor_anything_else_is_needed",
            "core/test_shared_places.py::test_in_a_home_that_is_read_only_everything_works_but_remembering",
        ],
    ),
    (
        "exec joins the arguments anew, and loses the status or a signal",
        "granted #216 #575, aws-vault",
        [
            "core/test_exec.py::test_the_arguments_arrive_byte_for_byte",
            "core/test_exec.py::test_the_status_is_the_commands",
            "core/test_exec.py::test_a_signal_ends_the_command_itself",
        ],
    ),
    (
        "a log holds secrets",
        "autoawsume.log",
        [
            "core/test_secrets.py::test_files_hold_secrets_only_in_the_two_caches_and_for_their_owner_alone",
            "core/test_secrets.py::test_no_verb_prints_a_secret_unasked",
            "core/test_surroundings.py::test_no_debugging_switch_brings_a_secret_to_light",
        ],
    ),
    (
        "TAB prints an error or a traceback into the line where a file is broken",
        "aws-cli #8877, awsume",
        ["shell/test_completion.py::test_a_config_that_botocore_rejects_is_completed_silently"],
    ),
]


@cache
def functions(path):
    return {
        node.name
        for node in ast.walk(ast.parse((TESTS / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def missing(tests):
    """Those that do not exist."""
    return [
        test
        for test in tests
        if not (TESTS / test.partition("::")[0]).exists()
        or test.partition("::")[2] not in functions(test.partition("::")[0])
    ]


def test_there_are_thirty_six():
    assert len(FAILURES) == len({what for what, _, _ in FAILURES}) == 36


@pytest.mark.parametrize(("tests", "source"), [(tests, source) for _, source, tests in FAILURES], ids=str)
def test_each_failure_has_its_tests(tests, source):
    assert source
    assert tests
    assert missing(tests) == []


def test_no_verb_touches_the_files_of_aws(core, world):
    """Not even their times: `sso sync`, which is there to write profiles, has tests of its own."""

    def state():
        files = [core.home / ".aws" / name for name in ("config", "credentials")]
        return [
            (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino, path.stat().st_mode)
            for path in files
        ]

    (core.home / ".aws/config").rename(core.home / "config")
    (core.home / ".aws/config").symlink_to(core.home / "config")
    before = state()
    lines = (
        "open|ann-mfa -k|-|off|region eu-west-2|list|status|login open|logout open|exec ann -- true"
        "|export bob|local ann|allow|deny|--names"
    )
    for line in lines.split("|"):
        code = ["-t", world.mfa_code(SERIAL)] if line.startswith("ann-mfa") else []
        core.run(*line.split(), *code)
    assert (state(), (core.home / ".aws/config").is_symlink()) == (before, True)

# awsenv for fish 3.1 and later: one AWS identity per shell.
# Load it from config.fish with a line such as:  source ~/.local/share/awsenv/shell/awsenv.fish
# Loading starts no process and prints nothing. The sections are the same in awsenv.bash and awsenv.zsh. What a shell that
# uses no profile needs is here; the rest, awsenv-more.fish beside it, is read when it is first needed, since fish reads no
# part of a file.

# --- guard ---

# What has our names already is ours if this file was loaded before. Else it was inherited, and may be anything.
if not functions --query __awsenv_more
    for __awsenv_name in (set --names --global | string match '__awsenv_*')
        test $__awsenv_name = __awsenv_core; or set --erase --global $__awsenv_name
    end
end
set -g __awsenv_version 0.1.0 # the rest of another one brings this file with it

# The core: the one that `awsenv init` or an installation beside this file names, or PATH's.
if not set -q __awsenv_again
    set -e -g __awsenv_rest
    set -g __awsenv_file (status filename)
    if set -q AWSENV_BIN
        set -g __awsenv_core $AWSENV_BIN
    else if not set -q __awsenv_core
        set -g __awsenv_core awsenv
        set -l __awsenv_beside (string replace -r '[^/]*$' '' -- $__awsenv_file)../venv/bin/awsenv
        if test -x "$__awsenv_beside"
            set -g __awsenv_core $__awsenv_beside
        end
    end
    if string match --quiet '*/*' -- $__awsenv_core; and not string match --quiet '/*' -- $__awsenv_core # from here
        set -g __awsenv_core $PWD/$__awsenv_core
    end
    string match --quiet '/*' -- $__awsenv_file; or set __awsenv_file $PWD/$__awsenv_file
end

# --- command ---

function awsenv --description 'Switch the AWS identity of this shell'
    if not set -q __awsenv_core; or not functions --query __awsenv_more # copied without the rest
        command awsenv $argv
        return
    end
    __awsenv_more __awsenv_call $argv
end

# Run a function of the rest. After an upgrade the new file may not know it, except for __awsenv_call.
function __awsenv_more
    test "$__awsenv_rest" = read; or __awsenv_load $argv[1]
    if test "$__awsenv_rest" = read; and functions --query $argv[1]
        $argv
    else if test $argv[1] = __awsenv_call
        builtin printf 'awsenv: %s is gone\nawsenv: run install.sh again, or open a new shell\n' $__awsenv_file >&2
        return 127
    end
end

# Read the rest. If it does not lie beside this file, which may have been moved by an upgrade, or not have been read from a
# file at all, the core knows where.
function __awsenv_load
    set -l fish_trace # a trace would show it all
    set -q __awsenv_rest; and test $argv[1] != __awsenv_call; and return
    set -g __awsenv_rest gone
    for try in 1 2
        set -l more (string replace --regex '[^/]*$' awsenv-more.fish -- (builtin realpath -- $__awsenv_file 2>/dev/null))
        if test -f "$more" -a -r "$more"
            source $more
            return
        end
        set -l core $__awsenv_core
        string match --quiet '*/*' -- $core; or set core (command -s -- $core)
        string match --quiet '/*' -- "$core"; and test -x $core -a $try = 1; or return
        command $core init fish 2>/dev/null | source
        set -g __awsenv_rest gone
    end
end

# --- directory hook ---

# The usual prompt, without a profile and a pin, ends after these two conditions.
function __awsenv_hook
    set -l fish_trace # a trace would print what the shell holds
    test "$__awsenv_seen$__awsenv_past$AWSENV_EXPIRATION$AWSENV_IDLE|$PWD:$AWSENV_PINS" = "|$__awsenv_here"; and not __awsenv_pinned
    or __awsenv_follow_all
end

# Start the core if another .awsprofile applies than before, or its text changed.
function __awsenv_follow_all
    test "$PWD:$AWSENV_PINS" = "$__awsenv_here"; or __awsenv_upwards
    test -n "$__awsenv_seen$__awsenv_past$AWSENV_EXPIRATION$AWSENV_IDLE"; or __awsenv_pinned
    and __awsenv_more __awsenv_look_closer
end

# A cd counts at once, also before the next command of the same line.
function __awsenv_moved --on-variable PWD
    status is-interactive; and not status is-command-substitution
    or return 0
    if functions --query __direnv_export_eval; or functions --query __mise_env_eval
        __awsenv_more __awsenv_leave
        __awsenv_install # it may have come after us
    else
        __awsenv_hook
    end
end

function __awsenv_pinned # what ran before this file was read may not have made it
    __awsenv_upwards; and __awsenv_pinned
end

# Make __awsenv_pinned, which looks for a pin here and above, as far as AWSENV_PINS lets it; the nearest first. A function is
# read once for a directory, words for `test` were each time. Links come first: the second test would look behind them.
function __awsenv_upwards
    test "$__awsenv_unfollowed" = interrupted; and set -g __awsenv_seen - # to be asked again
    set -g __awsenv_here "$PWD:$AWSENV_PINS"
    set -l IFS \n # by which fish separates what a command prints
    set -l roots
    for root in (string split : -- "$AWSENV_PINS")
        string match --quiet '~/*' -- $root; and set root $HOME/(string sub --start 3 -- $root)
        test -z "$root"; or set roots $roots $root # or / would be one
    end
    set -l counts
    test -z "$AWSENV_PINS"; and set counts yes
    set -l dirs
    if string match --quiet \*\n\* -- $PWD # a command substitution would split the names at the newline
        set -l rest $PWD/
        while test -n "$rest"
            set dirs $rest $dirs
            set rest (string replace --regex '[^/]*/\z' '' -- $rest | string collect)
        end
    else
        set -l dir '' # an empty list would swallow what is joined to it
        for part in (string split / -- (string trim --right --chars=/ -- $PWD))
            set dir $dir$part/
            set dirs $dirs $dir
        end
    end
    set -g __awsenv_places
    for dir in $dirs
        builtin contains -- $dir $roots $roots/; and set counts yes
        set -q counts[1]; and set __awsenv_places $dir.awsprofile $__awsenv_places
    end
    set -l places (string escape -- '' $__awsenv_places) # without any, it would read what is typed
    set -l files builtin path is -f -- $places # which is a fifth faster than test, and which fish 3.4 and before have not
    builtin --query path; or set files test -f (string join ' -o -f ' -- $places)
    builtin eval "function __awsenv_pinned; test -L "(string join ' -o -L ' -- $places)"; or $files; end"
end

# Before a command: the prompt is the user's own again, and a profile whose idle time is over is dropped.
function __awsenv_typed --on-event fish_preexec
    set -g __awsenv_running
    if test -n "$__awsenv_wrapped$AWSENV_IDLE"
        test -z "$__awsenv_wrapped"; or __awsenv_undraw
        test -z "$AWSENV_IDLE"; or __awsenv_more __awsenv_before
    end
end

# --- prompt ---

# The segment as text, for people who write their own fish_prompt.
function awsenv_prompt_info --description 'The active AWS profile, for a prompt'
    test -z "$AWSENV_PROFILE$__awsenv_unfollowed"; or __awsenv_more __awsenv_info
end

function __awsenv_draw
    test -z "$AWSENV_PROFILE$__awsenv_unfollowed$__awsenv_wrapped"; or __awsenv_more __awsenv_redraw
end

# --- completion ---

function __awsenv_complete
    __awsenv_more __awsenv_answer
end

# --- install ---

# Put our hook where it belongs: events are handled in the order in which the functions were defined. Beside direnv
# and mise a cd only leaves, and what they did at the prompt is followed by the rest.
function __awsenv_install
    function __awsenv_prompted --on-event fish_prompt
        set -e __awsenv_running
        __awsenv_hook
    end
end

# Draw after all that has come until now and may replace the prompt.
function __awsenv_last_of_all --on-event fish_postexec
    function __awsenv_prompting --on-event fish_prompt
        __awsenv_draw
    end
end

if status is-interactive; and not set -q __awsenv_again
    # An inherited pin has been followed: the environment says so.
    set -q __awsenv_seen; or set -g __awsenv_seen $AWSENV_PIN
    set -g __awsenv_running # as long as this file is read
    __awsenv_install
    __awsenv_last_of_all
    complete --command awsenv --erase
    complete --command awsenv --no-files --arguments '(__awsenv_complete)'
end

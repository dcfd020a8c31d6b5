# The rest of awsenv.fish, which reads it when it is first needed.

# Both are of one version, also if an upgrade came between them.
if test "$__awsenv_version" != 0.1.0
    set -g __awsenv_again
    source (string replace --regex '[^/]*$' awsenv.fish -- (status filename))
    set -e -g __awsenv_again
end

set -g __awsenv_near 300 # seconds before its end in which a session is renewed, and shown as a warning
set -g __awsenv_again ↻
set -g __awsenv_over ✗
set -g __awsenv_unequal ≠
for __awsenv_locale in $LC_ALL $LC_CTYPE $LANG ''
    test -n "$__awsenv_locale"; and break
end
if not string match --quiet --ignore-case '*utf*8*' -- "$__awsenv_locale"
    set __awsenv_again '~'
    set __awsenv_over x
    set __awsenv_unequal !=
end
set -g __awsenv_loaded yes
set -g __awsenv_rest read

# --- command ---

# The code comes through descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
# What is exported for it is local to a block: only the core sees it.
function __awsenv_call
    set -l fish_trace # a trace would print the keys
    set -l IFS \n # by which fish separates what a command prints
    set -l __awsenv_code
    set -l __awsenv_status 127
    begin
        set -lx AWSENV_SHELL fish:3
        status is-interactive; and set AWSENV_SHELL fish:3:i
        set -lx __awsenv_kept $__awsenv_kept
        set -lx __awsenv_previous $__awsenv_previous
        set -lx __awsenv_past $__awsenv_past
        set -lx __awsenv_back $__awsenv_back
        set -lx __awsenv_universal (set --universal --export --names | string match 'AWS_*')
        set -lx __awsenv_hidden
        for name in (set --names | string match 'AWS_*')
            set __awsenv_hidden $__awsenv_hidden $name=(string escape --style=url -- "$$name")
        end
        if builtin contains -- "$argv[1]" exec run # becomes the command, which may be stopped and continued like any other
            __awsenv_found; and command $__awsenv_program $argv
            return
        end
        test "$argv[1]" = doctor; and set -lx __awsenv_wiring (__awsenv_tell)
        if __awsenv_found
            command $__awsenv_program $argv 3>| read --null __awsenv_code
            set __awsenv_status $pipestatus[1]
        end
    end
    if test $__awsenv_status -eq 0
        if test -n "$__awsenv_code"
            __awsenv_hold
            __awsenv_changed
        end
    else if test "$argv[1]" = off; and test $__awsenv_status -eq 126 -o $__awsenv_status -eq 127
        __awsenv_bare_off; and set __awsenv_status 0
    else if test $__awsenv_status -eq 126 -o $__awsenv_status -eq 127 # it, or the Python it was installed with, is gone
        builtin printf 'awsenv: run install.sh again, or put a working awsenv on the PATH\n' >&2
    end
    return $__awsenv_status
end

# Without a core, as after an uninstall: what this shell remembers comes back, and nothing of ours stays.
function __awsenv_bare_off
    for word in (string split --no-empty ' ' -- "$AWSENV_STATE $AWSENV_SETTINGS") AWS_CREDENTIAL_EXPIRATION
        set -e -g (string replace --regex '=.*' '' -- $word)
    end
    for word in (string split --no-empty ' ' -- (string replace --regex '\|.*' '' -- "$AWSENV_BEFORE") $__awsenv_kept)
        set -l part (string match --regex '^(?:0\.)?(AWS\w+)([=:])(.*)$' -- $word)
        if set -q part[4]; and test $part[4] != '?'
            set -g $part[2] (string unescape --style=url -- $part[4] | string collect)
            test $part[3] = :; or set -gx $part[2] $$part[2]
        end
    end
    for word in SHOWN MODE EXPIRATION RENEWS COLOR LABEL IDLE OPTIONS MEANING SETTINGS PIN STATE BEFORE
        set -e -g AWSENV_$word
    end
    set -e __awsenv_kept __awsenv_past
    __awsenv_changed
    builtin printf 'awsenv: this shell is what it was; awsenv itself is gone\n' >&2
end

# Make the caller's change as a whole: between two variables Ctrl-C may not end it, nor a handler of the user's see half
# of it. What comes meanwhile comes when it is done.
function __awsenv_hold --no-scope-shadowing
    function __awsenv_caught --on-signal INT
        set -g __awsenv_signal INT
    end
    begin
        builtin block --local
        set __awsenv_status 1 # unless all of the code was evaluated, to its end
        builtin eval (string collect -- $__awsenv_code)\n'set __awsenv_status 0'
    end
    builtin emit __awsenv_held # which has fish tell what it has held back
    functions --erase __awsenv_caught
    if set -q __awsenv_signal
        set -e -g __awsenv_signal
        command kill -s INT $fish_pid
    end
end

# After each change, whatever ran it: what is shown follows, and the time without a prompt begins anew.
function __awsenv_changed
    set -g __awsenv_last
    if test -n "$AWSENV_IDLE"
        __awsenv_clock
        set __awsenv_last $__awsenv_now
    end
    set -q __awsenv_running; or __awsenv_draw # a key has run it
end

# Leave in __awsenv_program what starts the core: its path, or what it has said itself, without what pip's script costs. A
# relative entry of the PATH leads to whatever is here.
function __awsenv_found
    set -g __awsenv_program $__awsenv_core
    string match --quiet '*/*' -- $__awsenv_core; or set __awsenv_program (command -s -- $__awsenv_core)
    if string match --quiet '/*' -- "$__awsenv_program"; and test -x $__awsenv_program
        test "$__awsenv_start[1]" = $__awsenv_program; and test -x "$__awsenv_start[2]"
        and set __awsenv_program $__awsenv_start[2..-1]
        return 0
    end
    builtin printf 'awsenv: %s does not exist\n' $__awsenv_core >&2
    return 127
end

# Print what only this shell knows of how it is wired, for `awsenv doctor` alone.
function __awsenv_tell
    status is-interactive; and builtin echo interactive
    complete | string match --quiet '*__awsenv_complete*'; and builtin echo completion
    functions --query __awsenv_hook; and builtin echo hook
    functions --query __awsenv_prompting; and builtin echo prompt
    __awsenv_foreign; and builtin echo foreign
    for name in assume awsume aws-sso-profile asp
        functions --query $name; and builtin echo tool:$name
    end
end

# --- directory hook ---

function __awsenv_look_closer
    test -n "$__awsenv_seen"; or __awsenv_pinned; and __awsenv_follow
    test -z "$__awsenv_past"; or __awsenv_outlived
    test -z "$AWSENV_EXPIRATION$AWSENV_IDLE"; or __awsenv_tick
end

# Where a pin applies, or did when it was last looked for.
function __awsenv_follow
    set -l pin
    set -l text
    __awsenv_look
    if test "$text" != "$__awsenv_seen"
        # Ctrl-C may come before the core has answered: the prompt says so, and the next cd asks again.
        set -g __awsenv_seen $text
        set -g __awsenv_unfollowed interrupted
        awsenv --hook "$pin"
    end
end

# Runs before direnv or mise, which give variables back as they found them: what came last has to go first, and what
# lies above has to come first.
function __awsenv_leave
    set -l fish_trace # a trace would print what the shell holds
    set -l pin
    set -l text
    __awsenv_look
    if test -n "$AWSENV_PIN" -a "$text" != "$__awsenv_seen"
        set -g __awsenv_seen
        awsenv --hook ''
    end
    test -n "$pin" -a "$text" != "$__awsenv_seen"; and __awsenv_below; and __awsenv_follow
end

# Whether direnv or mise may set something between the caller's pin and here: they find what the pin has set.
function __awsenv_below --no-scope-shadowing
    set -l dir (string replace --regex '/\z' '' -- $PWD | string collect)
    while test "$dir/.awsprofile" != "$pin" -a -n "$dir"
        for word in .envrc {.,}mise{.local,}.toml {.,}mise/config.toml .config/mise{,/config}.toml
            test -f "$dir/$word"; and return
        end
        set dir (string replace --regex '/[^/]*\z' '' -- $dir | string collect)
    end
    return 1
end

# What a pin had set may come back after it was left: direnv and mise give back what they found, below a pin too.
function __awsenv_outlived
    set -l IFS \n
    set -l past (string split ' ' -- $__awsenv_past)
    for name in (set --names | string match 'AWS_*')
        set -l value (string replace --all % %25 -- "$$name" | string replace --all ' ' %20 | string collect)
        if builtin contains -- "$name=$value" $past
            awsenv --outlived; or set -g __awsenv_past
            return
        end
    end
end

# Leave the path of the nearest .awsprofile in the caller's pin, and with its text in the caller's text. What may hold
# this shell is left to the core: a link, behind which nothing is even looked at, and what others may have put there.
function __awsenv_look --no-scope-shadowing
    test "$PWD:$AWSENV_PINS" = "$__awsenv_here"; or __awsenv_upwards
    for place in $__awsenv_places
        if test -L $place; or test -f $place
            set pin $place
            set -l dir (string replace --regex '[^/]*\z' '' -- $pin | string collect)
            not test -L $pin; and test -O $pin -a -O $dir -a -r $pin
            and read --null --nchars 1024 text <$pin
            set text "$pin"\n"$text"
            break
        end
    end
end

# What time does: a profile whose class has an idle time is dropped after it, and a session near its end is renewed
# if the core can do so without a question. It tries once a minute, and says only once why it cannot.
function __awsenv_tick
    set -l last $__awsenv_last
    __awsenv_clock
    set -g __awsenv_last $__awsenv_now
    set -q last[1]; or set last $__awsenv_now
    set -q __awsenv_tried; or set -g __awsenv_tried 0
    if __awsenv_number "$AWSENV_IDLE"; and test (math $__awsenv_now - $last) -gt $AWSENV_IDLE
        awsenv --idle
    else if __awsenv_number "$AWSENV_EXPIRATION"
        and test (math $AWSENV_EXPIRATION - $__awsenv_now) -lt $__awsenv_near
        and test $__awsenv_tried -gt $__awsenv_now -o (math $__awsenv_now - $__awsenv_tried) -ge 60
        set -g __awsenv_tried $__awsenv_now
        if test "$__awsenv_told" = "$AWSENV_EXPIRATION"
            awsenv --renew 2>/dev/null
        else
            awsenv --renew; or set -g __awsenv_told $AWSENV_EXPIRATION
        end
    end
end

# A command was typed after the idle time: the profile is dropped before it runs.
function __awsenv_before
    if __awsenv_number "$AWSENV_IDLE"; and __awsenv_number "$__awsenv_last"
        __awsenv_clock
        test (math $__awsenv_now - $__awsenv_last) -le $AWSENV_IDLE; or awsenv --idle
    end
end

# Whether the text is a number from 1 on.
function __awsenv_number
    string match --quiet --regex '^[1-9][0-9]*$' -- $argv[1]
end

# Leave the seconds since the epoch in __awsenv_now: the age of a file, plus when it was last changed. fish 3.5 and
# earlier cannot tell either without a process, which then runs while a session has an end, and only then.
function __awsenv_clock
    if set -l sum (path mtime /)+(path mtime --relative /) 2>/dev/null
        set -g __awsenv_now (math $sum)
    else
        set -g __awsenv_now (command date +%s)
    end
end

# --- prompt ---

function __awsenv_info
    set -l fish_trace # a trace would print what the shell holds
    __awsenv_compose
    __awsenv_segment
    builtin printf %s "$__awsenv_prompt"
end

# Leave the segment in __awsenv_prompt, and its parts beside it: the name, the time left, and a mark that says without
# color what is the matter. Nothing in it is obeyed by a terminal.
function __awsenv_segment
    set -g __awsenv_name "$AWSENV_PROFILE"
    set -l obeyed '[[:cntrl:]\x80-\x9f]'
    if test -n "$AWSENV_SHOWN"; and string replace --quiet -- " AWSENV_PROFILE=$AWSENV_PROFILE " '' "$AWSENV_STATE"
        set __awsenv_name "$AWSENV_SHOWN" # as the core says it
    else
        set obeyed '[^ -~]' # which of the others a terminal obeys, only the core knows
    end
    set __awsenv_name (string replace --regex --all -- $obeyed '?' "$__awsenv_name")
    set -g __awsenv_time
    set -g __awsenv_mark
    set -g __awsenv_on
    set -g __awsenv_hot
    set -g __awsenv_off
    if test -z "$NO_COLOR" -a "$TERM" != dumb
        set -l color 36
        string match --quiet --regex '^[0-9;]+$' -- "$AWSENV_COLOR"; and set color $AWSENV_COLOR
        set __awsenv_on \e"[$color"m
        set __awsenv_hot $__awsenv_on
        set __awsenv_off \e'[0m'
    end
    if test -n "$__awsenv_name"; and __awsenv_number "$AWSENV_EXPIRATION"
        __awsenv_clock
        set -l left (math $AWSENV_EXPIRATION - $__awsenv_now)
        if test $left -le 0
            set __awsenv_mark " $__awsenv_over"
        else if test $left -lt 60
            set __awsenv_time " $left"s
        else if test $left -lt 3600
            set __awsenv_time " "(math --scale=0 $left / 60)m
        else
            set -l minutes (math --scale=0 $left / 60)
            set __awsenv_time (builtin printf ' %dh%02dm' (math --scale=0 $minutes / 60) (math $minutes % 60))
        end
        if test -n "$AWSENV_RENEWS"
            set __awsenv_mark " $__awsenv_again"
        else if test -n "$__awsenv_on" -a $left -lt $__awsenv_near
            set __awsenv_hot \e'[33m'
        end
    end
    test -n "$AWSENV_PROFILE"; and test "$__awsenv_held" != "$AWSENV_STATE"
    and set __awsenv_mark "$__awsenv_mark $__awsenv_unequal"
    test -z "$__awsenv_unfollowed"; or set __awsenv_mark "$__awsenv_mark !"
    test -n "$__awsenv_name"; or set __awsenv_mark (string trim -- "$__awsenv_mark")
    set -g __awsenv_prompt "$__awsenv_name$__awsenv_time$__awsenv_mark"
end

# Leave in __awsenv_held what this shell holds of the variables that decide who and where AWS tools are. AWSENV_STATE is
# the same text of what awsenv made of them: where the two differ there is drift. `awsenv status` says what and why.
function __awsenv_compose
    set -l held
    for name in AWSENV_PROFILE AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_WEB_IDENTITY_TOKEN_FILE \
        AWS_ACCOUNT_ID AWS_REGION AWS_DEFAULT_REGION AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
        set -q $name; and set held $held "$name=$$name"
    end
    for name in AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_BEARER_TOKEN_BEDROCK
        set -q $name; or continue
        test -z "$$name"; and set held $held "$name="; or set held $held "$name=?"
    end
    set -g __awsenv_held " $held"
end

# Put the segment before the last line of whatever fish_prompt is now, or into fish_right_prompt, for as long as a line is
# typed. While a command runs, both are the user's own: what copies, saves or replaces them has nothing of ours.
function __awsenv_redraw
    set -l prompt fish_prompt
    test "$AWSENV_PROMPT" = right; and set prompt fish_right_prompt
    set -g __awsenv_showing
    # Where ours drew the last one there is nothing to do.
    if test "$__awsenv_wrapped" = $prompt -a "$__awsenv_drawn" = $prompt
        set __awsenv_drawn
        return
    end
    __awsenv_undraw
    test -n "$AWSENV_PROFILE$__awsenv_unfollowed" -a "$AWSENV_PROMPT" != off; or return
    __awsenv_foreign; and return
    functions --query $prompt; or function $prompt --description __awsenv_none
    end
    functions --query __awsenv_first_$prompt; or functions --copy $prompt __awsenv_first_$prompt
    functions --erase __awsenv_inner_$prompt
    functions --copy $prompt __awsenv_inner_$prompt
    functions --erase $prompt
    __awsenv_stand_in $prompt
    set -g __awsenv_wrapped $prompt
end

# Put ours in the place of the user's function. It has the text of that within it: a program that looks for a mark in
# the text finds it, and a copy is the user's prompt where awsenv is not loaded.
function __awsenv_stand_in
    set -l IFS \n
    set -l text (functions __awsenv_inner_$argv[1])
    if test "$text" != "$__awsenv_text"
        set -g __awsenv_text $text
        while set -q text[1]; and not string match --quiet 'function __awsenv_inner_*' -- $text[1]
            set -e text[1]
        end
        functions --erase __awsenv_made
        string join \n -- 'function __awsenv_made --description "Write out the prompt"' \
            'switch "$__awsenv_loaded"' 'case yes' "__awsenv_show $argv[1] \$argv" "case '*'" $text[2..-2] end end | source
    end
    functions --copy __awsenv_made $argv[1]
end

# Give back what was there, unless ours was replaced meanwhile.
function __awsenv_undraw
    set -q __awsenv_wrapped[1]; or return
    set -l prompt $__awsenv_wrapped
    set -g __awsenv_wrapped
    set -g __awsenv_drawn
    string match --quiet '*__awsenv_show *' -- (functions $prompt); or return
    functions --erase $prompt
    functions __awsenv_inner_$prompt | string match --quiet '*__awsenv_none*'
    or functions --copy __awsenv_inner_$prompt $prompt
end

# Show what was there with the segment in its last line. If that in turn calls ours, it gets the first that was found.
# Nothing before the inner one changes the status, which it may show.
function __awsenv_show
    switch "$__awsenv_showing"
        case $argv[1]
            set -g __awsenv_showing first $argv[1]
            __awsenv_first_$argv[1] $argv[2..-1]
            set -g __awsenv_showing $argv[1]
        case 'first *'
            builtin printf '%s> ' (prompt_pwd)
        case '*'
            set -g __awsenv_showing $argv[1]
            set -l lines (__awsenv_inner_$argv[1] $argv[2..-1]) # first, so that it sees the status
            set -g __awsenv_showing
            set -g __awsenv_drawn $argv[1]
            test "$AWSENV_PROMPT" = right; and set -l side fish_right_prompt; or set -l side fish_prompt
            test $side = $argv[1]; and __awsenv_put
            string join \n -- $lines
    end
end

# Put the segment into the last of the caller's lines.
function __awsenv_put --no-scope-shadowing
    set -l fish_trace # a trace would print what the shell holds
    set -q lines[1]; or set lines ''
    # As long as nothing changes that the segment is made of, it is what it was.
    __awsenv_compose
    set -l __awsenv_state "$__awsenv_held|$AWSENV_STATE|$AWSENV_SHOWN|$AWSENV_RENEWS|$AWSENV_COLOR|$AWSENV_PROMPT"
    set __awsenv_state "$__awsenv_state|$__awsenv_unfollowed|$NO_COLOR|$TERM|$AWSENV_EXPIRATION"
    if test -n "$AWSENV_EXPIRATION" -o "$__awsenv_state" != "$__awsenv_last_state"
        set -g __awsenv_prompt
        test "$AWSENV_PROMPT" = off; or __awsenv_segment
        set -g __awsenv_last_state $__awsenv_state
    end
    test -n "$__awsenv_prompt"; or return
    set -l __awsenv_marks
    set -l __awsenv_rest $lines[-1]
    if string match --quiet \e\]\* -- $lines[-1] # a terminal's marks: the segment belongs behind them
        set -l IFS \n
        set __awsenv_marks (string match --regex '^(?:\e\](?:[0127]|133|633|1337);[^\a\e]*(?:\a|\e\\\\))+' -- $lines[-1])
        set __awsenv_rest (string sub --start (math 1 + (string length -- "$__awsenv_marks")) -- $lines[-1])
    end
    set -l __awsenv_text "$__awsenv_on($__awsenv_name$__awsenv_hot$__awsenv_time$__awsenv_on$__awsenv_mark)$__awsenv_off"
    set lines[-1] "$__awsenv_marks$__awsenv_text $__awsenv_rest"
end

# Whether another program draws the prompt.
function __awsenv_foreign
    functions --query _tide_print_item
    or functions --query enable_transience # starship
    or functions --query _omp_get_prompt # oh-my-posh
end

# --- completion ---

# Leave the lines of the list of names in __awsenv_list: from its file while that is as old as both AWS files, else
# from the core, which writes it anew.
function __awsenv_names
    set -l cache $HOME/.cache/awsenv/names
    set -l config $HOME/.aws/config
    set -l credentials $HOME/.aws/credentials
    if string match -q '/*' -- "$XDG_CACHE_HOME"
        set cache $XDG_CACHE_HOME/awsenv/names
    else if test -d /System/Library/CoreServices # macOS
        set cache $HOME/Library/Caches/awsenv/names
    end
    set -q AWS_CONFIG_FILE; and set config "$AWS_CONFIG_FILE"
    set -q AWS_SHARED_CREDENTIALS_FILE; and set credentials "$AWS_SHARED_CREDENTIALS_FILE"
    set -g __awsenv_list
    set -l IFS \n # by which fish separates what a command prints
    string match -q '~/*' -- $config; and set config $HOME/(string sub --start 3 -- $config)
    string match -q '~/*' -- $credentials; and set credentials $HOME/(string sub --start 3 -- $credentials)
    if __awsenv_same_age $cache.config $config; and __awsenv_same_age $cache.credentials $credentials
        and __awsenv_own $cache
        read --null --local text <$cache
        set __awsenv_list (string split \n -- $text)
        if test "$__awsenv_list[1]" = 'awsenv 1'
            and test "$__awsenv_list[2]" = "$config" -a "$__awsenv_list[3]" = "$credentials"
            return
        end
    end
    __awsenv_found 2>/dev/null; and set __awsenv_list (command $__awsenv_program --names 2>/dev/null)
end

function __awsenv_same_age
    if not test -e $argv[1]
        not test -e $argv[2]
        return
    end
    test -e $argv[2]; or return 1
    # A file is newer than none, says a test that knows -nt. One of before does not: then the list counts as old.
    test $argv[1] -nt '' 2>/dev/null
    and not test $argv[1] -nt $argv[2]
    and not test $argv[1] -ot $argv[2]
end

# Whether the file, and the directory that it is in, are this user's own. What fish cannot see, the mode, only the user
# can have changed: the core lets no other user write there.
function __awsenv_own
    set -l directory (string replace --regex '/[^/]*\z' '' -- $argv[1])
    test -f $argv[1] -a -r $argv[1] -a -O $argv[1] -a -O "$directory"
    and not test -L $argv[1] -o -L "$directory"
end

# Print the candidates for the word under the cursor, "name<tab>description". fish matches and quotes them itself.
function __awsenv_answer
    set -l fish_trace # a trace would print what the shell holds
    set -l IFS \n
    set -l words (builtin commandline --tokenize --cut-at-cursor --current-process)
    set -l current (builtin commandline --current-token --cut-at-cursor)
    set -l verb $words[2]
    set -l typed $words $current
    set -l before '(?s)^.*?\s--\s+' # what is in front of the command
    # A command behind a name alone needs no --.
    if test "$verb" = exec; and set -q typed[4]; and not string match --quiet -- '-*' $typed[3..4]
        set before '(?s)^\s*\S+\s+exec\s+(?:[^\s\'"\\\\]|\\\\.|\'(?:[^\'\\\\]|\\\\.)*\'|"(?:[^"\\\\]|\\\\.)*")+\s+'
    else if not builtin contains -- "$verb" exec run; or not builtin contains -- -- $words
        set before
    end
    if test -n "$before" # as the command itself would
        set -l line (builtin commandline --cut-at-cursor --current-process | string collect)
        complete --do-complete (string replace --regex $before '' -- "$line" | string collect)
        return
    end
    if not string match -q -- '-*' "$current"; and test (count $words) -eq 1
        __awsenv_names
        string split ' ' -- $__awsenv_list[4]
    else if string match -q -- '-*' "$current"; or test (count $words) -ne 2; or not __awsenv_names
        or not builtin contains -- "$verb" (string split ' ' -- $__awsenv_list[5])
        __awsenv_argcomplete
        return
    end
    # There may be thousands, and fish spends time on each: those that it would not show are left out.
    set -l names $__awsenv_list[6..-1]
    if not string match --quiet --regex '[^a-zA-Z0-9_.-]' -- "$current"
        set names (string match -- "$current*" $names)
        or set names $__awsenv_list[6..-1]
    end
    string match --invert --regex '[\x00-\x08\x0a-\x1f\x7f-\x9f]' -- $names # nothing that a terminal obeys
    # Where none begins like this, the verb may accept another word: a service.
    test (count $words) -eq 1; or string match --quiet -- "$current*" $names; or __awsenv_argcomplete
end

# Options and their values come from the core's argcomplete. It gets no more of the word than tells what may stand there:
# which of them match is for fish to say.
function __awsenv_argcomplete --no-scope-shadowing
    set -l start (string match --regex '^(?:--[^=]*=|-|.*/)' -- (string unescape -- "$current"; or builtin echo))
    set -lx _ARGCOMPLETE 1
    set -lx _ARGCOMPLETE_SHELL fish
    set -lx _ARGCOMPLETE_SUPPRESS_SPACE 1
    set -lx _ARGCOMPLETE_IFS \n
    set -lx _ARGCOMPLETE_DFS \t
    set -lx COMP_LINE (string join ' ' -- (string escape -- $words) "$start")
    set -lx COMP_POINT (string length -- $COMP_LINE)
    __awsenv_found 2>/dev/null
    and command $__awsenv_program 8>&1 9>/dev/null >/dev/null 2>/dev/null | string split \n # whatever IFS is
end

# awsenv for nu: one AWS identity per shell.
# Put it where nu loads it at its start:
#   awsenv init nu | save --force ($nu.user-autoload-dirs.0 | path join awsenv.nu)
# Loading starts no process and prints nothing. The sections are the same as in the other snippets.

# --- guard ------------------------------------------------------------------------------------------------

# The core that belongs to this file: `awsenv init` writes it here, and AWSENV_BIN names another; else PATH's.
const __awsenv_core = "awsenv"

# --- command ----------------------------------------------------------------------------------------------

# What leaves this shell as it is becomes a command like any other, whose output nu can take.
const __awsenv_plain = [
    login logout exec run export list status explain console deny config keys sso init import demo help -h --help --version
]

# Switch the AWS identity of this shell.
def --env --wrapped awsenv [...words: string@__awsenv_complete] {
    let core = __awsenv_path
    if ($words | get --optional 0) in $__awsenv_plain { ^$core ...$words } else { __awsenv_switch $core ...$words }
}

# The code comes over descriptor 3, which nu has no word for: sh makes it the output, and lets what the core prints go
# where errors go. It is data, since nu evaluates nothing.
def --env --wrapped __awsenv_switch [core: string, ...words: string] {
    let given = {
        AWSENV_SHELL: (if $nu.is-interactive { "nu:3:i" } else { "nu:3" })
        __awsenv_kept: ($env.__awsenv.__awsenv_kept? | default "")
        __awsenv_previous: ($env.__awsenv.__awsenv_previous? | default "")
        __awsenv_unfollowed: ($env.__awsenv.__awsenv_unfollowed? | default "")
        __awsenv_wiring: (if ($words | get --optional 0) == doctor { __awsenv_tell } else { "" })
    }
    let changes = with-env $given { ^sh -c 'exec "$0" "$@" 3>&1 1>&2' $core ...$words } | lines | each { from json }
    for change in $changes {
        if ($change.name starts-with "__") {
            # A record: nu hands those to no child.
            $env.__awsenv = $env.__awsenv | upsert $change.name $change.value
        } else if $change.value == null {
            hide-env --ignore-errors $change.name
        } else {
            load-env {$change.name: $change.value}
        }
    }
}

# What only this shell knows of how it is wired, for `awsenv doctor` alone. TAB goes with the command itself.
def __awsenv_tell []: nothing -> string {
    if not $nu.is-interactive { return "" }
    let source = {|value| if ($value | describe) == closure { view source $value } else { "" } }
    let hooks = $env.config.hooks.pre_prompt? | default [] | each {|hook| do $source $hook } | str join
    [
        "interactive completion"
        (if ($hooks | str contains __awsenv_hook) { "hook" } else { "" })
        (if (do $source $env.PROMPT_COMMAND? | str contains __awsenv_segment) { "prompt" } else { "foreign" })
    ] | str join " "
}

# The core, as a path.
def __awsenv_path []: nothing -> string {
    let core = if ($env.AWSENV_BIN? | is-empty) { $__awsenv_core } else { $env.AWSENV_BIN }
    if (which --all $core | where type == external | is-empty) {
        print --stderr $"awsenv: ($core) does not exist\nawsenv: run install.sh again, or put a working awsenv on the PATH"
        error make --unspanned {msg: "no awsenv"}
    }
    which --all $core | where type == external | first | get path
}

# What a hook asks for; whether it was done. The core has said on stderr why it could not be.
def --env --wrapped __awsenv_try [...words: string]: nothing -> bool {
    try { awsenv ...$words; true } catch { false }
}

# --- directory hook ---------------------------------------------------------------------------------------

# The path of the nearest .awsprofile, as far as AWSENV_PINS lets it be looked for, and with it its text.
# AWSENV_PINS is "off", or the directories in and below which a .awsprofile counts, joined by colons.
def __awsenv_look []: nothing -> record<pin: string, text: string> {
    let roots = $env.AWSENV_PINS? | default "" | split row ":" | where $it != "" | each {|root|
        let whole = if ($root starts-with "~/") { $env.HOME + ($root | str substring 1..) } else { $root }
        ($whole | str trim --right --char "/") + "/"
    }
    mut here = ($env.PWD | str trim --right --char "/") + "/"
    loop {
        let dir = $here
        let pin = $dir + ".awsprofile"
        if ($roots == [] or ($roots | any {|root| $dir starts-with $root })) and ($pin | path type) in [file symlink] {
            # One that cannot be read: the core says what is the matter.
            let text = try { open --raw $pin | into string } catch { "" }
            return {pin: $pin, text: $"($pin)\n($text)"}
        }
        if $dir == "/" { break }
        $here = ($dir | str trim --right --char "/" | str replace --regex '[^/]*$' '')
    }
    {pin: "", text: ""}
}

# Start the core only if another .awsprofile applies than before, or its text changed.
def --env __awsenv_hook [] {
    let found = __awsenv_look
    if $found.text != ($env.__awsenv.__awsenv_seen? | default "") {
        $env.__awsenv = $env.__awsenv | upsert __awsenv_seen $found.text
        __awsenv_try --hook $found.pin | ignore
    }
    if not ($env.AWSENV_EXPIRATION? | is-empty) or not ($env.AWSENV_IDLE? | is-empty) { __awsenv_tick }
}

# What time does: a profile whose class has an idle time is dropped after it, and a session near its end is renewed
# if the core can do so without a question. It tries once a minute, and says only once why it cannot.
def --env __awsenv_tick [] {
    let now = date now | format date "%s" | into int
    let idle = __awsenv_number AWSENV_IDLE
    let ends = __awsenv_number AWSENV_EXPIRATION
    let last = $env.__awsenv.last? | default $now
    $env.__awsenv = $env.__awsenv | upsert last $now
    if $idle != null and ($now - $last) > $idle {
        __awsenv_try --idle | ignore
    } else if $ends != null and ($ends - $now) < 300 and (($now - ($env.__awsenv.tried? | default 0)) >= 60 or $now < ($env.__awsenv.tried? | default 0)) {
        $env.__awsenv = $env.__awsenv | upsert tried $now
        if $env.__awsenv.told? == $ends {
            __awsenv_try --renew e> /dev/null | ignore
        } else if not (__awsenv_try --renew) {
            $env.__awsenv = $env.__awsenv | upsert told $ends
        }
    }
}

# The variable as a whole number, or null.
def __awsenv_number [name: string] {
    let text = $env | get --optional $name | default "" | into string
    if $text =~ '^[0-9]{1,18}$' { $text | into int } else { null }
}

# --- prompt -----------------------------------------------------------------------------------------------

# The segment as text, for people who write their own prompt.
def awsenv_prompt_info []: nothing -> string {
    let locale = [$env.LC_ALL? $env.LC_CTYPE? $env.LANG?] | where {|text| not ($text | is-empty) } | get --optional 0 | default ""
    let marks = if $locale =~ '(?i)utf' { [↻ ✗ ≠] } else { ["~" "x" "!="] }
    # Nothing in a name is obeyed by a terminal.
    let name = $env.AWSENV_PROFILE? | default "" | str replace --all --regex '\p{C}' '?'
    let ends = __awsenv_number AWSENV_EXPIRATION
    mut words = if $name == "" { [] } else { [$name] }
    if $name != "" and $ends != null {
        let left = $ends - (date now | format date "%s" | into int)
        if $left > 0 {
            let minutes = $left // 60
            $words ++= [(
                if $left < 60 { $"($left)s" } else if $left < 3600 { $"($minutes)m"
                } else { $"($minutes // 60)h($minutes mod 60 | fill --alignment right --character '0' --width 2)m" }
            )]
        }
        if not ($env.AWSENV_RENEWS? | is-empty) { $words ++= [$marks.0] } else if $left <= 0 { $words ++= [$marks.1] }
    }
    if (__awsenv_drifted) { $words ++= [$marks.2] }
    if not ($env.__awsenv.__awsenv_unfollowed? | is-empty) { $words ++= ["!"] }
    $words | str join " "
}

# Whether this shell is not what awsenv made it: AWSENV_STATE says that of each variable that decides who and where AWS
# tools are. `awsenv status` says what and why.
def __awsenv_drifted []: nothing -> bool {
    if ($env.AWSENV_PROFILE? | is-empty) { return false }
    let plain = [
        AWSENV_PROFILE AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_WEB_IDENTITY_TOKEN_FILE
        AWS_ACCOUNT_ID AWS_REGION AWS_DEFAULT_REGION AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
    ]
    let secret = [AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_BEARER_TOKEN_BEDROCK]
    let held = $plain ++ $secret | where {|name| $name in $env } | each {|name|
        let value = $env | get $name | into string
        $" ($name)=" + (if $name in $secret and $value != "" { "?" } else { $value })
    }
    ($held | str join) != ($env.AWSENV_STATE? | default "")
}

# What stands before the prompt. Where starship draws it, it steps aside.
def __awsenv_segment []: nothing -> string {
    let text = if $env.AWSENV_PROMPT? == "off" or $env.STARSHIP_SHELL? == "nu" { "" } else { awsenv_prompt_info }
    let color = $env.AWSENV_COLOR? | default "36"
    if $text == "" {
        ""
    } else if not ($env.NO_COLOR? | is-empty) or ($env.TERM? | default dumb) == dumb or $color !~ '^[0-9;]+$' {
        $"\(($text)) "
    } else {
        $"\e[($color)m\(($text))\e[0m "
    }
}

# --- completion -------------------------------------------------------------------------------------------

# Names and verbs, or options from the core's argcomplete as "word:description" lines, for the end of the line.
def __awsenv_complete [line: string]: nothing -> list<any> {
    let words = $line | split row --regex ' +'
    let core = try { __awsenv_path } catch { return [] }
    let list = ^$core --names e> /dev/null | lines
    let number = ($words | length) - 1
    let follows = $number == 2 and ($words | get 1) in ($list | get --optional 4 | default "" | split row " ")
    if ($words | last) starts-with "-" or not ($number == 1 or $follows) {
        let asked = {
            _ARGCOMPLETE: "1", _ARGCOMPLETE_SHELL: "zsh", _ARGCOMPLETE_SUPPRESS_SPACE: "1", _ARGCOMPLETE_IFS: "\n"
            COMP_LINE: $line, COMP_POINT: ($line | str length | into string)
        }
        return (with-env $asked { ^sh -c 'exec "$0" 8>&1 9>/dev/null >/dev/null 2>&1' $core } | lines | each {|found|
            let parts = $found | split row --number 2 ":"
            {value: $parts.0, description: ($parts | get --optional 1 | default "")}
        })
    }
    let verbs = if $number == 1 { $list | get --optional 3 | default "" | split row " " | each {|verb| {value: $verb} } } else { [] }
    $verbs ++ ($list | skip 5 | each {|entry|
        let parts = $entry | split row --number 2 "\t"
        let plain = $parts.0 =~ '^[A-Za-z0-9_.@/:-]+$'
        {value: (if $plain { $parts.0 } else { $parts.0 | to json }), description: ($parts | get --optional 1 | default "")}
    })
}

# --- install ----------------------------------------------------------------------------------------------

if "__awsenv" not-in $env { # once
    # An inherited pin has been followed: the environment says so.
    $env.__awsenv = {__awsenv_seen: ($env.AWSENV_PIN? | default ""), inner: ($env.PROMPT_COMMAND? | default "")}
    $env.config.hooks.pre_prompt = $env.config.hooks.pre_prompt? | default [] | append {|| __awsenv_hook }
    $env.PROMPT_COMMAND = {||
        let inner = $env.__awsenv.inner
        $"(__awsenv_segment)(if ($inner | describe) == closure { do $inner } else { $inner })"
    }
}

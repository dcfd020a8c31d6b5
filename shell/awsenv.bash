# awsenv for bash 3.2 and later: one AWS identity per shell.
# Load it from ~/.bashrc with a line such as:  . ~/.local/share/awsenv/shell/awsenv.bash
# Loading starts no process and prints nothing. It reads what a shell without a profile needs; the rest, behind the first
# return, is read when it is needed. The sections are the same in the other snippets.
# Names of locals begin with _ because bash cannot make one local that the user has made readonly.
# shellcheck shell=bash

# --- guard ---

case ${BASH_VERSION-} in '') return 1 ;; esac # another shell: what follows is bash only

if \builtin shopt -q restricted_shell; then # it may neither redirect nor start what has a path
  case $- in *i*) \builtin printf 'awsenv: a restricted shell cannot switch; only the command awsenv works here\n' ;; esac
  \builtin return 1
fi

# An alias is expanded when a function is read, so none may be around while these are.
__awsenv_aliases=
if \builtin shopt -q expand_aliases; then __awsenv_aliases=1; fi
\builtin shopt -u expand_aliases
# With this option, what follows a command as name=value is its environment: nothing would be local.
case $- in *k*) \builtin set +k && __awsenv_aliases+=k ;; esac

# Variables of ours are inherited if this file was not loaded before: bash would run a text where it expects a number.
if ! \builtin declare -F __awsenv_more >/dev/null; then
  for __awsenv_name in "${!__awsenv_@}"; do
    case $__awsenv_name in
    __awsenv_core | __awsenv_aliases) ;;
    *) \builtin unset -v "$__awsenv_name" 2>/dev/null ;;
    esac
  done
fi

# The core: the one that `awsenv init` or an installation beside this file names, or PATH's.
__awsenv_file=${BASH_SOURCE[0]-}
if [[ ${__awsenv_rest-} != wanted ]]; then
  __awsenv_rest=''
  if [[ -n ${AWSENV_BIN-} ]]; then
    __awsenv_core=$AWSENV_BIN
  elif [[ -z ${__awsenv_core-} ]]; then
    __awsenv_core=awsenv
    if [[ -x ${__awsenv_file%/*}/../venv/bin/awsenv ]]; then
      __awsenv_core=${__awsenv_file%/*}/../venv/bin/awsenv
    fi
  fi
  case $__awsenv_core in
  /*) ;;
  */*) __awsenv_core=$PWD/$__awsenv_core ;; # as it is from here
  esac
fi
case $__awsenv_file in
/*) ;;
*) __awsenv_file=$PWD/$__awsenv_file ;;
esac

# --- command ---

if [[ $__awsenv_rest != wanted ]]; then # what the user has put in its place meanwhile stays
  awsenv() {
    if [[ -z ${__awsenv_core-} ]] || ! builtin declare -F __awsenv_more >/dev/null; then # copied without the rest
      builtin command awsenv "$@"
      builtin return
    fi
    __awsenv_more __awsenv_call "$@"
  }
fi

# Run a function of the rest. After an upgrade the new file may not know it, except for __awsenv_call.
__awsenv_more() {
  if [[ ${__awsenv_rest-} != read && (-z ${__awsenv_rest-} || ${1-} == __awsenv_call) ]]; then
    __awsenv_load
    builtin declare -F "${1-}" >/dev/null || [[ ${1-} == __awsenv_call ]] || builtin return 0
  fi
  if [[ ${__awsenv_rest-} == read ]]; then
    "$@"
  elif [[ ${1-} == __awsenv_call ]]; then
    builtin printf 'awsenv: %s is gone\nawsenv: run install.sh again, or open a new shell\n' "$__awsenv_file" >&2
    builtin return 127
  fi
}

# Read the whole file again, so that all of it is of one version. If it lies elsewhere by now, the core knows where.
__awsenv_load() {
  builtin local _flags _line
  { _flags=${-//[!kxvT]/} && builtin set +kxvT; } 2>/dev/null # a trace would show it all
  __awsenv_rest=wanted _line=''
  if [[ -f $__awsenv_file && -r $__awsenv_file ]]; then IFS= builtin read -r _line <"$__awsenv_file" || builtin :; fi
  if [[ $_line == '# awsenv for bash '* ]]; then
    builtin . "$__awsenv_file" || builtin :
  else
    _line=$__awsenv_core
    [[ $_line == */* ]] || _line=$(\builtin type -P "$_line")
    [[ $_line != /* || ! -x $_line ]] || builtin eval "$("$_line" init bash 2>/dev/null)" || builtin :
  fi
  [[ $__awsenv_rest == read ]] || __awsenv_rest=gone
  [[ -z $_flags ]] || builtin set "-$_flags"
}

# --- directory hook ---

# The usual prompt, without a profile and a pin, ends after these two conditions.
__awsenv_hook() {
  builtin set -- "$?"
  if [[ $- == *[kx]* || ${__awsenv_drawn:+plain}:${BASHOPTS+${#BASHOPTS}}${PS1-} != "${__awsenv_plain-}" ||
    ${PWD-}:${AWSENV_PINS-} != "${__awsenv_here-}" || ${__awsenv_late-0}${PROMPT_COMMAND[*]-} != "${__awsenv_commands-}" ||
    -n ${AWSENV_PROFILE-}${__awsenv_unfollowed-}${__awsenv_seen-}${__awsenv_past-}${AWSENV_EXPIRATION-}${AWSENV_IDLE-} ]] ||
    __awsenv_pinned; then
    __awsenv_follow_all
  fi
  # Where others follow in a string, they see the status. Alone, it would set off an ERR trap.
  [[ ${PROMPT_COMMAND[*]-} == "$__awsenv_alone" ]] || builtin return "$1"
}

# Start the core if another .awsprofile applies than before, or its text changed; and draw what is active.
__awsenv_follow_all() {
  builtin local _flags _state
  { _flags=${-//[!kx]/} && builtin set +kx; } 2>/dev/null # a trace would print what the shell holds
  [[ ${PWD-}:${AWSENV_PINS-} == "${__awsenv_here-}" ]] || __awsenv_upwards
  if [[ -n ${__awsenv_seen-}${__awsenv_past-}${AWSENV_EXPIRATION-}${AWSENV_IDLE-} ]] || __awsenv_pinned; then
    __awsenv_more __awsenv_look_closer
  fi
  [[ ${__awsenv_late-0} -gt 0 ]] || __awsenv_redraw && :
  [[ -z $_flags ]] || builtin set "-$_flags"
}

# Runs before direnv or mise, which give variables back as they found them.
__awsenv_leave() {
  builtin local _status="$?"
  [[ ${PWD-}:${AWSENV_PINS-} == "${__awsenv_here-}" ]] || __awsenv_upwards
  if [[ -n ${AWSENV_PIN-} ]] || __awsenv_pinned; then __awsenv_more __awsenv_left; fi
  builtin return "$_status"
}

__awsenv_pinned() { __awsenv_upwards && __awsenv_pinned; } # what ran before this file was read may not have made it

# Make __awsenv_pinned, which looks for a pin here and above, as far as AWSENV_PINS lets it; the nearest first. A function is
# read once for a directory, words for `test` were each time. Of a link there is no second test, which would look behind it.
__awsenv_upwards() {
  builtin local _dir="${PWD%/}" _roots=":${AWSENV_PINS-}:" _at=0 _way='' _all=''
  [[ ${__awsenv_unfollowed-} != interrupted ]] || __awsenv_seen=- # to be asked again
  __awsenv_here=${PWD-}:${AWSENV_PINS-} __awsenv_places=0
  _roots=${_roots//:\~\//:"${HOME-}"/}
  while [[ -z $_dir || $_dir == /* ]]; do # or the way up would have no end
    builtin printf -v "__awsenv_place_$_at" %s "$_dir/.awsprofile"
    _way+=" || -L \$__awsenv_place_$_at || -f \$__awsenv_place_$_at" _at=$((_at + 1))
    if [[ $_roots == :: || $_roots == *:"${_dir:-/}":* || $_roots == *:"$_dir"/:* ]]; then
      _all+=$_way _way='' __awsenv_places=$_at
    fi
    [[ -n $_dir ]] || builtin break
    _dir=${_dir%/*}
  done
  builtin eval "__awsenv_pinned() { [[ -n ''$_all ]]; }"
}

# Whether a variable may be changed: only a readonly one cannot be made local.
__awsenv_writable() {
  builtin local "$1=" 2>/dev/null
}

# --- prompt ---

# The segment as text, for people who write their own prompt: PS1='$(awsenv_prompt_info)\$ '
awsenv_prompt_info() {
  [[ -z ${AWSENV_PROFILE-}${__awsenv_unfollowed-} ]] || __awsenv_more __awsenv_info
}

# Leave in the caller's _state what the segment is made of, and what may take it away.
__awsenv_compare() {
  _state="${AWSENV_PROFILE-}|${AWSENV_STATE-}|${AWSENV_SHOWN-}|${AWSENV_COLOR-}|${AWSENV_PROMPT-}|${NO_COLOR-}|${TERM-}"
  _state+="|${AWSENV_IDLE-}|${AWSENV_EXPIRATION-}|${AWS_PROFILE-}|${__awsenv_unfollowed-}|${AWSENV_RENEWS-}|${PROMPT_COMMAND[*]-}|${BASHOPTS+${#BASHOPTS}}|${PS1-}"
}

# Keep the segment in PS1. Its text is right also where this did not run: it compares, when it is shown, what the shell holds.
__awsenv_redraw() {
  __awsenv_compare
  if [[ $_state != "${__awsenv_drawn-}" ]]; then
    __awsenv_rewrite "${1-}"
    __awsenv_compare
    __awsenv_drawn=$_state __awsenv_plain=''
    if [[ -n $__awsenv_fixed || ${__awsenv_late-0} -gt 0 ]]; then
      __awsenv_drawn=- # what is built anew at each prompt is looked at again
    elif [[ -z ${AWSENV_PROFILE-}${__awsenv_unfollowed-} ]]; then
      __awsenv_plain=plain:${BASHOPTS+${#BASHOPTS}}${PS1-} # bash 4.1+: another length without promptvars
    fi
  elif [[ -n ${AWSENV_EXPIRATION-} ]]; then
    __awsenv_more __awsenv_describe # only the time that is left is another
  fi
}

__awsenv_rewrite() {
  builtin local _text _hooks _active="${AWSENV_PROFILE-}${__awsenv_unfollowed-}"
  __awsenv_gate='' __awsenv_prompt='' __awsenv_name='' __awsenv_time='' __awsenv_mark='' __awsenv_named='' __awsenv_fixed=''
  __awsenv_ends=9999999999 __awsenv_until=9999999999 __awsenv_held=''
  [[ -z $_active ]] || __awsenv_more
  if [[ ${AWSENV_PROMPT-} != off ]] && ! __awsenv_foreign && __awsenv_writable PS1; then
    __awsenv_gate=1 _text=$__awsenv_expanded
    [[ -z $_active ]] || __awsenv_more __awsenv_describe
    if ! builtin shopt -q promptvars; then
      _text=${__awsenv_prompt//\\/\\\\} # only a backslash means anything
      _text=${_text:+($_text) }
      __awsenv_fixed=1
    fi
    if [[ -n ${__awsenv_prefix-} && ${PS1-} != *"$__awsenv_prefix"* ]]; then # built anew since the last prompt?
      # With the hooks that were there at loading, a line after ours has set PS1.
      _hooks=$__awsenv_late${PROMPT_COMMAND[*]-}
      [[ -z ${PROMPT_COMMAND[*]-} || ${__awsenv_drawn:-${__awsenv_commands-$_hooks}} == "$_hooks" ]] || __awsenv_late=3
    elif [[ ${__awsenv_late-0} -gt 0 && -z ${1-} ]]; then
      __awsenv_late=$((__awsenv_late - 1)) # not for some prompts
    fi
    __awsenv_place "$_text"
  fi
  [[ ${AWSENV_IDLE-} == "${__awsenv_idle-}" ]] || __awsenv_more __awsenv_watch
  # Another may have come after us; one that runs us out of PROMPT_COMMAND's sight, as VS Code does, knows where.
  if [[ ${__awsenv_late-0}${PROMPT_COMMAND[*]-} != "${__awsenv_commands-}" &&
    (-z ${__awsenv_drawn+x} || -n ${1-} || ${PROMPT_COMMAND[*]-} == *__awsenv_hook*) ]]; then
    __awsenv_install
  fi
  __awsenv_commands=${__awsenv_late-0}${PROMPT_COMMAND[*]-}
  # Whatever is an alias of awsenv completes as it does: at the first prompt, and after a switch.
  [[ ${__awsenv_registered-$_active} == "$_active" || ${BASH_VERSINFO[0]} -lt 4 || "${BASH_ALIASES[*]-}" != *awsenv* ]] ||
    __awsenv_more __awsenv_register # bash 4+
}

# Put the text into PS1, once, where its last line begins, unless that is within something that bash expands.
__awsenv_place() {
  builtin local _above='' _last _word _mark
  if [[ ${PS1-} != *"$1"* || $1 != "${__awsenv_prefix-}" || $PS1 == *"$1"*"$1"* ]]; then
    for _word in "${__awsenv_prefix-}" "$1"; do
      [[ -z $_word ]] || PS1=${PS1//"$_word"/}
    done
    if [[ ${PS1-} == *\\n* || ${PS1-} == *$'\n'* ]]; then
      _last=${PS1##*\\n}
      _last=${_last##*$'\n'}
      _above=${PS1%"$_last"}
      [[ $_above != *\\\\n ]] || _above=''
      for _word in '( )' '{ }' '\[ \]' '` "'; do
        _mark=${_last//"${_word% *}"/}${_last//"${_word#* }"/}
        _word=${_last//"${_word#* }"/}
        [[ $((${#_mark} - 2 * ${#_word})) -eq 0 ]] || _above=''
      done
    fi
    PS1=$_above$1${PS1#"$_above"}
  fi
  __awsenv_prefix=$1
}

# Whether another program draws the prompt.
__awsenv_foreign() {
  builtin declare -F starship_precmd >/dev/null || builtin declare -F _omp_hook >/dev/null
}

# --- completion ---

__awsenv_complete() {
  builtin local _flags
  { _flags=${-//[!kxv]/} && builtin set +kxv; } 2>/dev/null # a trace would print what the shell holds
  __awsenv_more __awsenv_answer "$@"
  [[ -z $_flags ]] || builtin set "-$_flags"
}

# --- install ---

# Put our hook before all others, once, in a line of its own, where a DEBUG trap looks for its command. A child that is given
# PROMPT_COMMAND has neither the variable nor the function.
__awsenv_install() {
  builtin local _all="${PROMPT_COMMAND[*]-}${__vsc_original_prompt_command[*]-}" _nl=$'\n' _first="$__awsenv_hooks" _word
  if [[ $_all == *__vsc_* || $_all == *__bp_* || $_all${chpwd_functions[*]-} == *__awsenv_* || ${__awsenv_late-0} -gt 0 ||
    (-n ${PROMPT_COMMAND[1]+x} && ($_all == *_direnv_hook* || $_all == *_mise_hook*)) ]]; then
    __awsenv_more __awsenv_install_beside
    builtin return 0
  fi
  if builtin declare -F __zsh_like_cd >/dev/null && __awsenv_writable chpwd_functions; then # the cd of mise calls these
    chpwd_functions=(__awsenv_leave ${chpwd_functions[@]+"${chpwd_functions[@]}"} __awsenv_hook)
  fi
  __awsenv_writable PROMPT_COMMAND || builtin return 0
  [[ -n $_all ]] || _first=$__awsenv_alone
  # shellcheck disable=SC2128,SC2178 # a string, or an array of which this is the first element
  if [[ -n ${PROMPT_COMMAND[1]+x} && ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 ]]; then # bash 5.1+ runs every element
    PROMPT_COMMAND=("$_first" "${PROMPT_COMMAND[@]}")
  else
    if [[ $_all == *_direnv_hook* || $_all == *_mise_hook* ]]; then
      _first=${__awsenv_hooks//_hook/_leave}
      for _word in _direnv_hook _mise_hook_prompt_command; do
        PROMPT_COMMAND=${PROMPT_COMMAND/"$_word"/"$_word;$__awsenv_hooks"}
      done
    fi
    PROMPT_COMMAND=$_first${_all:+$_nl${PROMPT_COMMAND-}}
  fi
}

__awsenv_begin() {
  # An inherited pin has been followed: the environment says so.
  __awsenv_seen=${__awsenv_seen-${AWSENV_PIN-}}
  # Drawn now, it is within the marks that a terminal puts around the prompt. The first prompt looks again.
  builtin unset __awsenv_drawn __awsenv_registered __awsenv_commands
  __awsenv_on='' __awsenv_hot='' __awsenv_off='' __awsenv_late=0
  if [[ -n ${AWSENV_PROFILE-} ]]; then
    __awsenv_late=1 # which a theme may be about to erase
    __awsenv_more __awsenv_draw
  else
    __awsenv_rewrite
  fi
  __awsenv_drawn='' __awsenv_registered=-
  builtin complete -o nospace -F __awsenv_complete awsenv
}

# In a prompt, ${x#"${y#"z"}$x"} is empty exactly if y is z. What is shown of a profile comes with the rest: @P finds it.
# shellcheck disable=SC2016
{
  __awsenv_alone='"${__awsenv_hook-:}"' __awsenv_hooks=$'{\n"${__awsenv_hook-:}"\n} &&\n:'
  __awsenv_alert='\[$__awsenv_on\]${__awsenv_lone#"${AWSENV_PROFILE:+$__awsenv_lone}"}\[$__awsenv_off\]'
  case ${BASH_VERSINFO[0]} in
  # An arithmetic expansion remembers when the shell began, as the first seconds of the epoch that bash 3.2 can tell.
  3 | 4) __awsenv_profile=${__awsenv_body-} __awsenv_word=$__awsenv_alert'}${__awsenv_one##${__awsenv_any#"$((__awsenv_began=\D{%s}-SECONDS))"}}' ;;
  *) __awsenv_profile='${__awsenv_body@P}' __awsenv_word='${__awsenv_alert@P}}' ;; # bash 4.4+
  esac
  __awsenv_expanded='${__awsenv_gate:+${AWSENV_PROFILE:+'$__awsenv_profile'}${__awsenv_unfollowed:+'$__awsenv_word'}'
  __awsenv_hook=__awsenv_hook __awsenv_leave=__awsenv_leave __awsenv_draw=__awsenv_draw
  __awsenv_any='*' __awsenv_one=1 __awsenv_lone='(!) '
}

# The rest is for later, if this is a file that can be read again, and not a part of another.
if [[ $__awsenv_rest != wanted && ${__awsenv_file##*/} == awsenv.*bash ]]; then
  if [[ $- == *i* ]]; then __awsenv_begin; fi
  if [[ $__awsenv_aliases == 1* ]]; then \builtin shopt -s expand_aliases; fi
  if [[ $__awsenv_aliases == *k ]]; then \builtin set -k; fi
  \builtin unset __awsenv_aliases
  \builtin return 0
fi

# --- command, the rest ---

# The code comes through descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
__awsenv_call() {
  # Where one is closed, bash would put the pipe of the code there, and what a message says would be code.
  if [[ ${1-} == exec || ${1-} == run ]]; then
    builtin :
  elif ! { builtin : 4<&0; } 2>/dev/null; then
    __awsenv_call "$@" </dev/null
    builtin return
  elif ! { builtin : 4>&1; } 2>/dev/null; then
    __awsenv_call "$@" >/dev/null
    builtin return
  elif ! builtin : 4>&2; then
    __awsenv_call "$@" 2>/dev/null
    builtin return
  fi
  builtin local __awsenv_code __awsenv_status __awsenv_flags __awsenv_signal
  builtin local -a __awsenv_traps __awsenv_caught
  # A trace would print the keys, and what an inherited DEBUG trap prints would be taken for code.
  { __awsenv_flags=${-//[!kxvT]/} && builtin set +kxvT; } 2>/dev/null
  __awsenv_code='' __awsenv_status=0 __awsenv_traps=(- INT) __awsenv_caught=()
  if [[ ${1-} == exec || ${1-} == run ]]; then # becomes the command, which may be stopped and continued like any other
    (__awsenv_run "$@") || __awsenv_status=$?
  else
    { __awsenv_code=$(__awsenv_hold && __awsenv_run "$@" 3>&1 >&4 4>&-); } 4>&1 || __awsenv_status=$?
    if [[ $__awsenv_status -eq 0 && -n $__awsenv_code ]]; then
      builtin eval "$__awsenv_code" || __awsenv_status=1
      __awsenv_changed "$@"
      __awsenv_let_go
    fi
  fi
  if [[ ${1-} == off && $__awsenv_status == 12[67] ]]; then
    __awsenv_bare_off && __awsenv_status=0
  elif [[ ${1-} != exec && ${1-} != run && $__awsenv_status == 12[67] ]]; then # it, or the Python that it was installed with, is gone
    builtin printf 'awsenv: run install.sh again, or put a working awsenv on the PATH\n' >&2
  fi
  [[ -z $__awsenv_flags ]] || builtin set "-$__awsenv_flags"
  for __awsenv_signal in ${__awsenv_caught[@]+"${__awsenv_caught[@]}"}; do builtin kill -s "$__awsenv_signal" $$; done
  builtin return "$__awsenv_status"
}

# Without a core, as after an uninstall: what this shell remembers comes back, and nothing of ours stays.
__awsenv_bare_off() {
  builtin local _word _value IFS=' '
  for _word in ${AWSENV_STATE-} ${AWSENV_SETTINGS-} AWS_CREDENTIAL_EXPIRATION AWSENV_{SHOWN,MODE,EXPIRATION,RENEWS,COLOR}; do
    builtin unset -v "${_word%%=*}"
  done
  for _word in ${AWSENV_BEFORE%%|*} ${__awsenv_kept-}; do
    _value=${_word#*[=:]} _word=${_word#0.}
    if [[ $_word == AWS*[=:]* && ${_word%%[=:]*} != *[!A-Z_]* && $_value != '?' ]]; then
      builtin printf -v "${_word%%[=:]*}" %b "${_value//%/\\x}"
      [[ $_word == *:* ]] || builtin export "${_word%%=*}"
    fi
  done
  builtin unset -v AWSENV_{LABEL,IDLE,OPTIONS,MEANING,SETTINGS,PIN,STATE,BEFORE} __awsenv_kept __awsenv_past
  __awsenv_changed off
  builtin printf 'awsenv: this shell is what it was; awsenv itself is gone\n' >&2
}

# A change is made as a whole: between two variables no signal may end it, nor a trap of the user's see half of it. So
# the code begins with what takes over Ctrl-C and the signals that the user traps; they come again when it is done. The
# subshell that runs the core can tell these traps without another process. A subshell of the user's has none.
__awsenv_hold() {
  builtin local _name
  [[ $BASH_SUBSHELL -eq 1 ]] || builtin return 0
  builtin echo '__awsenv_take trap -- - INT'
  for _name in INT HUP QUIT TERM USR1 USR2 ALRM CHLD WINCH CONT TSTP; do
    builtin printf '__awsenv_take '
    builtin trap -p "$_name"
    builtin echo
  done
}

__awsenv_take() {
  case ${4-} in
  '') builtin return 0 ;;
  INT | SIGINT) __awsenv_traps[0]=$3 ;;
  *) __awsenv_traps+=("$3" "$4") ;;
  esac
  # shellcheck disable=SC2064 # the name of the signal, now
  builtin trap "__awsenv_caught+=($4)" "$4"
}

# Ctrl-C, which is the first, comes last: it may end this.
__awsenv_let_go() {
  builtin local _at="${#__awsenv_traps[@]}"
  while [[ $_at -gt 0 ]]; do
    _at=$((_at - 2))
    builtin trap -- "${__awsenv_traps[_at]}" "${__awsenv_traps[_at + 1]}"
  done
}

# After each change, whatever ran it: what is shown follows, and the time without a prompt begins anew.
__awsenv_changed() {
  __awsenv_drawn=- # the prompt looks again; where the segment is gone from PS1, a theme takes it away each time
  __awsenv_clock
  __awsenv_last=$__awsenv_now
  [[ $- != *i* || ${1-} == --* ]] || __awsenv_draw changed && : # a hook draws by itself
  builtin return 0
}

# Become the core. This runs in the subshell of a command substitution: what it exports, only the core sees.
__awsenv_run() {
  builtin local _name _value _core="$__awsenv_core"
  __awsenv_hidden='' __awsenv_readonly=''
  for _name in "${!AWS_@}" "${!AWSENV_@}"; do
    _value=${!_name}
    __awsenv_writable "$_name" || __awsenv_readonly+="$_name "
    _value=${_value//%/%25}
    __awsenv_hidden+="$_name=${_value// /%20} "
  done
  for _name in __awsenv_{kept,previous,past,back,seen,tried,unfollowed,start}; do # which the code may set
    __awsenv_writable "$_name" || __awsenv_readonly+="$_name "
  done
  [[ ${1-} != doctor ]] || __awsenv_tell
  # shellcheck disable=SC2034 # the core reads it
  builtin export AWSENV_SHELL=bash:3:$- __awsenv_hidden __awsenv_readonly __awsenv_kept __awsenv_previous \
    __awsenv_past __awsenv_back
  [[ $_core == */* ]] || _core=$(\builtin type -P "$_core")
  if [[ $_core != /* || ! -x $_core ]]; then # a relative entry of the PATH leads to whatever is here
    builtin printf 'awsenv: %s does not exist\n' "$__awsenv_core" >&2
    builtin exit 127
  fi
  if [[ ${BASH_VERSINFO[0]} -lt 4 ]]; then # where its interpreter is gone, that ends with 1, as other failures do
    IFS=' ' builtin read -r _name _value <"$_core" || builtin :
    if [[ $_name == '#!'/* && ! -x ${_name#'#!'} ]]; then
      builtin printf 'awsenv: %s does not exist, which runs %s\n' "${_name#'#!'}" "$_core" >&2
      builtin exit 126
    fi
  fi
  # Without what pip's script costs, once the core has said how.
  [[ ${__awsenv_start[0]-} != "$_core" || ! -x ${__awsenv_start[1]-} ]] || builtin exec "${__awsenv_start[@]:1}" "$@"
  builtin exec "$_core" "$@"
}

# Export what only this shell knows of how it is wired, for `awsenv doctor` alone.
__awsenv_tell() {
  builtin local _name _hooks _words=''
  [[ $- != *i* ]] || _words+='interactive '
  [[ "$(\builtin complete -p awsenv 2>/dev/null)" != *__awsenv_complete* ]] || _words+='completion '
  _hooks="${PROMPT_COMMAND[*]-} ${__vsc_original_prompt_command-} ${STARSHIP_PROMPT_COMMAND-}" # these run what they found
  [[ $_hooks != *__awsenv_hook* ]] || _words+='hook '
  [[ ${PS1-} != *"${__awsenv_prefix:-$__awsenv_expanded}"* ]] || _words+='prompt '
  ! __awsenv_foreign || _words+='foreign '
  ! builtin alias awsenv >/dev/null 2>&1 || _words+='alias '
  for _name in assume awsume aws-sso-profile asp; do
    [[ -z "$(\builtin alias "$_name" 2>/dev/null || \builtin declare -F "$_name")" ]] || _words+="tool:$_name "
  done
  builtin export __awsenv_wiring="$_words"
}

# --- directory hook, the rest ---

__awsenv_look_closer() {
  if [[ -n ${__awsenv_seen-} ]] || __awsenv_pinned; then __awsenv_follow; fi
  [[ -z ${__awsenv_past-} ]] || __awsenv_outlived
  [[ -z ${AWSENV_EXPIRATION-}${AWSENV_IDLE-} ]] || __awsenv_tick
}

# Where a pin applies, or did when it was last looked for.
__awsenv_follow() {
  builtin local _word _pin='' _text=''
  __awsenv_look
  if [[ $_text != "${__awsenv_seen-}" ]]; then
    # Ctrl-C may come before the core has answered: the prompt says so, and the next cd asks again.
    __awsenv_seen=$_text __awsenv_unfollowed=interrupted __awsenv_drawn=''
    awsenv --hook "$_pin" || _word='' # it has said why
  fi
}

# What came last has to go first, and what lies above has to come first.
__awsenv_left() {
  builtin local _word _pin='' _text='' _trace=''
  [[ $- != *x* ]] || { _trace=1 && builtin set +x; } 2>/dev/null # a trace would print what the shell holds
  __awsenv_look
  if [[ -n ${AWSENV_PIN-} && $_text != "${__awsenv_seen-}" ]]; then
    __awsenv_seen=''
    awsenv --hook '' || _word=''
  fi
  [[ -z $_pin || $_text == "${__awsenv_seen-}" ]] || ! __awsenv_below || __awsenv_follow
  [[ -z $_trace ]] || builtin set -x
}

# Whether direnv or mise may set something between the caller's pin and here: they find what the pin has set.
__awsenv_below() {
  builtin local _dir="${PWD%/}"
  while [[ $_dir/.awsprofile != "$_pin" && -n $_dir ]]; do
    for _word in .envrc {.,}mise{.local,}.toml {.,}mise/config.toml .config/mise{,/config}.toml; do
      [[ ! -f $_dir/$_word ]] || builtin return 0
    done
    _dir=${_dir%/*}
  done
  builtin return 1
}

# What a pin had set may come back after it was left: direnv and mise give back what they found, below a pin too.
__awsenv_outlived() {
  builtin local _name _value
  for _name in "${!AWS_@}"; do
    _value=${!_name}
    _value=${_value//%/%25}
    if [[ " $__awsenv_past " == *" $_name=${_value// /%20} "* ]]; then
      awsenv --outlived || __awsenv_past=''
      builtin break
    fi
  done
}

# Leave the path of the nearest .awsprofile in the caller's pin, and with its text in the caller's text. What may hold
# this shell is left to the core: a link, behind which nothing is even looked at, and what others may have put there.
__awsenv_look() {
  builtin local _at
  for ((_at = 0; _at < __awsenv_places; _at++)); do
    _word=__awsenv_place_$_at
    _word=${!_word}
    if [[ -L $_word || -f $_word ]]; then
      _pin=$_word
      if [[ ! -L $_pin && -O $_pin && -O ${_pin%.awsprofile} && -r $_pin ]]; then
        IFS= builtin read -r -d '' -n 1024 _text 2>/dev/null <"$_pin" || _word='' # the end of the file is not a failure
      fi
      _text=$_pin$'\n'$_text
      builtin return 0
    fi
  done
}

# What time does: a profile whose class has an idle time is dropped after it, and a session near its end is renewed
# if the core can do so without a question. It tries once a minute, and says only once why it cannot.
__awsenv_tick() {
  builtin local _last="${__awsenv_last-}" _ends="${AWSENV_EXPIRATION-}" _idle="${AWSENV_IDLE-}"
  __awsenv_clock
  __awsenv_last=$__awsenv_now
  [[ -n $__awsenv_now ]] || builtin return 0
  if __awsenv_number "$_idle" && [[ -n $_last && $((__awsenv_now - _last)) -gt $_idle ]]; then
    awsenv --idle || _last=''
  elif __awsenv_number "$_ends" && [[ $((_ends - __awsenv_now)) -lt $__awsenv_near &&
    (${__awsenv_tried:-0} -gt $__awsenv_now || $((__awsenv_now - ${__awsenv_tried:-0})) -ge 60) ]]; then
    __awsenv_tried=$__awsenv_now
    if [[ ${__awsenv_told-} == "$_ends" ]]; then
      awsenv --renew 2>/dev/null || _last=''
    else
      awsenv --renew || __awsenv_told=$_ends
    fi
  fi
}

# PS0 has found that a command was typed after the idle time: the profile is dropped before it runs.
__awsenv_typed() {
  builtin local _last="${__awsenv_last-}" _idle="${AWSENV_IDLE-}"
  if __awsenv_number "$_idle" && __awsenv_number "$_last"; then
    __awsenv_clock
    [[ $((__awsenv_now - _last)) -le $_idle ]] || awsenv --idle || _last=''
  fi
  builtin : "$1" # leaves $_ as it was
}

# Watch the time from the prompt to a command as long as a profile is dropped by it. PS0 is shown before a command runs,
# and can do no more than send this shell a signal, whose trap runs before the command too. bash before 4.4 has no PS0.
__awsenv_watch() {
  # shellcheck disable=SC2016
  builtin local _trap _text='${__awsenv_wake[\D{%s}-__awsenv_last>__awsenv_idle]:+$(kill -URG $$)}'
  __awsenv_idle=${AWSENV_IDLE-}
  __awsenv_writable PS0 || builtin return 0
  _trap=$(builtin trap -p URG) # a process: once when such a profile comes, and when it goes
  if [[ $_trap == *__awsenv_typed* ]]; then
    PS0=${PS0//"$_text"/}
    builtin trap - URG
    _trap=''
  fi
  # shellcheck disable=SC2016
  if __awsenv_number "$__awsenv_idle" && [[ -z $_trap ]]; then
    builtin trap '__awsenv_typed "$_"' URG
    PS0=$_text${PS0-}
  fi
}

# Whether the text is a number from 1 on. The operator =~ would change the user's BASH_REMATCH.
__awsenv_number() {
  [[ $1 == [1-9]* && $1 != *[!0-9]* ]]
}

# Leave the seconds since the epoch in __awsenv_now, without a process; nothing where this shell cannot tell yet.
__awsenv_clock() {
  case ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} in
  [0-3].* | 4.[01]) __awsenv_now=${__awsenv_began:+$((__awsenv_began + SECONDS))} ;; # PS1 found out when it began
  4.*) builtin printf -v __awsenv_now '%(%s)T' -1 ;;                                 # bash 4.2+
  *) __awsenv_now=$EPOCHSECONDS ;;                                                   # bash 5.0+
  esac
}

# --- prompt, the rest ---

# Keep the segment in PS1: after a change, at loading, and last where something builds PS1 anew at each prompt. Else the hook
# does it: a DEBUG trap would hold a command that comes last for the user's.
__awsenv_draw() {
  # shellcheck disable=SC2319 # that of the caller
  builtin set -- "$?" "${1-}"
  builtin local _flags _state
  { _flags=${-//[!kx]/} && builtin set +kx; } 2>/dev/null
  __awsenv_redraw "$2"
  [[ -z $_flags ]] || builtin set "-$_flags"
  builtin return "$1"
}

__awsenv_info() {
  builtin local _flags
  { _flags=${-//[!kx]/} && builtin set +kx; } 2>/dev/null # a trace would print what the shell holds
  __awsenv_compose
  __awsenv_segment
  builtin printf '%s' "$__awsenv_prompt"
  [[ -z $_flags ]] || builtin set "-$_flags"
}

__awsenv_near=300 # seconds before its end in which a session is renewed, and shown as a warning
__awsenv_again=↻ __awsenv_over=' ✗' __awsenv_unequal=' ≠'
__awsenv_locale=${LC_CTYPE:-${LANG-}}
case ${LC_ALL:-$__awsenv_locale} in
*[Uu][Tt][Ff]*8*) ;;
*) __awsenv_again='~' __awsenv_over=' x' __awsenv_unequal=' !=' ;;
esac
# What PS1 shows of a profile.
# shellcheck disable=SC2016
{
  __awsenv_holds='${AWSENV_PROFILE+ AWSENV_PROFILE=$AWSENV_PROFILE}${AWS_PROFILE+ AWS_PROFILE=$AWS_PROFILE}'
  __awsenv_holds+='${AWS_DEFAULT_PROFILE+ AWS_DEFAULT_PROFILE=$AWS_DEFAULT_PROFILE}${AWS_ACCESS_KEY_ID+ AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID}'
  __awsenv_holds+='${AWS_WEB_IDENTITY_TOKEN_FILE+ AWS_WEB_IDENTITY_TOKEN_FILE=$AWS_WEB_IDENTITY_TOKEN_FILE}'
  __awsenv_holds+='${AWS_ACCOUNT_ID+ AWS_ACCOUNT_ID=$AWS_ACCOUNT_ID}'
  __awsenv_holds+='${AWS_REGION+ AWS_REGION=$AWS_REGION}${AWS_DEFAULT_REGION+ AWS_DEFAULT_REGION=$AWS_DEFAULT_REGION}'
  __awsenv_holds+='${AWS_CONFIG_FILE+ AWS_CONFIG_FILE=$AWS_CONFIG_FILE}'
  __awsenv_holds+='${AWS_SHARED_CREDENTIALS_FILE+ AWS_SHARED_CREDENTIALS_FILE=$AWS_SHARED_CREDENTIALS_FILE}'
  __awsenv_holds+='${AWS_SECRET_ACCESS_KEY+ AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY:+?}}'
  __awsenv_holds+='${AWS_SESSION_TOKEN+ AWS_SESSION_TOKEN=${AWS_SESSION_TOKEN:+?}}'
  __awsenv_holds+='${AWS_SECURITY_TOKEN+ AWS_SECURITY_TOKEN=${AWS_SECURITY_TOKEN:+?}}'
  __awsenv_holds+='${AWS_BEARER_TOKEN_BEDROCK+ AWS_BEARER_TOKEN_BEDROCK=${AWS_BEARER_TOKEN_BEDROCK:+?}}'
  # The name as the core says it; of another one that was not drawn, what begins it and no terminal obeys.
  __awsenv_word='${AWSENV_PROFILE#"$__awsenv_named"}'
  __awsenv_body='\[$__awsenv_on\](${__awsenv_name%%${__awsenv_any#"'$__awsenv_word'$__awsenv_any"}}'
  __awsenv_body+='${AWSENV_PROFILE%%${__awsenv_odd#"'$__awsenv_word'$__awsenv_odd"}*}'
  # The time left, if it was reckoned for this prompt, and whether it is over. \D{%s} is the time in every bash.
  __awsenv_word='${__awsenv_any#"${__awsenv_one#"$((\D{%s}<=__awsenv_until))"}$__awsenv_any"}'
  __awsenv_body+='\[$__awsenv_hot\]${__awsenv_time%%'$__awsenv_word'}\[$__awsenv_on\]'
  __awsenv_body+='${__awsenv_over#"${__awsenv_one#"$((\D{%s}<__awsenv_ends))"}$__awsenv_over"}$__awsenv_mark'
  # Drift, and a pin that is not followed.
  __awsenv_body+='${__awsenv_unequal#"${AWSENV_STATE#"'$__awsenv_holds'"}$__awsenv_unequal"}'
  __awsenv_body+='${__awsenv_unequal#"${AWSENV_STATE:+$__awsenv_unequal}"}${__awsenv_unfollowed:+ $__awsenv_bang})\[$__awsenv_off\] '
  __awsenv_odd='[!a-zA-Z0-9_.@/+=,:-]' __awsenv_bang='!' __awsenv_wake=('' 1)
  [[ ${BASH_VERSINFO[0]} -ge 5 ]] || __awsenv_expanded=${__awsenv_expanded/'${AWSENV_PROFILE:+}'/'${AWSENV_PROFILE:+'$__awsenv_body'}'}
}

# Leave in __awsenv_held what this shell holds of the variables that decide who and where AWS tools are. AWSENV_STATE is
# the same text of what awsenv made of them: where they differ there is drift. `awsenv status` says what and why.
builtin eval "__awsenv_compose() { __awsenv_held=\"$__awsenv_holds\"; }"

# Put what is active into the variables that the text in PS1 refers to.
__awsenv_describe() {
  __awsenv_compose
  __awsenv_segment
  __awsenv_named=${AWSENV_PROFILE-}
  if __awsenv_twice; then __awsenv_gate='' __awsenv_fixed=1; fi
  if [[ -n $__awsenv_name && -n $__awsenv_now ]] && __awsenv_number "${AWSENV_EXPIRATION-}"; then
    __awsenv_ends=$AWSENV_EXPIRATION __awsenv_until=$((__awsenv_now + 2))
  fi
}

# Leave the segment in __awsenv_prompt, and its parts beside it: the name, the time left, and a mark that says without
# color what is the matter. Nothing in it is obeyed by a terminal.
__awsenv_segment() {
  builtin local _left _over='' _ends="${AWSENV_EXPIRATION-}" _color="${AWSENV_COLOR-36}"
  __awsenv_name=${AWSENV_PROFILE-} __awsenv_time='' __awsenv_mark='' __awsenv_prompt=''
  if [[ -n ${AWSENV_SHOWN-} && ${AWSENV_STATE-} == " AWSENV_PROFILE=$__awsenv_name "* ]]; then
    __awsenv_name=$AWSENV_SHOWN # as the core says it
  else
    __awsenv_name=${__awsenv_name//[![:ascii:]]/?} # which of the others a terminal obeys, only the core knows
  fi
  __awsenv_name=${__awsenv_name//[[:cntrl:]]/?}
  [[ -n $_color && $_color != *[!0-9\;]* ]] || _color=36
  __awsenv_on='' __awsenv_hot='' __awsenv_off=''
  if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
    __awsenv_on=$'\e['${_color}m __awsenv_hot=$'\e['${_color}m __awsenv_off=$'\e[0m'
  fi
  if [[ -n $__awsenv_name ]] && __awsenv_number "$_ends"; then
    __awsenv_clock
    _left=$((_ends - ${__awsenv_now:-$_ends}))
    if [[ -z $__awsenv_now ]]; then
      _left=''
    elif [[ $_left -le 0 ]]; then
      _over=$__awsenv_over
    elif [[ $_left -lt 60 ]]; then
      __awsenv_time=" ${_left}s"
    elif [[ $_left -lt 3600 ]]; then
      __awsenv_time=" $((_left / 60))m"
    else
      builtin printf -v __awsenv_time ' %dh%02dm' "$((_left / 3600))" "$((_left % 3600 / 60))"
    fi
    [[ -z ${AWSENV_RENEWS-} ]] || __awsenv_mark=" $__awsenv_again"
    if [[ -n $__awsenv_on && -z ${AWSENV_RENEWS-} && -n $_left && $_left -lt $__awsenv_near ]]; then
      __awsenv_hot=$'\e[33m'
    fi
  fi
  __awsenv_prompt=$__awsenv_name$__awsenv_time$_over$__awsenv_mark
  [[ -z ${AWSENV_PROFILE-} || $__awsenv_held == "${AWSENV_STATE-}" ]] || __awsenv_prompt+=$__awsenv_unequal
  [[ -z ${__awsenv_unfollowed-} ]] || __awsenv_prompt+=' !'
  [[ -n $__awsenv_name ]] || __awsenv_prompt=${__awsenv_prompt# }
}

# Whether liquidprompt says as much. It knows AWS_PROFILE alone: time, marks and a class are ours.
__awsenv_twice() {
  [[ $__awsenv_prompt == "${AWS_PROFILE-}" && -z ${AWSENV_COLOR-} && ${LP_ENABLE_AWS_PROFILE-0} == 1 ]] &&
    builtin declare -F _lp_aws_profile >/dev/null
}

# --- completion, the rest ---

# Leave the lines of the list of names in __awsenv_list: from its file while that is as old as both AWS files, else
# from the core, which writes it anew.
__awsenv_names() {
  builtin local _cache="${XDG_CACHE_HOME-}" _config="${AWS_CONFIG_FILE-$HOME/.aws/config}"
  builtin local _credentials="${AWS_SHARED_CREDENTIALS_FILE-$HOME/.aws/credentials}"
  if [[ $_cache != /* ]]; then
    _cache=$HOME/.cache
    [[ $OSTYPE != darwin* ]] || _cache=$HOME/Library/Caches
  fi
  _cache=$_cache/awsenv/names
  _config=${_config/#\~\//"$HOME"/} _credentials=${_credentials/#\~\//"$HOME"/}
  __awsenv_list=()
  if __awsenv_same_age "$_cache.config" "$_config" && __awsenv_same_age "$_cache.credentials" "$_credentials" &&
    __awsenv_own "$_cache"; then
    __awsenv_read <"$_cache"
    [[ ${__awsenv_list[0]-} == 'awsenv 1' && ${__awsenv_list[1]-} == "$_config" &&
      ${__awsenv_list[2]-} == "$_credentials" ]] && builtin return 0
  fi
  __awsenv_read <<<"$(__awsenv_run --names 2>/dev/null)"
}

__awsenv_same_age() {
  if [[ -e $1 ]]; then [[ -e $2 && ! $1 -nt $2 && ! $1 -ot $2 ]]; else [[ ! -e $2 ]]; fi
}

# Whether the file, and the directory that it is in, are this user's own. What bash cannot see, the mode, only the user
# can have changed: the core lets no other user write there.
__awsenv_own() {
  [[ -f $1 && -r $1 && -O $1 && ! -L $1 && -O ${1%/*} && ! -L ${1%/*} ]]
}

__awsenv_read() {
  if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then
    builtin mapfile -t __awsenv_list # bash 4+
  else
    builtin local _line
    __awsenv_list=()
    while IFS= builtin read -r _line; do __awsenv_list+=("$_line"); done
  fi
}

# bash hands over the command, the word as far as readline will replace it, and the word before it.
__awsenv_answer() {
  builtin local COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_CWORD="$COMP_CWORD" IFS=$' \t\n'
  builtin local _rest _plain _pattern _quote _start _fixed _at
  builtin local -a _before _copy
  _copy=(${COMP_WORDS[@]+"${COMP_WORDS[@]}"})
  builtin local -a COMP_WORDS
  COMP_WORDS=(${_copy[@]+"${_copy[@]}"}) COMPREPLY=()
  __awsenv_unalias "$1"
  # A command behind a name alone needs no --. A name that bash breaks up, as at a colon, is one word of the line.
  _rest=${COMP_LINE#*"${COMP_WORDS[0]}"*"${COMP_WORDS[1]-}"}
  for ((_at = 2, _start = 0; _at <= COMP_CWORD; _at++)); do
    [[ $_rest != [[:space:]]* ]] || ((++_start < 2)) || builtin break
    _rest=${_rest#*"${COMP_WORDS[_at]}"}
  done
  if [[ ${COMP_WORDS[1]-} == exec && $_at -le $COMP_CWORD && ${COMP_WORDS[2]} != -* && ${COMP_WORDS[_at]} != -* ]]; then
    __awsenv_behind "$_at" "$2" "$3"
    builtin return 0
  fi
  if [[ ${COMP_WORDS[1]-} == exec || ${COMP_WORDS[1]-} == run ]]; then
    for ((_at = 2; _at < COMP_CWORD; _at++)); do
      if [[ ${COMP_WORDS[_at]} == -- ]]; then
        __awsenv_behind $((_at + 1)) "$2" "$3"
        builtin return 0
      fi
    done
  fi
  _rest=${COMP_LINE:0:COMP_POINT}
  __awsenv_lex "${_rest%"$2"}"
  _fixed=$_plain # readline will not replace this
  __awsenv_lex "$_rest"
  if [[ $_plain != -* && ${#_before[@]} -eq 1 ]]; then
    __awsenv_names
    builtin read -r -a _before <<<"${__awsenv_list[3]-}"
    __awsenv_offer ${_before[@]+"${_before[@]}"} ${__awsenv_list[@]+"${__awsenv_list[@]:5}"}
    builtin return 0
  elif [[ $_plain != -* && ${#_before[@]} -eq 2 ]]; then
    __awsenv_names
    [[ " ${__awsenv_list[4]-} " != *" ${_before[1]} "* ]] || __awsenv_offer ${__awsenv_list[@]+"${__awsenv_list[@]:5}"}
    # Where none matches, the verb may accept another word: a service.
    [[ ${#COMPREPLY[@]} -eq 0 ]] || builtin return 0
  fi
  __awsenv_argcomplete
}

# Put what an alias stands for into the caller's COMP_ variables.
__awsenv_unalias() {
  builtin local _text=''
  [[ ${BASH_VERSINFO[0]} -lt 4 ]] || _text=${BASH_ALIASES[$1]-} # bash 4+
  [[ -n $_text ]] || builtin return 0
  builtin read -r -a _before <<<"$_text"
  COMP_LINE=$_text${COMP_LINE#*"$1"}
  COMP_POINT=$((COMP_POINT + ${#_text} - ${#1})) COMP_CWORD=$((COMP_CWORD + ${#_before[@]} - 1))
  COMP_WORDS=("${_before[@]}" "${COMP_WORDS[@]:1}") # never empty
}

# Read a text as bash will: leave the words before the last in the caller's _before, what the last means in _plain and
# as a pattern in _pattern, where it starts in _start, and the quote that is still open in it in _quote.
__awsenv_lex() {
  builtin local _text="$1" _i _char
  _plain='' _pattern='' _quote='' _start=0 _before=()
  for ((_i = 0; _i < ${#_text}; _i++)); do
    _char=${_text:_i:1}
    case $_quote$_char in
    \" | \') _quote=$_char && builtin continue ;;
    \"\" | \'\') _quote='' && builtin continue ;;
    \\ | \"\\)
      _i=$((_i + 1))
      _char=${_text:_i:1}
      if [[ -n $_quote && $_char != [\"\\\$\`] ]]; then _plain+=\\ _pattern+=\\\\; fi
      ;;
    [[:space:]])
      [[ $_start -eq $_i ]] || _before+=("$_plain")
      _plain='' _pattern='' _start=$((_i + 1))
      builtin continue
      ;;
    esac
    _plain+=$_char
    case $_char in
    [-_]) _pattern+='[-_]' ;;
    ?) _pattern+=\\$_char ;;
    esac
  done
}

# Offer those of these words, each of which a tab and a description may follow, that the user may mean. There may be
# thousands, and a loop is what costs time: the first does no more than find those that can match.
__awsenv_offer() {
  builtin local _name _word _like=''
  builtin local -a _names _exact
  _names=() _exact=()
  builtin shopt -q nocasematch || { builtin shopt -s nocasematch && _like=1; }
  for _name; do
    # shellcheck disable=SC2254 # it is a pattern
    case $_name in $_pattern*) _names+=("${_name%%$'\t'*}") ;; esac
  done
  [[ -z $_like ]] || builtin shopt -u nocasematch
  for _name in ${_names[@]+"${_names[@]}"}; do
    # What is typed stands where readline does not replace it. Nothing is offered that a terminal obeys.
    if [[ ${_name:0:${#_plain}} == "$_plain" ]]; then
      _exact+=("$_name")
    fi
  done
  # Only where it makes a difference is readline asked, as that costs a process of bash itself.
  if [[ ${#_names[@]} -gt ${#_exact[@]} ]]; then
    _like=$(\builtin bind -v 2>/dev/null)
    [[ $_like == *'completion-ignore-case on'* ]] || _names=(${_exact[@]+"${_exact[@]}"})
  fi
  for _name in ${_names[@]+"${_names[@]}"}; do
    [[ -n $_name && ${_name:0:${#_fixed}} == "$_fixed" && $_name != *[[:cntrl:]]* ]] && __awsenv_quote "${_name:${#_fixed}}"
  done
  builtin return 0
}

# Add the rest of a name to COMPREPLY. It is never expanded, only quoted: as the quote that readline will close wants it.
__awsenv_quote() {
  builtin local _word="$1"
  if [[ $_quote == \" ]]; then
    _word=${_word//\\/\\\\} _word=${_word//\"/\\\"} _word=${_word//\$/\\\$} _word=${_word//\`/\\\`}
    _word=${_word//!/\"\\!\"} # within the quote it would be history
  elif [[ -n $_quote ]]; then
    _word=${_word//\'/\'\\\'\'}
  else
    [[ -z $_word ]] || builtin printf -v _word %q "$_word"
    [[ $_word != \~* ]] || _word=\\$_word # bash 3.2
    [[ $_word == *[=/] ]] || _word+=' '
  fi
  COMPREPLY+=("$_word")
}

# Options and their values come from the core's argcomplete. It gets no more of the word than tells what may stand there:
# which of them match is said here. What is in $(…) is read again each time, aliases and all.
__awsenv_argcomplete() {
  builtin local _typed=''
  case $_plain in
  --*=*) _typed=${_plain%%=*}= ;;
  -*) _typed=- ;;
  */*) _typed=${_plain%/*}/ ;;
  esac
  builtin local COMP_LINE="${_rest:0:_start}$_typed"
  builtin local COMP_POINT="${#COMP_LINE}"
  __awsenv_read <<<"$(
    \builtin export COMP_LINE COMP_POINT COMP_TYPE _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=fish
    \builtin export _ARGCOMPLETE_IFS=$'\n' _ARGCOMPLETE_DFS=$'\t' _ARGCOMPLETE_SUPPRESS_SPACE=1
    __awsenv_run 8>&1 9>/dev/null >/dev/null 2>&1
  )"
  [[ -z ${__awsenv_list[0]-} ]] || __awsenv_offer "${__awsenv_list[@]}" # never empty
}

# Complete what begins at a word of COMP_WORDS as if it stood there alone, as bash itself would do it.
__awsenv_behind() {
  builtin local _i _tail _command _spec _name _status _word="$2" _function='' _program=''
  builtin local -a _words _options _others
  [[ ${BASH_VERSINFO[0]} -lt 4 ]] || builtin compopt +o nospace # bash 4+
  for ((_i = 0; _i < $1; _i++)); do
    _tail=${COMP_LINE#*"${COMP_WORDS[_i]}"}
    COMP_POINT=$((COMP_POINT - ${#COMP_LINE} + ${#_tail})) COMP_LINE=$_tail
  done
  _tail=${COMP_LINE#"${COMP_LINE%%[![:space:]]*}"}
  COMP_POINT=$((COMP_POINT - ${#COMP_LINE} + ${#_tail})) COMP_LINE=$_tail
  COMP_WORDS=("${COMP_WORDS[@]:$1}") COMP_CWORD=$((COMP_CWORD - $1)) # never empty
  if [[ $COMP_CWORD -eq 0 ]]; then
    _options=(filenames)
    __awsenv_generate -c -d -- "$2"
    __awsenv_options
    builtin return 0
  fi
  _command=${COMP_WORDS[0]//[\"\'\\]/}
  for _i in 1 2; do
    __awsenv_spec "$_command"
    [[ -n $_function$_program || ${#_others[@]} -gt 0 ]] || builtin break
    if [[ -n $_function ]]; then
      _status=0
      "$_function" "$_command" "$2" "$3" || _status=$?
      if [[ $_status -eq 124 ]]; then builtin continue; fi # a loader, which has found something better
    elif [[ -n $_program ]]; then
      # shellcheck disable=SC2016 # for the eval
      _program+=' "$_command" "$2" "$3"'
      __awsenv_read <<<"$(
        \builtin export COMP_LINE COMP_POINT COMP_TYPE COMP_KEY
        \builtin eval "$_program" 2>/dev/null
      )"
      [[ -z ${__awsenv_list[0]-} ]] || COMPREPLY=("${__awsenv_list[@]}") # never empty
    else
      __awsenv_generate "${_others[@]}" -- "$2" # never empty
      case " ${_others[*]} " in *' -d '* | *' -f '* | *' file '* | *' directory '*) _options+=(filenames) ;; esac
    fi
    builtin break
  done
  __awsenv_options
}

# Leave in the caller's _function, _program, _options and _others how a command completes, or who finds out.
__awsenv_spec() {
  _function='' _program='' _options=(bashdefault default) _others=()
  for _name in "$1" "${1##*/}" -D; do # bash 4+ has -D
    _spec=$(\builtin complete -p "$_name" 2>/dev/null) || builtin continue
    [[ $_name == -D ]] || _spec=${_spec%"$_name"}
    builtin eval "_words=(${_spec#complete })" # it is quoted to be read again
    _options=()
    while [[ ${#_words[@]} -gt 0 ]]; do
      case ${_words[0]} in
      -D | --) _words=("${_words[0]}" "${_words[@]}") ;; # never empty, without a value
      -F) _function=${_words[1]} ;;
      -C) _program=${_words[1]} ;;
      -o) _options+=("${_words[1]}") ;;
      -[AGWXPS]) _others+=("${_words[0]}" "${_words[1]}") ;;
      *) _others+=("${_words[0]}") && _words=("${_words[0]}" "${_words[@]}") ;; # never empty
      esac
      _words=("${_words[@]:2}")
    done
    builtin return 0
  done
}

# Leave what compgen finds in COMPREPLY.
__awsenv_generate() {
  __awsenv_read <<<"$(\builtin compgen "$@" 2>/dev/null)"
  [[ -z ${__awsenv_list[0]-} ]] || COMPREPLY=("${__awsenv_list[@]}") # never empty
}

# Have readline do with COMPREPLY what the caller's _options say. Before bash 4 only we can.
__awsenv_options() {
  if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then
    for _name in ${_options[@]+"${_options[@]}"}; do builtin compopt -o "$_name"; done # bash 4+
    builtin return 0
  fi
  builtin local _quote='' _files=" ${_options[*]-} "
  [[ ${#COMPREPLY[@]} -gt 0 || $_files != *default* ]] || { __awsenv_generate -f -- "$_word" && _files=filenames; }
  _others=(${COMPREPLY[@]+"${COMPREPLY[@]}"}) COMPREPLY=()
  for _name in ${_others[@]+"${_others[@]}"}; do
    if [[ $_files == *filenames* ]]; then
      [[ ! -d $_name ]] || _name=${_name%/}/
      __awsenv_quote "$_name"
    else
      [[ $_files == *nospace* || $_name == *' ' ]] || _name+=' '
      COMPREPLY+=("$_name")
    fi
  done
}

# --- install, the rest ---

__awsenv_register() {
  builtin local _name
  __awsenv_registered=$_active
  for _name in "${!BASH_ALIASES[@]}"; do
    case ${BASH_ALIASES[$_name]} in
    awsenv | 'awsenv '*)
      builtin complete -p -- "$_name" >/dev/null 2>&1 || builtin complete -o nospace -F __awsenv_complete -- "$_name"
      ;;
    esac
  done
}

# Put our hooks where they belong, once: the first sees the directory before anything draws, the last draws after a
# theme did. Beside direnv and mise the first only leaves, and what they did is followed by the rest. Each hands on the
# status that it found, and as part of a list it sets off no ERR trap by that. Entries are joined by newlines, so
# that one that ends in ; or in a comment stays what it was.
__awsenv_install_beside() {
  builtin local _nl=$'\n' _hook _leave _draw
  builtin local _first _entry _word _opening='' _closing=''
  builtin local -a _others
  _hook=$__awsenv_hooks
  _leave=${_hook//_hook/_leave} _draw=${_hook//_hook/_draw}
  _others=() _first=$_hook
  if builtin declare -F __zsh_like_cd >/dev/null && __awsenv_writable chpwd_functions; then # the cd of mise calls these
    for _entry in ${chpwd_functions[@]+"${chpwd_functions[@]}"}; do
      [[ $_entry == __awsenv_* ]] || _others+=("$_entry")
    done
    chpwd_functions=(__awsenv_leave ${_others[@]+"${_others[@]}"} __awsenv_hook)
  fi
  __awsenv_writable PROMPT_COMMAND || builtin return 0
  _others=()
  case ${PROMPT_COMMAND[*]-}${__vsc_original_prompt_command[*]-} in
  *_direnv_hook* | *_mise_hook*) _first=$_leave ;;
  esac
  if [[ ${PROMPT_COMMAND[*]-} == *__vsc_prompt_cmd* ]] && builtin declare -F __vsc_prompt_cmd_original >/dev/null; then
    __awsenv_within
    builtin return 0
  fi
  # shellcheck disable=SC2128,SC2178 # a string, or an array of which older versions run the first element
  # bash 5.1+ runs every element. ${…@a} is wrong syntax in bash 3.2, but only where it is reached.
  if [[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 && -n ${PROMPT_COMMAND[*]+x} && ${PROMPT_COMMAND@a} == *a* ]]; then
    for _entry in "${PROMPT_COMMAND[@]}"; do # never empty
      __awsenv_without_ours
      [[ -z $_entry ]] || _others+=("$_entry")
      case $_entry in *_direnv_hook* | *_mise_hook*) _others+=("$_hook") ;; esac
    done
    [[ ${__awsenv_late-0} -gt 0 ]] || _draw=''
    PROMPT_COMMAND=(${_opening:+"$_opening"} "$_first" ${_others[@]+"${_others[@]}"} ${_draw:+"$_draw"} ${_closing:+"$_closing"}) # bash 5.1+
  else
    _entry=${PROMPT_COMMAND-}
    __awsenv_with_ours
    PROMPT_COMMAND=$_entry
  fi
}

# VS Code mistakes what runs before or after its own command for one that was typed, but nothing that runs within it.
__awsenv_within() {
  builtin local IFS="$_nl"
  _entry="${PROMPT_COMMAND[*]}"
  _entry=${_entry/__vsc_prompt_cmd_original/"${__vsc_original_prompt_command[*]-}"}
  _entry=${_entry/__vsc_prompt_cmd/}
  __awsenv_with_ours
  builtin unset __vsc_original_prompt_command PROMPT_COMMAND # which may be arrays
  # shellcheck disable=SC2178 # and is not one any more
  __vsc_original_prompt_command=$_entry PROMPT_COMMAND=__vsc_prompt_cmd_original
}

# Put our own hooks into the caller's entry, where they belong.
__awsenv_with_ours() {
  __awsenv_without_ours
  for _word in _direnv_hook _mise_hook_prompt_command; do _entry=${_entry/"$_word"/"$_word;$_hook"}; done
  [[ ${__awsenv_late-0} -gt 0 ]] || _draw=''
  [[ -n $_opening$_entry$_draw$_closing ]] || _first=$__awsenv_alone
  _entry=${_opening:+$_opening$_nl}$_first${_entry:+$_nl$_entry}${_draw:+$_nl$_draw}${_closing:+$_nl$_closing}
}

# Take our own hooks out of the caller's entry, with a semicolon that joins them to what another program has put beside
# them, and what has to be before and after all others: bash-preexec mistakes a function that runs outside of its own
# for a command that was typed. One of ours that is part of a longer list, as in "… && more", has to stay.
__awsenv_without_ours() {
  if [[ $_entry == *__awsenv_* ]]; then
    _entry=$_entry$_nl
    for _word in "$_hook" "$_leave" "${_hook//_hook/_draw}" "$__awsenv_alone"; do
      _entry=${_entry//";$_word"/}
      _entry=${_entry//"$_word;"/}
      _entry=${_entry//"$_word ;"/}
      _entry=${_entry//"$_word$_nl"/"$_nl"}
    done
  fi
  __awsenv_trim
  if [[ $_entry == __bp_precmd_invoke_cmd* ]]; then
    _opening=${_entry%%"$_nl"*}
    _entry=${_entry#"$_opening"}
  fi
  _word=${_entry##*"$_nl"}
  [[ $_word != __bp_install ]] || _word=__bp_trap_string=${_entry##*__bp_trap_string=} # what older ones begin with
  case $_word in
  __bp_interactive_mode | '__bp_install '* | __bp_trap_string=*)
    _closing=$_word
    _entry=${_entry%"$_word"}
    ;;
  esac
  __awsenv_trim
}

__awsenv_trim() {
  while [[ $_entry == "$_nl"* ]]; do _entry=${_entry#"$_nl"}; done
  while [[ $_entry == *"$_nl" ]]; do _entry=${_entry%"$_nl"}; done
}

if [[ $__awsenv_rest == wanted ]]; then
  __awsenv_rest='read'
else
  __awsenv_rest='read'
  if [[ $- == *i* ]]; then __awsenv_begin; fi
fi
if [[ $__awsenv_aliases == 1* ]]; then builtin shopt -s expand_aliases; fi
if [[ $__awsenv_aliases == *k ]]; then builtin set -k; fi
builtin unset __awsenv_aliases

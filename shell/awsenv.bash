# awsenv for bash 3.2 and later: one AWS identity per shell.
# Load it from ~/.bashrc with a line such as:  . ~/.local/share/awsenv/shell/awsenv.bash
# Loading starts no process and prints nothing. The sections are the same in awsenv.zsh and awsenv.fish.
# shellcheck shell=bash

# --- guard ------------------------------------------------------------------------------------------------

case ${BASH_VERSION-} in '') return 1 ;; esac # another shell: what follows is bash only

# An alias is expanded when a function is read, so none may be around while these are.
__awsenv_aliases=
if \builtin shopt -q expand_aliases; then __awsenv_aliases=1; fi
\builtin shopt -u expand_aliases

# The core that belongs to this file: the one that `awsenv init` or an installation beside it names, else PATH's.
if [[ -n ${AWSENV_BIN-} ]]; then
  __awsenv_core=$AWSENV_BIN
elif [[ -z ${__awsenv_core-} ]]; then
  __awsenv_core=awsenv
  if [[ -x ${BASH_SOURCE[0]%/*}/../venv/bin/awsenv ]]; then
    __awsenv_core=${BASH_SOURCE[0]%/*}/../venv/bin/awsenv
  fi
fi
case $__awsenv_core in
/*) ;;
*/*) __awsenv_core=$PWD/$__awsenv_core ;; # as it is from here
esac

# --- command ----------------------------------------------------------------------------------------------

# The code comes over descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
awsenv() {
  builtin local __awsenv_code='' __awsenv_status=0 __awsenv_flags=''
  # A trace would print the keys, and what an inherited DEBUG trap prints would be taken for code.
  { __awsenv_flags=${-//[!xvT]/} && builtin set +xvT; } 2>/dev/null
  if [[ ${1-} == exec ]]; then # becomes the command, which may be stopped and continued like any other
    (__awsenv_run "$@") || __awsenv_status=$?
  else
    { __awsenv_code=$(__awsenv_run "$@" 3>&1 >&4 4>&-); } 4>&1 || __awsenv_status=$?
    if [[ $__awsenv_status -eq 0 && -n $__awsenv_code ]]; then
      __awsenv_drawn='' # the prompt looks again
      builtin eval "$__awsenv_code" || __awsenv_status=1
    fi
  fi
  [[ -z $__awsenv_flags ]] || builtin set "-$__awsenv_flags"
  if [[ ${1-} != exec && $__awsenv_status == 12[67] ]]; then # it, or the Python that it was installed with, is gone
    builtin printf 'awsenv: run install.sh again, or put an awsenv that works on the PATH\n' >&2
  fi
  builtin return "$__awsenv_status"
}

# Become the core. This runs in the subshell of a command substitution: what it exports, only the core sees.
__awsenv_run() {
  builtin local name value core="$__awsenv_core"
  __awsenv_hidden='' __awsenv_readonly=''
  for name in "${!AWS_@}" "${!AWSENV_@}"; do
    value=${!name}
    __awsenv_writable "$name" || __awsenv_readonly+="$name "
    value=${value//%/%25}
    __awsenv_hidden+="$name=${value// /%20} "
  done
  [[ ${1-} != doctor ]] || __awsenv_tell
  # shellcheck disable=SC2034 # the core reads it
  builtin export AWSENV_SHELL=bash:1 __awsenv_hidden __awsenv_readonly __awsenv_kept __awsenv_previous
  [[ $core == */* ]] || core=$(\builtin type -P "$core")
  if [[ $core != /* || ! -x $core ]]; then # a relative entry of the PATH leads to whatever lies here
    builtin printf 'awsenv: there is no %s\n' "$__awsenv_core" >&2
    builtin exit 127
  fi
  builtin exec "$core" "$@"
}

# Export what only this shell knows of how it is wired, for `awsenv doctor` alone.
__awsenv_tell() {
  builtin local name words=''
  [[ $- != *i* ]] || words+='interactive '
  [[ "$(\builtin complete -p awsenv 2>/dev/null)" != *__awsenv_complete* ]] || words+='completion '
  [[ "${PROMPT_COMMAND[*]-}" != *__awsenv_hook* ]] || words+='hook '
  [[ "${PROMPT_COMMAND[*]-}" != *__awsenv_draw* ]] || words+='prompt '
  ! __awsenv_foreign || words+='foreign '
  ! builtin alias awsenv >/dev/null 2>&1 || words+='alias '
  for name in assume awsume aws-sso-profile asp; do
    [[ -z "$(\builtin alias "$name" 2>/dev/null || \builtin declare -F "$name")" ]] || words+="tool:$name "
  done
  builtin export __awsenv_wiring="$words"
}

# Whether a variable may be changed: only a readonly one cannot be made local.
__awsenv_writable() {
  builtin local "$1=" 2>/dev/null
}

# --- directory hook ---------------------------------------------------------------------------------------

# Start the core only if another .awsprofile applies than before, or its text changed.
__awsenv_hook() {
  builtin local status="$?"
  [[ ${PWD-}:${AWSENV_PINS-} == "${__awsenv_here-}" ]] || __awsenv_upwards
  # One test asks for all the places where a pin may be: the usual prompt. They are put together once in a directory.
  if [[ -n ${__awsenv_seen-} ]] || builtin test "${__awsenv_places[@]}"; then __awsenv_follow; fi # never empty
  [[ -z ${AWSENV_EXPIRATION-}${AWSENV_IDLE-} ]] || __awsenv_tick
  builtin return "$status" # for the hooks after this one in a PROMPT_COMMAND that is a string
}

# Where a pin applies, or did when it was last looked for.
__awsenv_follow() {
  builtin local word pin='' text=''
  __awsenv_look
  if [[ $text != "${__awsenv_seen-}" ]]; then
    # Ctrl-C may come before the core has answered: the prompt says so, and the next cd asks again.
    __awsenv_seen=$text __awsenv_unfollowed=interrupted __awsenv_drawn=''
    awsenv --hook "$pin" || word='' # it has said why
  fi
}

# Runs before direnv, which gives variables back as it found them: what came last has to go first.
__awsenv_leave() {
  builtin local status="$?" word pin='' text=''
  __awsenv_look
  if [[ -n ${AWSENV_PIN-} && $text != "${__awsenv_seen-}" ]]; then
    __awsenv_seen=''
    awsenv --hook '' || word=''
  fi
  builtin return "$status"
}

# Leave the path of the nearest .awsprofile in the caller's pin, and with its text in the caller's text.
__awsenv_look() {
  [[ ${PWD-}:${AWSENV_PINS-} == "${__awsenv_here-}" ]] || __awsenv_upwards
  if builtin test "${__awsenv_places[@]}"; then # never empty
    for word in "${__awsenv_places[@]}"; do     # never empty
      if [[ $word == */.awsprofile && -f $word ]]; then
        pin=$word
        IFS= builtin read -r -d '' -n 1024 text 2>/dev/null <"$pin" || word='' # the end of the file is no failure
        text=$pin$'\n'$text
        builtin return 0
      fi
    done
  fi
}

# Leave in __awsenv_places the words that `test` takes to look upwards, as far as AWSENV_PINS lets it: "off", or the
# directories in and below which a .awsprofile counts, joined by colons.
__awsenv_upwards() {
  builtin local dir="${PWD%/}" roots=":${AWSENV_PINS-}:"
  builtin local -a way
  [[ ${__awsenv_unfollowed-} != interrupted ]] || __awsenv_seen=- # to be asked again
  __awsenv_here=${PWD-}:${AWSENV_PINS-} __awsenv_places=(-n '') way=()
  [[ -z $dir || $dir == /* ]] || builtin return 0 # or the way up would have no end
  roots=${roots//:\~\//:"${HOME-}"/}
  while builtin :; do
    way+=(-o -f "$dir/.awsprofile")
    if [[ $roots == :: || $roots == *:"${dir:-/}":* || $roots == *:"$dir"/:* ]]; then
      __awsenv_places+=("${way[@]}") way=() # never empty
    fi
    [[ -n $dir ]] || builtin break
    dir=${dir%/*}
  done
}

# What time does: a profile whose class has an idle time is dropped after it, and a session near its end is renewed
# if the core can do so without a question. It tries once a minute, and says only once why it cannot.
__awsenv_tick() {
  builtin local last="${__awsenv_last-}" ends="${AWSENV_EXPIRATION-}" idle="${AWSENV_IDLE-}"
  __awsenv_clock
  __awsenv_last=$__awsenv_now
  [[ -n $__awsenv_now ]] || builtin return 0
  if __awsenv_number "$idle" && [[ -n $last && $((__awsenv_now - last)) -gt $idle ]]; then
    awsenv --idle || last=''
  elif [[ ${AWSENV_MODE-} == keys* ]] && __awsenv_number "$ends" && [[ $((ends - __awsenv_now)) -lt 300 &&
    (${__awsenv_tried:-0} -gt $__awsenv_now || $((__awsenv_now - ${__awsenv_tried:-0})) -ge 60) ]]; then
    __awsenv_tried=$__awsenv_now
    if [[ ${__awsenv_told-} == "$ends" ]]; then
      awsenv --renew 2>/dev/null || last=''
    else
      awsenv --renew || __awsenv_told=$ends
    fi
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

# --- prompt -----------------------------------------------------------------------------------------------

# The segment as text, for people who write their own prompt: PS1='$(awsenv_prompt_info)\$ '
awsenv_prompt_info() {
  __awsenv_segment
  builtin printf '%s' "$__awsenv_prompt"
}

# Leave the segment in __awsenv_prompt, and its parts beside it: the name, the time left, and a mark that says without
# colour what is the matter. Nothing in it is obeyed by a terminal.
__awsenv_segment() {
  builtin local left ends="${AWSENV_EXPIRATION-}" colour="${AWSENV_COLOR-36}"
  __awsenv_name=${AWSENV_PROFILE-} __awsenv_time='' __awsenv_mark='' __awsenv_prompt=''
  __awsenv_harmless
  [[ -n $colour && $colour != *[!0-9\;]* ]] || colour=36
  __awsenv_on='' __awsenv_hot='' __awsenv_off=''
  if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
    __awsenv_on=$'\e['${colour}m __awsenv_hot=$'\e['${colour}m __awsenv_off=$'\e[0m'
  fi
  if [[ -n $__awsenv_name ]] && __awsenv_number "$ends"; then
    __awsenv_clock
    left=$((ends - ${__awsenv_now:-$ends}))
    if [[ -z $__awsenv_now ]]; then
      left=''
    elif [[ $left -le 0 ]]; then
      __awsenv_mark=" $__awsenv_over"
    elif [[ $left -lt 60 ]]; then
      __awsenv_time=" ${left}s"
    elif [[ $left -lt 3600 ]]; then
      __awsenv_time=" $((left / 60))m"
    else
      builtin printf -v __awsenv_time ' %dh%02dm' "$((left / 3600))" "$((left % 3600 / 60))"
    fi
    [[ -z ${AWSENV_RENEWS-} ]] || __awsenv_mark=" $__awsenv_again"
    [[ -z $__awsenv_on || -n ${AWSENV_RENEWS-} || ${left:-300} -ge 300 ]] || __awsenv_hot=$'\e[33m'
  fi
  ! __awsenv_drifted || __awsenv_mark="$__awsenv_mark $__awsenv_unequal"
  __awsenv_prompt=$__awsenv_name$__awsenv_time$__awsenv_mark
  [[ -n $__awsenv_name ]] || __awsenv_mark=${__awsenv_mark# } __awsenv_prompt=${__awsenv_prompt# }
}

# Put a ? in the name for each character that a terminal would obey, or not show: control characters, marks that turn
# the line around or break it, and what has no width. They are looked for as bytes, which every locale has.
__awsenv_harmless() {
  builtin local group head range byte character
  __awsenv_name=${__awsenv_name//[[:cntrl:]]/?}
  [[ $__awsenv_name == *[![:ascii:]]* ]] || builtin return 0
  for group in 'c2 80-9f' 'c2 ad-ad' 'd8 9c-9c' 'e1\xa0 8e-8e' 'e2\x80 8b-8f' 'e2\x80 a8-ae' 'e2\x81 a0-af' \
    'ef\xbb bf-bf' 'f3\xa0\x80 80-bf' 'f3\xa0\x81 80-bf'; do
    range=${group#* }
    builtin printf -v head %b "\\x${group% *}"
    [[ $__awsenv_name == *"$head"* ]] || builtin continue
    for ((byte = 0x${range%-*}; byte <= 0x${range#*-}; byte += 1)); do
      builtin printf -v character '\\x%x' "$byte"
      builtin printf -v character %b "$character"
      __awsenv_name=${__awsenv_name//"$head$character"/?}
    done
  done
}

# Whether the environment is not what awsenv made it, or a pin is not followed. `awsenv status` says what and why.
__awsenv_drifted() {
  if [[ -n ${__awsenv_unfollowed-} ]]; then builtin return 0; fi
  if [[ -z ${AWSENV_PROFILE-} ]]; then builtin return 1; fi
  if [[ -n ${AWS_REGION-} && -n ${AWS_DEFAULT_REGION-} && $AWS_REGION != "$AWS_DEFAULT_REGION" ]]; then
    builtin return 0
  fi
  [[ -n ${AWS_DEFAULT_PROFILE-}${AWS_WEB_IDENTITY_TOKEN_FILE-} ]] ||
    [[ ${AWSENV_MODE-} == keys* && "keys ${AWS_ACCESS_KEY_ID-} ${AWS_PROFILE-}" != "$AWSENV_MODE " ]] ||
    [[ ${AWSENV_MODE-} == keys* && -z ${AWS_SECRET_ACCESS_KEY:+x} ]] ||
    [[ ${AWSENV_MODE-} == 'keys ASIA'* && -z ${AWS_SESSION_TOKEN:+x} ]] ||
    [[ ${AWSENV_MODE-} == 'keys AKIA'* && -n ${AWS_SESSION_TOKEN:+x} ]] ||
    [[ ${AWSENV_MODE-} == profile && "${AWS_ACCESS_KEY_ID-} ${AWS_PROFILE-}" != " $AWSENV_PROFILE" ]]
}

# Runs last, so that a theme that builds PS1 anew at each prompt does not erase the segment.
__awsenv_draw() {
  builtin local status="$?" trace='' state
  [[ $- != *x* ]] || { trace=1 && builtin set +x; } 2>/dev/null # a key's id is nobody's business either
  # As long as nothing changes that the segment is made of, there is nothing to do: the usual prompt.
  state="${AWSENV_PROFILE-}|${AWS_PROFILE-}|${AWS_ACCESS_KEY_ID-}|${AWS_DEFAULT_PROFILE-}|${AWS_REGION-}"
  state+="|${AWS_DEFAULT_REGION-}|${AWS_WEB_IDENTITY_TOKEN_FILE-}|${AWSENV_PROMPT-}|${NO_COLOR-}|${TERM-}"
  state+="|${AWSENV_MODE-}|${AWSENV_COLOR-}|${AWS_SECRET_ACCESS_KEY:+x}|${AWS_SESSION_TOKEN:+x}"
  if [[ "$state|${PROMPT_COMMAND[*]-}|${PS1-}" == "${__awsenv_drawn-}" && -z ${AWSENV_EXPIRATION-} ]]; then
    [[ -z $trace ]] || builtin set -x
    builtin return "$status"
  fi
  builtin local prefix text
  __awsenv_prompt='' __awsenv_name='' __awsenv_time='' __awsenv_mark=''
  if [[ ${AWSENV_PROMPT-} != off ]] && ! __awsenv_foreign && __awsenv_writable PS1; then
    __awsenv_segment
    if builtin shopt -q promptvars; then
      # shellcheck disable=SC2016 # The text refers to variables, whose values bash does not expand again: a name is never run.
      prefix='${__awsenv_prompt:+\[$__awsenv_on\]($__awsenv_name\[$__awsenv_hot\]$__awsenv_time'
      # shellcheck disable=SC2016
      prefix+='\[$__awsenv_on\]$__awsenv_mark)\[$__awsenv_off\] }'
      # \D{%s} is the time in every bash. An empty substring of nothing is a place to remember it.
      # shellcheck disable=SC2016
      [[ ${BASH_VERSINFO[0]} -ge 5 ]] || prefix+='${__awsenv_no:(__awsenv_began=\D{%s}-SECONDS)*0:0}'
    else
      text=${__awsenv_prompt//\\/\\\\} # without promptvars only a backslash means anything
      prefix=${text:+($text) }
    fi
    [[ ${PS1-} == *"$prefix"* && $prefix == "${__awsenv_prefix-}" ]] ||
      PS1=$prefix${PS1/"${__awsenv_prefix:-$prefix}"/}
    __awsenv_prefix=$prefix
  fi
  __awsenv_install # somebody may have come after us
  __awsenv_drawn="$state|${PROMPT_COMMAND[*]-}|${PS1-}"
  [[ -z ${AWSENV_EXPIRATION-} ]] || __awsenv_drawn=''
  [[ -z $trace ]] || builtin set -x
  builtin return "$status"
}

# Whether another program draws the prompt.
__awsenv_foreign() {
  builtin declare -F starship_precmd >/dev/null || builtin declare -F _omp_hook >/dev/null
}

# --- completion -------------------------------------------------------------------------------------------

# Leave the lines of the list of names in __awsenv_list: from its file while that is as old as both AWS files, else
# from the core, which writes it anew.
__awsenv_names() {
  builtin local cache="${XDG_CACHE_HOME-}" config="${AWS_CONFIG_FILE-$HOME/.aws/config}"
  builtin local credentials="${AWS_SHARED_CREDENTIALS_FILE-$HOME/.aws/credentials}"
  if [[ $cache != /* ]]; then
    cache=$HOME/.cache
    [[ $OSTYPE != darwin* ]] || cache=$HOME/Library/Caches
  fi
  cache=$cache/awsenv/names
  config=${config/#\~\//"$HOME"/} credentials=${credentials/#\~\//"$HOME"/}
  __awsenv_list=()
  if __awsenv_same_age "$cache.config" "$config" && __awsenv_same_age "$cache.credentials" "$credentials" &&
    [[ -f $cache && -r $cache ]]; then
    __awsenv_read <"$cache"
    [[ ${__awsenv_list[0]-} == 'awsenv 1' && ${__awsenv_list[1]-} == "$config" &&
      ${__awsenv_list[2]-} == "$credentials" ]] && builtin return 0
  fi
  __awsenv_read <<<"$(__awsenv_run --names 2>/dev/null)"
}

__awsenv_same_age() {
  if [[ -e $1 ]]; then [[ -e $2 && ! $1 -nt $2 && ! $1 -ot $2 ]]; else [[ ! -e $2 ]]; fi
}

__awsenv_read() {
  if [[ ${BASH_VERSINFO[0]} -ge 4 ]]; then
    builtin mapfile -t __awsenv_list # bash 4+
  else
    builtin local line
    __awsenv_list=()
    while IFS= builtin read -r line; do __awsenv_list+=("$line"); done
  fi
}

__awsenv_complete() {
  builtin local rest="${COMP_LINE:0:COMP_POINT}" first verb='' quote='' skip prefix='' name word IFS=' '
  builtin local -a names
  rest=${rest#*[[:space:]]}
  rest=${rest#"${rest%%[![:space:]]*}"}
  COMPREPLY=()
  __awsenv_names
  first=${rest%%[[:space:]]*}
  if [[ $first == "$rest" ]]; then
    for word in ${__awsenv_list[3]-}; do [[ $word != "$rest"* ]] || COMPREPLY+=("$word "); done
  elif [[ -n $first && " ${__awsenv_list[4]-} " == *" $first "* ]]; then
    verb=$first rest=${rest#"$first"}
    rest=${rest#"${rest%%[![:space:]]*}"}
  fi
  case $rest in
  [\"\']*) quote=${rest:0:1} && rest=${rest:1} && word=${rest//[!$quote]/} ;;
  -*) word=option ;;
  *) word=${rest//\\?/} && word=${word//[![:space:]]/} ;;
  esac
  if [[ -n $word ]]; then # an option, or more than the one word that may be a name
    __awsenv_argcomplete
    builtin return 0
  fi
  skip=${rest%"${rest##*[:=@]}"} # readline begins a new word after these and would write them twice
  [[ -z $quote ]] || skip=''
  [[ $rest == *[!a-zA-Z0-9_.-]* ]] || prefix=$rest
  # There may be thousands, and a loop is what takes the time: this one does no more than find those that can match.
  names=()
  if [[ ${#__awsenv_list[@]} -gt 5 ]]; then
    for name in "${__awsenv_list[@]:5}"; do
      case $name in "$prefix"*) names+=("${name%%$'\t'*}") ;; esac
    done
  fi
  for name in ${names[@]+"${names[@]}"}; do
    word=$name
    # A name is never expanded, only quoted: as the quote that readline will close wants it, or as the user types.
    if [[ $quote == \" ]]; then
      word=${word//\\/\\\\} word=${word//\"/\\\"} word=${word//\$/\\\$} word=${word//\`/\\\`}
      [[ $word == "$rest"* ]] && COMPREPLY+=("$word")
    elif [[ -n $quote ]]; then
      [[ $name == "$rest"* && $name != *\'* ]] && COMPREPLY+=("$name")
    elif [[ $rest == *\\* ]]; then
      builtin printf -v word %q "$name"
      [[ $word == "$rest"* ]] && COMPREPLY+=("${word#"$skip"} ")
    elif [[ $name == "$rest"* ]]; then
      builtin printf -v word %q "${name#"$skip"}"
      COMPREPLY+=("$word ")
    fi
  done
  # Where none begins like this, there may be another word that the verb takes: a service.
  [[ -z $verb || ${#COMPREPLY[@]} -gt 0 ]] || __awsenv_argcomplete
}

# Options and their values come from the core's argcomplete. What is in $(…) is read again each time, aliases and all.
__awsenv_argcomplete() {
  builtin local IFS=$'\n'
  # shellcheck disable=SC2207 # one word a line is what IFS says, and argcomplete has quoted them
  COMPREPLY=($(
    \builtin export COMP_LINE COMP_POINT COMP_TYPE _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=bash _ARGCOMPLETE_IFS=$'\n'
    \builtin export _ARGCOMPLETE_COMP_WORDBREAKS="$COMP_WORDBREAKS"
    __awsenv_run 8>&1 9>/dev/null >/dev/null 2>&1
  ))
}

# --- install ----------------------------------------------------------------------------------------------

# Put our hooks where they belong, once: the first sees the directory before anybody draws, the last draws after a
# theme did. Beside direnv the first only leaves, and what direnv did is followed by the rest. Each hands on the status
# that it found, and as part of a list it sets off nobody's ERR trap by that. Entries are joined by newlines, so that
# one that ends in ; or in a comment stays what it was.
__awsenv_install() {
  builtin local nl=$'\n' hook='__awsenv_hook && :' leave='__awsenv_leave && :' draw='__awsenv_draw && :' first entry
  builtin local -a others
  __awsenv_writable PROMPT_COMMAND || builtin return 0
  others=() first=$hook
  [[ ${PROMPT_COMMAND[*]-} != *_direnv_hook* ]] || first=$leave
  # shellcheck disable=SC2128,SC2178 # a string, or an array of which older versions run the first element
  # bash 5.1+ runs every element. ${…@a} is wrong syntax in bash 3.2, but only where it is reached.
  if [[ ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 && -n ${PROMPT_COMMAND[*]+x} && ${PROMPT_COMMAND@a} == *a* ]]; then
    for entry in "${PROMPT_COMMAND[@]}"; do # never empty
      __awsenv_without_ours
      [[ -z $entry ]] || others+=("$entry")
      [[ $entry != *_direnv_hook* ]] || others+=("$hook")
    done
    PROMPT_COMMAND=("$first" ${others[@]+"${others[@]}"} "$draw") # bash 5.1+
  else
    entry=${PROMPT_COMMAND-}
    __awsenv_without_ours
    PROMPT_COMMAND=$first$nl${entry:+${entry/_direnv_hook/"_direnv_hook;$hook"}$nl}$draw
  fi
}

# Take our own hooks out of the caller's entry.
__awsenv_without_ours() {
  entry=${entry/";$hook"/}
  entry=${entry//"$hook"/}
  entry=${entry//"$leave"/}
  entry=${entry//"$draw"/}
  while [[ $entry == "$nl"* ]]; do entry=${entry#"$nl"}; done
  while [[ $entry == *"$nl" ]]; do entry=${entry%"$nl"}; done
}

__awsenv_again=↻ __awsenv_over=✗ __awsenv_unequal=≠
__awsenv_no='' # set and empty: bash 3.2 evaluates the offset of nothing else
__awsenv_locale=${LC_CTYPE:-${LANG-}}
case ${LC_ALL:-$__awsenv_locale} in
*[Uu][Tt][Ff]*8*) ;;
*) __awsenv_again='~' __awsenv_over=x __awsenv_unequal='!=' ;;
esac
if [[ $- == *i* ]]; then
  # An inherited pin has been followed: the environment says so.
  __awsenv_seen=${__awsenv_seen-${AWSENV_PIN-}}
  __awsenv_install
  builtin complete -o nospace -F __awsenv_complete awsenv
fi

if [[ -n $__awsenv_aliases ]]; then builtin shopt -s expand_aliases; fi
builtin unset __awsenv_aliases

# awsenv for bash 3.2 and later: one AWS identity per shell.
# Load it from ~/.bashrc with a line such as:  . ~/.local/share/awsenv/shell/awsenv.bash
# Loading starts no process and prints nothing. The sections are the same in awsenv.zsh and awsenv.fish.
# shellcheck shell=bash

# --- guard ------------------------------------------------------------------------------------------------

[ -n "${BASH_VERSION-}" ] || return 1 # another shell: what follows is bash only

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

# --- command ----------------------------------------------------------------------------------------------

# The code comes over descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
awsenv() {
  builtin local __awsenv_code='' __awsenv_status=0 __awsenv_trace=''
  { case $- in *x*) __awsenv_trace=1 && builtin set +x ;; esac } 2>/dev/null # a trace would print the keys
  { __awsenv_code=$(__awsenv_run "$@" 3>&1 >&4 4>&-); } 4>&1 || __awsenv_status=$?
  [[ $__awsenv_status -ne 0 || -z $__awsenv_code ]] || builtin eval "$__awsenv_code"
  [[ -z $__awsenv_trace ]] || builtin set -x
  builtin return "$__awsenv_status"
}

# Become the core. This runs in the subshell of a command substitution: what it exports, only the core sees.
__awsenv_run() {
  builtin local name value
  __awsenv_hidden='' __awsenv_readonly=''
  for name in "${!AWS_@}"; do
    value=${!name}
    builtin printf -v "$name" %s "$value" 2>/dev/null || __awsenv_readonly+="$name "
    value=${value//%/%25}
    __awsenv_hidden+="$name=${value// /%20} "
  done
  AWSENV_SHELL=bash:1
  builtin export AWSENV_SHELL __awsenv_hidden __awsenv_readonly __awsenv_kept __awsenv_previous
  if ! builtin type -P "$__awsenv_core" >/dev/null; then
    builtin printf 'awsenv: %s is gone; run install.sh again, or put awsenv on the PATH\n' "$__awsenv_core" >&2
    builtin exit 127
  fi
  builtin exec "$__awsenv_core" "$@"
}

# --- directory hook ---------------------------------------------------------------------------------------

# Look upwards for a .awsprofile, and start the core only if another one applies than before, or its text changed.
__awsenv_hook() {
  builtin local status=$? dir="${PWD%/}" pin='' text=''
  while [[ -z $pin ]]; do
    if [[ -f $dir/.awsprofile ]]; then
      pin=$dir/.awsprofile
    elif [[ $dir == */* ]]; then
      dir=${dir%/*}
    else
      break
    fi
  done
  if [[ -n $pin ]]; then
    IFS= builtin read -r -d '' -n 1024 text 2>/dev/null <"$pin" || dir='' # the end of the file is no failure
    text=$pin$'\n'$text
  fi
  if [[ $text != "${__awsenv_seen-}" ]]; then
    __awsenv_seen=$text
    awsenv --hook "$pin" || dir='' # it has said why
  fi
  builtin return "$status" # for the hooks after this one in a PROMPT_COMMAND that is a string
}

# --- prompt -----------------------------------------------------------------------------------------------

# The segment as text, for people who write their own prompt: PS1='$(awsenv_prompt_info)\$ '
awsenv_prompt_info() {
  __awsenv_segment
  builtin printf '%s' "$__awsenv_prompt"
}

# Leave the segment in __awsenv_prompt, without what a terminal would obey.
__awsenv_segment() {
  __awsenv_prompt=${AWSENV_PROFILE-}
  __awsenv_prompt=${__awsenv_prompt//[[:cntrl:]]/?}
}

# Runs last, so that a theme that builds PS1 anew at each prompt does not erase the segment.
__awsenv_draw() {
  builtin local status=$?
  __awsenv_prompt=''
  if [[ ${AWSENV_PROMPT-} != off ]] && ! __awsenv_foreign; then
    __awsenv_segment
    # The text refers to a variable, whose value bash does not expand again: a name is never run.
    [[ ${PS1-} == *__awsenv_prompt* ]] || PS1='${__awsenv_prompt:+'$__awsenv_on'($__awsenv_prompt)'$__awsenv_off' }'${PS1-}
  fi
  builtin return "$status"
}

# Whether another program draws the prompt, or PS1 cannot refer to a variable.
__awsenv_foreign() {
  builtin declare -F starship_precmd _omp_hook >/dev/null || ! builtin shopt -q promptvars
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
  __awsenv_list=()
  if __awsenv_same_age "$cache" "$config" && __awsenv_same_age "$cache.credentials" "$credentials"; then
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
  builtin local rest="${COMP_LINE:0:COMP_POINT}" first quote='' skip name word
  rest=${rest#*[[:space:]]}
  rest=${rest#"${rest%%[![:space:]]*}"}
  COMPREPLY=()
  __awsenv_names
  first=${rest%%[[:space:]]*}
  if [[ $first == "$rest" ]]; then
    for word in ${__awsenv_list[3]-}; do [[ $word != "$rest"* ]] || COMPREPLY+=("$word "); done
  elif [[ -n $first && " ${__awsenv_list[4]-} " == *" $first "* ]]; then
    rest=${rest#"$first"}
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
  for name in ${__awsenv_list[@]+"${__awsenv_list[@]:5}"}; do
    name=${name#*$'\t'}
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
}

# Options and their values come from the core's argcomplete.
__awsenv_argcomplete() {
  builtin local IFS=$'\n'
  # shellcheck disable=SC2207 # one word a line is what IFS says, and argcomplete has quoted them
  COMPREPLY=($(
    builtin export COMP_LINE COMP_POINT COMP_TYPE _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=bash _ARGCOMPLETE_IFS=$'\n'
    builtin export _ARGCOMPLETE_COMP_WORDBREAKS="$COMP_WORDBREAKS"
    __awsenv_run 8>&1 9>/dev/null >/dev/null 2>&1
  ))
}

# --- install ----------------------------------------------------------------------------------------------

# Hooks are joined by newlines, so that a PROMPT_COMMAND that ends in ; or in a comment stays what it was.
__awsenv_install() {
  builtin local nl=$'\n' commands="${PROMPT_COMMAND[*]-}"
  [[ $commands != *__awsenv_hook* ]] || builtin return 0
  # ${…@a} is bash 4.4+ and wrong syntax before, which only matters where it is reached.
  if [[ -n $commands && ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]} -ge 51 && ${PROMPT_COMMAND@a} == *a* ]]; then
    PROMPT_COMMAND=(__awsenv_hook "${PROMPT_COMMAND[@]}" __awsenv_draw) # bash 5.1+ runs every element
  else
    PROMPT_COMMAND=__awsenv_hook${PROMPT_COMMAND:+$nl$PROMPT_COMMAND}${nl}__awsenv_draw
  fi
}

__awsenv_on='' __awsenv_off=''
if [[ $- == *i* ]]; then
  # An inherited pin has been followed: the environment says so.
  __awsenv_seen=${__awsenv_seen-${AWSENV_PIN-}}
  if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
    __awsenv_on='\[\e[33m\]' __awsenv_off='\[\e[0m\]'
  fi
  __awsenv_install
  builtin complete -o nospace -F __awsenv_complete awsenv
fi

if [[ -n $__awsenv_aliases ]]; then builtin shopt -s expand_aliases; fi
builtin unset __awsenv_aliases

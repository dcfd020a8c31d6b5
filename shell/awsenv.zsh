# awsenv for zsh 5.3 and later: one AWS identity per shell.
# Load it from ~/.zshrc with a line such as:  . ~/.local/share/awsenv/shell/awsenv.zsh
# Loading starts no process and prints nothing. The sections are the same in awsenv.bash and awsenv.fish.

# --- guard ------------------------------------------------------------------------------------------------

[ -n "${ZSH_VERSION-}" ] || return 1 # another shell: what follows is zsh only

# An alias is expanded when a function is read, so none may be around while these are; sh_glob would refuse some
# patterns. Every word is quoted here, since a global alias takes any that is not.
'builtin' 'typeset' '-ga' __awsenv_options
__awsenv_options=()
if [[ -o 'aliases' ]]; then __awsenv_options+=('aliases'); fi
if [[ -o 'sh_glob' ]]; then __awsenv_options+=('sh_glob'); fi
'builtin' 'setopt' 'no_aliases' 'no_sh_glob'

# The core that belongs to this file: the one that `awsenv init` or an installation beside it names, else PATH's.
if [[ -n ${AWSENV_BIN-} ]]; then
  typeset -g __awsenv_core=$AWSENV_BIN
elif [[ -z ${__awsenv_core-} ]]; then
  typeset -g __awsenv_core=awsenv
  if [[ -x ${${(%):-%x}%/*}/../venv/bin/awsenv ]]; then
    __awsenv_core=${${(%):-%x}%/*}/../venv/bin/awsenv
  fi
fi

# --- command ----------------------------------------------------------------------------------------------

# The code comes over descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
awsenv() {
  builtin emulate -L zsh -o no_xtrace # a trace would print the keys
  builtin local __awsenv_code='' __awsenv_status=0
  { __awsenv_code=$(__awsenv_run "$@" 3>&1 >&4 4>&-); } 4>&1 || __awsenv_status=$?
  if [[ $__awsenv_status -eq 0 && -n $__awsenv_code ]]; then builtin eval "$__awsenv_code"; fi
  builtin return $__awsenv_status
}

# Become the core. This runs in the subshell of a command substitution: what it exports, only the core sees.
__awsenv_run() {
  builtin emulate -L zsh -o no_xtrace
  builtin local name value core="$__awsenv_core"
  builtin typeset -gx AWSENV_SHELL=zsh:1 __awsenv_hidden='' __awsenv_readonly=''
  builtin typeset -gx __awsenv_kept="${__awsenv_kept-}" __awsenv_previous="${__awsenv_previous-}"
  for name in ${(k)parameters[(I)AWS_*]}; do
    value=${(P)name}
    if [[ ${(Pt)name} == *readonly* ]]; then __awsenv_readonly+="$name "; fi
    value=${value//\%/%25}
    __awsenv_hidden+="$name=${value// /%20} "
  done
  [[ $core == */* ]] || core=${commands[$core]-}
  if [[ ! -x $core ]]; then
    builtin printf 'awsenv: %s is gone; run install.sh again, or put awsenv on the PATH\n' "$__awsenv_core" >&2
    builtin exit 127
  fi
  builtin trap - EXIT
  builtin exec -- "$core" "$@"
}

# --- directory hook ---------------------------------------------------------------------------------------

# Look upwards for a .awsprofile, and start the core only if another one applies than before, or its text changed.
__awsenv_hook() {
  builtin emulate -L zsh
  if (( ZSH_SUBSHELL )); then builtin return 0; fi # $(cd project; pwd) is nobody's prompt
  builtin local dir="${PWD%/}" pin='' text=''
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
    IFS= builtin read -r -d '' -k 1024 -u 0 text 2>/dev/null <"$pin" || dir='' # the end of the file is no failure
    text=$pin$'\n'$text
  fi
  if [[ $text != "${__awsenv_seen-}" ]]; then
    builtin typeset -g __awsenv_seen="$text"
    awsenv --hook "$pin" || dir='' # it has said why
  fi
}

# --- prompt -----------------------------------------------------------------------------------------------

# The segment as text, for people who write their own prompt: setopt prompt_subst; PROMPT='$(awsenv_prompt_info)%# '
awsenv_prompt_info() {
  builtin emulate -L zsh
  __awsenv_segment
  builtin print -rn -- "${__awsenv_prompt//\%/%%}"
}

# Leave the segment in __awsenv_prompt, without what a terminal would obey.
__awsenv_segment() {
  builtin typeset -g __awsenv_prompt="${AWSENV_PROFILE-}"
  __awsenv_prompt=${__awsenv_prompt//[[:cntrl:]]/?}
}

# Runs last, so that a theme that builds PROMPT anew at each prompt does not erase the segment.
__awsenv_draw() {
  builtin emulate -L zsh
  builtin local shown=''
  if [[ ${AWSENV_PROMPT-} != off ]] && ! __awsenv_foreign; then
    __awsenv_segment
    shown=$__awsenv_prompt
    # The text refers to psvar, whose values zsh shows as they are: a name is never run. Slot 71 is far from those
    # that themes count from.
    if [[ ${PROMPT-} != *'%71v'* ]]; then PROMPT="%(71V.$__awsenv_on(%71v%)$__awsenv_off .)${PROMPT-}"; fi
  fi
  psvar[71]=$shown
}

# Whether another program draws the prompt, or PROMPT cannot refer to psvar.
__awsenv_foreign() {
  (( ${+functions[starship_precmd]} || ${+functions[prompt_starship_precmd]} || ${+functions[p10k]} || \
    ${+functions[_omp_precmd]} )) || [[ ! -o prompt_percent ]]
}

# --- completion -------------------------------------------------------------------------------------------

# Leave the lines of the list of names in __awsenv_list: from its file while that is as old as both AWS files, else
# from the core, which writes it anew.
__awsenv_names() {
  builtin emulate -L zsh
  builtin local cache="${XDG_CACHE_HOME-}" config="${AWS_CONFIG_FILE-$HOME/.aws/config}"
  builtin local credentials="${AWS_SHARED_CREDENTIALS_FILE-$HOME/.aws/credentials}"
  if [[ $cache != /* ]]; then
    cache=$HOME/.cache
    if [[ $OSTYPE == darwin* ]]; then cache=$HOME/Library/Caches; fi
  fi
  cache=$cache/awsenv/names
  builtin typeset -ga __awsenv_list
  __awsenv_list=()
  if __awsenv_same_age "$cache" "$config" && __awsenv_same_age "$cache.credentials" "$credentials"; then
    __awsenv_list=("${(@f)$(<$cache)}")
    if [[ ${__awsenv_list[1]-} == 'awsenv 1' && ${__awsenv_list[2]-} == "$config" &&
      ${__awsenv_list[3]-} == "$credentials" ]]; then builtin return 0; fi
  fi
  __awsenv_list=("${(@f)$(__awsenv_run --names 2>/dev/null)}")
}

__awsenv_same_age() {
  if [[ -e $1 ]]; then [[ -e $2 && ! $1 -nt $2 && ! $1 -ot $2 ]]; else [[ ! -e $2 ]]; fi
}

__awsenv_complete() {
  builtin emulate -L zsh -o extended_glob
  builtin local -a verbs profiles descriptions
  __awsenv_names
  if [[ $PREFIX != -* ]] && (( CURRENT == 2 )); then
    verbs=(${=__awsenv_list[4]-})
    builtin compadd -X verb -a verbs
  elif [[ $PREFIX == -* ]] || (( CURRENT != 3 )) || [[ " ${__awsenv_list[5]-} " != *" ${words[2]} "* ]]; then
    __awsenv_argcomplete
    builtin return
  fi
  profiles=("${(@)${(@)__awsenv_list[6,-1]}#*$'\t'}")
  descriptions=("${(@)${(@)__awsenv_list[6,-1]}/(#b)([^$'\t']#)$'\t'(*)/${match[2]}${match[1]:+  -- $match[1]}}")
  # -a and -d take the names from arrays: they are matched and quoted, never expanded.
  builtin compadd -X profile -l -d descriptions -a profiles
}

# Options and their values come from the core's argcomplete, as "word:description" lines.
__awsenv_argcomplete() {
  builtin local line
  builtin local -a values texts
  for line in "${(@f)$(
    builtin typeset -x _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=zsh _ARGCOMPLETE_SUPPRESS_SPACE=1 _ARGCOMPLETE_IFS=$'\n'
    builtin typeset -x COMP_LINE="$words" COMP_POINT="${#${words[1,CURRENT]}}"
    __awsenv_run 8>&1 9>/dev/null >/dev/null 2>&1
  )}"; do
    if [[ -z $line ]]; then continue; fi
    values+=("${line%%:*}")
    texts+=("${line%%:*}${${line#*:}:+  -- ${line#*:}}")
  done
  builtin compadd -l -d texts -a values
}

# --- install ----------------------------------------------------------------------------------------------

# compinit may run before or after this file, so completion is registered at the first prompt that has it.
__awsenv_register() {
  builtin emulate -L zsh
  if (( ${+functions[compdef]} && ! ${+_comps[awsenv]} )); then compdef __awsenv_complete awsenv; fi
}

__awsenv_install() {
  builtin emulate -L zsh
  builtin typeset -ga precmd_functions chpwd_functions
  precmd_functions=(__awsenv_hook ${precmd_functions:#__awsenv_*} __awsenv_draw __awsenv_register)
  chpwd_functions=(${chpwd_functions:#__awsenv_*} __awsenv_hook)
}

typeset -g __awsenv_on='' __awsenv_off=''
if [[ -o interactive ]]; then
  # An inherited pin has been followed: the environment says so.
  typeset -g __awsenv_seen=${__awsenv_seen-${AWSENV_PIN-}}
  if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
    __awsenv_on='%F{yellow}' __awsenv_off='%f'
  fi
  __awsenv_install
fi

if [[ ${#__awsenv_options} -gt 0 ]]; then builtin setopt $__awsenv_options; fi
builtin unset __awsenv_options

# awsenv for zsh 5.3 and later: one AWS identity per shell.
# Load it from ~/.zshrc with a line such as:  . ~/.local/share/awsenv/shell/awsenv.zsh
# Loading starts no process and prints nothing. It reads what a shell without a profile needs; the rest, behind the first
# return, is read when it is needed. The sections are the same in the other snippets.

# --- guard ---

case ${ZSH_VERSION-} in '') return 1 ;; esac # another shell: what follows is zsh only

if [[ -o 'restricted' ]]; then # it may neither redirect nor start what has a path
  if [[ -o 'interactive' ]]; then
    'builtin' 'print' 'awsenv: a restricted shell cannot switch; only the command awsenv works here'
  fi
  'builtin' 'return' '1'
fi

# An alias is expanded when a function is read, so none may be around while these are; sh_glob would refuse some
# patterns. Every word is quoted here, since a global alias replaces any that is not.
'builtin' 'typeset' '-ga' __awsenv_options
__awsenv_options=()
if [[ -o 'aliases' ]]; then __awsenv_options+=('aliases'); fi
if [[ -o 'sh_glob' ]]; then __awsenv_options+=('sh_glob'); fi
'builtin' 'setopt' 'no_aliases' 'no_sh_glob'

# Variables of ours are inherited if this file was not loaded before: zsh would run a text where it expects a number.
if ! builtin whence __awsenv_more >/dev/null; then
  builtin unset -m '__awsenv_[^co]*' '__awsenv_c[^o]*' '__awsenv_o[^p]*' || builtin true # all but __awsenv_core and …_options
fi

# The core: the one that `awsenv init` or an installation beside this file names, or PATH's.
typeset -g __awsenv_file=${(%):-%x}
if [[ ${__awsenv_rest-} != wanted ]]; then
  typeset -g __awsenv_rest=
  if [[ -n ${AWSENV_BIN-} ]]; then
    typeset -g __awsenv_core=$AWSENV_BIN
  elif [[ -z ${__awsenv_core-} ]]; then
    typeset -g __awsenv_core=awsenv
    if [[ -x ${__awsenv_file%/*}/../venv/bin/awsenv ]]; then
      __awsenv_core=${__awsenv_file%/*}/../venv/bin/awsenv
    fi
  fi
  case $__awsenv_core in
    /*) ;;
    */*) __awsenv_core=$PWD/$__awsenv_core ;; # as it is from here
  esac
fi
if [[ $__awsenv_file != /* ]]; then __awsenv_file=$PWD/$__awsenv_file; fi

# --- command ---

if [[ $__awsenv_rest != wanted ]]; then # what the user has put in its place meanwhile stays
  awsenv() {
    if [[ -z "${__awsenv_core-}" ]] || (( ! ${+functions[__awsenv_more]} )); then # copied without the rest
      builtin command awsenv "$@"
      builtin return
    fi
    __awsenv_more __awsenv_call "$@"
  }
fi

# Run a function of the rest. After an upgrade the new file may not know it, except for __awsenv_call.
__awsenv_more() {
  if [[ "${__awsenv_rest-}" != read && ( -z "${__awsenv_rest-}" || "${1-}" == __awsenv_call ) ]]; then
    __awsenv_load
    if [[ "${1-}" != __awsenv_call ]] && (( ! ${+functions[${1-}]} )); then builtin return 0; fi
  fi
  if [[ "${__awsenv_rest-}" == read ]]; then
    "$@"
  elif [[ "${1-}" == __awsenv_call ]]; then
    builtin printf 'awsenv: %s is gone\nawsenv: run install.sh again, or open a new shell\n' "$__awsenv_file" >&2
    builtin return 127
  fi
}

# Read the whole file again, so that all of it is of one version. If it lies elsewhere by now, the core knows where.
__awsenv_load() {
  builtin emulate -L zsh -o no_xtrace -o no_verbose # a trace would show it all
  builtin trap - DEBUG
  builtin local line=''
  builtin typeset -g __awsenv_rest=wanted
  if [[ -f $__awsenv_file && -r $__awsenv_file ]]; then IFS= builtin read -r line <"$__awsenv_file"; fi
  if [[ $line == '# awsenv for zsh '* ]]; then
    builtin . "$__awsenv_file"
  else
    line=$__awsenv_core
    [[ $line == */* ]] || line=${commands[$line]-}
    if [[ $line == /* && -x $line ]]; then builtin eval "$("$line" init zsh 2>/dev/null)"; fi
  fi
  if [[ $__awsenv_rest != read ]]; then __awsenv_rest=gone; fi
}

# --- directory hook ---

# The usual prompt, without a profile and a pin, ends after these two conditions.
__awsenv_hook() {
  builtin typeset -g __awsenv_code="$?"
  if [[ -o xtrace || "${PWD-}:${AWSENV_PINS-}" != "${__awsenv_here-}" || $ZSH_SUBSHELL != 0 ||
    -n "${__awsenv_seen-}${__awsenv_past-}${AWSENV_EXPIRATION-}${AWSENV_IDLE-}" ||
    "${widgets[zle-line-init]-}" != "${__awsenv_widget-none}" ]] || __awsenv_pinned; then __awsenv_follow_all; fi
}

# Start the core if another .awsprofile applies than before, or its text changed.
__awsenv_follow_all() {
  builtin setopt local_options no_xtrace # a trace would print what the shell holds
  if [[ $ZSH_SUBSHELL != 0 ]] && __awsenv_elsewhere; then builtin return 0; fi
  if [[ "${PWD-}:${AWSENV_PINS-}" != "${__awsenv_here-}" ]]; then __awsenv_upwards; fi
  if [[ -n "${__awsenv_seen-}${__awsenv_past-}${AWSENV_EXPIRATION-}${AWSENV_IDLE-}" ]] || __awsenv_pinned; then
    __awsenv_more __awsenv_look_closer
  fi
  if [[ $ZSH_SUBSHELL == 0 && "${widgets[zle-line-init]-}" != "${__awsenv_widget-none}" ]]; then __awsenv_attend; fi
}

# Runs before direnv or mise, which give variables back as they found them.
__awsenv_leave() {
  builtin setopt local_options no_xtrace # a trace would print what the shell holds
  if [[ $ZSH_SUBSHELL != 0 ]] && __awsenv_elsewhere; then builtin return 0; fi
  if [[ "${PWD-}:${AWSENV_PINS-}" != "${__awsenv_here-}" ]]; then __awsenv_upwards; fi
  if [[ -n "${AWSENV_PIN-}" ]] || __awsenv_pinned; then __awsenv_more __awsenv_left; fi
}

# Whether this subshell is none that was typed as (cd project && aws …): not $(cd project; pwd), which is there for what it
# prints, nor one of a prompt, a widget or a plugin.
__awsenv_elsewhere() {
  [[ ${ZSH_EVAL_CONTEXT-} != toplevel* || $ZSH_EVAL_CONTEXT == *(subst|zpty|sched|style|glob|stty|trap)* ]]
}

__awsenv_pinned() { __awsenv_upwards && __awsenv_pinned } # what ran before this file was read may not have made it

# Make __awsenv_pinned, which looks for a pin here and above, as far as AWSENV_PINS lets it; the nearest first. A function is
# read once for a directory, words for `test` were each time. Of a link there is no second test, which would look behind it.
__awsenv_upwards() {
  builtin emulate -L zsh
  builtin local dir="${PWD%/}" roots=":${AWSENV_PINS-}:" place all=''
  builtin local -a way
  builtin typeset -g __awsenv_here="${PWD-}:${AWSENV_PINS-}"
  builtin typeset -ga __awsenv_places
  if [[ ${__awsenv_unfollowed-} == interrupted ]]; then builtin typeset -g __awsenv_seen=-; fi # to be asked again
  __awsenv_places=()
  roots=${roots//:\~\//:${HOME-}/}
  while [[ -z $dir || $dir == /* ]]; do # or the way up would have no end
    way+=("$dir/.awsprofile")
    if [[ $roots == :: || $roots == *:"${dir:-/}":* || $roots == *:"$dir"/:* ]]; then
      __awsenv_places+=("${way[@]}") way=()
    fi
    if [[ -z $dir ]]; then builtin break; fi
    dir=${dir%/*}
  done
  for place in $__awsenv_places; do all+=" || -L ${(qq)place} || -f ${(qq)place}"; done
  builtin eval "__awsenv_pinned() { [[ -n ''$all ]] }"
}

# Before a command: what has an idle time, what is shown, and hooks that were written over are looked at.
__awsenv_typed() {
  if [[ -n "${AWSENV_IDLE-}${__awsenv_prompt-}" || "${precmd_functions[*]-}" != *__awsenv_draw* ]]; then
    __awsenv_more __awsenv_before
  fi
}

# --- prompt ---

# The segment as text, for people who write their own prompt: setopt prompt_subst; PROMPT='$(awsenv_prompt_info)%# '
awsenv_prompt_info() {
  if [[ -n "${AWSENV_PROFILE-}${__awsenv_unfollowed-}" ]]; then __awsenv_more __awsenv_info; fi
}

# Keep the segment in PROMPT: last, since themes build it anew, and when the line is shown, since others come after it.
__awsenv_draw() {
  # The usual prompt.
  if [[ ! -o xtrace && "${__awsenv_drawn:+plain}:${PROMPT-}|${RPS1-${RPROMPT-}}|${psvar[*]-}" == "${__awsenv_plain-}" &&
    -o prompt_percent && -z "${AWSENV_PROFILE-}${__awsenv_unfollowed-}" && "${precmd_functions[*]-}" == "${__awsenv_commands-}" &&
    "${+functions[compdef]}${_comps[awsenv]-}" == "${__awsenv_completed-}" ]]; then builtin return 0; fi
  builtin setopt local_options no_xtrace # a key's id is private too
  if [[ "${1-}" != load || -n "${AWSENV_PROFILE-}" ]]; then
    __awsenv_compare
    if [[ "$__awsenv_state" == "${__awsenv_drawn-}" && -z "${AWSENV_EXPIRATION-}" ]]; then builtin return 0; fi
  fi
  builtin local percent='' subst='' bang='' before="${PROMPT-}|${RPS1-${RPROMPT-}}|${psvar[*]-}"
  if [[ -o prompt_percent ]]; then percent=1; fi
  if [[ -o prompt_subst ]]; then subst=1; fi
  if [[ -o prompt_bang ]]; then bang=1; fi
  __awsenv_redraw
  if [[ "${1-}" == load ]]; then builtin return 0; fi
  __awsenv_compare
  builtin typeset -g __awsenv_drawn="$__awsenv_state" __awsenv_commands="${precmd_functions[*]-}"
  builtin typeset -g __awsenv_completed="${+functions[compdef]}${_comps[awsenv]-}"
  builtin typeset -g __awsenv_plain=''
  if [[ -z "${AWSENV_PROFILE-}${__awsenv_unfollowed-}" ]]; then
    builtin typeset -g __awsenv_plain="plain:${PROMPT-}|${RPS1-${RPROMPT-}}|${psvar[*]-}"
  fi
}

# Leave in __awsenv_state what the segment is made of, and what may take it away.
__awsenv_compare() {
  builtin typeset -g __awsenv_held=''
  if [[ -n "${AWSENV_PROFILE-}" ]]; then __awsenv_more __awsenv_compose; fi
  builtin typeset -g __awsenv_state="$__awsenv_held|${AWSENV_STATE-}|${AWSENV_SHOWN-}|${AWSENV_COLOR-}|${AWSENV_PROMPT-}|${NO_COLOR-}|${TERM-}\
|${SHOW_AWS_PROMPT-}|${__awsenv_unfollowed-}|${AWSENV_EXPIRATION-}|${AWSENV_RENEWS-}\
|${options[promptpercent]}${options[promptsubst]}${options[promptbang]}${+functions[compdef]}${_comps[awsenv]-}\
|${precmd_functions[*]-}|${PROMPT-}|${RPS1-${RPROMPT-}}|${psvar[*]-}"
}

__awsenv_redraw() {
  builtin emulate -L zsh -o no_xtrace
  builtin local prefix='' side=PROMPT shown="${__awsenv_prompt-}"
  if [[ ${AWSENV_PROMPT-} == right ]]; then
    side=RPROMPT # which is the same as RPS1, but of the two only the one that was set can be read
    if (( ${+RPS1} )); then side=RPS1; fi
  fi
  builtin typeset -g __awsenv_prompt='' __awsenv_name='' __awsenv_time='' __awsenv_mark=''
  builtin typeset -g __awsenv_on='' __awsenv_hot='' __awsenv_off=''
  if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then # as most profiles have it: a terminal may have put its marks around
    __awsenv_on=$'\e[36m' __awsenv_hot=$'\e[36m' __awsenv_off=$'\e[0m'
  fi
  # What awsenv_prompt_info runs in a subshell is read once, here.
  if [[ -n ${AWSENV_PROFILE-}${__awsenv_unfollowed-} ]]; then __awsenv_more; fi
  if [[ ${AWSENV_PROMPT-} != off && ${(tP)side}${(t)psvar} != *readonly* ]] && ! __awsenv_foreign; then
    if [[ -n ${AWSENV_PROFILE-}${__awsenv_unfollowed-} ]]; then __awsenv_more __awsenv_describe; fi
    if [[ -n $percent ]]; then
      # zsh shows values of psvar as they are: a name is never run. What can differ in the text are the colors, which
      # __awsenv_place knows. The slots are far from those of themes.
      prefix="%(74V.%{$__awsenv_on%}(%71v%{$__awsenv_hot%}%72v%{$__awsenv_on%}%73v%)%{$__awsenv_off%} .)"
    elif [[ -n $subst ]]; then
      prefix='${__awsenv_prompt:+($__awsenv_prompt) }'
    elif [[ -n $__awsenv_prompt ]]; then
      prefix="($__awsenv_prompt) "
      if [[ -n $bang ]]; then prefix=${prefix//!/!!}; fi
    fi
    if [[ $side != "${__awsenv_side-PROMPT}" ]]; then __awsenv_place "${__awsenv_side-PROMPT}" ''; fi # it was there so far
    builtin typeset -g __awsenv_side="$side"
    # Where there is nothing on the right, a plugin may be about to put something there.
    if [[ $side == PROMPT || ( -n $__awsenv_prompt && -n ${__awsenv_here-} ) ]]; then __awsenv_place $side "$prefix"; fi
    builtin typeset -g __awsenv_prefix="$prefix"
  fi
  if [[ -n ${psvar[74]-}$__awsenv_prompt && ${(t)psvar} != *readonly* ]]; then
    psvar[71,74]=("$__awsenv_name" "$__awsenv_time" "$__awsenv_mark" "$__awsenv_prompt")
  fi
  __awsenv_install  # another program may have come after us
  __awsenv_register # so may compinit
  builtin typeset -g __awsenv_redrawn=''
  if [[ $before != "${PROMPT-}|${RPS1-${RPROMPT-}}|${psvar[*]-}" && -n $shown$__awsenv_prompt ]]; then __awsenv_redrawn=1; fi
}

# Put the text into PROMPT or RPROMPT, once: where it was in whatever color, else where the last line begins, unless that
# is within something that zsh expands.
__awsenv_place() {
  builtin setopt local_options extended_glob
  builtin local text="${(P)1}" last head pair here=$'\1'
  if [[ -n $2 && $text == *"$2"* && $text != *"$2"*%\(74V.* && $text != *%\(74V.*"$2"* ]]; then builtin return 0; fi
  if [[ $text == *%\(74V* ]]; then text=${text//'%(74V.%{'[^%]#'%}(%71v%{'[^%]#'%}%72v%{'[^%]#'%}%73v%)%{'[^%]#'%} .)'/$here}; fi
  if [[ -n ${__awsenv_prefix-} ]]; then text=${text//"$__awsenv_prefix"/$here}; fi
  if [[ $text != *$here* ]]; then
    if [[ -z $2 ]]; then builtin return 0; fi
    last=${${text##*$'\n'}##*'${prompt_newline}'} # a theme's own name for it
    if [[ $last != "$text" ]]; then
      for pair in '()' '{}' '``'; do
        if (( ${#${last//[^$pair[1]]}} != ${#${last//[^$pair[2]]}} || ${#${last//[^\`]}} % 2 )); then last=$text; fi
      done
    fi
    head=${text%"$last"}
    if [[ $last == '%{'($'\r'|$'\e]'[^%]#)'%}'* ]]; then
      head+=${last%%'%}'*}'%}' last=${last#*'%}'}
    fi
    text=$head$here$last
  fi
  text=${text/$here/$2}
  builtin typeset -g "$1=${text//$here/}"
}

# When the line is shown: what came after our hook, or put back a PROMPT of before, is followed.
__awsenv_shown() {
  builtin typeset -g __awsenv_redrawn=''
  __awsenv_draw
  if [[ -n $__awsenv_redrawn ]]; then
    __awsenv_return "${__awsenv_code-0}" # which the prompt shows
    builtin zle reset-prompt
  fi
  builtin return 0
}

__awsenv_return() {
  builtin return "$1"
}

# Whether another program draws the prompt.
__awsenv_foreign() {
  (( ${+functions[starship_precmd]} || ${+functions[prompt_starship_precmd]} || ${+functions[p10k]} ||
    ${+functions[_omp_precmd]} ))
}

# --- completion ---

__awsenv_complete() {
  builtin setopt local_options no_xtrace # a trace would print what the shell holds
  __awsenv_more __awsenv_answer
}

__awsenv_compctl() {
  __awsenv_more __awsenv_old
}

# --- install ---

# compinit may run before or after this file. Without it, as a prompt knows, there is the older compctl, which offers names
# and verbs alone.
__awsenv_register() {
  if (( ${+functions[compdef]} )); then
    if (( ! ${+_comps[awsenv]} )); then compdef __awsenv_complete awsenv; fi
  elif [[ -n ${__awsenv_here-} ]]; then
    builtin compctl -K __awsenv_compctl awsenv
  fi
}

# Put our hooks where they belong, once: first and last. Beside direnv and mise the first only leaves, and what they did is
# followed.
__awsenv_install() {
  builtin typeset -ga precmd_functions chpwd_functions preexec_functions
  builtin local name last
  builtin local -a first others
  for name in precmd_functions chpwd_functions; do
    if [[ ${(tP)name} == *readonly* ]]; then builtin continue; fi
    first=(__awsenv_hook) others=(${${(P)name}:#__awsenv_*})
    last=${others[(I)(_direnv_hook|_mise_hook*)]}
    if (( last )); then
      first=(__awsenv_leave)
      others[last]=(${others[last]} __awsenv_hook)
    fi
    builtin set -A $name $first $others
  done
  if [[ ${(t)precmd_functions} != *readonly* ]]; then
    # kitty and Ghostty mark a prompt only if nothing comes after them.
    others=(_ksi_precmd _ghostty_precmd)
    precmd_functions=(${precmd_functions:|others} __awsenv_draw ${precmd_functions:*others})
  fi
  if [[ ${(t)preexec_functions} != *readonly* ]] && (( ! ${preexec_functions[(I)__awsenv_typed]} )); then
    preexec_functions=(__awsenv_typed $preexec_functions)
  fi
}

# Look at the prompt when the line is shown, after whatever else does something then.
__awsenv_attend() {
  builtin emulate -L zsh
  if __awsenv_foreign; then builtin return 0; fi
  builtin autoload -Uz add-zle-hook-widget
  builtin zle -N __awsenv_shown
  add-zle-hook-widget line-init __awsenv_shown 2>/dev/null
  builtin typeset -g __awsenv_widget="${widgets[zle-line-init]-}"
}

__awsenv_begin() {
  # An inherited pin has been followed: the environment says so.
  builtin typeset -g __awsenv_seen="${__awsenv_seen-${AWSENV_PIN-}}"
  # Drawn now, it is within the marks that a terminal puts around the prompt. The first prompt looks again.
  builtin typeset -g __awsenv_drawn=''
  __awsenv_draw load
}

# The rest is for later, if this is a file that can be read again, and not a part of another.
if [[ $__awsenv_rest != wanted && ( ${__awsenv_file##*/} == awsenv.*zsh || $__awsenv_file == */awsenv/init.zsh ) ]]; then
  if [[ -o interactive ]]; then __awsenv_begin; fi
  if [[ ${#__awsenv_options} -gt 0 ]]; then builtin setopt $__awsenv_options; fi
  builtin unset __awsenv_options
  builtin return 0
fi

# --- command, the rest ---

# The code comes through descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
__awsenv_call() {
  builtin emulate -L zsh -o no_xtrace -o no_verbose # a trace would print the keys
  builtin trap - DEBUG # in here only: what it prints would be taken for code
  if [[ ${1-} == (exec|run) ]]; then # becomes the command, which may be stopped and continued like any other
    (__awsenv_run "$@")
    builtin return
  fi
  if ! { builtin : 4>&1 } 2>/dev/null; then # a closed one cannot be kept as 4
    __awsenv_call "$@" >/dev/null
    builtin return
  fi
  builtin local __awsenv_code='' __awsenv_status=0 __awsenv_signal
  {
    { __awsenv_code=$(__awsenv_run "$@" 3>&1 >&4 4>&-); } 4>&1 || __awsenv_status=$?
  } always {
    # Ctrl-C reaches zsh too, and would end the function there, with status 1 instead of the core's.
    if (( TRY_BLOCK_INTERRUPT )); then TRY_BLOCK_INTERRUPT=0 TRY_BLOCK_ERROR=0 __awsenv_status=130; fi
  }
  if [[ $__awsenv_status -eq 0 && -n $__awsenv_code ]]; then
    builtin local -a __awsenv_caught
    __awsenv_hold || __awsenv_status=1
    __awsenv_changed "$@"
    for __awsenv_signal in $__awsenv_caught; do builtin kill -s $__awsenv_signal $$; done
  fi
  if [[ $__awsenv_status == 12[67] && ${1-} == off ]]; then
    __awsenv_bare_off && __awsenv_status=0
  elif [[ $__awsenv_status == 12[67] ]]; then # it, or the Python that it was installed with, is gone
    builtin printf 'awsenv: run install.sh again, or put a working awsenv on the PATH\n' >&2
  fi
  builtin return $__awsenv_status
}

# Without a core, as after an uninstall: what this shell remembers comes back, and nothing of ours stays.
__awsenv_bare_off() {
  builtin emulate -L zsh -o no_xtrace
  builtin local word value
  for word in ${(s: :)AWSENV_STATE} ${(s: :)AWSENV_SETTINGS} AWS_CREDENTIAL_EXPIRATION; do
    builtin unset ${word%%=*}
  done
  for word in ${(s: :)${AWSENV_BEFORE%%\|*}} ${(s: :)__awsenv_kept}; do
    value=${word#*[=:]} word=${word#0.}
    [[ $word == AWS*[=:]* && ${word%%[=:]*} != *[^A-Z_]* && $value != '?' ]] || builtin continue
    builtin typeset -g ${word%%[=:]*}=${(g::)${value//\%/\\x}}
    [[ $word == *:* ]] || builtin typeset -gx ${word%%=*}
  done
  builtin unset AWSENV_{SHOWN,MODE,EXPIRATION,RENEWS,COLOR,LABEL,IDLE,OPTIONS,MEANING,SETTINGS,PIN,STATE,BEFORE} \
    __awsenv_kept __awsenv_past
  __awsenv_changed off
  builtin printf 'awsenv: this shell is what it was; awsenv itself is gone\n' >&2
}

# Make the change as a whole: between two variables no signal may end it, nor a trap of the user's see half of it. What
# comes meanwhile comes again when it is done. Traps in here are local; but where the user has none, zsh would forget
# that an interactive shell ignores TERM and the like. A subshell has none of these traps.
__awsenv_hold() {
  builtin emulate -L zsh -o no_xtrace -o no_verbose
  builtin local name
  if (( ! ZSH_SUBSHELL )); then
    for name in INT HUP USR1 USR2 TERM QUIT ALRM CHLD WINCH CONT TSTP; do
      if [[ $name == (INT|HUP|USR?) || -n ${functions[TRAP$name]+x} || ( $name == TERM && ! -o interactive ) ]]; then
        builtin trap "__awsenv_caught+=($name)" $name
      fi
    done
  fi
  builtin eval "$__awsenv_code"
}

# After each change, whatever ran it: what is shown follows, and the time without a prompt begins anew.
__awsenv_changed() {
  builtin typeset -g __awsenv_drawn='' # the prompt looks again
  __awsenv_clock
  builtin typeset -g __awsenv_last="$__awsenv_now"
  if [[ ! -o interactive ]] || (( ZSH_SUBSHELL )); then builtin return 0; fi
  if builtin zle 2>/dev/null; then # a key, or a trap while a line is typed
    __awsenv_draw
    builtin zle reset-prompt 2>/dev/null
  elif [[ ${1-} != --* ]]; then # a hook draws by itself
    __awsenv_draw
  fi
  builtin return 0
}

# Become the core. This runs in the subshell of a command substitution: what it exports, only the core sees.
__awsenv_run() {
  builtin emulate -L zsh -o no_xtrace
  builtin local name value core="$__awsenv_core"
  builtin typeset -gx AWSENV_SHELL=zsh:3:$- __awsenv_hidden='' __awsenv_readonly=''
  builtin typeset -gx __awsenv_kept __awsenv_previous __awsenv_past __awsenv_back
  for name in __awsenv_{kept,previous,past,back,seen,tried,unfollowed,start}; do # which the code may set
    if [[ ${(Pt)name} == *readonly* ]]; then __awsenv_readonly+="$name "; fi
  done
  for name in ${(k)parameters[(I)AWS(ENV|)_*]}; do
    value=${(P)name}
    if [[ ${(Pt)name} == *readonly* ]]; then __awsenv_readonly+="$name "; fi
    value=${value//\%/%25}
    __awsenv_hidden+="$name=${value// /%20} "
  done
  if [[ ${1-} == doctor ]]; then __awsenv_tell; fi
  [[ $core == */* ]] || core=${commands[$core]-}
  if [[ $core != /* || ! -x $core ]]; then # a relative entry of the PATH leads to whatever is here
    builtin printf 'awsenv: %s does not exist\n' "$__awsenv_core" >&2
    builtin exit 127
  fi
  builtin trap - EXIT
  # Without what pip's script costs, once the core has said how.
  [[ ${__awsenv_start[1]-} != "$core" || ! -x ${__awsenv_start[2]-} ]] || builtin exec -- "${(@)__awsenv_start[2,-1]}" "$@"
  builtin exec -- "$core" "$@"
}

# Export what only this shell knows of how it is wired, for `awsenv doctor` alone.
__awsenv_tell() {
  builtin emulate -L zsh
  builtin local name words=''
  if [[ -o interactive ]]; then words+='interactive '; fi
  if (( ! ${+functions[compdef]} )); then
    words+='completion compctl '
  elif [[ ${_comps[awsenv]-} == __awsenv_complete ]]; then
    words+='completion '
  fi
  if (( ${precmd_functions[(I)__awsenv_hook]} )); then words+='hook '; fi
  if (( ${precmd_functions[(I)__awsenv_draw]} )); then words+='prompt '; fi
  if __awsenv_foreign; then words+='foreign '; fi
  if (( ${+aliases[awsenv]} )); then words+='alias '; fi
  for name in assume awsume aws-sso-profile asp; do
    if (( ${+aliases[$name]} || ${+functions[$name]} )); then words+="tool:$name "; fi
  done
  builtin typeset -gx __awsenv_wiring="$words"
}

# --- directory hook, the rest ---

__awsenv_look_closer() {
  if [[ -n "${__awsenv_seen-}" ]] || __awsenv_pinned; then __awsenv_follow; fi
  if [[ -n "${__awsenv_past-}" ]]; then __awsenv_outlived; fi
  if [[ $ZSH_SUBSHELL == 0 && -n "${AWSENV_EXPIRATION-}${AWSENV_IDLE-}" &&
    -z "${__p9k_instant_prompt_active-}" ]]; then __awsenv_tick; fi
}

# Where a pin applies, or did when it was last looked for.
__awsenv_follow() {
  builtin local word pin='' text=''
  __awsenv_look
  if [[ "$text" != "${__awsenv_seen-}" ]]; then
    # Ctrl-C may come before the core has answered: the prompt says so, and the next cd asks again.
    builtin typeset -g __awsenv_seen="$text" __awsenv_unfollowed=interrupted __awsenv_drawn=''
    if (( ${+__p9k_instant_prompt_active} )); then # powerlevel10k warns of every line before the first prompt
      awsenv --hook "$pin" &>/dev/null || word=''
      if [[ -n "${__awsenv_unfollowed-}" ]]; then builtin typeset -g __awsenv_seen=-; fi # the next prompt says why
      builtin return 0
    fi
    awsenv --hook "$pin" || word='' # it has said why
  fi
}

# What came last has to go first, and what lies above has to come first.
__awsenv_left() {
  builtin local word pin='' text=''
  __awsenv_look
  if [[ -n "${AWSENV_PIN-}" && "$text" != "${__awsenv_seen-}" ]]; then
    builtin typeset -g __awsenv_seen=''
    awsenv --hook '' || word=''
  fi
  if [[ -n "$pin" && "$text" != "${__awsenv_seen-}" ]] && __awsenv_below; then __awsenv_follow; fi
}

# Whether direnv or mise may set something between the caller's pin and here: they find what the pin has set.
__awsenv_below() {
  builtin emulate -L zsh
  builtin local dir="${PWD%/}"
  while [[ $dir/.awsprofile != "$pin" && -n $dir ]]; do
    for word in .envrc {.,}mise{.local,}.toml {.,}mise/config.toml .config/mise{,/config}.toml; do
      if [[ -f $dir/$word ]]; then builtin return 0; fi
    done
    dir=${dir%/*}
  done
  builtin return 1
}

# What a pin had set may come back after it was left: direnv and mise give back what they found, below a pin too.
__awsenv_outlived() {
  builtin emulate -L zsh -o no_xtrace
  builtin local word name value
  for word in ${(s: :)__awsenv_past}; do
    name=${word%%=*}
    if [[ $name != AWS_* ]]; then builtin continue; fi
    value=${${(P)name-}//\%/%25}
    if [[ $word == "$name=${value// /%20}" ]]; then
      awsenv --outlived || builtin typeset -g __awsenv_past=''
      builtin return 0
    fi
  done
}

# Leave the path of the nearest .awsprofile in the caller's pin, and with its text in the caller's text. What may hold
# this shell is left to the core: a link, behind which nothing is even looked at, and what others may have put there.
__awsenv_look() {
  builtin emulate -L zsh
  for word in $__awsenv_places; do
    if [[ -L $word || -f $word ]]; then
      pin=$word
      if [[ ! -L $pin && -O $pin && -O ${pin%.awsprofile} && -r $pin ]]; then
        IFS= builtin read -r -d '' -k 1024 -u 0 text 2>/dev/null <"$pin" || word='' # its end is not a failure
      fi
      text=$pin$'\n'$text
      builtin return 0
    fi
  done
}

# What time does: a profile whose class has an idle time is dropped after it, and a session near its end is renewed
# if the core can do so without a question. It tries once a minute, and says only once why it cannot.
__awsenv_tick() {
  builtin emulate -L zsh
  builtin local last="${__awsenv_last-}" ends="${AWSENV_EXPIRATION-}" idle="${AWSENV_IDLE-}"
  __awsenv_clock
  # A trap that runs the hooks while a line is typed does not count as a prompt.
  if ! builtin zle 2>/dev/null; then builtin typeset -g __awsenv_last="$__awsenv_now"; fi
  if [[ $idle == [1-9]* && $idle != *[^0-9]* && -n $last && $((__awsenv_now - last)) -gt $idle ]]; then
    awsenv --idle || last=''
  elif [[ $ends == [1-9]* && $ends != *[^0-9]* &&
    $((ends - __awsenv_now)) -lt $__awsenv_near &&
    ( ${__awsenv_tried:-0} -gt $__awsenv_now || $((__awsenv_now - ${__awsenv_tried:-0})) -ge 60 ) ]]; then
    builtin typeset -g __awsenv_tried="$__awsenv_now"
    if [[ ${__awsenv_told-} == "$ends" ]]; then
      awsenv --renew 2>/dev/null || last=''
    else
      awsenv --renew || builtin typeset -g __awsenv_told="$ends"
    fi
  fi
}

# A profile whose idle time is over is dropped before a command runs, and where precmd_functions was written anew, our hooks
# come back.
__awsenv_before() {
  builtin emulate -L zsh
  builtin local last="${__awsenv_last-}" idle="${AWSENV_IDLE-}"
  if [[ $idle == [1-9]* && $idle != *[^0-9]* && -n $last ]]; then
    __awsenv_clock
    if [[ $((__awsenv_now - last)) -gt $idle ]]; then awsenv --idle || last=''; fi
  fi
  if (( ! ${precmd_functions[(I)__awsenv_draw]} )); then __awsenv_install; fi
  # Something has set PROMPT while the line was typed, and will do so again: from now on each key looks.
  if [[ -n "${__awsenv_prompt-}" && -n "${__awsenv_widget-}" && "${(P)__awsenv_side}" != *"${__awsenv_prefix-}"* ]]; then
    add-zle-hook-widget line-pre-redraw __awsenv_shown 2>/dev/null
  fi
}

# Leave the seconds since the epoch in __awsenv_now, without a process.
__awsenv_clock() {
  builtin typeset -g __awsenv_now="${(%):-%D{%s\}}"
}

# --- prompt, the rest ---

typeset -g __awsenv_near=300 # seconds before its end in which a session is renewed, and shown as a warning
typeset -g __awsenv_again=↻ __awsenv_over=✗ __awsenv_unequal=≠
typeset -g __awsenv_locale=${LC_CTYPE:-${LANG-}}
case ${LC_ALL:-$__awsenv_locale} in
  *[Uu][Tt][Ff]*8*) ;;
  *) __awsenv_again='~' __awsenv_over=x __awsenv_unequal='!=' ;;
esac

__awsenv_info() {
  builtin emulate -L zsh -o no_xtrace
  __awsenv_compose
  __awsenv_segment
  builtin print -rn -- "${__awsenv_prompt//\%/%%}"
}

# Leave what is active in the variables that are shown. spaceship builds PROMPT anew at each answer of its sections, too,
# while a line is typed.
__awsenv_describe() {
  __awsenv_segment
  if __awsenv_twice; then __awsenv_prompt=''; fi
  if (( ${+functions[spaceship::populate]} )) && [[ ${functions[spaceship::populate]} != *__awsenv_draw* ]]; then
    functions[spaceship::populate]+=$'\n(( ! ${+functions[__awsenv_draw]} )) || __awsenv_draw'
  fi
}

# Leave the segment in __awsenv_prompt, and its parts beside it: the name, the time left, and a mark that says without
# color what is the matter. Nothing in it is obeyed by a terminal.
__awsenv_segment() {
  builtin emulate -L zsh
  builtin local left ends="${AWSENV_EXPIRATION-}" color="${AWSENV_COLOR-36}"
  builtin typeset -g __awsenv_name="${AWSENV_PROFILE-}" __awsenv_time='' __awsenv_mark='' __awsenv_prompt=''
  builtin typeset -g __awsenv_on='' __awsenv_hot='' __awsenv_off=''
  if [[ -n ${AWSENV_SHOWN-} && ${AWSENV_STATE-} == " AWSENV_PROFILE=$__awsenv_name "* ]]; then
    __awsenv_name=$AWSENV_SHOWN # as the core says it
  else
    __awsenv_name=${__awsenv_name//[^[:ascii:]]/?} # which of the others a terminal obeys, only the core knows
  fi
  __awsenv_name=${__awsenv_name//[[:cntrl:]]/?}
  if [[ -z $color || $color == *[^0-9\;]* ]]; then color=36; fi
  if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
    __awsenv_on=$'\e['${color}m __awsenv_hot=$'\e['${color}m __awsenv_off=$'\e[0m'
  fi
  if [[ -n $__awsenv_name && $ends == [1-9]* && $ends != *[^0-9]* ]]; then
    __awsenv_clock
    left=$((ends - __awsenv_now))
    if [[ $left -le 0 ]]; then
      __awsenv_mark=" $__awsenv_over"
    elif [[ $left -lt 60 ]]; then
      __awsenv_time=" ${left}s"
    elif [[ $left -lt 3600 ]]; then
      __awsenv_time=" $((left / 60))m"
    else
      builtin printf -v __awsenv_time ' %dh%02dm' $((left / 3600)) $((left % 3600 / 60))
    fi
    if [[ -n ${AWSENV_RENEWS-} ]]; then
      __awsenv_mark=" $__awsenv_again"
    elif [[ -n $__awsenv_on && $left -lt $__awsenv_near ]]; then
      __awsenv_hot=$'\e[33m'
    fi
  fi
  if [[ -n ${AWSENV_PROFILE-} && $__awsenv_held != "${AWSENV_STATE-}" ]]; then __awsenv_mark+=" $__awsenv_unequal"; fi
  if [[ -n ${__awsenv_unfollowed-} ]]; then __awsenv_mark+=' !'; fi
  __awsenv_prompt=$__awsenv_name$__awsenv_time$__awsenv_mark
  if [[ -z $__awsenv_name ]]; then
    __awsenv_mark=${__awsenv_mark# } __awsenv_prompt=${__awsenv_prompt# }
  fi
}

# Leave in __awsenv_held what this shell holds of the variables that decide who and where AWS tools are. AWSENV_STATE is
# the same text of what awsenv made of them: where the two differ there is drift. `awsenv status` says what and why.
__awsenv_compose() {
  builtin typeset -g __awsenv_held="${AWSENV_PROFILE+ AWSENV_PROFILE=$AWSENV_PROFILE}${AWS_PROFILE+ AWS_PROFILE=$AWS_PROFILE}\
${AWS_DEFAULT_PROFILE+ AWS_DEFAULT_PROFILE=$AWS_DEFAULT_PROFILE}\
${AWS_ACCESS_KEY_ID+ AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID}\
${AWS_WEB_IDENTITY_TOKEN_FILE+ AWS_WEB_IDENTITY_TOKEN_FILE=$AWS_WEB_IDENTITY_TOKEN_FILE}\
${AWS_ACCOUNT_ID+ AWS_ACCOUNT_ID=$AWS_ACCOUNT_ID}\
${AWS_REGION+ AWS_REGION=$AWS_REGION}${AWS_DEFAULT_REGION+ AWS_DEFAULT_REGION=$AWS_DEFAULT_REGION}\
${AWS_CONFIG_FILE+ AWS_CONFIG_FILE=$AWS_CONFIG_FILE}\
${AWS_SHARED_CREDENTIALS_FILE+ AWS_SHARED_CREDENTIALS_FILE=$AWS_SHARED_CREDENTIALS_FILE}\
${AWS_SECRET_ACCESS_KEY+ AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY:+?}}\
${AWS_SESSION_TOKEN+ AWS_SESSION_TOKEN=${AWS_SESSION_TOKEN:+?}}\
${AWS_SECURITY_TOKEN+ AWS_SECURITY_TOKEN=${AWS_SECURITY_TOKEN:+?}}\
${AWS_BEARER_TOKEN_BEDROCK+ AWS_BEARER_TOKEN_BEDROCK=${AWS_BEARER_TOKEN_BEDROCK:+?}}"
}

# Whether a plugin or theme of oh-my-zsh, spaceship or liquidprompt says as much. They know AWS_PROFILE alone: time, marks and a class are ours.
__awsenv_twice() {
  [[ $__awsenv_prompt == "${AWS_PROFILE-}" && -z ${AWSENV_COLOR-} && ${SHOW_AWS_PROMPT-} != false ]] &&
    if (( ${+functions[spaceship_aws]} )); then
      [[ " ${SPACESHIP_PROMPT_ORDER-} ${SPACESHIP_RPROMPT_ORDER-} " == *' aws '* &&
        ${SPACESHIP_AWS_SHOW-} != false && ${AWS_PROFILE-} != default ]]
    elif (( ${+functions[_lp_aws_profile]} )); then
      [[ ${LP_ENABLE_AWS_PROFILE-0} == 1 ]]
    elif [[ ${PROMPT-}${RPROMPT-} == *'$(aws_prompt_info)'* ]]; then
      (( ${+functions[aws_prompt_info]} ))
    else
      [[ ${PROMPT-} == *'$(build_prompt)'* ]] && (( ${+functions[prompt_aws]} ))
    fi
}

# --- completion, the rest ---

# Leave what the list of names says in the variables of __awsenv_read: from its file while that is as old as both AWS
# files, else from the core, which writes it anew.
__awsenv_names() {
  builtin emulate -L zsh -o extended_glob -o no_xtrace
  builtin local cache="${XDG_CACHE_HOME-}" config="${AWS_CONFIG_FILE-$HOME/.aws/config}"
  builtin local credentials="${AWS_SHARED_CREDENTIALS_FILE-$HOME/.aws/credentials}"
  if [[ $cache != /* ]]; then
    cache=$HOME/.cache
    if [[ $OSTYPE == darwin* ]]; then cache=$HOME/Library/Caches; fi
  fi
  cache=$cache/awsenv/names
  config=${config/#\~\//$HOME/} credentials=${credentials/#\~\//$HOME/}
  builtin typeset -ga __awsenv_list __awsenv_lines __awsenv_words
  if __awsenv_same_age "$cache.config" "$config" && __awsenv_same_age "$cache.credentials" "$credentials" &&
    __awsenv_own "$cache"; then
    __awsenv_read 5 "$(<$cache)"
    if [[ ${__awsenv_list[1]-} == 'awsenv 1' && ${__awsenv_list[2]-} == "$config" &&
      ${__awsenv_list[3]-} == "$credentials" ]]; then builtin return 0; fi
  fi
  __awsenv_read 5 "$(__awsenv_run --names 2>/dev/null)"
}

# Leave the first lines of a text in __awsenv_list, the others, "word<tab>description" each, in __awsenv_lines, and
# their words in __awsenv_words. Thousands cost time, so they are read again only if the text is another.
__awsenv_read() {
  builtin emulate -L zsh -o no_xtrace -o no_multibyte # multibyte costs twice the time, and a tab is a tab
  if [[ $2 == "${__awsenv_text-}" ]]; then builtin return 0; fi
  builtin typeset -g __awsenv_text="$2"
  __awsenv_lines=("${(@f)2}")
  __awsenv_list=("${(@)__awsenv_lines[1,$1]}")
  __awsenv_lines[1,$1]=()
  __awsenv_words=("${(@)__awsenv_lines%%$'\t'*}")
}

__awsenv_same_age() {
  if [[ -e $1 ]]; then [[ -e $2 && ! $1 -nt $2 && ! $1 -ot $2 ]]; else [[ ! -e $2 ]]; fi
}

# Whether the file, and the directory that it is in, are this user's own, and no other user may write to them.
__awsenv_own() {
  [[ -r $1 && -n $1(#qN.U^IW) && -n ${1:h}(#qN/U^W) ]]
}

# What is offered goes through the completion system, which matches, groups, quotes and shows it as the user has told it
# to. Its options are set here, and its functions need them.
__awsenv_answer() {
  builtin local tag=profiles
  builtin local -a expl verbs
  builtin integer dashes=${words[(i)--]}
  if (( CURRENT > 3 )) && [[ ${words[2]} == exec && ${words[3]} != -* && ${words[4]} != -* ]]; then
    dashes=3 # a command behind a name alone needs no --
  fi
  if [[ ${words[2]-} == (exec|run) ]] && (( dashes < CURRENT )); then # as the command itself would
    (( CURRENT -= dashes ))
    builtin shift $dashes words
    _normal -p awsenv
  elif [[ $PREFIX != -* ]] && (( CURRENT == 2 )); then
    __awsenv_names
    verbs=(${(s: :)__awsenv_list[4]-})
    _alternative 'profiles:profile:__awsenv_offer' 'verbs:verb:compadd -a verbs'
  elif [[ $PREFIX != -* ]] && (( CURRENT == 3 )) && __awsenv_names &&
    [[ " ${__awsenv_list[5]-} " == *" ${words[2]} "* ]]; then
    # Where no profile matches, the verb may accept another word: a service.
    _wanted profiles expl profile __awsenv_offer || __awsenv_argcomplete
  else
    __awsenv_argcomplete
  fi
}

# Offer __awsenv_words with these options of compadd, which expands none. There may be thousands: it finds those that
# match, and only they get their descriptions.
__awsenv_offer() {
  builtin local separator tab=$'\t'
  builtin local -a texts found
  texts=("${(@)__awsenv_lines}")
  compadd "$@" -O found -D texts -a __awsenv_words
  # Nothing that a terminal obeys. The core offers none of it, either.
  texts=(${(@)texts:#*[^[:print:]$tab]*}) found=(${(@)found:#*[^[:print:]]*})
  if [[ -n ${texts[(r)*$tab?*]-} ]] && zstyle -T ":completion:${curcontext-}:$tag" verbose; then
    zstyle -s ":completion:${curcontext-}:$tag" list-separator separator || separator=--
    texts=("${(@)${(@)texts%$tab}/$tab/  $separator }")
    compadd "$@" -l -d texts -a found
  else
    compadd "$@" -a found
  fi
}

# Options and their values come from the core's argcomplete, as "word<tab>description" lines. It gets no more of the
# word than tells what may stand there: which of them match is for the completion system to say.
__awsenv_argcomplete() {
  builtin local start='' tag=values __awsenv_text=''
  builtin local -a expl __awsenv_list __awsenv_lines __awsenv_words
  case $PREFIX in
    --*=*) start=${PREFIX%%=*}= ;;
    -*) start=- tag=options ;;
    */*) start=${PREFIX%/*}/ ;;
  esac
  __awsenv_read 0 "$(
    builtin typeset -x _ARGCOMPLETE=1 _ARGCOMPLETE_SHELL=fish _ARGCOMPLETE_SUPPRESS_SPACE=1
    builtin typeset -x _ARGCOMPLETE_IFS=$'\n' _ARGCOMPLETE_DFS=$'\t'
    builtin typeset -x COMP_LINE="${(j: :)words[1,CURRENT-1]} $start"
    builtin typeset -x COMP_POINT="${#COMP_LINE}"
    __awsenv_run 8>&1 9>/dev/null >/dev/null 2>&1
  )"
  _wanted $tag expl ${tag%s} __awsenv_offer
}

__awsenv_old() {
  builtin emulate -L zsh -o no_xtrace
  __awsenv_names
  reply=(${(s: :)__awsenv_list[4]-} $__awsenv_words)
}

if [[ $__awsenv_rest == wanted ]]; then
  __awsenv_rest=read
else
  __awsenv_rest=read
  if [[ -o interactive ]]; then __awsenv_begin; fi
fi
if [[ ${#__awsenv_options} -gt 0 ]]; then builtin setopt $__awsenv_options; fi
builtin unset __awsenv_options

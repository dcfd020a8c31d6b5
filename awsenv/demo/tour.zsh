# The tour of `awsenv demo` in zsh: says what to type next, and notices at a prompt that it was done.
# tour_when, tour_text and tour_done are set before this, one element for each step, from 1 on.

: ${tour_step:=1}
export tour_step # a shell inside this one goes on from there

# Say again what to type next.
tour() {
  tour_said=
}

preexec_functions+=(tour_hear)
tour_hear() {
  typeset -g tour_typed=$1
}

tour_look() {
  emulate -L zsh
  local code='' state said
  state="profile=${AWSENV_PROFILE-} pin=${AWSENV_PIN-} list=${__awsenv_list+read}"
  while [[ $tour_step -le ${#tour_when} && "$state typed=${tour_typed-}" == ${~tour_when[tour_step]} ]]; do
    print -r -- "${tour_done[tour_step]}"
    tour_step=$((tour_step + 1))
  done
  # Said once, and again when the shell became something other than the line asks for.
  said="$tour_step ${tour_when[tour_step]:+$state}"
  if [[ ${tour_said-} != "$said" || ${tour_text[tour_step]} == *CODE* ]]; then
    typeset -g tour_said="$said"
    IFS= read -r code <$AWSENV_DEMO/code
    print -r -- "${tour_text[tour_step]//CODE/$code}"
  fi
}

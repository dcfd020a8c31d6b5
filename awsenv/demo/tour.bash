# The tour of `awsenv demo` in bash: says what to type next, and notices at a prompt that it was done.
# tour_when, tour_text and tour_done are set before this, one element for each step, from 1 on.
# shellcheck shell=bash disable=SC2154

: "${tour_step:=1}"
export tour_step # a shell inside this one goes on from there

# Say again what to type next.
tour() {
  tour_said=
}

tour_look() {
  local status=$? code='' state said typed
  state="profile=${AWSENV_PROFILE-} pin=${AWSENV_PIN-} list=${__awsenv_list+read}"
  typed=$(history 1)
  # shellcheck disable=SC2053 # a pattern
  while [[ "$state typed=${typed#*[0-9][ *] }" == ${tour_when[tour_step]-} ]]; do
    printf '%s\n' "${tour_done[tour_step]}"
    tour_step=$((tour_step + 1))
  done
  # Said once, and again when the shell became something other than the line asks for.
  said="$tour_step ${tour_when[tour_step]:+$state}"
  if [[ ${tour_said-} != "$said" || ${tour_text[tour_step]} == *CODE* ]]; then
    tour_said=$said
    IFS= read -r code <"$AWSENV_DEMO/code"
    printf '%s\n' "${tour_text[tour_step]//CODE/$code}"
  fi
  return "$status"
}

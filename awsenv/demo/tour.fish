# The tour of `awsenv demo` in fish: says what to type next, and notices at a prompt that it was done.
# tour_when, tour_text and tour_done are set before this, one element for each step, from 1 on.

set -q tour_step; or set -gx tour_step 1 # a shell inside this one goes on from there

function tour --description 'Say again what to type next'
    set -g tour_said
end

function tour_hear --on-event fish_preexec
    set -g tour_typed $argv[1]
end

function tour_look --on-event fish_prompt
    set -l state "profile=$AWSENV_PROFILE pin=$AWSENV_PIN list="
    set -q __awsenv_list[1]; and set state "$state"read
    while test $tour_step -le (count $tour_when)
        and string match --quiet -- $tour_when[$tour_step] "$state typed=$tour_typed"
        printf '%s\n' $tour_done[$tour_step]
        set tour_step (math $tour_step + 1)
    end
    # Said once, and again when the shell became something other than the line asks for.
    set -l said $tour_step
    set -q tour_when[$tour_step]; and set said "$tour_step $state"
    if test "$tour_said" != "$said"; or string match --quiet '*CODE*' -- $tour_text[$tour_step]
        set -g tour_said $said
        read --local code <$AWSENV_DEMO/code
        printf '%s\n' (string replace CODE "$code" -- $tour_text[$tour_step] | string collect)
    end
end

# awsenv for elvish 0.19 and later: one AWS identity per shell.
# Load it from ~/.config/elvish/rc.elv with the line:  eval (awsenv init elvish | slurp)
# Loading starts no other process and prints nothing. The sections are the same as in the other snippets.

# --- guard ------------------------------------------------------------------------------------------------

use path
use str

# The core that belongs to this file: `awsenv init` writes it here, and AWSENV_BIN names another; else PATH's.
var __awsenv_core = awsenv

# What the core lets this shell keep.
var __awsenv_kept = ''
var __awsenv_previous = ''
var __awsenv_unfollowed = ''
var __awsenv_seen = ''
var __awsenv_last = 0
var __awsenv_tried = 0
var __awsenv_told = ''

# --- command ----------------------------------------------------------------------------------------------

# The value of an environment variable, "" where there is none.
fn __awsenv_get {|name|
  if (has-env $name) { get-env $name } else { put '' }
}

# The core: its path, or its name on the PATH.
fn __awsenv_path {
  var core = (__awsenv_get AWSENV_BIN)
  if (eq $core '') { set core = $__awsenv_core }
  if (not (has-external $core)) {
    echo 'awsenv: '$core' does not exist' >&2
    echo 'awsenv: run install.sh again, or put a working awsenv on the PATH' >&2
    fail 'no awsenv'
  }
  put $core
}

# What only this shell knows of how it is wired, for `awsenv doctor` alone. The install section knows.
var __awsenv_tell~ = { put '' }

# Call the function while these environment variables are set.
fn __awsenv_with {|given call|
  try {
    for name [(keys $given)] { set-env $name $given[$name] }
    $call
  } finally {
    for name [(keys $given)] { unset-env $name }
  }
}

# The code comes over descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
fn awsenv {|@arguments|
  var core~ = (external (__awsenv_path))
  if (and (not-eq $arguments []) (has-value [exec run] $arguments[0])) { # becomes the command
    core $@arguments
    return
  }
  var given = [
    &AWSENV_SHELL=elvish:3:i
    &__awsenv_kept=$__awsenv_kept
    &__awsenv_previous=$__awsenv_previous
    &__awsenv_unfollowed=$__awsenv_unfollowed
    &__awsenv_wiring=(__awsenv_tell)
  ]
  var code = ''
  { __awsenv_with $given { set code = ({ core $@arguments 3>&1 >&4 4>&- } | slurp) } } 4>&1
  # The names stand here so that the code finds them.
  var _ = [$__awsenv_kept $__awsenv_previous $__awsenv_unfollowed $__awsenv_seen]
  eval $code
  # A person who switches is here: the time without a prompt begins anew.
  if (not (and (not-eq $arguments []) (str:has-prefix $arguments[0] --))) { set __awsenv_last = 0 }
}

# What a hook asks for. The core has said on stderr why it could not be done.
fn __awsenv_try {|@arguments|
  try { awsenv $@arguments; put $true } catch { put $false }
}

# --- directory hook ---------------------------------------------------------------------------------------

# The path of the nearest .awsprofile, as far as AWSENV_PINS lets it be looked for, and with it its text.
# AWSENV_PINS is "off", or the directories in and below which a .awsprofile counts, joined by colons.
fn __awsenv_look {
  var roots = []
  for root [(str:split : (__awsenv_get AWSENV_PINS))] {
    if (str:has-prefix $root '~/') { set root = (get-env HOME)(str:trim-prefix $root '~') }
    if (not-eq $root '') { set roots = [$@roots (str:trim-right $root /)/] }
  }
  var dir = $pwd
  while $true {
    var here = (str:trim-right $dir /)/
    var counts = (eq $roots [])
    for root $roots { if (str:has-prefix $here $root) { set counts = $true } }
    if (and $counts (path:is-regular &follow-symlink=$true $here.awsprofile)) {
      var text = ''
      try { set text = (slurp < $here.awsprofile) } catch { nop } # the core says what is the matter
      put $here.awsprofile $here".awsprofile\n"$text
      return
    }
    if (eq $here /) { break }
    set dir = (path:dir $dir)
  }
  put '' ''
}

# Start the core only if another .awsprofile applies than before, or its text changed.
fn __awsenv_hook {
  var pin text = (__awsenv_look)
  if (not-eq $text $__awsenv_seen) {
    set __awsenv_seen = $text
    nop (__awsenv_try --hook $pin)
  }
}

# Whether the text is a whole number.
fn __awsenv_counts {|text|
  put (and (not-eq $text '') (eq (str:trim $text 0123456789) ''))
}

# What time does: a profile whose class has an idle time is dropped after it, and a session near its end is renewed
# if the core can do so without a question. It tries once a minute, and says only once why it cannot.
fn __awsenv_tick {
  var idle ends = (__awsenv_get AWSENV_IDLE) (__awsenv_get AWSENV_EXPIRATION)
  if (eq $idle$ends '') { return }
  var now = (num (e:date +%s)) # elvish cannot tell the time without a process
  var last = $__awsenv_last
  set __awsenv_last = $now
  if (and (__awsenv_counts $idle) (> $last 0) (> (- $now $last) $idle)) {
    nop (__awsenv_try --idle)
  } elif (and (__awsenv_counts $ends) ^
      (< (- $ends $now) 300) (or (< $now $__awsenv_tried) (>= (- $now $__awsenv_tried) 60))) {
    set __awsenv_tried = $now
    if (eq $__awsenv_told $ends) {
      nop (__awsenv_try --renew 2>/dev/null)
    } elif (not (__awsenv_try --renew)) {
      set __awsenv_told = $ends
    }
  }
}

# --- prompt -----------------------------------------------------------------------------------------------

# Whether this shell is not what awsenv made it: AWSENV_STATE says that of each variable that decides who and where AWS
# tools are. `awsenv status` says what and why.
fn __awsenv_drifted {
  var held = ''
  for name [AWSENV_PROFILE AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_WEB_IDENTITY_TOKEN_FILE ^
            AWS_ACCOUNT_ID AWS_REGION AWS_DEFAULT_REGION AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE] {
    if (has-env $name) { set held = $held' '$name'='(get-env $name) }
  }
  for name [AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_BEARER_TOKEN_BEDROCK] {
    if (has-env $name) { set held = $held' '$name'='(if (eq (get-env $name) '') { put '' } else { put '?' }) }
  }
  and (not-eq (__awsenv_get AWSENV_PROFILE) '') (not-eq $held (__awsenv_get AWSENV_STATE))
}

# The segment as text, for people who write their own prompt.
fn awsenv_prompt_info {
  var again over unequal = ↻ ✗ ≠
  var locale = [(each {|name| if (has-env $name) { get-env $name } } [LC_ALL LC_CTYPE LANG]) ''][0]
  if (not (str:contains (str:to-lower $locale) utf)) { set again over unequal = '~' x '!=' }
  var words = []
  var name ends = (__awsenv_get AWSENV_PROFILE) (__awsenv_get AWSENV_EXPIRATION)
  if (not-eq $name '') {
    set words = [$name] # elvish shows control characters as text
    if (__awsenv_counts $ends) {
      var left = (- $ends (num (e:date +%s)))
      if (<= $left 0) {
        set words = [$@words $over]
      } elif (< $left 60) {
        set words = [$@words $left's']
      } elif (< $left 3600) {
        set words = [$@words (printf '%.0fm' (/ (- $left (% $left 60)) 60))]
      } else {
        var minutes = (/ (- $left (% $left 60)) 60)
        set words = [$@words (printf '%.0fh%02.0fm' (/ (- $minutes (% $minutes 60)) 60) (% $minutes 60))]
      }
      if (not-eq (__awsenv_get AWSENV_RENEWS) '') {
        if (<= $left 0) { set words = $words[..1] }
        set words = [$@words $again]
      }
    }
  }
  if (__awsenv_drifted) { set words = [$@words $unequal] }
  if (not-eq $__awsenv_unfollowed '') { set words = [$@words '!'] }
  str:join ' ' $words
}

# The color of the class, which is given as the parameters of the terminal's own sequence, as elvish names it.
fn __awsenv_color {
  var names = [black red green yellow blue magenta cyan white]
  var parts = [(str:split ';' (__awsenv_get AWSENV_COLOR))]
  for part $parts { if (not (__awsenv_counts $part)) { put cyan; return } }
  if (and (== (count $parts) 3) (eq $parts[..2] [38 5])) {
    put color$parts[2]
  } elif (and (== (count $parts) 5) (eq $parts[..2] [38 2])) {
    put '#'(printf '%02x%02x%02x' (num $parts[2]) (num $parts[3]) (num $parts[4]))
  } elif (and (>= $parts[-1] 30) (< $parts[-1] 38)) {
    put $names[(- $parts[-1] 30)]
  } elif (and (>= $parts[-1] 90) (< $parts[-1] 98)) {
    put bright-$names[(- $parts[-1] 90)]
  } else {
    put cyan
  }
}

# Put the segment before whatever the prompt is now: a theme may set it anew at any time. Where starship draws it, it
# steps aside.
var __awsenv_inner = { nop }
var __awsenv_first = $nil
var __awsenv_showing = $false
fn __awsenv_prompt {
  if $__awsenv_showing { # what is shown has kept ours and calls it in turn
    $__awsenv_first
    return
  }
  if (not-eq (__awsenv_get AWSENV_PROMPT) off) {
    var text = (awsenv_prompt_info)
    if (not-eq $text '') {
      if (or (not-eq (__awsenv_get NO_COLOR) '') (eq (__awsenv_get TERM) dumb)) {
        put '('$text') '
      } else {
        styled '('$text') ' (__awsenv_color)
      }
    }
  }
  set __awsenv_showing = $true
  try { $__awsenv_inner } finally { set __awsenv_showing = $false }
}
fn __awsenv_draw {
  if (and (not (is $edit:prompt $__awsenv_prompt~)) (not-eq (__awsenv_get STARSHIP_SHELL) elvish)) {
    set __awsenv_inner = $edit:prompt
    if (eq $__awsenv_first $nil) { set __awsenv_first = $edit:prompt }
    set edit:prompt = $__awsenv_prompt~
  }
}

# --- completion -------------------------------------------------------------------------------------------

# Options and their values come from the core's argcomplete, as "word:description" lines.
fn __awsenv_argcomplete {|@words|
  var line = (str:join ' ' $words)
  var core = (__awsenv_path)
  var asked = [
    &_ARGCOMPLETE=1
    &_ARGCOMPLETE_SHELL=zsh
    &_ARGCOMPLETE_SUPPRESS_SPACE=1
    &_ARGCOMPLETE_IFS="\n"
    &COMP_LINE=$line
    &COMP_POINT=(to-string (count $line))
  ]
  # elvish has no descriptor 8 for a command.
  __awsenv_with $asked { e:sh -c 'exec "$0" 8>&1 9>/dev/null >/dev/null 2>&1' $core | from-lines } | each {|found|
    var word text = (str:split &max=2 : $found':')
    edit:complex-candidate $word &display=$word'  '(str:trim-right $text :)
  }
}

# The candidates for the last of the words. elvish quotes them itself.
fn __awsenv_complete {|@words|
  var core~ = (external (__awsenv_path))
  var number = (- (count $words) 1)
  try {
    var list = [(core --names 2>/dev/null | from-lines)]
    var follows = (and (== $number 2) (has-value [(str:split ' ' $list[4])] $words[1]))
    if (or (str:has-prefix $words[-1] -) (not (or (== $number 1) $follows))) {
      __awsenv_argcomplete $@words
      return
    }
    if (== $number 1) { str:split ' ' $list[3] }
    each {|line|
      var name text = (str:split &max=2 "\t" $line"\t")
      edit:complex-candidate $name &display=$name'  '(str:trim-right $text "\t")
    } $list[5..]
  } catch { nop } # TAB is silent
}

# --- install ----------------------------------------------------------------------------------------------

# Ctrl-C takes elvish out of a command before it has unset what only the core should see.
var __awsenv_before = {
  for name [AWSENV_SHELL __awsenv_kept __awsenv_previous __awsenv_unfollowed __awsenv_wiring] { unset-env $name }
  __awsenv_hook
  __awsenv_tick
  __awsenv_draw
}
set __awsenv_tell~ = {
  var words = [interactive]
  if (has-key $edit:completion:arg-completer awsenv) { set words = [$@words completion] }
  if (has-value $edit:before-readline $__awsenv_before) { set words = [$@words hook] }
  if (is $edit:prompt $__awsenv_prompt~) { set words = [$@words prompt] } else { set words = [$@words foreign] }
  str:join ' ' $words
}
if (not (has-key $edit:completion:arg-completer awsenv)) { # once
  # An inherited pin has been followed: the environment says so.
  set __awsenv_seen = (__awsenv_get AWSENV_PIN)
  set after-chdir = [$@after-chdir {|_| __awsenv_hook }]
  set edit:before-readline = [$@edit:before-readline $__awsenv_before]
  set edit:completion:arg-completer[awsenv] = $__awsenv_complete~
  edit:add-var awsenv~ $awsenv~
  edit:add-var awsenv_prompt_info~ $awsenv_prompt_info~
}

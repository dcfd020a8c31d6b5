#!/bin/sh
# Installs awsenv for the current user, upgrades it, or removes it: ./install.sh --help
set -eu
# Start-up files and programs are for no one else to write, whatever the mask of this shell; a stricter one holds.
umask "$(printf '%o' "$((0$(umask) | 022))")"

nl='
'
snippets='shell/awsenv.bash shell/awsenv.zsh shell/awsenv-more.fish shell/awsenv.fish' # here as in the installation
# What would turn pip or Python away from the environment that this script makes, also where a pip.conf says so: an
# option that is given wins over the file, here as variables what no option takes back.
unset PYTHONHOME PYTHONPATH PIP_CONSTRAINT PIP_REQUIREMENT PIP_PYTHON
export PIP_DRY_RUN=0 _PIP_RUNNING_IN_SUBPROCESS=1 # with which pip heeds no `python`

usage() {
  cat <<'END'
Usage: ./install.sh [--yes | --no-rc] [--uninstall | --demo]

Installs awsenv, or upgrades it, in a virtual environment of its own, links the command into
~/.local/bin, and offers the line that loads it in bash, zsh and fish.

  --yes        add the lines without asking
  --no-rc      only show the lines
  --uninstall  remove everything that this script and awsenv wrote, except your settings file
  --demo       try it in a sandbox shell with sample profiles; installs nothing for good
  --help       show this text

Without a terminal to ask on, the lines are only shown. PYTHON=/path/to/python3 chooses the
interpreter (3.10 or later). XDG_DATA_HOME moves the installation from ~/.local/share.
END
}

say() { printf 'awsenv: %s\n' "$*"; }

fail() {
  for sentence in "$@"; do
    printf 'awsenv: %s\n' "$sentence" >&2
  done
  exit 1
}

# Where things are. A relative XDG variable counts as unset, as the XDG specification says.

absolute_or() {
  case $1 in
  /*) printf '%s' "${1%/}" ;;
  *) printf '%s' "$2" ;;
  esac
}

find_places() {
  [ -n "${HOME-}" ] || fail 'HOME is not set' 'set it to your home directory and run this again'
  home=${HOME%/}
  # What root makes there, its owner could neither write to nor remove.
  # shellcheck disable=SC2012 # the owner's number stands before the name, whatever that is
  owner=$(ls -ldnL "$home/." 2>/dev/null | awk 'NR == 1 { print $3 }') || :
  if [ "$(id -u)" = 0 ] && [ "${owner:-0}" != 0 ]; then
    fail "$home belongs to another user, and root would leave files there" \
      'run this as that user, without sudo; or with HOME set to your own home directory'
  fi
  data=$(absolute_or "${XDG_DATA_HOME-}" "$home/.local/share")/awsenv
  state=$(absolute_or "${XDG_STATE_HOME-}" "$home/.local/state")/awsenv
  cache=$(absolute_or "${XDG_CACHE_HOME-}" "$home/.cache")/awsenv
  config=$(absolute_or "${XDG_CONFIG_HOME-}" "$home/.config")/awsenv
  bin=$home/.local/bin
  manual=$(dirname "$data")/man/man1
  record=$data/installed
  case $home$data$state$cache$config${ZDOTDIR-} in
  *"$nl"*) fail 'a directory whose name holds a newline cannot be used' ;;
  esac
  case $data in
  *:*) fail "a virtual environment cannot be in $data: the name holds a colon" ;;
  esac
}

tilde() {
  case $1 in
  "$home"/*) printf '%s/%s' '~' "${1#"$home"/}" ;;
  *) printf '%s' "$1" ;;
  esac
}

# What --uninstall has to know of a start-up file, one fact a line: "created PATH", made for our line, or "newline PATH",
# which had no newline at its end.
note() { printf '%s\n' "$1" >>"$record" || fail "$record cannot be written"; }

is_noted() { [ -f "$record" ] && LC_ALL=C grep -qxF -e "$1" "$record"; }

# One installation or removal at a time. The lock is the kernel's, and goes with this process and its children; where
# the disk knows no locks there is none. Who has waited may find that the directory was removed meanwhile: then again.
lock() {
  while :; do
    make_directory "$data"
    exec 9>>"$data/lock" || fail "$data/lock cannot be written"
    answer=$("$python" -I -c "$take_lock" "$data/lock" 2>/dev/null) || answer='taken'
    case $answer in
    busy)
      say 'another install.sh is running; waiting for it'
      answer=$("$python" -I -c "$take_lock" "$data/lock" wait 2>/dev/null) || answer='taken'
      ;;
    esac
    if [ "$answer" != gone ]; then
      locked=1
      return 0
    fi
  done
}

take_lock='
import fcntl, os, sys
try:
    fcntl.flock(9, fcntl.LOCK_EX | (0 if sys.argv[2:] else fcntl.LOCK_NB))
except BlockingIOError:
    sys.exit(print("busy"))
try:
    print("taken" if os.path.samestat(os.fstat(9), os.stat(sys.argv[1])) else "gone")
except OSError:
    print("gone")
'

make_directory() { mkdir -p "$1" 2>/dev/null || fail "the directory $1 cannot be made"; }

# The interpreter

# Prints "good", "bare" (cannot make a virtual environment) or "old", the version, the interpreter itself, since
# python3 on the PATH may be a shim of pyenv or asdf that means another one tomorrow; and on a second line the
# wheel of pip that came with it: its own, or the distribution's.
probe='
import sys
found, wheels = "good", [""]
if sys.version_info < (3, 10):
    found = "old"
else:
    try:
        import ensurepip, glob, os.path, ssl, sysconfig, venv, zlib
        for folder in os.path.dirname(ensurepip.__file__) + "/_bundled", sysconfig.get_config_var("WHEEL_PKG_DIR"):
            wheels += sorted(glob.glob(glob.escape(folder or "/-") + "/pip-*.whl"))
    except ImportError:
        pass
    if not wheels[-1]:
        found = "bare"
sys.stdout.write("%s %d.%d %s\n%s" % ((found,) + sys.version_info[:2] + (sys.executable, wheels[-1])))
'

find_python() {
  old='' bare=''
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if [ -n "${PYTHON-}" ] && [ "$candidate" != "$PYTHON" ]; then break; fi
    path=$(command -v "$candidate") || continue
    # On a Mac without the developer tools this one opens a window that offers to install them.
    if [ "$path" = /usr/bin/python3 ] && [ "$system" = Darwin ] && ! xcode-select -p >/dev/null 2>&1; then
      continue
    fi
    answer=$("$path" -I -c "$probe" 2>/dev/null </dev/null) || continue
    wheel=${answer#*"$nl"} answer=${answer%%"$nl"*}
    found=${answer%% *} answer=${answer#* }
    version=${answer%% *} python=${answer#* }
    case $found in
    good) return 0 ;;
    bare) [ -n "$bare" ] || bare=$version bare_path=$python ;;
    old) [ -n "$old" ] || old=$version old_path=$python ;;
    esac
  done
  if [ -n "$bare" ]; then
    hint='install a complete Python 3.10 or later, with its venv and ssl modules'
    if command -v apt-get >/dev/null; then hint="install it: apt-get install python$bare-venv"; fi
    fail "Python $bare ($bare_path) has no venv module that works" "$hint"
  fi
  hint='install it, or name one: PYTHON=/path/to/python3 ./install.sh'
  if command -v apt-get >/dev/null; then
    hint="$hint (apt-get install python3 python3-venv)"
  elif command -v brew >/dev/null; then
    hint="$hint (brew install python)"
  fi
  if [ -n "$old" ]; then
    fail "Python 3.10 or later is needed; $old_path is $old" "$hint"
  fi
  fail "Python 3.10 or later is needed; ${PYTHON:-python3} was not found or does not run" "$hint"
}

# The virtual environment. Its scripts hold its own path, so it cannot be moved into place: each one
# gets a directory of its own, and "venv", a link to the one in use, is replaced at the end.

make_environment() {
  number=1
  while [ -e "$data/venvs/$number" ]; do
    number=$((number + 1))
  done
  make_directory "$data/venvs"
  new=$data/venvs/$number
  say "installing with Python $version into $(tilde "$data")"
  fill_environment
  # The picker is fzf. Where it is missing, a wheel brings it, and where there is no wheel for this machine, a plain list.
  if ! command -v fzf >/dev/null; then
    pip_installs requirements/picker.txt || :
  fi
  rm -rf "$packages/pip" "$packages"/pip-*.dist-info
  # All at once, and not each module when it is first needed.
  "$new/bin/python" -I -m compileall -q "$packages" >"$log" 2>&1 || :
}

# Makes the environment "$new" and puts there what the lock knows by its hashes, and the package. pip is unpacked there
# for the moment, which takes a twentieth of the time of installing it.
fill_environment() {
  log=$(mktemp "${TMPDIR:-/tmp}/awsenv-install.XXXXXX") || fail 'a temporary file cannot be made'
  "$python" -I -m venv --without-pip "$new" >"$log" 2>&1 || explain 'the virtual environment cannot be made'
  for packages in "$new"/lib/*/site-packages; do :; done
  "$new/bin/python" -I -m zipfile -e "$wheel" "$packages" >"$log" 2>&1 || explain 'pip cannot be unpacked'
  if ! pip_installs requirements/install.txt; then
    if LC_ALL=C grep -qE 'Retrying|[Cc]onnection|name resolution|timed out|SSLError' "$log"; then
      fail 'pip cannot reach the package index; nothing was changed' \
        'check the network, or the proxy and the index that pip uses, and run this again'
    fi
    explain 'pip cannot install what awsenv needs'
  fi
  [ -d "$packages/botocore" ] ||
    fail 'pip has put nothing into the environment; nothing was changed' 'what sends it elsewhere: pip config list'
  copy_package 2>"$log" || explain 'the package cannot be copied'
  write_command
  installed=$("$new/bin/awsenv" --version 2>"$log") || explain 'the installed command does not run'
}

# Installs the lock $1, which is whole: what it does not name is not fetched, also not to build something. With `exec`
# the subshell becomes pip, and an interrupt waits until pip has stopped writing.
pip_installs() {
  (cd "$source" && exec "$new/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-input --no-user \
    --no-compile --no-deps --only-binary :all: --target= --prefix "$new" --root / --require-hashes --requirement "$1") \
    >"$log" 2>&1
}

# What a wheel holds: there is nothing to build. The copy can be written where the source cannot.
copy_package() {
  cp -R "$source/awsenv" "$packages/" && chmod -R u+w "$packages/awsenv" &&
    cp -R "$source/shell" "$packages/awsenv/" && chmod -R u+w "$packages/awsenv/shell" &&
    rm -f "$packages/awsenv/shell/"*.zwc # which zsh has compiled, of whatever text
}

explain() {
  reason=$(LC_ALL=C grep -v '^ *$' "$log" | tail -n 1) || :
  trace=$log log=
  fail "$1: ${reason:-no reason was given}" "nothing was changed; the whole output is in $trace"
}

# pip's own script breaks in a directory whose name holds quotes, loads `re` at every start, listens to PYTHONPATH
# and lets Python look for path files (site), which is a fifth of its start. A blank or a great length cannot stand in
# a "#!" line: then a shell starts Python.
write_command() {
  literal=$("$new/bin/python" -I -c 'import sys; print(ascii(sys.argv[1]))' "$packages" 2>"$log") ||
    explain 'the virtual environment does not run'
  length=$(printf %s "$new" | wc -c)
  case $new in
  *[[:space:]]*) length=1000 ;;
  esac
  if [ "$length" -le 100 ]; then
    cat <<END >"$new/bin/awsenv"
#!$new/bin/python -IS
import sys

sys.path.append($literal)
from awsenv.__main__ import main

sys.exit(main())
END
  else
    interpreter=$(quoted "$new/bin/python")
    code=$(quoted "import sys

sys.path.append($literal)
from awsenv.__main__ import main

del sys.argv[0]
sys.exit(main())")
    cat <<END >"$new/bin/awsenv"
#!/bin/sh
exec $interpreter -IS -c $code "\$0" "\$@"
END
  fi
  chmod 755 "$new/bin/awsenv"
}

use_environment() {
  make_directory "$data/shell"
  for file in $snippets; do # all of them before anything is replaced: the disk may be full
    cp "$source/$file" "$data/$file.new" 2>"$log" || explain "$(tilde "$data/$file") cannot be written"
    chmod 644 "$data/$file.new"
    touch -r "$new/pyvenv.cfg" "$data/$file.new" # zsh 5.4 and before want the compiled file to be younger
  done
  if ! "$new/bin/python" -I -c '
import os, sys
target, link = sys.argv[1:]
if os.path.lexists(link + ".new"):
    os.unlink(link + ".new")
os.symlink(target, link + ".new")
os.replace(link + ".new", link)
' "venvs/$number" "$data/venv" 2>"$log"; then
    explain "$(tilde "$data/venv") cannot be replaced"
  fi
  new=
  rm -f "$data/shell/awsenv.zsh.zwc" # it is of the old text
  for file in $snippets; do          # renamed into place: a shell that starts now reads the old file or the new one
    mv -f "$data/$file.new" "$data/$file"
  done
  compile_snippet
  for directory in "$data/venvs"/*; do
    if [ "$directory" != "$data/venvs/$number" ]; then rm -rf "$directory"; fi
  done
}

# With this beside the text, zsh loads it in a third of the time. Another version of zsh reads the text, and so does each if that
# is younger. -U: no alias of /etc/zshenv may get into it.
compile_snippet() {
  compiled=$data/shell/awsenv.zsh.zwc
  command -v zsh >/dev/null || return 0
  # shellcheck disable=SC2016 # zsh expands it
  if zsh -f -c '\builtin emulate -R zsh; \builtin zcompile -U "$1" "$2"' zsh "${compiled%.zwc}.new.zwc" "${compiled%.zwc}" \
    >/dev/null 2>&1 </dev/null && [ -s "${compiled%.zwc}.new.zwc" ]; then
    mv -f "${compiled%.zwc}.new.zwc" "$compiled"
  else
    rm -f "${compiled%.zwc}.new.zwc"
  fi
}

link_command() {
  make_directory "$bin"
  if [ -L "$bin/awsenv" ] && [ "$(readlink "$bin/awsenv")" = "$data/venv/bin/awsenv" ]; then
    return 0
  elif [ -e "$bin/awsenv" ] || [ -L "$bin/awsenv" ]; then
    say "$(tilde "$bin/awsenv") belongs to another program and stays as it is; move it away and run this again"
  else
    ln -s "$data/venv/bin/awsenv" "$bin/awsenv"
  fi
}

# man looks beside each bin of the PATH.
add_manual() {
  if [ -f "$source/docs/man/awsenv.1" ] && mkdir -p "$manual" 2>/dev/null; then
    cp "$source/docs/man/awsenv.1" "$manual/awsenv.1.new"
    chmod 644 "$manual/awsenv.1.new"
    mv -f "$manual/awsenv.1.new" "$manual/awsenv.1"
  fi
}

# The line in the shell's start-up file

quoted() { printf "'%s'" "$(printf '%s' "$1" | LC_ALL=C sed "s/'/'\\\\''/g")"; }

quoted_for_fish() { printf "'%s'" "$(printf '%s' "$1" | LC_ALL=C sed "s/[\\\\']/\\\\&/g")"; }

# The path of a snippet as a shell has to read it, below $HOME where possible, for those who share
# their start-up files between machines.
spelled() {
  case $2 in
  "$home"/*[\"\$\`\\]*) ;;
  "$home"/*)
    # shellcheck disable=SC2016 # the shell that reads the line expands it
    printf '"$HOME/%s"' "${2#"$home"/}"
    return 0
    ;;
  esac
  if [ "$1" = fish ]; then quoted_for_fish "$2"; else quoted "$2"; fi
}

# The line that file $2 of shell $1 should have. `if` and not `&&`: with the snippet gone, a start-up file that
# ends with this line still ends with status 0, also under `set -e`.
line_for() {
  snippet=$(spelled "$1" "$data/shell/awsenv.$1")
  case $1:$2 in
  fish:*) printf 'if test -r %s; source %s; end  # awsenv' "$snippet" "$snippet" ;;
  # sh reads this file too.
  bash:*/.profile)
    # shellcheck disable=SC2016 # the shell that reads the line expands it
    printf 'if [ -n "${BASH_VERSION-}" ] && [ -r %s ]; then . %s; fi  # awsenv' "$snippet" "$snippet"
    ;;
  *) printf 'if [ -r %s ]; then . %s; fi  # awsenv' "$snippet" "$snippet" ;;
  esac
}

# Whether it is the login shell, or has a start-up file. Where the login shell is not known, any is.
is_in_use() {
  case ${SHELL-} in
  '' | */"$1") return 0 ;;
  esac
  while IFS= read -r file; do
    if [ -e "$file" ] || [ -L "$file" ]; then return 0; fi
  done <<END
$(start_files "$1")
END
  file=$(start_files "$1" | head -n 1)
  show_line "$1 is not set up: it is not your login shell and has no start-up file; a line for $(tilde "$file"):" \
    "$(line_for "$1" "$file")"
  return 1
}

# The start-up files of a shell, one a line.
#
# fish: config.fish and not a file of our own in conf.d, because prompts are made in conf.d and in
# config.fish, and the snippet should find them made; it is also where people look.
# zsh: ZDOTDIR is mostly set in ~/.zshenv, which only zsh reads.
# bash: macOS opens login shells, and these read .bashrc only if the first file of .bash_profile,
# .bash_login and .profile says so. A .bash_profile beside an existing .profile would hide it.
start_files() {
  case $1 in
  fish) printf '%s\n' "$(dirname "$config")/fish/config.fish" ;;
  zsh)
    directory=${ZDOTDIR-}
    if [ -z "$directory" ] && command -v zsh >/dev/null; then
      # shellcheck disable=SC2016 # zsh expands it
      directory=$(zsh -c 'printf "\n%s" "${ZDOTDIR-}"' 2>/dev/null </dev/null | tail -n 1) || :
    fi
    printf '%s\n' "$(absolute_or "$directory" "$home")/.zshrc"
    ;;
  bash)
    printf '%s\n' "$home/.bashrc"
    if [ "$system" != Darwin ]; then return 0; fi
    for file in .bash_profile .bash_login .profile; do
      if [ -e "$home/$file" ]; then
        if needs_line "$home/$file"; then printf '%s\n' "$home/$file"; fi
        return 0
      fi
    done
    printf '%s\n' "$home/.bash_profile"
    ;;
  esac
}

needs_line() { ! LC_ALL=C grep -q '^[^#]*bashrc' "$1" 2>/dev/null; }

behind_links() {
  followed=$1
  while [ -L "$followed" ]; do
    target=$(readlink "$followed")
    case $target in
    /*) followed=$target ;;
    *) followed=$(dirname "$followed")/$target ;;
    esac
  done
  printf '%s' "$followed"
}

ends_without_newline() { [ -s "$1" ] && [ -n "$(tail -c 1 "$1")" ]; }

show_line() {
  say "$1"
  printf '\n    %s\n\n' "$2"
}

offer_line() {
  shell=$1 file=$2
  line=$(line_for "$shell" "$file")
  if [ -f "$file" ] && LC_ALL=C grep -qxF -e "$line" "$file"; then
    say "$(tilde "$file") has the line"
    return 0
  fi
  if [ -f "$file" ]; then
    theirs=$(LC_ALL=C grep -E "^[^#]*(awsenv/shell/awsenv\\.$shell|awsenv init)" "$file" | head -n 1)
    if [ -n "$theirs" ]; then
      say "$(tilde "$file") loads awsenv already: $theirs"
      return 0
    fi
  fi
  case $lines in
  show) show_line "add this line to $(tilde "$file"):" "$line" ;;
  write) add_line ;;
  ask)
    show_line "this line in $(tilde "$file") loads awsenv in $shell:" "$line"
    printf 'awsenv: add it? [Y/n] '
    if ! IFS= read -r answer; then
      printf '\n'
      answer=n
    fi
    case $answer in
    '' | [Yy]*) add_line ;;
    *) say "$(tilde "$file") stays as it is" ;;
    esac
    ;;
  esac
}

# Appends in place, so that links, owner and mode stay as they are.
add_line() {
  real=$(behind_links "$file")
  before=
  if [ ! -e "$real" ]; then
    make_directory "$(dirname "$real")"
    note "created $real"
  elif [ -f "$real" ] && ends_without_newline "$real"; then
    note "newline $real"
    before=$nl
  fi
  if { printf '%s%s\n' "$before" "$line" >>"$real"; } 2>/dev/null; then
    say "$(tilde "$file") loads awsenv from now on"
  else
    show_line "$(tilde "$file") cannot be written; this line is for it:" "$line"
  fi
}

remove_line() {
  file=$1 line=$2
  if [ ! -f "$file" ] || ! LC_ALL=C grep -qxF -e "$line" "$file"; then return 0; fi
  text=$(LINE=$line LC_ALL=C awk '$0 != ENVIRON["LINE"]' "$file" && printf x)
  text=${text%x}
  if [ "$(tail -n 1 "$file")" != "$line" ]; then
    # awk ended the last line, the file did not.
    if ends_without_newline "$file"; then text=${text%"$nl"}; fi
  elif is_noted "newline $file"; then
    text=${text%"$nl"}
  fi
  if [ -z "$text" ] && is_noted "created $file"; then
    rm -f "$file"
  else
    copy=$(mktemp "${TMPDIR:-/tmp}/awsenv-rc.XXXXXX") || fail 'a temporary file cannot be made'
    printf '%s' "$text" >"$copy"
    cat "$copy" >"$file" || fail "$file cannot be written" "what it should hold is in $copy"
    rm -f "$copy"
  fi
  say "the line is gone from $(tilde "$file")"
}

install() {
  for file in awsenv/__init__.py requirements/install.txt $snippets; do
    [ -f "$source/$file" ] || fail "$source/$file is missing" 'run install.sh from a complete copy of the project'
  done
  find_python
  trap leave EXIT
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  lock
  make_environment
  use_environment
  link_command
  add_manual
  for shell in bash zsh fish; do
    if command -v "$shell" >/dev/null && is_in_use "$shell"; then
      files=$(start_files "$shell")
      while IFS= read -r file <&3; do
        offer_line "$shell" "$file"
      done 3<<END
$files
END
    fi
  done
  case :$PATH: in
  *":$bin:"*) ;;
  *)
    # shellcheck disable=SC2016 # for the reader's shell
    show_line "$(tilde "$bin") is not on your PATH; the shell function does not need it, other programs do:" \
      'export PATH="$HOME/.local/bin:$PATH"'
    ;;
  esac
  say "version ${installed#awsenv } is installed; open a new shell and type: awsenv"
}

# Tries it in an environment that lives as long as the shell of the demo.
demo() {
  if ! { [ -t 0 ] && [ -t 1 ] && [ -t 2 ]; }; then
    printf 'awsenv: the demo needs a terminal, and there is none here\n' >&2
    exit 2
  fi
  find_python
  trap 'trap "" HUP INT TERM; rm -rf "$new" "$log"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  new=$(mktemp -d "${TMPDIR:-/tmp}/awsenv-try.XXXXXX") || fail 'a temporary directory cannot be made'
  say "installing with Python $version into a temporary directory, which is removed when the demo ends"
  export PIP_NO_CACHE_DIR=1
  fill_environment
  "$new/bin/awsenv" demo
}

new='' log='' locked=''
# shellcheck disable=SC2329 # called by trap
leave() {
  if [ -n "$log" ]; then rm -f "$log"; fi
  if [ -n "$new" ]; then rm -rf "$new"; fi
  if [ ! -e "$data/venv" ] && [ -n "$locked" ]; then
    rm -rf "$data/venvs"
    rm -f "$data/lock" "$data/shell"/*.new
    rmdir "$data/shell" "$data" 2>/dev/null || :
  fi
}

# shellcheck disable=SC2329 # called by trap
interrupted() {
  trap '' HUP INT TERM
  if [ -n "$new" ]; then
    printf '\nawsenv: interrupted; nothing was changed\n' >&2
  else
    printf '\nawsenv: interrupted; run this again for the rest\n' >&2
  fi
  exit "$1"
}

uninstall() {
  was=
  if [ -e "$data" ] || [ -L "$bin/awsenv" ]; then was=1; fi
  for shell in bash zsh fish; do
    {
      start_files "$shell"
      if [ "$shell" = bash ]; then printf '%s\n' "$home/.bash_profile" "$home/.bash_login" "$home/.profile"; fi
    } | while IFS= read -r file; do
      for kind in "$file" .; do
        remove_line "$(behind_links "$file")" "$(line_for "$shell" "$kind")"
      done
    done
  done
  if [ -L "$bin/awsenv" ] && [ "$(readlink "$bin/awsenv")" = "$data/venv/bin/awsenv" ]; then
    rm -f "$bin/awsenv"
  fi
  rm -f "$manual/awsenv.1"
  rmdir "$manual" "$(dirname "$manual")" 2>/dev/null || :
  if is_ours; then
    rm -rf "$state" "$cache"
    if [ "$system" = Darwin ]; then
      rm -rf "$home/Library/Caches/awsenv"
      keep_settings "$home/Library/Application Support/awsenv"
    fi
    keep_settings "$config"
    remove_installation
  else
    say "there is no installation in $(tilde "$data"), so no directory was removed"
  fi
  for directory in "$bin" "$(dirname "$data")" "$(dirname "$state")" "$(dirname "$cache")" "$(dirname "$config")/fish"; do
    if [ -d "$directory" ] && [ -z "$(ls -A "$directory")" ]; then
      say "$(tilde "$directory") is empty now; if nothing else needs it: rmdir $(quoted "$directory")"
    fi
  done
  if [ -n "$was" ]; then
    say 'removed; in an open shell, awsenv off restores what it held before'
  else
    say "nothing to remove: no installation in $(tilde "$data")"
  fi
}

# Whether this script has made what is in "$data"; a program of the same name might have.
is_ours() { [ -L "$data/venv" ] || [ -f "$data/shell/awsenv.bash" ] || [ -f "$record" ]; }

remove_installation() {
  if [ -x "$data/venv/bin/python" ]; then
    python=$data/venv/bin/python
    lock
  fi
  for file in $snippets; do
    rm -f "$data/$file" "$data/$file.new"
  done
  rm -f "$data/shell/awsenv.zsh.zwc" "$data/shell/awsenv.zsh.new.zwc"
  rmdir "$data/shell" 2>/dev/null || :
  rm -rf "$data/venvs"
  rm -f "$data/venv" "$data/venv.new" "$record" "$data/lock"
  rmdir "$data" 2>/dev/null || say "the rest of $(tilde "$data") is not from this script, and stays"
}

# Settings are the user's own writing; on a Mac the state of the program lies in the same directory.
keep_settings() {
  for entry in "$1"/* "$1"/.[!.]*; do
    case $entry in
    */*.toml)
      if [ -e "$entry" ]; then say "your settings stay: $(tilde "$entry")"; fi
      ;;
    *) if [ "$1" != "$config" ]; then rm -rf "$entry"; fi ;;
    esac
  done
  rmdir "$1" 2>/dev/null || :
}

main() {
  lines='ask' action='install'
  for option in "$@"; do
    case $option in
    --yes) lines='write' ;;
    --no-rc) lines='show' ;;
    --uninstall) action='uninstall' ;;
    --demo) action='demo' ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      printf "awsenv: unknown option '%s'; try ./install.sh --help\n" "$option" >&2
      exit 2
      ;;
    esac
  done
  if [ "$lines" = ask ] && ! { [ -t 0 ] && [ -t 1 ]; }; then lines='show'; fi
  system=$(uname)
  # Read from a pipe, this script has no place of its own, and would install whatever lies in the current directory.
  source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
  case ${0##*/} in
  install.sh) [ -f "$source/install.sh" ] || source='' ;;
  *) source='' ;;
  esac
  [ -n "$source" ] || fail 'this script has to be run from a copy of the project' 'run: /path/to/copy/install.sh'
  find_places
  case $action in
  install) install ;;
  uninstall) uninstall ;;
  demo) demo ;;
  esac
}

# Read to its end before it starts, because an upgrade may replace this file.
{
  main "$@"
  exit
}

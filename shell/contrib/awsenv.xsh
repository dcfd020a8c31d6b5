# awsenv for xonsh: one AWS identity per shell.
# Load it from ~/.config/xonsh/rc.xsh with the line:  exec($(awsenv init xonsh))
# It is Python, so exec and not execx, which would look for commands in it.
# Loading starts no process and prints nothing. The sections are the same as in the other snippets.

# --- guard ------------------------------------------------------------------------------------------------

import os as __awsenv_os

# The core that belongs to this file: `awsenv init` writes it here, and AWSENV_BIN names another; else PATH's.
__awsenv_core = 'awsenv'

# What the core lets this shell keep. Loading this file once more forgets nothing.
__awsenv_kept = globals().get('__awsenv_kept', '')
__awsenv_previous = globals().get('__awsenv_previous', '')
__awsenv_unfollowed = globals().get('__awsenv_unfollowed', '')
# An inherited pin has been followed: the environment says so.
__awsenv_seen = globals().get('__awsenv_seen', __xonsh__.env.get('AWSENV_PIN', ''))
__awsenv_times = {'last': None, 'tried': 0.0, 'told': None}

# --- command ----------------------------------------------------------------------------------------------

# What leaves this shell as it is becomes a command like any other: in a pipeline, captured, stopped and continued.
__awsenv_plain = (
    'login logout exec run export list status explain console deny config keys sso init import demo help -h --help --version'.split()
)


def __awsenv_command(args, **_):
    """Switch the AWS identity of this shell."""
    global __awsenv_arguments
    if args and args[0] in __awsenv_plain:
        path = __awsenv_path()
        if path:
            return [path, *args]
    __awsenv_arguments = args  # which xonsh would expand once more
    return ['__awsenv_switch']


def __awsenv_switch(args, stdin=None, stdout=None, stderr=None):
    return __awsenv(__awsenv_arguments, stdin, stdout, stderr)


# The code comes over descriptor 3, so stdin, stdout and stderr stay the terminal's, a pipe's or a file's own.
def __awsenv(args, stdin=None, stdout=None, stderr=None):
    """Run the core, and make the change that it tells."""
    import sys

    given = {
        'AWSENV_SHELL': 'xonsh:3',
        '__awsenv_kept': __awsenv_kept,
        '__awsenv_previous': __awsenv_previous,
        '__awsenv_unfollowed': __awsenv_unfollowed,
    }
    if args[:1] == ['doctor']:
        given['__awsenv_wiring'] = __awsenv_tell()
    status, code = __awsenv_run(args, given, 3, (stdin, stdout, stderr))
    if status == 0:
        exec(code, globals())
        if not ''.join(args[:1]).startswith('--'):  # the time without a prompt begins anew
            __awsenv_times['last'] = None
    elif status in (126, 127):  # it, or the Python that it was installed with, is gone
        print('awsenv: run install.sh again, or put a working awsenv on the PATH', file=stderr or sys.stderr)
    return status


def __awsenv_path():
    """Where the core is, or None."""
    import shutil

    env = __xonsh__.env.detype()
    return shutil.which(env.get('AWSENV_BIN') or __awsenv_core, path=env.get('PATH', __awsenv_os.defpath))


def __awsenv_run(args, given, descriptor, streams):
    """Run the core; return its status and what it writes to the descriptor."""
    import sys

    env, path = {**__xonsh__.env.detype(), **given}, __awsenv_path()
    reads, writes = __awsenv_os.pipe()
    actions = [
        (__awsenv_os.POSIX_SPAWN_DUP2, stream.fileno(), number)
        for number, stream in enumerate(streams)
        if stream is not None
    ]
    if writes == descriptor:  # else it would be closed in the child
        writes, other = __awsenv_os.dup(writes), writes
        __awsenv_os.close(other)
    actions.append((__awsenv_os.POSIX_SPAWN_DUP2, writes, descriptor))
    try:
        if path is None:
            raise FileNotFoundError
        child = __awsenv_os.posix_spawn(path, [path, *args], env, file_actions=actions)
    except OSError:
        __awsenv_os.close(reads)
        __awsenv_os.close(writes)
        print(f"awsenv: {env.get('AWSENV_BIN') or __awsenv_core} does not exist", file=streams[2] or sys.stderr)
        return 127, ''
    __awsenv_os.close(writes)
    code, status = b'', None
    try:
        while status is None:
            try:  # Ctrl-C reaches the core as well, which ends with a status of its own
                while chunk := __awsenv_os.read(reads, 65536):
                    code += chunk
                status = __awsenv_os.waitstatus_to_exitcode(__awsenv_os.waitpid(child, 0)[1])
            except KeyboardInterrupt:
                pass
    finally:
        __awsenv_os.close(reads)
    return (status if status >= 0 else 128 - status), code.decode('utf-8', 'surrogateescape')


def __awsenv_tell():
    """What only this shell knows of how it is wired, for `awsenv doctor` alone."""
    env, words = __xonsh__.env, []
    if env.get('XONSH_INTERACTIVE'):
        words.append('interactive')
    if 'awsenv' in __xonsh__.completers:
        words.append('completion')
    if __awsenv_hook in events.on_pre_prompt_format:
        words.append('hook')
    words.append('prompt' if '{awsenv' in str(env['PROMPT']) else 'foreign')
    return ' '.join(words)


# --- directory hook ---------------------------------------------------------------------------------------

def __awsenv_hook(**_):
    """Start the core only if another .awsprofile applies than before, or its text changed."""
    global __awsenv_seen
    pin, text = __awsenv_look()
    if text != __awsenv_seen:
        __awsenv_seen = text
        __awsenv(['--hook', pin])
    if __xonsh__.env.get('AWSENV_EXPIRATION') or __xonsh__.env.get('AWSENV_IDLE'):
        __awsenv_tick()


def __awsenv_look():
    """The path of the nearest .awsprofile, as far as AWSENV_PINS lets it be looked for, and with it its text.

    AWSENV_PINS is "off", or the directories in and below which a .awsprofile counts, joined by colons.
    """
    here = str(__xonsh__.env.get('PWD', ''))
    roots = str(__xonsh__.env.get('AWSENV_PINS', '')).split(':')
    roots = [__awsenv_os.path.expanduser(root).rstrip('/') + '/' for root in roots if root]
    while here.startswith('/'):
        here = here.rstrip('/')
        if not roots or any(f'{here}/'.startswith(root) for root in roots):
            pin = f'{here}/.awsprofile'
            if __awsenv_os.path.isfile(pin):
                try:
                    with open(pin, encoding='utf-8', errors='surrogateescape', newline='') as stream:
                        return pin, f'{pin}\n{stream.read(1024)}'
                except OSError:  # the core says what is the matter
                    return pin, f'{pin}\n'
        if not here:
            break
        here = here.rpartition('/')[0] or '/'
    return '', ''


def __awsenv_tick():
    """What time does: a profile whose class has an idle time is dropped after it, and a session near its end is
    renewed if the core can do so without a question. It tries once a minute, and says only once why it cannot."""
    import time

    env, times, now = __xonsh__.env, __awsenv_times, time.time()
    idle, ends = str(env.get('AWSENV_IDLE', '')), str(env.get('AWSENV_EXPIRATION', ''))
    last, times['last'] = times['last'], now
    if idle.isdecimal() and last is not None and now - last > int(idle):
        __awsenv(['--idle'])
    elif (
        ends.isdecimal()
        and int(ends) - now < 300
        and not 0 <= now - times['tried'] < 60
    ):
        times['tried'] = now
        with open(__awsenv_os.devnull, 'w') as nowhere:
            if __awsenv(['--renew'], stderr=nowhere if times['told'] == ends else None):
                times['told'] = ends


# --- prompt -----------------------------------------------------------------------------------------------

def awsenv_prompt_info():
    """The segment as text, for people who write their own prompt: $PROMPT_FIELDS['mine'] = awsenv_prompt_info"""
    import time

    env = __xonsh__.env
    name, ends = str(env.get('AWSENV_PROFILE', '')), str(env.get('AWSENV_EXPIRATION', ''))
    utf8 = 'utf' in str(env.get('LC_ALL') or env.get('LC_CTYPE') or env.get('LANG') or '').lower()
    again, over, unequal = '↻✗≠' if utf8 else ('~', 'x', '!=')
    # xonsh takes what stands in braces for a color, wherever it comes from.
    words = [''.join(mark if mark.isprintable() and mark not in '{}' else '?' for mark in name)] if name else []
    if name and ends.isdecimal():
        left = int(ends) - int(time.time())
        if left <= 0:
            words.append(over)
        elif left < 60:
            words.append(f'{left}s')
        else:
            words.append(f'{left // 60}m' if left < 3600 else f'{left // 3600}h{left % 3600 // 60:02}m')
        if env.get('AWSENV_RENEWS'):
            words[2 if left > 0 else 1 :] = [again]
    if __awsenv_drifted():
        words.append(unequal)
    if __awsenv_unfollowed:
        words.append('!')
    return ' '.join(words)


def __awsenv_drifted():
    """Whether this shell is not what awsenv made it, by the text that it made: `awsenv status` says what and why."""
    held = {name: str(value) for name, value in __xonsh__.env.detype().items() if name.startswith('AWS')}
    plain = (
        *('AWSENV_PROFILE', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE'),
        *('AWS_ACCOUNT_ID', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'),
    )
    secret = ('AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK')
    words = [f' {name}={held[name]}' for name in plain if name in held]
    words += [f" {name}={'?' if held[name] else ''}" for name in secret if name in held]
    return bool(held.get('AWSENV_PROFILE')) and ''.join(words) != held.get('AWSENV_STATE', '')


def __awsenv_segment():
    """What {awsenv} stands for in PROMPT."""
    env = __xonsh__.env
    text = '' if env.get('AWSENV_PROMPT') == 'off' else awsenv_prompt_info()
    if not text:
        return ''
    color = str(env.get('AWSENV_COLOR', '36'))
    if env.get('NO_COLOR') or env.get('TERM', 'dumb') == 'dumb' or not color.replace(';', '').isdecimal():
        return f'({text}) '
    return f'\001\033[{color}m\002({text})\001\033[0m\002 '


def __awsenv_draw(**_):
    """Put the segment before whatever PROMPT is now: a theme may set it anew at any time."""
    env = __xonsh__.env
    env['PROMPT_FIELDS']['awsenv'] = __awsenv_segment
    prompt = env['PROMPT']
    if isinstance(prompt, str) and '{awsenv' not in prompt:  # else another program draws it
        env['PROMPT'] = '{awsenv}' + prompt


# --- completion -------------------------------------------------------------------------------------------

def __awsenv_names():
    """The lines of the list of names: from its file while that is as old as both AWS files, else from the core."""
    import sys

    env, path = __xonsh__.env.detype(), __awsenv_os.path
    home = env.get('HOME', '')
    cache = env.get('XDG_CACHE_HOME', '')
    if not cache.startswith('/'):
        cache = f'{home}/Library/Caches' if sys.platform == 'darwin' else f'{home}/.cache'
    cache += '/awsenv/names'
    files = [
        path.expanduser(env.get(name, f'~/.aws/{file}'))
        for name, file in (('AWS_CONFIG_FILE', 'config'), ('AWS_SHARED_CREDENTIALS_FILE', 'credentials'))
    ]
    age = lambda file: __awsenv_os.stat(file).st_mtime_ns if path.exists(file) else None
    if [age(f'{cache}.config'), age(f'{cache}.credentials')] == [age(file) for file in files]:
        try:
            with open(cache, encoding='utf-8', errors='surrogateescape') as stream:
                lines = stream.read().split('\n')
            if lines[:3] == ['awsenv 1', *files]:
                return lines[:-1]
        except OSError:
            pass
    with open(__awsenv_os.devnull, 'r+') as nowhere:
        return __awsenv_run(['--names'], {}, 1, (nowhere, None, nowhere))[1].split('\n')[:-1]


def __awsenv_argcomplete(context):
    """Options and their values come from the core's argcomplete, as "word:description" lines."""
    line = ' '.join(['awsenv', *(arg.value for arg in context.args[1 : context.arg_index]), context.prefix])
    asked = {
        '_ARGCOMPLETE': '1',
        '_ARGCOMPLETE_SHELL': 'zsh',
        '_ARGCOMPLETE_SUPPRESS_SPACE': '1',
        '_ARGCOMPLETE_IFS': '\n',
        'COMP_LINE': line,
        'COMP_POINT': str(len(line)),
    }
    with open(__awsenv_os.devnull, 'r+') as nowhere:
        found = __awsenv_run([], asked, 8, (nowhere, nowhere, nowhere))[1]
    return [tuple(text.partition(':')[::2]) for text in found.split('\n') if text]


def __awsenv_complete(context):
    """Names and verbs, or options, for the word under the cursor."""
    from xonsh.completers.tools import RichCompletion

    command = context.command
    if command is None or not command.completing_command('awsenv'):
        return None
    prefix, number = command.prefix, command.arg_index
    lines = __awsenv_names()
    lines += [''] * (5 - len(lines))
    follows = number == 2 and command.args[1].value in lines[4].split(' ')
    if prefix.startswith('-') or not (number == 1 or follows):
        found = __awsenv_argcomplete(command)
    else:
        found = [(verb, '') for verb in lines[3].split(' ') if number == 1 and verb]
        found += [tuple(line.partition('\t')[::2]) for line in lines[5:]]
    # A word that means something to xonsh is quoted, and takes the place of what was typed with its quote.
    typed = len(command.raw_prefix)
    plain = lambda word: not command.opening_quote and word.replace('-', '').replace('_', '').replace('.', '').isalnum()
    return {
        RichCompletion(
            word if plain(word) or word.startswith('-') else repr(word),
            prefix_len=typed,
            display=word,
            description=text,
            append_closing_quote=False,
            append_space=True,
        )
        for word, text in found
        if word.startswith(prefix)
    }


# --- install ----------------------------------------------------------------------------------------------

def __awsenv_install():
    """Make the command known, and put our hooks where they belong, once."""
    from xonsh.tools import unthreadable

    aliases['awsenv'] = aliases.return_command(__awsenv_command)
    aliases['__awsenv_switch'] = unthreadable(__awsenv_switch)
    # It may ask something, and what it becomes may be an editor: the terminal is its own.
    __xonsh__.commands_cache.threadable_predictors['awsenv'] = lambda *_: False
    if not __xonsh__.env.get('XONSH_INTERACTIVE'):
        return
    from xonsh.completers.completer import add_one_completer
    from xonsh.completers.tools import contextual_completer

    before = events.on_pre_prompt_format  # on_pre_prompt is too late for what the prompt is made of
    for event, ours in ((events.on_chdir, __awsenv_hook), (before, __awsenv_hook), (before, __awsenv_draw)):
        for other in [one for one in event if getattr(one, '__name__', '') == ours.__name__]:
            event.discard(other)
        event(ours)
    __xonsh__.completers.pop('awsenv', None)
    add_one_completer('awsenv', contextual_completer(__awsenv_complete), 'start')


__awsenv_install()

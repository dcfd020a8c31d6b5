def test_it(core, world, server):
    d = core.home / "bin"
    d.mkdir()
    p = d / "pass"
    p.write_text("""#!/bin/sh
echo "$*" >>"$HOME/asked"
case $1 in
show) cat "$HOME/store/${2##*/}" 2>/dev/null || { echo "Error: $2 is not in the password store." >&2; exit 1; } ;;
insert) mkdir -p "$HOME/store"; for a; do :; done; cat >"$HOME/store/${a##*/}" ;;
rm) for a; do :; done; rm "$HOME/store/${a##*/}" ;;
esac
""")
    p.chmod(0o755)
    core.environ["PATH"] = f"{d}:{core.environ['PATH']}"
    before = (core.home / ".aws/credentials").read_text()
    for w in (
        ["keys"],
        ["keys", "--verify"],
        ["keys", "move", "ann", "--to", "pass"],
        ["keys"],
        ["keys", "print", "ann"],
        ["explain", "ann"],
    ):
        r = core.run(*w)
        print(w, r.status, r.out, r.err, sep="\n")
    print((core.home / ".aws/credentials").read_text())
    r = core.run("ann-mfa", "-t", world.mfa_code("arn:aws:iam::111122223333:mfa/ann"))
    print(r.status, r.err)
    world.delay = 2
    for w in (
        ["keys", "rotate", "ann"],
        ["keys", "rotate", "ann"],
        ["keys", "rotate", "ann", "--finish"],
        ["keys"],
        ["keys", "back", "ann"],
    ):
        r = core.run(*w)
        print(w, r.status, r.out, r.err, sep="\n")
    print((core.home / ".aws/credentials").read_text())
    print((core.home / "asked").read_text())
    for w in (["keys", "rotate", "bob"], ["keys", "rotate", "bob", "--finish"], ["keys"]):
        r = core.run(*w)
        print(w, r.status, r.out, r.err, sep="\n")
    print((core.home / ".aws/credentials").read_text())
    assert 0

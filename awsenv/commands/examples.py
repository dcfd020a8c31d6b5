"""Examples of each verb."""

from __future__ import annotations

EXAMPLES = {
    "use": """
  awsenv prod-account                  the same as: awsenv use prod-account
  awsenv prod acc                      parts of the name, at a prompt
  awsenv prod-account -k -d 2h         export keys that last for two hours
  awsenv use list                      a profile named like a verb
  awsenv 444455556666/Admin            an account and a role without a profile
  awsenv 444455556666/x --from prod-account --save x""",
    "config": """
  awsenv config                        each with its file and line
  awsenv config --edit                 in your editor""",
    "-": """
  awsenv -                             twice: back where you started
  awsenv - --yes                       in scripts, to a protected profile""",
    "off": """
  awsenv off                           also inside a pinned directory""",
    "region": """
  awsenv region eu-west-1              until the next switch
  awsenv region                        pick one""",
    "login": """
  awsenv login                         of the active profile
  awsenv login prod-account            so nothing asks later
  awsenv login prod-account --force    a new session, even if one is valid
  awsenv login corp-dev --device       SSO by a code, in a browser elsewhere
  awsenv login --sso-session corp      SSO without a profile""",
    "logout": """
  awsenv logout prod-account           its sessions, and the one of its MFA code
  awsenv logout --all                  those of every profile""",
    "exec": """
  awsenv exec prod-account -- aws s3 ls
  awsenv exec prod-account -r us-east-1 -- terraform plan
  awsenv exec --serve prod-account -- ./a-long-job.sh
  awsenv exec --agent dev -- claude    a guard rail, not a wall: it runs as you
  awsenv exec --share dev -- docker compose up
    compose:   volumes: ["${AWSENV_SHARED}:${AWSENV_SHARED}:ro"]
               environment: [AWS_CONFIG_FILE, AWS_REGION]
    docker run, podman run:   -v "$AWSENV_SHARED:$AWSENV_SHARED:ro"
               -e AWS_CONFIG_FILE -e AWS_REGION
    dev container:   "mounts": ["source=${localEnv:AWSENV_SHARED},
               target=${localEnv:AWSENV_SHARED},type=bind,readonly"]
    kind:      extraMounts: [{hostPath: DIR, containerPath: DIR}]
    the image needs cat; more in docs/guide/reach.md""",
    "run": """
  awsenv run 'prod-*' -x '*admin' -- aws s3 ls
  awsenv run --all -j 8 -- aws sts get-caller-identity
  awsenv run 'corp-*' --json -- aws ec2 describe-vpcs | jq .status""",
    "export": """
  awsenv export prod-account --format dotenv >.env
  eval "$(awsenv export prod-account)"
  credential_process = awsenv export prod-account --format process""",
    "list": """
  awsenv list prod eu                  those with both words in a column
  awsenv list --json
  awsenv list --names | fzf""",
    "status": """
  awsenv status                        who, from where, how long, what is wrong
  awsenv status --verify               ask AWS, too
  awsenv status -v                     with each variable, too
  awsenv status -q || awsenv off       for scripts""",
    "explain": """
  awsenv explain                       of the active profile
  awsenv explain prod-account          why does it not work?
  awsenv explain prod-account --json | jq '.hops[].type'""",
    "console": """
  awsenv console                       as the active profile
  awsenv console prod-account s3       at a service
  awsenv console prod-account --url    print only the address""",
    "local": """
  awsenv local shop-dev                this directory, and all below it
  awsenv local shop-dev -r eu-west-1   in another region than the profile's
  awsenv local                         the active profile
  awsenv local --remove""",
    "allow": """
  awsenv allow                         the .awsprofile here, or above
  awsenv allow ~/work/shop""",
    "deny": """
  awsenv deny                          ignore the .awsprofile here, or above
  awsenv deny ~/work/shop""",
    "import": """
  awsenv import                        lines of other tools in start-up files
  awsenv import --pins ~/work          and a .awsprofile for each simple .envrc""",
    "doctor": """
  awsenv doctor                        status 1 if anything is wrong
  awsenv doctor --json""",
    "keys": """
  awsenv keys --verify                 where they lie, how old they are
  awsenv keys move ann --to keyring    or pass, passage, op, bw
  awsenv keys back ann                 into the file again
  awsenv keys rotate ann               a new key; the old one is inactive
  awsenv keys rotate ann --finish      delete the old one""",
    "sso": """
  awsenv sso sync --dry-run            show what would change
  awsenv sso sync corp                 the accounts and roles of one session""",
    "init": """
  eval "$(awsenv init bash)"           in ~/.bashrc
  eval "$(awsenv init zsh)"            in ~/.zshrc
  awsenv init fish | source            in ~/.config/fish/config.fish""",
    "demo": """
  awsenv demo                          exit ends it, and nothing is left""",
    "help": """
  awsenv help                          all verbs
  awsenv help use                      the options of a switch
  awsenv help exec                     the same as: awsenv exec --help""",
}

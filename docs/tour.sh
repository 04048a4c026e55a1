#!/bin/sh
# Runs the tours of the two READMEs and fails when a server answers anything else than they say.
#
#   docs/tour.sh [COFFER]            starts this binary (target/debug/coffer) with data of its own
#   BASE=URL PASSWORD=… docs/tour.sh   takes a server that runs already; LOGIN is admin by default
#
# What is run stands between the lines `<!-- tour -->` and `<!-- end of tour -->` of a README: each
# ```sh block, and behind it, in a ```text block, what it prints. In what it prints, … stands for
# anything, and http://127.0.0.1:8080 for the server's address.
# It needs curl and perl, which has SHA-256 whose state can be read.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=

finish() {
    status=$?
    trap - EXIT
    [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
    [ "$status" = 0 ] || [ ! -s "$work/log" ] || cat "$work/log" >&2
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() { echo "tour: $*" >&2; exit 1; }

# Starts a server on a free port; it says where it listens when it is ready.
start() {
    PASSWORD=a-password-for-the-tour
    mkfifo "$work/said"
    (
        cd "$work"
        for name in $(env | sed -n 's/^\(COFFER_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
        export COFFER_LISTEN=127.0.0.1:0 COFFER_DATA_DIR="$work/data"
        export COFFER_ADMIN_USER=admin COFFER_ADMIN_PASSWORD="$PASSWORD"
        exec "$1" serve >"$work/said" 2>"$work/log"
    ) &
    server=$!
    BASE=$(sed -n '/^listening on /{s///p;q;}' <"$work/said")
    [ -n "$BASE" ] || fail "$1 does not start"
}

# Writes the blocks of a README to $2: 01.sh, 01.text, 02.sh, …
split_blocks() {
    awk -v folder="$2" '
        $0 == "<!-- tour -->" { on = 1; next }
        $0 == "<!-- end of tour -->" { on = 0; next }
        !on { next }
        file == "" && $0 == "```sh" { file = sprintf("%s/%02d.sh", folder, ++count); next }
        file == "" && $0 == "```text" { file = sprintf("%s/%02d.text", folder, count); next }
        $0 == "```" { close(file); file = ""; next }
        file != "" { print > file }
    ' "$1"
}

# Succeeds when the text $1 is what the README's $2 says.
same() {
    # Everything that a shell pattern would take for more than itself is quoted, then … becomes *.
    pattern=$(printf '%s\n' "$2" | sed -e "s|http://127.0.0.1:8080|$BASE|g" \
        -e 's/[][\\*?]/\\&/g' -e 's/…/*/g')
    # shellcheck disable=SC2254
    case $1 in $pattern) return 0 ;; *) return 1 ;; esac
}

# Runs the blocks of one README, all in the shell of this function. A command that fails ends it.
run() (
    readme=$1
    blocks="$work/$(basename "$readme")"
    mkdir -p "$blocks" "$blocks.work"
    split_blocks "$readme" "$blocks"
    cd "$blocks.work"
    steps=0
    trap '[ -z "$block" ] || echo "tour: $readme: this fails:" "$(cat "$block")" >&2' EXIT
    for block in "$blocks"/*.sh; do
        [ -f "$block" ] || { block=; fail "$readme has no tour"; }
        . "$block" >"$blocks/printed"
        steps=$((steps + 1))
        printed=$(cat "$blocks/printed")
        expected=$(cat "${block%.sh}.text" 2>/dev/null || true)
        same "$printed" "$expected" || { block=; fail "$readme: this is printed:
$printed
and this should be:
$expected"; }
    done
    block=
    echo "$(basename "$readme"): $steps steps"
)

if [ -z "${BASE:-}" ]; then
    binary=${1:-$root/target/debug/coffer}
    case $binary in /*) ;; *) binary=$PWD/$binary ;; esac
    [ -x "$binary" ] || fail "there is no $binary: build it with cargo build --package coffer"
    start "$binary"
fi
LOGIN=${LOGIN:-admin}
[ -n "${PASSWORD:-}" ] || fail "PASSWORD is not set"
run "$root/README.md"
run "$root/README.zh-CN.md"

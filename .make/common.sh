# Sourced by the other scripts in this folder.

say() { printf 'strikedesk: %s\n' "$*"; }
fail() { # fail MESSAGE [FURTHER LINE]...
    printf 'strikedesk: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '%s\n' "$@" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# True when $1 is a Python 3.11 or newer, and no newer than 3.$2, that can carry the project. Without uv it
# must also be able to make an environment with pip inside: Debian leaves that part out of python3.
good_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, int(sys.argv[1])))' "$2" \
        >/dev/null 2>&1 || return 1
    have uv || "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# Print the Python to use; fail without a word when there is none. A Python so new that packages may not
# have wheels for it yet is taken only when there is no other.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        good_python "$PYTHON" 99 && command -v "$PYTHON"
        return
    fi
    for newest in 14 99; do
        for name in python3 python3.13 python3.12 python3.11 python3.14; do
            if good_python "$name" $newest; then
                command -v "$name"
                return
            fi
        done
    done
    return 1
}

# True when .venv is there and its Python runs and is new enough (it breaks when the Python under it goes).
venv_works() {
    [ -x .venv/bin/python ] &&
        .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

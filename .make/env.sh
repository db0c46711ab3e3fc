# env.sh run|test: the environment .venv with exactly the locked packages, and the project itself, editable.
# A stamp in .venv holds the checksum of what it was made from: while that is the same, nothing is done.
set -eu
. .make/common.sh

case ${1:-} in
    run) lock=constraints.txt ;;
    test) lock=constraints-test.txt ;;
    *) fail "usage: env.sh run|test" ;;
esac

# The folder belongs to the key: scripts in an environment hold its path, and a moved one is dead.
key() { { pwd; cat "$1" pyproject.toml; } | cksum; }
stamped() { [ "$(cat ".venv/.made-for-$1" 2>/dev/null)" = "$(key "$2")" ]; }

if venv_works; then
    # What the tests need contains what a note needs.
    stamped test constraints-test.txt && exit 0
    if [ "$1" = run ]; then
        stamped run constraints.txt && exit 0
    fi
fi

if ! venv_works || ! { have uv || .venv/bin/python -c 'import pip' 2>/dev/null; }; then
    if [ -e .venv ] && [ ! -e .venv/pyvenv.cfg ]; then
        fail "there is a .venv here that is not a Python environment. Move it away and start again."
    fi
    python=$(find_python) || python=
    if [ -n "${PYTHON:-}" ] && [ -z "$python" ]; then
        fail "PYTHON=$PYTHON is not a Python 3.11 or newer. Name another one, or leave PYTHON out."
    fi
    rm -rf .venv
    if have uv; then
        say "making .venv with uv"
        uv venv --quiet --python "${python:-3.13}" .venv ||
            fail "no Python 3.11 or newer was found here, and uv could not fetch one." \
                "Install one, or name it: make demo PYTHON=/path/to/python3.12"
    elif [ -n "$python" ]; then
        say "making .venv with $python"
        "$python" -m venv .venv
    else
        fail "no Python 3.11 or newer that can make an environment (modules venv, ensurepip) was found." \
            "Install one (3.12 from your system, or uv, which brings its own), or name it: make demo PYTHON=/path/to/python3.12"
    fi
fi

# Only wheels: a source package would run its own build, with tools that no hash covers.
if have uv; then
    say "installing $lock with uv"
    uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes --only-binary :all: -r "$lock"
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    say "installing $lock with pip (uv, when it is on the path, is faster)"
    export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0
    .venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r "$lock"
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
fi
key "$lock" >".venv/.made-for-$1"

# Writes constraints.txt and constraints-test.txt from pyproject.toml: names, versions, sha256, no addresses.
# Pins that still fit are kept; UPGRADE=1 takes the newest of each.
set -eu
. .make/common.sh

have uv || fail "make lock needs uv on the path (pip cannot lock for every platform at once)." \
    "Installing and testing do not need it."

compile() { # compile OUTPUT OPTION...
    output=$1
    shift
    say "locking $output"
    uv pip compile pyproject.toml "$@" --extra s3 --extra postgresql --extra cluster --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --quiet ${UPGRADE:+--upgrade} --output-file "$output"
}

compile constraints.txt --group build
compile constraints-test.txt --group test --constraints constraints.txt

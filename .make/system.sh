# What pip cannot bring: Pango and HarfBuzz for the PDF, and a Python that can make an environment.
# Prints nothing and changes nothing when all of it is there. With `test`, also Chromium, which some
# tests look at pages with; they are skipped where it is not, and fail where CI is set.
set -eu
. .make/common.sh

for=${1:-run}

PATH=$PATH:/usr/sbin:/sbin # ldconfig is not on an ordinary user's path

# True when the dynamic linker, or else one of the usual folders, has library $1.
library() {
    if ldconfig -p 2>/dev/null | grep -qF "$1"; then
        return 0
    fi
    for folder in /usr/lib /usr/lib64 /usr/local/lib /usr/lib/*-linux-*; do
        [ -e "$folder/$1" ] && return 0
    done
    return 1
}

# The name apt has for a Python of 3.11 or newer with venv: python3-venv where python3 is new enough.
debian_python() {
    if [ -n "${PYTHON:-}" ]; then
        fail "PYTHON=$PYTHON is not a Python 3.11 or newer that can make an environment (modules venv, ensurepip)." \
            "Name another one, or leave PYTHON out."
    fi
    candidate=$(apt-cache policy python3 2>/dev/null | awk '/Candidate:/{print $2}')
    case $candidate in
        3.[0-9].* | 3.10.*) ;;
        *)
            echo python3-venv
            return
            ;;
    esac
    for minor in 13 12 11; do
        if apt-cache show "python3.$minor-venv" >/dev/null 2>&1; then
            echo "python3.$minor-venv"
            return
        fi
    done
    fail "this system offers no Python 3.11 or newer." \
        "Install uv (it brings a Python of its own) or name an interpreter: make demo PYTHON=/path/to/python3.12"
}

# True when a browser of the Chromium family is on the path.
browser() {
    for name in chromium chromium-browser google-chrome; do
        have "$name" && return 0
    done
    return 1
}

debian() {
    missing=
    library libpangoft2-1.0.so.0 || missing="$missing libpangoft2-1.0-0"
    library libharfbuzz-subset.so.0 || missing="$missing libharfbuzz-subset0"
    # Ubuntu's package of that name is a snap, which a container cannot start.
    if [ "$for" = test ] && ! browser && grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
        if [ "$(id -u)" -eq 0 ] || { have sudo && sudo -n true 2>/dev/null; }; then
            missing="$missing chromium"
        else
            say "note: without Chromium the tests that look at pages are skipped: apt-get install chromium"
        fi
    fi
    python=yes
    venv_works || find_python >/dev/null || python=no
    if [ -z "$missing" ] && [ $python = yes ]; then
        return
    fi

    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if have sudo && sudo -n true 2>/dev/null; then
            as_root='sudo -n'
        elif [ -z "$missing" ] && have uv; then
            return # uv brings a Python
        else
            [ $python = yes ] || have uv || missing="$missing $(debian_python)"
            if have sudo; then sudo='sudo ' who=; else sudo='' who=' as root'; fi
            fail "system packages are missing and this user may not install them. Type$who:" "" \
                "    ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends$missing" "" \
                "and start again."
        fi
    fi
    say "looking up system packages"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 update >/dev/null ||
        fail "apt-get update failed; is there a network?"
    [ $python = yes ] || missing="$missing $(debian_python)"
    say "installing$missing"
    # shellcheck disable=SC2086 # a list of names
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 install -y \
        --no-install-recommends $missing >/dev/null ||
        fail "apt-get could not install$missing; its own message is above."
}

macos() {
    if ! have brew; then
        say "note: the PDF needs Pango. If it is missing: brew install pango (or another way to get the library)"
        return
    fi
    [ -e "$(brew --prefix)/lib/libpangoft2-1.0.dylib" ] || brew install pango
}

other() {
    for name in libpangoft2-1.0.so.0 libharfbuzz-subset.so.0; do
        library "$name" || say "note: $name was not found; the PDF needs Pango 1.44 or newer and HarfBuzz with its subset library."
    done
}

if [ "$(uname -s)" = Darwin ]; then
    macos
elif have apt-get; then
    debian
else
    other
fi

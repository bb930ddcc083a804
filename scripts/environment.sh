# Shell functions shared by sgmrl, check and mvnw: find a JDK, Maven and the system packages.
# Written for bash 3.2 (macOS) and newer; nothing here depends on the working directory.
# shellcheck shell=bash disable=SC2034 # the scripts that source this file use what it sets

minimum_java=25

# Debian's names of what building needs.
jdk_package=openjdk-$minimum_java-jdk-headless
maven_package=maven

# Debian packages that the tests need beyond these.
system_packages=(libmujoco-dev libosmesa6 gcc libc6-dev chromium python3)

# Prefix of all absolute folders that are searched; the tests point it at a folder of their own.
system_root=${SGMRL_SYSTEM_ROOT:-}

say() {
    printf 'sgmrl: %s\n' "$*" >&2
}

die() {
    say "$*"
    exit 1
}

# Sets REPLY to the version of the JDK in folder $1 (such as 25.0.3). Fails when there is no complete JDK: the
# compiler is needed for building, the module of the Vector API for running.
read_jdk_version() {
    local line
    REPLY=''
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    if [ -r "$1/release" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            line=${line%$'\r'}
            case $line in
                JAVA_VERSION=*)
                    line=${line#JAVA_VERSION=}
                    REPLY=${line//\"/}
                    ;;
                MODULES=*)
                    case " ${line//\"/ } " in
                        *' jdk.incubator.vector '*) ;;
                        *) return 1 ;;
                    esac
                    ;;
            esac
        done <"$1/release"
    else
        line=$("$1/bin/java" -version 2>&1 </dev/null) || return 1
        case $line in *'version "'*) ;; *) return 1 ;; esac
        line=${line#*version \"}
        REPLY=${line%%\"*}
    fi
    [ -n "$REPLY" ]
}

# Sets jdk_rank for version $1, smaller is better: the oldest feature release that is new enough (it is the one the
# project is tested with), and of that the newest update. Fails when the version is too old or not a number.
rank_jdk_version() {
    local feature rest interim update
    feature=${1%%[!0-9]*}
    [ -n "$feature" ] && [ "${#feature}" -le 4 ] && [ "$feature" -ge "$minimum_java" ] || return 1
    rest=${1#"$feature"}
    interim=0 update=0
    case $rest in
        .[0-9]*)
            rest=${rest#.}
            interim=${rest%%[!0-9]*}
            rest=${rest#"$interim"}
            case $rest in
                .[0-9]*)
                    rest=${rest#.}
                    update=${rest%%[!0-9]*}
                    ;;
            esac
            ;;
    esac
    jdk_rank=$((10#$feature * 1000000 - 10#$interim * 1000 - 10#$update))
}

# Takes folder $1 as jdk_home and jdk_version when it holds a suitable JDK; otherwise remembers what it was.
accept_jdk() {
    read_jdk_version "$1" || return 1
    if rank_jdk_version "$REPLY"; then
        jdk_home=$1
        jdk_version=$REPLY
        return 0
    fi
    jdk_rejected="${jdk_rejected:+$jdk_rejected, }$1 is version $REPLY"
    return 1
}

# Sets REPLY to the file behind a chain of symbolic links.
follow_links() {
    local link
    REPLY=$1
    while [ -L "$REPLY" ]; do
        link=$(readlink "$REPLY") || return 1
        case $link in
            /*) REPLY=$link ;;
            *) REPLY=${REPLY%/*}/$link ;;
        esac
    done
}

# Sets jdk_home and jdk_version to a JDK that is new enough: JAVA_HOME, then the java on PATH, then the best one of the
# usual install folders. Fails with the reason in jdk_rejected.
find_jdk() {
    local name home folder candidate r best best_home best_version
    jdk_home='' jdk_version='' jdk_rejected=''
    if [ -n "${JAVA_HOME:-}" ] && accept_jdk "${JAVA_HOME%/}"; then
        return 0
    fi
    if name=$(type -P java) && follow_links "$name"; then
        case $REPLY in
            */bin/java) accept_jdk "${REPLY%/bin/java}" && return 0 ;;
        esac
    fi
    home=${HOME:-}
    [ -n "$home" ] || home=~
    r=$system_root
    best=''
    set --
    for name in ${!JAVA_HOME_@}; do # hosted build machines set one for every version
        set -- "$@" "${!name}"
    done
    for folder in "$@" \
        "$r"/usr/lib/jvm/* "$r"/usr/lib64/jvm/* "$r"/usr/local/lib/jvm/* "$r"/usr/java/* "$r"/usr/local/java/* \
        "$r"/usr/local/openjdk* "$r"/usr/local/*jdk* "$r"/opt/java/* "$r"/opt/*jdk* "$r"/opt/jdks/* "$r"/opt/jvm/* \
        "$r"/opt/hostedtoolcache/Java_*/*/* "$r"/snap/openjdk/current/jdk "$r"/nix/var/nix/profiles/default/lib/openjdk \
        "$r"/run/current-system/sw/lib/openjdk "$r"/home/linuxbrew/.linuxbrew/opt/openjdk* "$r"/opt/homebrew/opt/openjdk* \
        "$r"/usr/local/opt/openjdk* "$r"/Library/Java/JavaVirtualMachines/* "$home"/Library/Java/JavaVirtualMachines/* \
        "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/* "${ASDF_DATA_DIR:-$home/.asdf}"/installs/java/* \
        "${MISE_DATA_DIR:-${XDG_DATA_HOME:-$home/.local/share}/mise}"/installs/java/* "${JABBA_HOME:-$home/.jabba}"/jdk/* \
        "$home"/.jenv/versions/* "$home"/.jdks/* "$home"/.gradle/jdks/* "$home"/.m2/jdks/* "$home"/.nix-profile/lib/openjdk; do
        for candidate in "$folder" "$folder/Contents/Home" "$folder/libexec/openjdk.jdk/Contents/Home" "$folder/libexec"; do
            if read_jdk_version "$candidate" && rank_jdk_version "$REPLY"; then
                if [ -z "$best" ] || [ "$jdk_rank" -lt "$best" ]; then
                    best=$jdk_rank best_home=$candidate best_version=$REPLY
                fi
            fi
        done
    done
    [ -n "$best" ] || return 1
    jdk_home=$best_home
    jdk_version=$best_version
}

# Where Maven is unpacked to when it is downloaded.
maven_cache() {
    local home=${HOME:-}
    [ -n "$home" ] || home=~
    REPLY=${MAVEN_USER_HOME:-$home/.m2}/wrapper/dists
}

# Sets REPLY to Maven's command: the one on PATH, else one from the usual folders.
find_maven() {
    local candidate cache home=${HOME:-} r=$system_root
    [ -n "$home" ] || home=~
    maven_cache && cache=$REPLY
    REPLY=
    candidate=$(type -P mvn) && REPLY=$candidate && return 0
    for candidate in "${MAVEN_HOME:-$home/.maven}" "${M2_HOME:-$home/.maven}" "$cache"/*/*/apache-maven-* "$cache"/*/* \
        "${SDKMAN_DIR:-$home/.sdkman}"/candidates/maven/* "${ASDF_DATA_DIR:-$home/.asdf}"/installs/maven/* \
        "${MISE_DATA_DIR:-${XDG_DATA_HOME:-$home/.local/share}/mise}"/installs/maven/*/apache-maven-* \
        "${MISE_DATA_DIR:-${XDG_DATA_HOME:-$home/.local/share}/mise}"/installs/maven/* \
        "$r"/opt/maven* "$r"/opt/apache-maven* "$r"/usr/share/maven "$r"/usr/local/maven* "$r"/usr/local/apache-maven* \
        "$r"/opt/homebrew/opt/maven "$r"/usr/local/opt/maven "$r"/home/linuxbrew/.linuxbrew/opt/maven; do
        if [ -x "$candidate/bin/mvn" ]; then
            REPLY=$candidate/bin/mvn
            return 0
        fi
    done
    return 1
}

# Java decodes arguments and file names with the character set of the locale; ASCII would refuse many of them.
use_utf8() {
    # Asked, not read off the name: a locale that is named but not installed is the POSIX one.
    [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8
}

is_root() {
    [ "$(id -u)" = 0 ]
}

on_debian() {
    type -P apt-get >/dev/null && type -P dpkg-query >/dev/null
}

may_install() {
    is_root || { type -P sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# False where apt has lists of packages and no JDK in them that is new enough.
apt_may_have_jdk() {
    apt-cache show "$jdk_package" >/dev/null 2>&1 || ! apt-cache show "$maven_package" >/dev/null 2>&1
}

# Installs the Debian packages named in the arguments that are missing, after saying so. Where that is not allowed it says
# the command that would do it and fails.
install_packages() {
    local package missing elevate output
    missing=() elevate=()
    for package; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
            *' installed') ;;
            *) missing+=("$package") ;;
        esac
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! may_install; then
        package="apt-get install --no-install-recommends ${missing[*]}"
        if type -P sudo >/dev/null; then
            say "missing system packages; run: sudo apt-get update && sudo $package"
        else
            say "missing system packages; run as root: apt-get update && $package"
        fi
        return 1
    fi
    is_root || elevate=(sudo -n)
    say "installing ${missing[*]} with apt-get, which may take some minutes…"
    # Of lists that cannot be renewed the old ones may do.
    output=$(${elevate[@]+"${elevate[@]}"} apt-get update -q 2>&1 </dev/null)
    output=$output$'\n'$(${elevate[@]+"${elevate[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
        -o DPkg::Lock::Timeout=600 --no-install-recommends "${missing[@]}" 2>&1 </dev/null) && return 0
    printf '%s\n' "$output" | grep -E '^[EW]: ' | tail -n 12 >&2
    say "apt-get could not install them"
    return 1
}

# Sets jdk_home and jdk_version, after installing the JDK and the Debian packages named in the arguments if they are
# missing; all at once, so that who may not install has one command to type. Ends the script where there is no JDK then,
# and fails where packages are missing.
require_jdk() {
    local wanted status=0 lacking='' example="'apt-get install $jdk_package', "
    wanted=("$@")
    find_jdk || wanted=("$jdk_package" "$@")
    if on_debian && [ ${#wanted[@]} -gt 0 ]; then
        if [ -n "$jdk_home" ] || may_install || apt_may_have_jdk; then
            install_packages "${wanted[@]}" || status=1
            # What to do is said then, unless there is no such package.
            [ -n "$jdk_home" ] || find_jdk || ! apt_may_have_jdk || exit 1
        fi
        lacking=', nor do the packages of this system have one' example=''
    fi
    [ -n "$jdk_home" ] ||
        die "needs a JDK $minimum_java or newer (with javac and the Vector API) and found none${jdk_rejected:+ ($jdk_rejected)}$lacking; install one, for example ${example}'brew install openjdk@$minimum_java' or 'sdk install java $minimum_java-tem', or set JAVA_HOME"
    return $status
}

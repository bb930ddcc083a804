# Sourced by the scripts of this folder: run_java CLASS ARGUMENT… starts a class of the python module's tests.
# shellcheck shell=bash
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
# shellcheck source=scripts/environment.sh
. "$root/scripts/environment.sh"
require_jdk
export JAVA_HOME=$jdk_home
classpath=$root/python/target/classpath.txt

build_java() {
    (cd "$root" && ./mvnw -q -pl python -am test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=test)
}

run_java() {
    "$jdk_home/bin/java" --add-modules jdk.incubator.vector ${SGMRL_JAVA_OPTS:-} \
        -cp "$root/python/target/test-classes:$root/python/target/classes:$(cat "$classpath")" \
        "org.sgmrl.python.$1" "${@:2}" 2> >(grep -v 'incubator modules' >&2)
}

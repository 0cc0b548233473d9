# run_unit [CC]: builds tests/unit with that compiler in $TREE, runs it under ASAN and UBSAN, and prints `N passed, N failed`.

run_unit() {
    local cc=${1:-cc} status=0 programs program
    local build=build-$cc reports=$BUILD/unit-reports-$cc
    cd "$TREE/tests/unit" || return
    rm -rf "$reports"
    mkdir "$reports"

    programs=(test_*.c)
    programs=("${programs[@]%.c}")
    make -j2 --keep-going CC="$cc" build="$build" "${programs[@]/#/$build/}" || status=1
    for program in "${programs[@]}"; do
        CMOCKA_MESSAGE_OUTPUT=xml CMOCKA_XML_FILE="$reports/$program" "$build/$program" || {
            echo "FAIL $program: exit status $?"
            status=1
        }
    done
    # A program that died left no report, and that counts as a failure.
    php "$ROOT/bin/lib/count-junit.php" "${programs[@]/#/$reports/}" && [ "$status" -eq 0 ]
}

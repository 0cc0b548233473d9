# run_unit [CC]: builds tests/unit with that compiler in $TREE, runs it under ASAN and UBSAN, and prints `N passed, N failed`.

run_unit() {
    local cc=${1:-cc} status=0 programs reports
    local folder=$BUILD/unit-reports-$cc
    cd "$TREE/tests/unit"
    rm -rf "$folder"
    mkdir "$folder"
    CMOCKA_MESSAGE_OUTPUT=xml CMOCKA_XML_FILE="$folder/%g.xml" make -j2 CC="$cc" build="build-$cc" check || status=$?

    programs=(test_*.c)
    reports=("$folder"/*.xml)
    if [ "${#reports[@]}" -ne "${#programs[@]}" ]; then
        echo "FAIL ${#programs[@]} test programs wrote ${#reports[@]} reports: one did not build, or died"
        status=1
    fi
    php "$ROOT/bin/lib/count-junit.php" "${reports[@]}" && [ "$status" -eq 0 ]
}

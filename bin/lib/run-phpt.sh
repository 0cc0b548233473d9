# run_phpt [OPTION...]: runs tests/*.phpt in $TREE with the module, with PHP's run-tests.php, and prints `N passed, N failed`.

run_phpt() {
    local output total passed
    output=$BUILD/log/run-tests.out
    cd "$TREE" || return
    # -n: no php.ini, so that the machine's settings do not matter. The exit status repeats what the counts say.
    TEST_PHP_EXECUTABLE=$(command -v php) NO_INTERACTION=1 php run-tests.php "$@" -n -d extension="$MODULE" \
        -q -j2 --no-color --show-diff tests >"$output" 2>&1 || true
    tr "\r" "\n" <"$output" # its progress line
    # Only a pass is a pass: skipped, warned, leaked, borked and expected failures are all failures here.
    total=$(sed -n 's/^Number of tests *: *\([0-9]*\).*/\1/p' "$output")
    passed=$(sed -n 's/^Tests passed *: *\([0-9]*\).*/\1/p' "$output")
    echo "${passed:-0} passed, $((${total:-1} - ${passed:-0})) failed"
    [ -n "$total" ] && [ "$total" -eq "${passed:-0}" ]
}

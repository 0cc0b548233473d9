# For suites made of a few commands: `check WHAT COMMAND...` runs one and counts it, finish_checks prints the sum.

checks_passed=0
checks_failed=0

check() {
    local what=$1
    shift
    if "$@"; then
        echo "ok $what"
        checks_passed=$((checks_passed + 1))
    else
        echo "FAIL $what"
        checks_failed=$((checks_failed + 1))
    fi
}

finish_checks() {
    echo "$checks_passed passed, $checks_failed failed"
    [ "$checks_failed" -eq 0 ]
}

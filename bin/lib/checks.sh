# For suites made of a few commands: check runs one and counts it, finish_checks prints the sum.

checks_passed=0
checks_failed=0

# check WHAT COMMAND...: one check, passed when the command succeeds.
check() {
    local what=$1 started=$SECONDS
    shift
    if "$@"; then
        echo "ok $what ($((SECONDS - started)) s)"
        checks_passed=$((checks_passed + 1))
    else
        echo "FAIL $what"
        checks_failed=$((checks_failed + 1))
    fi
}

# need WHAT COMMAND...: a check without which the others cannot be. When it fails, they are not begun.
need() {
    local failed=$checks_failed
    check "$@"
    [ "$checks_failed" -eq "$failed" ] || { finish_checks; exit 1; }
}

# check_many WHAT COMMAND...: a command that counts for itself and prints `N passed, N failed` last.
check_many() {
    local what=$1 status=0 output
    shift
    output=$("$@" 2>&1) || status=$?
    printf '%s\n%s\n' "== $what" "$output"
    if [[ ${output##*$'\n'} =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
        checks_passed=$((checks_passed + BASH_REMATCH[1]))
        checks_failed=$((checks_failed + BASH_REMATCH[2]))
        [ "$status" -ne 0 ] && [ "${BASH_REMATCH[2]}" -eq 0 ] || return 0
    fi
    echo "FAIL $what: exit status $status"
    checks_failed=$((checks_failed + 1))
}

finish_checks() {
    echo "$checks_passed passed, $checks_failed failed"
    [ "$checks_failed" -eq 0 ]
}

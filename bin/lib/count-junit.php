<?php

/**
 * Adds up JUnit reports, and prints `N passed, N failed`. Skipped and incomplete tests count as failed: they prove nothing.
 *
 *     php count-junit.php REPORT.xml...
 */

declare(strict_types=1);

$passed = $failed = 0;
foreach (array_slice($argv, 1) as $file) {
    $report = @simplexml_load_file($file);
    if ($report === false) {
        echo "$file is no JUnit report: the test program ended before it wrote one\n";
        $failed++;
        continue;
    }
    foreach ($report->xpath('//testcase') as $case) {
        $verdicts = $case->xpath('failure|error|skipped|warning');
        if ($verdicts === []) {
            $passed++;
            continue;
        }
        $failed++;
        $text = trim((string) $verdicts[0]) ?: (string) $verdicts[0]['message'];
        echo "FAIL {$case['classname']} {$case['name']} ({$verdicts[0]->getName()}): ", strtok($text, "\n"), "\n";
    }
}
echo "$passed passed, $failed failed\n";
exit($failed === 0 && $passed > 0 ? 0 : 1);

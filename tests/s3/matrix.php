<?php

/*
 * Every fault of tests/servers/faults.php in every operation, once and for good: the data arrives whole, or a typed exception
 * names operation, bucket, key, status, code and request id; nothing is published half, and no multipart upload is left.
 *
 *   usage: php matrix.php                prints a line a check, then `N passed, N failed`
 *          php matrix.php OPERATION      those of one operation, for the above
 */

declare(strict_types=1);

use WpNormalize\S3;

require __DIR__ . '/../s3_faults.inc';
require __DIR__ . '/check.php';

const OPERATIONS = [
    'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'PutObject', 'HeadObject', 'GetObject', 'ListObjectsV2',
    'CopyObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploads',
];
const FAULTS = [
    'error 500' => ['status', 'status' => 500, 'code' => 'InternalError'],
    'SlowDown' => ['status', 'status' => 503, 'code' => 'SlowDown'],
    '429' => ['status', 'status' => 429, 'code' => 'TooManyRequests'],
    'denied' => ['status', 'status' => 403, 'code' => 'AccessDenied'],
    'an error in a 200' => ['status', 'status' => 200, 'code' => 'InternalError'],
    'a final error in a 200' => ['status', 'status' => 200, 'code' => 'InvalidRequest'],
    'NoSuchUpload' => ['status', 'status' => 404, 'code' => 'NoSuchUpload'],
    'a region without a name' => ['status', 'status' => 301, 'code' => 'PermanentRedirect'],
    'a malformed region' => ['status', 'status' => 400, 'code' => 'AuthorizationHeaderMalformed', 'more' => '<Region>../x</Region>'],
    'the clock' => ['status', 'status' => 403, 'code' => 'RequestTimeTooSkewed'],
    'redirects' => ['redirect'],
    'truncated' => ['truncate'],
    'longer than said' => ['longer'],
    'ended early, chunked' => ['chunked-short'],
    'not ended, chunked' => ['chunked-unended'],
    'stalls' => ['stall'],
    'never answers' => ['silence'],
    'never answers, nor works' => ['stuck'],
    'stops reading' => ['deaf'],
    'the answer is lost' => ['lost'],
    'reset in the middle' => ['reset'],
    'a wrong ETag' => ['header', 'name' => 'ETag', 'value' => '"wrong"'],
    'garbage' => ['garbage'],
    'nothing at all' => ['garbage', 'body' => ''],
    'XML that grows' => ['garbage', 'body' => '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ListBucketResult>&b;</ListBucketResult>'],
    'a slow drip' => ['drip', 'bytes' => 1, 'seconds' => 0.3],
];

/** What is wrong with what was thrown, '' for nothing. Of a request that got no answer there is no status and no id. */
function wrong(S3\S3Exception $e): string
{
    $named = str_contains($e->getMessage(), "$e->operation s3://$e->bucket" . ($e->key === '' ? '' : "/$e->key"))
        && str_contains($e->getMessage(), (string) ($e->status ?: '')) && str_contains($e->getMessage(), $e->errorCode)
        && str_contains($e->getMessage(), $e->requestId);
    $known = in_array($e->operation, OPERATIONS, true) && $e->bucket === 'bucket' && ($e->requestId !== '' || in_array($e->status, [0, 200, 204, 206], true));
    return ($named && $known ? '' : "badly named: {$e->getMessage()}") . (str_contains($e->getMessage(), 'sesame') ? 'tells a secret' : '');
}

/** Everything that S3 can be asked for, with an object of one part and one of two. Prints nothing; throws what it may. */
function use_all(S3 $s3, string $operation, string $data): ?string
{
    foreach (['small' => 1000, 'large' => (5 << 20) + 1] as $key => $size) {
        $upload = $s3->upload($key);
        $upload->write(substr($data, 0, $size));
        if ($operation === 'AbortMultipartUpload' || $operation === 'ListMultipartUploads') {
            $operation === 'AbortMultipartUpload' ? $upload->abort() : $s3->pendingUploads();
            continue;
        }
        if ($upload->commit()->size !== $size) {
            return "commit() of $key tells another size";
        }
        if (stream_get_contents($s3->open($key)) !== substr($data, 0, $size)) {
            return "$key came back damaged";
        }
        if ($s3->head($key)?->size !== $size) {
            return "head() tells another size of $key";
        }
    }
    if ($operation === 'AbortMultipartUpload' || $operation === 'ListMultipartUploads') {
        return null;
    }
    if (array_keys(iterator_to_array($s3->list())) !== ['large', 'small']) {
        return 'the listing is not whole';
    }
    $s3->copy('small', 'copied');
    if (stream_get_contents($s3->open('copied')) !== substr($data, 0, 1000)) {
        return 'the copy is damaged';
    }
    $s3->delete('small', 'large', 'copied');
    return iterator_count($s3->list()) === 0 ? null : 'delete() left objects';
}

/** What is wrong, null for nothing. */
function try_fault(Faults $faults, string $operation, array $fault, int $times, string $data): ?string
{
    $s3 = $faults->client(retries: 1, stallSeconds: 1, token: 'sesame');
    $faults->fault($operation, ...$fault + ['times' => $times]);
    $wrong = $thrown = null;
    try {
        $wrong = use_all($s3, $operation, $data);
    } catch (S3\S3Exception $e) {
        $wrong = wrong($e) ?: null;
        $thrown = $e;
    }
    $faults->clear();
    $state = $faults->state();
    foreach ($state['objects'] as $key => $object) {
        $whole = hash('sha256', substr($data, 0, $key === 'large' ? (5 << 20) + 1 : 1000));
        if ($object['sha256'] !== $whole) {
            $wrong = "$key is published, and damaged";
        }
    }
    // What cannot be aborted stays, and is said.
    $isExcused = in_array($operation, ['AbortMultipartUpload', 'ListMultipartUploads'], true) && $thrown !== null;
    if ($state['uploads'] !== [] && !$isExcused) {
        $wrong = count($state['uploads']) . ' uploads are left behind' . ($thrown === null ? '' : " after {$thrown->getMessage()}");
    }
    foreach ($s3->pendingUploads() as $pending) {
        $s3->abortUpload($pending->key, $pending->uploadId);
    }
    $s3->delete(...array_map(strval(...), array_keys($state['objects'])));
    return $wrong;
}

if (isset($argv[1])) {
    $faults = new Faults();
    $data = pattern((5 << 20) + 1);
    foreach (FAULTS as $name => $fault) {
        if ($argv[1] === 'AbortMultipartUpload' && $name === 'NoSuchUpload') {
            continue; // where it is there all the same, only a listing could tell
        }
        foreach (['once' => 1, 'for good' => 1000] as $how => $times) {
            check("$argv[1]: $name, $how", static fn (): bool|string => try_fault($faults, $argv[1], $fault, $times, $data) ?? true);
        }
    }
    conclude();
}

// One process for each operation: most of the time they wait for what does not come.
$processes = [];
foreach (OPERATIONS as $operation) {
    $process = proc_open([PHP_BINARY, '-n', ...module_options(), __FILE__, $operation], [1 => ['pipe', 'w']], $pipes);
    $processes[] = [$process, $pipes[1]];
}
foreach ($processes as [$process, $output]) {
    while (($line = fgets($output)) !== false) {
        if (preg_match('/^(\d+) passed, (\d+) failed$/', $line, $match) === 1) {
            $passed += (int) $match[1];
            $failed += (int) $match[2];
        } else {
            echo $line;
        }
    }
    if (proc_close($process) > 1) {
        $failed++;
    }
}
conclude();

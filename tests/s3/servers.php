<?php

/*
 * S3 against a real server: odd keys, sizes, ranges, listings, regions, both addressing styles.
 *
 *   usage: php servers.php rgw|swift ENDPOINT ACCESS-KEY SECRET-KEY      prints a line a check, then `N passed, N failed`
 */

declare(strict_types=1);

use WpNormalize\S3;

require __DIR__ . '/Signed.php';
require __DIR__ . '/check.php';

[, $kind, $endpoint, $access, $secret] = $argv;
$bucket = 'checks-' . bin2hex(random_bytes(4));
Signed::createBucket($endpoint, $access, $secret, $bucket);
$client = static fn (mixed ...$arguments): S3 => new S3(...$arguments + [
    'bucket' => $bucket, 'endpoint' => $endpoint, 'region' => 'us-east-1', 'key' => $access, 'secret' => $secret, 'partSize' => 5 << 20,
]);
$s3 = $client();
$module = substr(current(preg_grep('/^extension=/', explode("\0", file_get_contents('/proc/self/cmdline')))), strlen('extension='));

function put(S3 $s3, string $key, string $data, mixed ...$arguments): S3\ObjectInfo
{
    $upload = $s3->upload($key, ...$arguments);
    $upload->write($data);
    return $upload->commit();
}

/** The S3 code that is thrown, '' for none. */
function code(callable $do): string
{
    try {
        $do();
    } catch (S3\S3Exception $e) {
        return $e->errorCode;
    }
    return '';
}

$keys = [
    'plain', ' ', 'a b', ' lead', 'trail ', '+', 'a+b', '=', 'a=b&c', '%2F', '%', 'a%20b', '..', '.', 'a/../b', '../x', 'a/./b',
    '//', 'a//b', '/lead', 'trail/', 'é', '日本語/😀', "e\u{301}", 'a&b<c>"d\'', '?x=1#y', 'a;b,c:d@e', "*()!~'", '[a]{b}|c\\d^`',
    str_repeat('k', 1024), str_repeat('é', 512), str_repeat('long/', 204), 'AUTH_x', '$file', '100', '0',
];
foreach ($keys as $key) {
    $shown = strlen($key) > 40 ? substr($key, 0, 6) . '... of ' . strlen($key) . ' bytes' : $key;
    check("key '$shown'", static function () use ($s3, $key): bool|string {
        put($s3, $key, "data of $key");
        $steps = [
            'head' => $s3->head($key)?->size === strlen("data of $key"),
            'open' => stream_get_contents($s3->open($key)) === "data of $key",
            'list' => in_array($key, array_map(strval(...), array_keys(iterator_to_array($s3->list($key)))), true),
        ];
        $s3->copy($key, 'copied');
        $steps['copy'] = stream_get_contents($s3->open('copied')) === "data of $key";
        $s3->delete($key);
        $steps['delete'] = $s3->head($key) === null;
        return in_array(false, $steps, true) ? 'failed: ' . implode(', ', array_keys($steps, false, true)) : true;
    });
    // Swift stores parts under names of its own, made of the key: these are too long then, and the parts of '//' cannot be deleted.
    if ($kind === 'swift' && (strlen($key) > 900 || $key === '//')) {
        continue;
    }
    check("key '$shown', in parts", static function () use ($s3, $key): bool {
        $upload = $s3->upload($key);
        $upload->write(str_repeat('x', (5 << 20) + 1));
        $info = $upload->commit();
        $s3->delete($key);
        return $info->size === (5 << 20) + 1;
    });
}
$s3->delete('copied');
check('nothing is left', static fn (): bool => iterator_count($s3->list()) === 0 && $s3->pendingUploads() === []);

$data = random_bytes(17_000_003);
foreach ([0, 1, 5 << 20, (5 << 20) + 1, strlen($data)] as $size) {
    check("$size bytes up and down", static function () use ($s3, $data, $size): bool {
        $info = put($s3, 'sized', substr($data, 0, $size));
        return $info->size === $size && stream_get_contents($s3->open('sized')) === substr($data, 0, $size);
    });
}
check('ranges', static function () use ($s3, $data): bool {
    foreach ([[0, 0], [0, 1], [5_242_879, 2], [17_000_002, null], [17_000_003, null], [3, 12_000_000]] as [$offset, $length]) {
        if (stream_get_contents($s3->open('sized', $offset, $length)) !== substr($data, $offset, $length)) {
            return false;
        }
    }
    return true;
});
check('a range behind the end', static function () use ($s3): bool {
    try {
        $s3->open('sized', 17_000_004);
    } catch (S3\S3Exception $e) {
        return str_contains($e->getMessage(), 'cannot start at 17000004');
    }
    return false;
});
check('seeking', static function () use ($s3, $data): bool {
    $stream = $s3->open('sized');
    fseek($stream, -1000, SEEK_END);
    return stream_get_contents($stream) === substr($data, -1000);
});
check('replaced while it is read', static function () use ($s3, $data): bool {
    $stream = $s3->open('sized');
    put($s3, 'sized', strrev($data));
    $code = code(static fn () => stream_get_contents($stream));
    put($s3, 'sized', $data);
    return $code === 'PreconditionFailed' || $code === '';
});
check('ifMatch', static fn (): bool => stream_get_contents($s3->open('sized', 0, 10, $s3->head('sized')->etag)) === substr($data, 0, 10)
    && code(static fn () => $s3->open('sized', ifMatch: '"other"')) === 'PreconditionFailed');

check('ifAbsent', static function () use ($s3, $kind): bool {
    $created = code(static fn () => put($s3, 'not there yet', 'x', ifAbsent: true));
    return code(static fn () => put($s3, 'sized', 'x', ifAbsent: true)) === 'PreconditionFailed'
        && $created === ($kind === 'swift' ? 'NotImplemented' : '');
});
check('metadata', static function () use ($s3): bool {
    $info = put($s3, 'sized', str_repeat('x', (5 << 20) + 1), headers: ['x-amz-meta-Site' => 'a, b=c', 'Content-Type' => 'application/zstd']);
    return $info->metadata['site'] === 'a, b=c' && $s3->head('sized')->metadata === $info->metadata;
});
if ($kind === 'rgw') {
    check('storage class', static function () use ($s3, $data): bool {
        put($s3, 'classed', $data, headers: ['x-amz-storage-class' => 'STANDARD']);
        return stream_get_contents($s3->open('classed')) === $data;
    });
    check('encrypted by a key of KMS', static function () use ($s3, $data): bool {
        $headers = ['x-amz-server-side-encryption' => 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id' => 'testkey-1'];
        put($s3, 'encrypted', $data, headers: $headers);
        return stream_get_contents($s3->open('encrypted')) === $data && stream_get_contents($s3->open('encrypted', 5_242_870, 20)) === substr($data, 5_242_870, 20);
    });
}

check('copy of one version', static function () use ($s3, $data, $kind): bool {
    // Swift cannot compare the ETag of an object in parts.
    foreach (['small' => 10] + ($kind === 'swift' ? [] : ['in parts' => (5 << 20) + 1]) as $key => $size) {
        $etag = put($s3, $key, substr($data, 0, $size))->etag;
        $s3->copy($key, 'copied', ifMatch: $etag);
        if ($s3->head('copied')?->size !== $size || code(static fn () => $s3->copy($key, 'copied', ifMatch: '"other"')) !== 'PreconditionFailed') {
            return false;
        }
    }
    return true;
});
check('rename by the wrapper', static function () use ($s3, $data, $bucket, $endpoint, $access, $secret): bool {
    $context = stream_context_create(['s3' => ['endpoint' => $endpoint, 'region' => 'us-east-1', 'key' => $access, 'secret' => $secret]]);
    foreach (['small' => 10, 'in parts' => (5 << 20) + 1] as $key => $size) {
        put($s3, "old/$key", substr($data, 0, $size));
        if (!rename("s3://$bucket/old/$key", "s3://$bucket/new/$key", $context) || $s3->head("old/$key") !== null
            || file_get_contents("s3://$bucket/new/$key", false, $context) !== substr($data, 0, $size)) {
            return false;
        }
    }
    return true;
});

check('dropped uploads leave nothing', static function () use ($s3, $data): bool {
    foreach (['abort', 'unset'] as $how) {
        $upload = $s3->upload('dropped');
        $upload->write($data);
        if ($how === 'abort') {
            $upload->abort();
        }
        unset($upload);
    }
    return $s3->pendingUploads() === [] && $s3->head('dropped') === null;
});
check('an orphan is found and aborted', static function () use ($s3, $data): bool|string {
    $orphan = $s3->upload('an orphan+é');
    $orphan->write($data);
    $found = $s3->pendingUploads('an orph');
    $s3->abortUpload('an orphan+é', $found[0]->uploadId);
    $now = $s3->pendingUploads();
    return count($found) === 1 && $found[0]->key === 'an orphan+é' && abs($found[0]->initiated - time()) < 3600 && $now === []
        && code(static fn () => $orphan->commit()) === 'NoSuchUpload';
});

check('a listing of several pages', static function () use ($s3): bool {
    for ($i = 0; $i < 1005; $i++) {
        put($s3, "many/$i", '');
    }
    return iterator_count($s3->list('many/')) === 1005;
});
check('a listing with a delimiter', static function () use ($s3): bool {
    put($s3, 'tree/a b/1', 'x');
    put($s3, 'tree/c', 'x');
    $found = array_map(static fn (S3\ObjectInfo $info): bool => $info->isPrefix, iterator_to_array($s3->list('tree/', '/')));
    ksort($found);
    return $found === ['tree/a b/' => true, 'tree/c' => false];
});
check('a listing with a delimiter, of several pages', static function () use ($s3): bool {
    for ($i = 0; $i < 1005; $i++) {
        put($s3, "wide/$i/a", '');
    }
    return iterator_count($s3->list('wide/', '/')) === 1005;
});
check('memory', static function () use ($bucket, $endpoint, $access, $secret): bool|string {
    // A process of its own, for the peak is the process's.
    $code = '$peak = fn () => (int) preg_replace("/.*VmHWM:\\s+(\\d+).*/s", "$1", file_get_contents("/proc/self/status"));
        [, $bucket, $endpoint, $access, $secret] = $argv;
        $before = $peak();
        $s3 = new WpNormalize\S3($bucket, $endpoint, "us-east-1", key: $access, secret: $secret);
        $upload = $s3->upload("large");
        for ($i = 0; $i < 160; $i++) {
            $upload->write(str_repeat("x", 1 << 20));
        }
        $upload->commit();
        $stream = $s3->open("large");
        for ($size = 0; ($bytes = fread($stream, 262144)) !== ""; $size += strlen($bytes));
        echo $size === 160 << 20 ? $peak() - $before : "not whole";';
    $process = proc_open([PHP_BINARY, '-n', '-d', 'extension=' . $GLOBALS['module'], '-r', $code, '--', $bucket, $endpoint, $access, $secret], [1 => ['pipe', 'w']], $pipes);
    $kib = stream_get_contents($pipes[1]);
    proc_close($process);
    return is_numeric($kib) && $kib > 30_000 && $kib < 64 * 1024 ? true : "$kib KiB";
});
check('many are deleted', static function () use ($s3): bool {
    $s3->delete(...array_map(strval(...), array_keys(iterator_to_array($s3->list()))));
    return iterator_count($s3->list()) === 0;
});

check('no such bucket', static fn (): bool => code(static fn () => iterator_count($client(bucket: 'no-such-bucket')->list())) === 'NoSuchBucket');
check('a wrong secret', static fn (): bool => code(static fn () => iterator_count($client(secret: 'wrong')->list())) === 'SignatureDoesNotMatch');
check('an unknown key', static fn (): bool => in_array(code(static fn () => iterator_count($client(key: 'wrong')->list())), ['InvalidAccessKeyId', 'SignatureDoesNotMatch'], true));
check('another region', static fn (): bool => iterator_count($client(region: 'eu-west-1')->list()) === 0);
check('the bucket in the host name', static function () use ($client, $endpoint): bool {
    $virtual = $client(endpoint: 'http://s3.localhost:' . parse_url($endpoint, PHP_URL_PORT), pathStyle: false);
    put($virtual, 'a b+é', 'virtual');
    return stream_get_contents($virtual->open('a b+é')) === 'virtual' && array_keys(iterator_to_array($virtual->list())) === ['a b+é'];
});

conclude();

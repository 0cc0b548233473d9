--TEST--
DumpWriter: the frames add up, and each decompresses alone
--EXTENSIONS--
wpnormalize
zlib
--FILE--
<?php
require __DIR__ . '/dump.inc';

/** Decompresses with other people's code: zlib's functions, the zstd program. */
function decompress(string $format, string $bytes): string
{
    if ($format !== 'zstd') {
        return $format === 'gzip' ? zlib_decode_members($bytes) : $bytes;
    }
    $file = tempnam(sys_get_temp_dir(), 'wpn');
    file_put_contents($file, $bytes);
    $process = proc_open(['zstd', '-dcq', $file], [1 => ['pipe', 'w']], $pipes);
    $plain = stream_get_contents($pipes[1]);
    if (proc_close($process) !== 0) {
        echo "zstd failed\n";
    }
    unlink($file);
    return $plain;
}

function zlib_decode_members(string $bytes): string
{
    for ($plain = ''; $bytes !== ''; $bytes = substr($bytes, inflate_get_read_len($member))) {
        $member = inflate_init(ZLIB_ENCODING_GZIP);
        $plain .= inflate_add($member, $bytes, ZLIB_FINISH);
    }
    return $plain;
}

$dump = sample_dump(300);
foreach (['zstd', 'gzip', 'none'] as $format) {
    $stored = stored($dump, $format, $index);
    echo $format, ': ', json_encode([$index['format'], $index['compression'], $index['dumper'], $index['tables']]), "\n";
    foreach ($index['frames'] as $frame) {
        printf("  %s %s %d rows\n", $frame['type'], $frame['table'] ?? '-', $frame['rows']);
    }
    var_dump(
        $index['rawSize'] === strlen($dump) && $index['size'] === strlen($stored) && $index['sha256'] === hash('sha256', $stored),
        $index['longestRow'] === strlen("(300,'https://example.com/page-300?a;b\\'c')"),
        decompress($format, $stored) === $dump,
    );
    $offset = $rawOffset = 0;
    foreach ($index['frames'] as $frame) {
        $bytes = substr($stored, $offset, $frame['size']);
        if ($frame['offset'] !== $offset || $frame['sha256'] !== hash('sha256', $bytes)
            || decompress($format, $bytes) !== substr($dump, $rawOffset, $frame['rawSize'])) {
            echo "frame at $offset is wrong\n";
        }
        $offset += $frame['size'];
        $rawOffset += $frame['rawSize'];
    }
    var_dump($rawOffset === strlen($dump));

    $tail = substr($stored, $offset); // the index, once more, for a file without a manifest
    if ($format === 'none') {
        var_dump($tail === '');
    } else {
        preg_match('/(\{.*\})\nwpn-index (\d{10})\n/', $tail, $match);
        $found = json_decode($match[1], true);
        var_dump(strlen($match[1]) === (int) $match[2] && $found['frames'] === $index['frames'] && $found['rawSize'] === strlen($dump));
    }
}

echo "small frames: ";
stored(str_repeat("INSERT INTO t VALUES (1);\n", 100), 'zstd', $index, 26 * 10);
echo json_encode(array_count_values(array_column($index['frames'], 'rows'))), "\n";
?>
--EXPECT--
zstd: [1,"zstd","mariadb-dump",{"wp_options":300}]
  prologue - 0 rows
  schema wp_options 0 rows
  rows wp_options 300 rows
  epilogue - 0 rows
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
gzip: [1,"gzip","mariadb-dump",{"wp_options":300}]
  prologue - 0 rows
  schema wp_options 0 rows
  rows wp_options 300 rows
  epilogue - 0 rows
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
none: [1,"none","mariadb-dump",{"wp_options":300}]
  prologue - 0 rows
  schema wp_options 0 rows
  rows wp_options 300 rows
  epilogue - 0 rows
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
small frames: {"10":10,"0":1}

--TEST--
SqlReader: truncated and damaged input, each at many places, never passes for whole
--EXTENSIONS--
wpnormalize
zlib
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\{IoException, SqlReader};

mt_srand(1);
$dump = sample_dump(500);
foreach (['gzip', 'zstd'] as $format) {
    $stored = stored($dump, $format, $index, 4096);
    $cuts = $flips = 0;
    $frame = $index['frames'][2];
    for ($i = 0; $i < 50; $i++) {
        // inside the frame, but not at its edges
        $at = $frame['offset'] + 1 + mt_rand(0, $frame['size'] - 3);
        try {
            statements(new SqlReader(stream_of(substr($stored, 0, $at))));
        } catch (IoException $e) {
            $cuts += (int) (str_contains($e->getMessage(), "the $format data is truncated"));
        }
    }
    for ($i = 0; $i < 50; $i++) {
        $bytes = $stored;
        $at = $frame['offset'] + mt_rand(10, $frame['size'] - 10); // gzip ignores some bits of its header, and of its last byte before the checksum
        $bytes[$at] = $bytes[$at] ^ "\x10";
        try {
            statements(new SqlReader(stream_of($bytes)));
        } catch (WpNormalize\Exception) {
            $flips++;
        }
    }
    echo "$format: $cuts of 50 cuts and $flips of 50 flipped bits are noticed\n";

    attempt('garbage behind it', fn () => statements(new SqlReader(stream_of($stored . 'garbage'))));
    $reader = new SqlReader(stream_of(substr($stored, 0, -100)));
    attempt('cut in the index', fn () => statements($reader));
    attempt('and again', fn () => $reader->next());
}
attempt('zip', fn () => (new SqlReader(stream_of("PK\x03\x04\x14\0\0\0")))->next());
attempt('a window of 2 GiB', fn () => (new SqlReader(stream_of("\x28\xb5\x2f\xfd\0\xa8\1\0\0\0")))->next());
?>
--EXPECTF--
gzip: 50 of 50 cuts and 50 of 50 flipped bits are noticed
garbage behind it: WpNormalize\IoException: the gzip data is damaged near byte %d: incorrect header check
cut in the index: WpNormalize\IoException: the gzip data is truncated: it ends inside a frame, after %d bytes
and again: WpNormalize\IoException: the gzip data is truncated: it ends inside a frame, after %d bytes
zstd: 50 of 50 cuts and 50 of 50 flipped bits are noticed
garbage behind it: WpNormalize\IoException: the zstd data is damaged near byte %d: Unknown frame descriptor
cut in the index: WpNormalize\IoException: the zstd data is truncated: it ends inside a frame, after %d bytes
and again: WpNormalize\IoException: the zstd data is truncated: it ends inside a frame, after %d bytes
zip: WpNormalize\IoException: the input is compressed with zip, which is not read here: decompress it first
a window of 2 GiB: WpNormalize\IoException: the zstd data is damaged near byte %d: Frame requires too much memory for decoding

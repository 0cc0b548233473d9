<?php

/* Our side of bench/s3, as a program: bucket, up FILE (- for standard input), down FILE, delete, address METHOD (for others). The environment says where. */

declare(strict_types=1);

use WpNormalize\S3;

require __DIR__ . '/../tests/s3/Signed.php';

[, $command, $file] = $argv + [2 => ''];
$s3 = new S3('bench');
switch ($command) {
    case 'bucket':
        Signed::createBucket(getenv('AWS_ENDPOINT_URL_S3'), getenv('AWS_ACCESS_KEY_ID'), getenv('AWS_SECRET_ACCESS_KEY'), 'bench');
        break;
    case 'address':
        echo Signed::address($file, getenv('AWS_ENDPOINT_URL_S3'), getenv('AWS_ACCESS_KEY_ID'), getenv('AWS_SECRET_ACCESS_KEY'), 'bench/object');
        break;
    case 'up':
        $upload = $s3->upload('object');
        $upload->copyFrom(fopen($file === '-' ? 'php://stdin' : $file, 'rb'));
        $upload->commit();
        break;
    case 'down':
        $from = $s3->open('object');
        $to = fopen($file, 'wb');
        while (($bytes = fread($from, 262144)) !== '') {
            fwrite($to, $bytes);
        }
        break;
    case 'delete':
        $s3->delete('object');
        break;
}

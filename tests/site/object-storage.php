<?php

/**
 * Writes, lists, reads and deletes in the bucket of .env with the AWS SDK, by the settings that media.php gives S3 Uploads.
 *
 *     php object-storage.php PUBLIC
 */

declare(strict_types=1);

require $argv[1] . '/wp/wp-load.php';

$s3 = (new Aws\Sdk(apply_filters('s3_uploads_s3_client_params', [
    'version' => 'latest',
    'credentials' => ['key' => S3_UPLOADS_KEY, 'secret' => S3_UPLOADS_SECRET],
    'signature' => 'v4',
    'region' => S3_UPLOADS_REGION,
])))->createS3();
$object = ['Bucket' => S3_UPLOADS_BUCKET, 'Key' => 'uploads/2026/01/ümlaut & space.txt'];

$s3->putObject($object + ['Body' => 'a text', 'ContentType' => 'text/plain', 'ACL' => S3_UPLOADS_OBJECT_ACL]);
$listed = $s3->listObjectsV2(['Bucket' => S3_UPLOADS_BUCKET, 'Prefix' => 'uploads/2026/01/'])['Contents'][0]['Key'] ?? null;
$s3->registerStreamWrapper();
$read = file_get_contents("s3://{$object['Bucket']}/{$object['Key']}");
$s3->deleteObject($object);
$left = $s3->doesObjectExistV2($object['Bucket'], $object['Key']);

foreach (['listed' => [$object['Key'], $listed], 'read' => ['a text', $read], 'left' => [false, $left]] as $what => [$expected, $actual]) {
    if ($expected !== $actual) {
        echo "$what: ", var_export($actual, true), "\n";
        $failed = true;
    }
}
exit((int) isset($failed));

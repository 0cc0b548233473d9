--TEST--
S3: credentials from a container and from EC2's metadata service, renewed before they end and when S3 says they did
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

use WpNormalize\S3;

$faults = new Faults();

function asked(): int
{
    global $faults;
    return $faults->counts()['metadata'] ?? 0;
}

echo "-- container\n";
putenv("AWS_CONTAINER_CREDENTIALS_FULL_URI=$faults->endpoint/container");
$s3 = new S3('bucket', endpoint: $faults->endpoint);
thrown(fn () => $s3->head('k'));
putenv('AWS_CONTAINER_AUTHORIZATION_TOKEN=container-token');
var_dump($s3->head('k'), $s3->head('k'), asked());
putenv('AWS_CONTAINER_AUTHORIZATION_TOKEN');
$file = tempnam(sys_get_temp_dir(), 'wpn');
file_put_contents($file, "container-token\n");
putenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=$file");
var_dump((new S3('bucket', endpoint: $faults->endpoint))->head('k'));
unlink($file);
thrown(fn () => (new S3('bucket', endpoint: $faults->endpoint))->head('k'));
putenv('AWS_CONTAINER_CREDENTIALS_FULL_URI=http://example.com/container');
thrown(fn () => (new S3('bucket', endpoint: $faults->endpoint))->head('k'));
putenv('AWS_CONTAINER_CREDENTIALS_FULL_URI');

echo "-- EC2\n";
putenv('AWS_EC2_METADATA_DISABLED');
putenv("AWS_EC2_METADATA_SERVICE_ENDPOINT=$faults->endpoint");
$before = asked();
$s3 = new S3('bucket', endpoint: $faults->endpoint);
var_dump($s3->head('k'), $s3->head('k'), asked() - $before);

echo "-- they end soon\n";
$faults->set(expireTokens: 200);
$s3 = new S3('bucket', endpoint: $faults->endpoint);
$before = asked();
$s3->head('k');
$s3->head('k');
var_dump(asked() - $before);
putenv('AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1');
thrown(fn () => $s3->head('k'));
putenv("AWS_EC2_METADATA_SERVICE_ENDPOINT=$faults->endpoint");
$faults->set(expireTokens: 3600);

echo "-- S3 says that they ended\n";
$s3 = new S3('bucket', endpoint: $faults->endpoint);
$s3->head('k');
$before = asked();
$faults->fault('ListObjectsV2', 'status', status: 400, code: 'ExpiredToken');
var_dump(iterator_count($s3->list()), asked() - $before);
$faults->fault('DeleteObject', 'status', status: 400, code: 'ExpiredToken', times: 4);
thrown(fn () => $s3->delete('a', 'b', 'c', 'd'));
$faults->fault('ListObjectsV2', 'status', status: 400, code: 'ExpiredToken');
thrown(fn () => iterator_count($faults->client(token: 'given for good')->list()));

echo "-- shared files\n";
putenv('AWS_EC2_METADATA_DISABLED=true');
$file = tempnam(sys_get_temp_dir(), 'wpn');
file_put_contents($file, "[work]\naws_access_key_id = access\naws_secret_access_key = secret\n");
putenv("AWS_SHARED_CREDENTIALS_FILE=$file");
$config = tempnam(sys_get_temp_dir(), 'wpn');
file_put_contents($config, "[profile work]\nregion = eu-west-3\nendpoint_url = $faults->endpoint\n");
putenv("AWS_CONFIG_FILE=$config");
$faults->set(region: 'eu-west-3');
var_dump((new S3('bucket', profile: 'work'))->head('k'));
putenv('AWS_PROFILE=work');
var_dump((new S3('bucket'))->head('k'));
echo implode(' ', array_slice($faults->state()['log'], -2)), "\n";
putenv('AWS_PROFILE=wrok');
thrown(fn () => (new S3('bucket', endpoint: $faults->endpoint))->head('k'));
unlink($file);
unlink($config);
?>
--EXPECT--
-- container
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: the container's credentials endpoint does not answer
NULL
NULL
int(2)
NULL
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: the container's authorization token cannot be read (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE)
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or an address of this machine
-- EC2
NULL
NULL
int(3)
-- they end soon
int(6)
nothing thrown
-- S3 says that they ended
int(0)
int(3)
nothing thrown
ListObjectsV2|bucket||400|ExpiredToken|id|ListObjectsV2 s3://bucket: the server says ExpiredToken (400 ExpiredToken, request req-N)
-- shared files
NULL
NULL
HeadObject HeadObject
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: the profile 'wrok' has no aws_access_key_id in the shared AWS files

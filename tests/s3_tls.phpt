--TEST--
S3 over TLS: a certificate is verified, chain and name; a proxy and a CA file can be set
--FILE--
<?php
require __DIR__ . '/s3_faults.inc';

/** A certificate of its own for the name, with its key, in a file. */
function certificate(string $names): string
{
    $config = tempnam(sys_get_temp_dir(), 'wpn');
    file_put_contents($config, "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nsubjectAltName=$names\nbasicConstraints=CA:TRUE\n");
    $options = ['config' => $config, 'x509_extensions' => 'ext', 'digest_alg' => 'sha256', 'private_key_bits' => 2048,
        'private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1'];
    $key = openssl_pkey_new($options);
    $x509 = openssl_csr_sign(openssl_csr_new(['commonName' => 'wpnormalize test'], $key, $options), null, $key, 1, $options);
    openssl_x509_export($x509, $certificate);
    openssl_pkey_export($key, $pem, null, $options);
    unlink($config);
    $file = tempnam(sys_get_temp_dir(), 'wpn');
    file_put_contents($file, $certificate . $pem);
    return $file;
}

$right = certificate('IP:127.0.0.1');
$wrong = certificate('DNS:example.com');

$faults = new Faults($right);
$data = pattern((5 << 20) + 1);
echo "-- nobody vouches for it\n";
thrown(fn () => $faults->client()->head('k'));
thrown(fn () => $faults->client(caFile: $wrong)->head('k'));
thrown(fn () => $faults->client(caFile: '/nonexistent')->head('k'));
echo implode(' ', $faults->state()['log']), "\n";

echo "-- trusted\n";
$s3 = $faults->client(caFile: $right);
$upload = $s3->upload('k');
$upload->write($data);
var_dump($upload->commit()->size, stream_get_contents($s3->open('k')) === $data);
putenv("AWS_CA_BUNDLE=$right");
var_dump($faults->client()->head('k')->size);
putenv('AWS_CA_BUNDLE');

echo "-- another's name\n";
$other = new Faults($wrong);
thrown(fn () => $other->client(caFile: $wrong)->head('k'));
echo implode(' ', $other->state()['log']), "\n";

echo "-- never from https to http\n";
$faults->fault('GetObject', 'status', status: 307, headers: ['Location' => 'http://127.0.0.1/']);
thrown(fn () => $s3->open('k'));

echo "-- proxy\n";
$plain = new Faults();
$s3 = new WpNormalize\S3('bucket', endpoint: 'http://s3.invalid', key: 'access', secret: 'secret', retries: 0, proxy: $plain->endpoint);
var_dump($s3->head('k'));
echo implode(' ', $plain->state()['log']), "\n";
unlink($right);
unlink($wrong);
?>
--EXPECT--
-- nobody vouches for it
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: what curl says 
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: what curl says 
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: what curl says 

-- trusted
int(5242881)
bool(true)
int(5242881)
-- another's name
HeadObject|bucket|k|0||no id|HeadObject s3://bucket/k: what curl says 

-- never from https to http
GetObject|bucket|k|307|Code307|id|GetObject s3://bucket/k: the server says Code307 (307 Code307, request req-N)
-- proxy
NULL
HeadObject

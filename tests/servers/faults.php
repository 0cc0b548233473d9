<?php

/*
 * A small S3 server that fails on command, for what real servers do not do when asked.
 *
 *   usage: php faults.php [--tls CERTIFICATE.PEM]      prints its port; ends when its standard input is closed
 *
 * One bucket, `bucket`, in memory; access key `access`, secret `secret`. Signatures are checked, by an implementation of
 * their own. The test talks to it by POST /-/<command> with a JSON body (unsigned):
 *
 *   fault   {operation, kind, times, skip, ...}   the next requests of that operation fail; see Faults
 *   clear   {}                                    no further faults
 *   set     {region, regionAnswer, clock}         the server's region, how it says so (301 or 400), and its clock's offset
 *   begin   {key, age}                            somebody begins a multipart upload, so many seconds ago
 *   state   {}                                    objects (key => size, SHA-256), uploads, and the log of operations
 *
 * Not checked, because real servers are tested for it: policies, ACLs, versions.
 */

declare(strict_types=1);

final class Request
{
    public string $method = '';
    public string $path = '';
    public string $query = '';
    /** @var array<string, string> */
    public array $headers = [];
    public string $body = '';

    public static function parse(string $head): self
    {
        $lines = explode("\r\n", $head);
        $request = new self();
        [$request->method, $target] = explode(' ', array_shift($lines));
        // A proxy is asked for a whole address.
        $target = preg_replace('~^http://[^/]+~', '', $target);
        [$request->path, $request->query] = explode('?', $target, 2) + [1 => ''];
        foreach ($lines as $line) {
            [$name, $value] = explode(':', $line, 2);
            $request->headers[strtolower($name)] = trim($value);
        }
        return $request;
    }

    /** @return array<string, string> */
    public function parameters(): array
    {
        $parameters = [];
        foreach ($this->query === '' ? [] : explode('&', $this->query) as $pair) {
            [$name, $value] = explode('=', $pair, 2) + [1 => ''];
            $parameters[rawurldecode($name)] = rawurldecode($value);
        }
        return $parameters;
    }

    public function key(): string
    {
        return rawurldecode(explode('/', $this->path, 3)[2] ?? '');
    }

    /** S3's name for what is asked. */
    public function operation(): string
    {
        $p = $this->parameters();
        $isObject = $this->key() !== '';
        return match (true) {
            str_starts_with($this->path, '/-/') => 'control',
            str_starts_with($this->path, '/latest/') || str_starts_with($this->path, '/container') => 'metadata',
            $isObject && isset($p['uploads']) => 'CreateMultipartUpload',
            $isObject && isset($p['partNumber']) => 'UploadPart',
            $isObject && isset($p['uploadId']) && $this->method === 'POST' => 'CompleteMultipartUpload',
            $isObject && isset($p['uploadId']) && $this->method === 'GET' => 'ListParts',
            $isObject && isset($p['uploadId']) => 'AbortMultipartUpload',
            $isObject && isset($this->headers['x-amz-copy-source']) => 'CopyObject',
            $isObject => ['PUT' => 'PutObject', 'GET' => 'GetObject', 'HEAD' => 'HeadObject', 'DELETE' => 'DeleteObject'][$this->method],
            isset($p['uploads']) => 'ListMultipartUploads',
            default => 'ListObjectsV2',
        };
    }
}

final class Answer
{
    /** @param array<string, string> $headers */
    public function __construct(public int $status, public array $headers = [], public string $body = '')
    {
    }

    public static function error(int $status, string $code, string $more = ''): self
    {
        return new self($status, ['Content-Type' => 'application/xml'], '<?xml version="1.0"?><Error><Code>' . $code
            . "</Code><Message>the server says $code</Message><RequestId>req-$code</RequestId>$more</Error>");
    }

    public static function xml(string $body): self
    {
        return new self(200, ['Content-Type' => 'application/xml'], '<?xml version="1.0"?>' . $body);
    }

    public function head(): string
    {
        $head = "HTTP/1.1 $this->status X\r\n";
        foreach ($this->headers + ['Content-Length' => (string) strlen($this->body)] as $name => $value) {
            $head .= "$name: $value\r\n";
        }
        return "$head\r\n";
    }
}

/** The bucket, and what each operation does to it. */
final class Store
{
    /** @var array<string, array{body: string, etag: string, headers: array<string, string>}> */
    public array $objects = [];
    /** @var array<string, array{key: string, begun: int, headers: array<string, string>, parts: array<int, string>}> */
    public array $uploads = [];
    public int $pageSize = 1000;
    public int $clock = 0;
    private int $lastId = 0;

    public function put(string $key, string $body, array $headers): string
    {
        $etag = '"' . md5($body . count($this->objects) . $this->lastId++) . '"';
        $this->objects[$key] = ['body' => $body, 'etag' => $etag, 'headers' => $headers];
        return $etag;
    }

    private function kept(Request $request): array
    {
        return array_filter(
            $request->headers,
            static fn (string $name): bool => preg_match('/^(x-amz-meta-|x-amz-server-side|x-amz-storage|content-type)/', $name) === 1,
            ARRAY_FILTER_USE_KEY,
        );
    }

    public function serve(string $operation, Request $request): Answer
    {
        $key = $request->key();
        $p = $request->parameters();
        $isTaken = ($request->headers['if-none-match'] ?? '') === '*' && isset($this->objects[$key]);
        $noUpload = isset($p['uploadId']) && !isset($this->uploads[$p['uploadId']]);
        return match (true) {
            $noUpload => Answer::error(404, 'NoSuchUpload'),
            $isTaken => Answer::error(412, 'PreconditionFailed'),
            default => match ($operation) {
                'PutObject' => new Answer(200, ['ETag' => $this->put($key, $request->body, $this->kept($request))]),
                'CreateMultipartUpload' => $this->create($key, $this->kept($request)),
                'ListParts' => $this->listParts($p['uploadId']),
                'UploadPart' => $this->part($p['uploadId'], (int) $p['partNumber'], $request->body),
                'CompleteMultipartUpload' => $this->complete($p['uploadId'], $request->body),
                'AbortMultipartUpload' => $this->abort($p['uploadId']),
                'HeadObject', 'GetObject' => $this->get($key, $request),
                'DeleteObject' => $this->delete($key),
                'CopyObject' => $this->copy($key, $request),
                'ListObjectsV2' => $this->list($p),
                'ListMultipartUploads' => $this->listUploads($p),
            },
        };
    }

    public function begin(string $key, int $age, array $headers = []): string
    {
        $id = 'upload-' . ++$this->lastId;
        $this->uploads[$id] = ['key' => $key, 'begun' => time() + $this->clock - $age, 'headers' => $headers, 'parts' => []];
        return $id;
    }

    private function create(string $key, array $headers): Answer
    {
        $id = $this->begin($key, 0, $headers);
        return Answer::xml("<InitiateMultipartUploadResult><UploadId>$id</UploadId></InitiateMultipartUploadResult>");
    }

    private function part(string $id, int $number, string $body): Answer
    {
        $this->uploads[$id]['parts'][$number] = $body;
        return new Answer(200, ['ETag' => '"' . md5($body) . '"']);
    }

    private function complete(string $id, string $document): Answer
    {
        preg_match_all('~<PartNumber>(\d+)</PartNumber><ETag>(.*?)</ETag>~', $document, $listed, PREG_SET_ORDER);
        $upload = $this->uploads[$id];
        $sizes = array_map('strlen', $upload['parts']);
        ksort($sizes);
        array_pop($sizes);
        $body = '';
        foreach ($listed as [, $number, $etag]) {
            $part = $upload['parts'][(int) $number] ?? null;
            if ($part === null || '"' . md5($part) . '"' !== $etag) {
                return Answer::error(400, 'InvalidPart');
            }
            $body .= $part;
        }
        if (count(array_unique($sizes)) > 1 || count($listed) !== count($upload['parts'])) {
            return Answer::error(400, 'InvalidPart'); // R2 wants parts of equal size
        }
        unset($this->uploads[$id]);
        $etag = $this->put($upload['key'], $body, $upload['headers']);
        return Answer::xml("<CompleteMultipartUploadResult><ETag>$etag</ETag></CompleteMultipartUploadResult>");
    }

    private function abort(string $id): Answer
    {
        unset($this->uploads[$id]);
        return new Answer(204);
    }

    private function get(string $key, Request $request): Answer
    {
        $object = $this->objects[$key] ?? null;
        if ($object === null) {
            return Answer::error(404, 'NoSuchKey');
        }
        if (($request->headers['if-match'] ?? $object['etag']) !== $object['etag']) {
            return Answer::error(412, 'PreconditionFailed');
        }
        $total = strlen($object['body']);
        $headers = $object['headers'] + ['ETag' => $object['etag'], 'Last-Modified' => 'Fri, 24 May 2013 00:00:00 GMT'];
        if (!preg_match('/^bytes=(\d+)-(\d+)$/', $request->headers['range'] ?? '', $range)) {
            return new Answer(200, $headers + ['Content-Length' => (string) $total], $object['body']);
        }
        if ((int) $range[1] >= $total) {
            return Answer::error(416, 'InvalidRange');
        }
        $last = min((int) $range[2], $total - 1);
        $headers['Content-Range'] = "bytes $range[1]-$last/$total";
        return new Answer(206, $headers, substr($object['body'], (int) $range[1], $last - (int) $range[1] + 1));
    }

    private function delete(string $key): Answer
    {
        unset($this->objects[$key]);
        return new Answer(204);
    }

    private function copy(string $key, Request $request): Answer
    {
        $from = $this->objects[explode('/', rawurldecode($request->headers['x-amz-copy-source']), 3)[2]] ?? null;
        if ($from === null) {
            return Answer::error(404, 'NoSuchKey');
        }
        if (($request->headers['x-amz-copy-source-if-match'] ?? $from['etag']) !== $from['etag']) {
            return Answer::error(412, 'PreconditionFailed');
        }
        $etag = $this->put($key, $from['body'], $from['headers']);
        return Answer::xml("<CopyObjectResult><ETag>$etag</ETag></CopyObjectResult>");
    }

    private function list(array $p): Answer
    {
        $keys = array_filter(array_map('strval', array_keys($this->objects)), static fn (string $key): bool => str_starts_with($key, $p['prefix'])
            && strcmp($key, $p['continuation-token'] ?? '') > 0);
        sort($keys, SORT_STRING);
        $xml = '<ListBucketResult><EncodingType>url</EncodingType>';
        if (isset($p['delimiter'])) {
            $pattern = '~^' . preg_quote($p['prefix'], '~') . '[^/]*/~';
            $prefixes = array_unique(array_merge(...array_map(static fn (string $key): array => preg_match($pattern, $key, $m) ? $m : [], $keys)));
            $keys = preg_grep($pattern, $keys, PREG_GREP_INVERT);
            foreach ($prefixes as $prefix) {
                $xml .= '<CommonPrefixes><Prefix>' . urlencode($prefix) . '</Prefix></CommonPrefixes>';
            }
        }
        $page = array_slice($keys, 0, $this->pageSize);
        if (count($keys) > count($page)) {
            $xml .= '<IsTruncated>true</IsTruncated><NextContinuationToken>' . htmlspecialchars(end($page)) . '</NextContinuationToken>';
        }
        foreach ($page as $key) {
            $object = $this->objects[$key];
            $xml .= '<Contents><Key>' . urlencode($key) . '</Key><Size>' . strlen($object['body'])
                . '</Size><LastModified>2013-05-24T00:00:00.000Z</LastModified><ETag>' . $object['etag'] . '</ETag></Contents>';
        }
        return Answer::xml("$xml</ListBucketResult>");
    }

    private function listParts(string $id): Answer
    {
        $xml = '';
        foreach ($this->uploads[$id]['parts'] as $number => $part) {
            $xml .= "<Part><PartNumber>$number</PartNumber><Size>" . strlen($part) . '</Size></Part>';
        }
        return Answer::xml("<ListPartsResult><UploadId>$id</UploadId>$xml</ListPartsResult>");
    }

    private function listUploads(array $p): Answer
    {
        $ids = array_keys(array_filter($this->uploads, static fn (array $upload): bool => str_starts_with($upload['key'], $p['prefix'])));
        usort($ids, fn (string $a, string $b): int => strcmp($this->uploads[$a]['key'], $this->uploads[$b]['key']) ?: strnatcmp($a, $b));
        $after = array_search($p['upload-id-marker'] ?? '', $ids, true);
        $rest = array_slice($ids, $after === false ? 0 : $after + 1);
        $page = array_slice($rest, 0, $this->pageSize);
        $xml = '<ListMultipartUploadsResult>';
        if (count($rest) > count($page)) {
            $last = end($page);
            $xml .= '<IsTruncated>true</IsTruncated><NextKeyMarker>' . htmlspecialchars($this->uploads[$last]['key'])
                . "</NextKeyMarker><NextUploadIdMarker>$last</NextUploadIdMarker>";
        }
        foreach ($page as $id) {
            $xml .= '<Upload><Key>' . htmlspecialchars($this->uploads[$id]['key']) . "</Key><UploadId>$id</UploadId>"
                . '<Initiated>' . gmdate('Y-m-d\TH:i:s', $this->uploads[$id]['begun']) . '.000Z</Initiated></Upload>';
        }
        return Answer::xml("$xml</ListMultipartUploadsResult>");
    }
}

/** What signs a request: AWS Signature Version 4, written from its documentation and not from our C. */
final class Signatures
{
    public static function check(Request $request, string $region): ?Answer
    {
        $header = $request->headers['authorization'] ?? '';
        if (!preg_match('~^AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,SignedHeaders=([^,]+),Signature=(\w+)$~', $header, $m)) {
            return Answer::error(403, 'AccessDenied');
        }
        [, $access, $day, $signedRegion, $names, $signature] = $m;
        if ($access !== 'access') {
            return Answer::error(403, 'InvalidAccessKeyId');
        }
        $canonical = "$request->method\n$request->path\n$request->query\n";
        foreach (explode(';', $names) as $name) {
            $canonical .= "$name:" . preg_replace('/ +/', ' ', $request->headers[$name] ?? '') . "\n";
        }
        $canonical .= "\n$names\n" . $request->headers['x-amz-content-sha256'];
        $key = 'AWS4secret';
        foreach ([$day, $signedRegion, 's3', 'aws4_request'] as $part) {
            $key = hash_hmac('sha256', $part, $key, true);
        }
        $date = $request->headers['x-amz-date'];
        $toSign = "AWS4-HMAC-SHA256\n$date\n$day/$signedRegion/s3/aws4_request\n" . hash('sha256', $canonical);
        if (hash_hmac('sha256', $toSign, $key) !== $signature) {
            return Answer::error(403, 'SignatureDoesNotMatch');
        }
        return hash('sha256', $request->body) === $request->headers['x-amz-content-sha256'] ? null : Answer::error(400, 'XAmzContentSHA256Mismatch');
    }
}

/** A connection: what came in, and what goes out when (null: the end). */
final class Connection
{
    public string $input = '';
    public ?Request $request = null;
    /** @var list<array{float, ?string}> */
    public array $output = [];
    /** @var array<string, mixed>|null the fault of the request under way */
    public ?array $fault = null;
    /** Nothing is read from it any more. */
    public bool $isDeaf = false;

    /** @param resource $socket */
    public function __construct(public $socket)
    {
    }
}

final class Server
{
    /** @var array<int, Connection> */
    private array $connections = [];
    private Store $store;
    /** @var list<array<string, mixed>> */
    private array $faults = [];
    /** @var array{region: string, regionAnswer: int, clock: int, pageSize?: int, expireTokens?: int} */
    private array $settings = ['region' => 'us-east-1', 'regionAnswer' => 301, 'clock' => 0];
    /** @var list<string> */
    private array $log = [];
    private string $authority;

    /** @param resource $listener */
    public function __construct(private $listener, private bool $isTls)
    {
        $this->store = new Store();
        $this->authority = stream_socket_get_name($listener, false);
    }

    public function run(): void
    {
        for (;;) {
            $read = [STDIN, $this->listener];
            $write = [];
            $wait = 1.0;
            foreach ($this->connections as $id => $connection) {
                if (!$connection->isDeaf) {
                    $read[] = $connection->socket;
                }
                $due = ($connection->output[0][0] ?? INF) - microtime(true);
                if ($due <= 0) {
                    $write[] = $connection->socket;
                } else {
                    $wait = min($wait, $due);
                }
            }
            $except = null;
            if (!@stream_select($read, $write, $except, (int) $wait, (int) (fmod($wait, 1) * 1e6) + 1000)) {
                continue;
            }
            foreach ($read as $socket) {
                if ($socket === STDIN) {
                    if (fgets(STDIN) === false) {
                        return;
                    }
                } elseif ($socket === $this->listener) {
                    $this->accept();
                } elseif (isset($this->connections[(int) $socket])) {
                    $this->receive($this->connections[(int) $socket]);
                }
            }
            foreach ($write as $socket) {
                if (isset($this->connections[(int) $socket])) {
                    $this->send($this->connections[(int) $socket]);
                }
            }
        }
    }

    private function accept(): void
    {
        $socket = @stream_socket_accept($this->listener, 0);
        if ($socket === false) {
            return;
        }
        if ($this->isTls && !@stream_socket_enable_crypto($socket, true, STREAM_CRYPTO_METHOD_TLS_SERVER)) {
            fclose($socket);
            return;
        }
        stream_set_blocking($socket, false);
        stream_set_write_buffer($socket, 0);
        $this->connections[(int) $socket] = new Connection($socket);
    }

    private function close(Connection $connection): void
    {
        unset($this->connections[(int) $connection->socket]);
        fclose($connection->socket);
    }

    private function receive(Connection $connection): void
    {
        $bytes = fread($connection->socket, 1 << 20);
        if ($bytes === '' || $bytes === false) {
            if (feof($connection->socket)) {
                $this->close($connection);
            }
            return;
        }
        $connection->input .= $bytes;
        while (isset($this->connections[(int) $connection->socket]) && $this->step($connection)) {
        }
    }

    /** Takes a head, or a body, off the input; false where more has to come. */
    private function step(Connection $connection): bool
    {
        if ($connection->request === null) {
            $end = strpos($connection->input, "\r\n\r\n");
            if ($end === false) {
                return false;
            }
            $connection->request = Request::parse(substr($connection->input, 0, $end));
            $connection->input = substr($connection->input, $end + 4);
            $connection->fault = $this->takeFault($connection->request->operation());
        }
        $request = $connection->request;
        $length = (int) ($request->headers['content-length'] ?? 0);
        if (($connection->fault['kind'] ?? '') === 'reset' && strlen($connection->input) >= $length / 2) {
            $this->close($connection);
            return false;
        }
        if (($connection->fault['kind'] ?? '') === 'deaf') {
            $connection->isDeaf = true;
            return false;
        }
        if (strlen($connection->input) < $length) {
            return false;
        }
        $request->body = substr($connection->input, 0, $length);
        $connection->input = substr($connection->input, $length);
        $connection->request = null;
        $this->answer($connection, $request);
        return true;
    }

    private function takeFault(string $operation): ?array
    {
        foreach ($this->faults as $i => $fault) {
            if ($fault['operation'] !== $operation) {
                continue;
            }
            if (($fault['skip'] ?? 0) > 0) {
                $this->faults[$i]['skip']--;
                continue;
            }
            if (--$this->faults[$i]['times'] === 0) {
                array_splice($this->faults, $i, 1);
            }
            return $fault;
        }
        return null;
    }

    private function answer(Connection $connection, Request $request): void
    {
        $operation = $request->operation();
        $fault = $connection->fault ?? ['kind' => ''];
        if ($operation === 'control') {
            $this->reply($connection, $this->control(basename($request->path), json_decode($request->body, true)));
            $connection->output[] = [microtime(true), null]; // PHP's http:// reads to the end
            return;
        }
        $this->log[] = $operation . ($fault['kind'] === '' ? '' : " $fault[kind]");
        if ($operation === 'metadata') {
            $this->reply($connection, $this->metadata($request));
            return;
        }
        if ($fault['kind'] === 'stuck') {
            return;
        }
        $refused = Signatures::check($request, $this->settings['region']) ?? $this->checkScope($request);
        $answer = $refused ?? $this->before($fault, $operation, $request) ?? $this->store->serve($operation, $request);
        if ($request->method === 'HEAD') {
            $answer->headers += ['Content-Length' => (string) strlen($answer->body)];
            $answer->body = '';
        }
        $answer->headers += [
            'x-amz-request-id' => 'req-' . count($this->log),
            'Date' => gmdate('D, d M Y H:i:s \G\M\T', time() + $this->settings['clock']),
        ];
        $this->reply($connection, $answer, $refused === null ? $fault : ['kind' => '']);
    }

    /** Time and region, as S3 checks them. */
    private function checkScope(Request $request): ?Answer
    {
        $theirs = DateTimeImmutable::createFromFormat('Ymd\THis\Z', $request->headers['x-amz-date'], new DateTimeZone('UTC'));
        if (abs($theirs->getTimestamp() - time() - $this->settings['clock']) > 900) {
            return Answer::error(403, 'RequestTimeTooSkewed');
        }
        $region = $this->settings['region'];
        if (str_contains($request->headers['authorization'], "/$region/s3/")) {
            return null;
        }
        $answer = $this->settings['regionAnswer'] === 301
            ? Answer::error(301, 'PermanentRedirect', "<Endpoint>$this->authority</Endpoint>")
            : Answer::error(400, 'AuthorizationHeaderMalformed', "<Region>$region</Region>");
        if ($this->settings['regionAnswer'] === 301 || $request->method === 'HEAD') {
            $answer->headers['x-amz-bucket-region'] = $region;
        }
        return $answer;
    }

    /** Faults that come instead of the operation, or change the bucket before it. */
    private function before(array $fault, string $operation, Request $request): ?Answer
    {
        switch ($fault['kind']) {
            case 'status':
                $answer = Answer::error($fault['status'], $fault['code'] ?? 'Code' . $fault['status'], $fault['more'] ?? '');
                $answer->headers += $fault['headers'] ?? [];
                return $answer;
            case 'garbage':
                return new Answer(200, [], $fault['body'] ?? '<html><body>Welcome to the hotel</bo');
            case 'pages':
                // Each in its turn, with a number that grows.
                $number = $fault['total'] - $fault['times'];
                $body = $fault['bodies'][$number % count($fault['bodies'])];
                return Answer::xml(str_replace('{n}', sprintf('%06d', $number), $body));
            case 'redirect':
                return new Answer(307, ['Location' => ($this->isTls ? 'https' : 'http') . "://$this->authority/elsewhere"]);
            case 'change':
                $this->store->put($fault['key'] ?? $request->key(), str_repeat('changed', 3_000_000), []);
                return null;
            case 'gone':
                // As if another had published and taken the upload away: the retried Complete of a lost answer looks like that.
                unset($this->store->uploads[$request->parameters()['uploadId']]);
                return null;
            default:
                return null;
        }
    }

    /** Sends the answer; faults of the transfer take effect here. */
    private function reply(Connection $connection, Answer $answer, array $fault = ['kind' => '']): void
    {
        $now = microtime(true);
        $half = intdiv(strlen($answer->body), 2);
        switch ($fault['kind']) {
            case 'lost':
                $connection->output[] = [$now, null];
                return;
            case 'silence':
                return;
            case 'truncate':
                $answer->headers['Content-Length'] = (string) strlen($answer->body);
                array_push($connection->output, [$now, $answer->head() . substr($answer->body, 0, $fault['bytes'] ?? $half)], [$now, null]);
                return;
            case 'stall':
                $connection->output[] = [$now, $answer->head() . substr($answer->body, 0, $half)];
                return;
            case 'longer':
                $answer->body .= 'and ten more';
                break;
            case 'chunked-short':
                $answer->headers['Transfer-Encoding'] = 'chunked';
                $chunk = substr($answer->body, 0, $half);
                $head = preg_replace('/Content-Length: \d+\r\n/', '', $answer->head());
                $connection->output[] = [$now, $head . dechex(strlen($chunk)) . "\r\n$chunk\r\n0\r\n\r\n"];
                return;
            case 'chunked-unended':
                $answer->headers['Transfer-Encoding'] = 'chunked';
                $head = preg_replace('/Content-Length: \d+\r\n/', '', $answer->head());
                array_push($connection->output, [$now, $head . dechex(strlen($answer->body)) . "\r\n$answer->body\r\n"], [$now, null]);
                return;
            case 'header':
                $answer->headers[$fault['name']] = $fault['value'];
                break;
            case 'drip':
                $connection->output[] = [$now, $answer->head()];
                foreach (str_split($answer->body, $fault['bytes'] ?? 1) as $i => $piece) {
                    $connection->output[] = [$now + ($i + 1) * ($fault['seconds'] ?? 0.1), $piece];
                }
                return;
            case 'slow':
                $now += $fault['seconds'];
                break;
        }
        $connection->output[] = [$now, $answer->head() . $answer->body];
    }

    private function send(Connection $connection): void
    {
        [, $bytes] = $connection->output[0];
        if ($bytes === null) {
            $this->close($connection);
            return;
        }
        $count = @fwrite($connection->socket, $bytes);
        if ($count === false) {
            $this->close($connection);
        } elseif ($count === strlen($bytes)) {
            array_shift($connection->output);
        } else {
            $connection->output[0][1] = substr($bytes, $count);
        }
    }

    private function control(string $command, ?array $arguments): Answer
    {
        if ($command === 'fault') {
            $this->faults[] = $arguments + ['times' => 1, 'total' => $arguments['times'] ?? 1];
        } elseif ($command === 'clear') {
            $this->faults = [];
        } elseif ($command === 'begin') {
            $this->store->begin($arguments['key'], $arguments['age']);
        } elseif ($command === 'set') {
            $this->settings = $arguments + $this->settings;
            $this->store->pageSize = $this->settings['pageSize'] ?? 1000;
            $this->store->clock = $this->settings['clock'];
        }
        $objects = array_map(
            static fn (array $object): array => ['size' => strlen($object['body']), 'sha256' => hash('sha256', $object['body']), 'headers' => $object['headers']],
            $command === 'state' ? $this->store->objects : [],
        );
        return new Answer(200, [], json_encode(['objects' => $objects, 'uploads' => array_column($this->store->uploads, 'key'), 'log' => $this->log]));
    }

    /** EC2's metadata service, version 2, and a container's endpoint. */
    private function metadata(Request $request): Answer
    {
        $expires = time() + ($this->settings['expireTokens'] ?? 3600);
        $credentials = json_encode([
            'Code' => 'Success', 'AccessKeyId' => 'access', 'SecretAccessKey' => 'secret', 'Token' => 'temporary-token',
            'Expiration' => gmdate('Y-m-d\TH:i:s\Z', $expires),
        ]);
        if ($request->path === '/latest/api/token') {
            return new Answer($request->method === 'PUT' && isset($request->headers['x-aws-ec2-metadata-token-ttl-seconds']) ? 200 : 400, [], 'imds-token');
        }
        if (str_starts_with($request->path, '/container')) {
            return ($request->headers['authorization'] ?? '') === 'container-token' ? new Answer(200, [], $credentials) : new Answer(403);
        }
        if (($request->headers['x-aws-ec2-metadata-token'] ?? '') !== 'imds-token') {
            return new Answer(401);
        }
        $isRole = basename($request->path) === 'the-role';
        return new Answer(200, [], $isRole ? $credentials : 'the-role');
    }
}

$certificate = ($argv[1] ?? '') === '--tls' ? $argv[2] : null;
$context = stream_context_create(['ssl' => ['local_cert' => $certificate]]);
$listener = stream_socket_server('tcp://127.0.0.1:0', $code, $message, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
if ($listener === false) {
    fwrite(STDERR, "faults.php: cannot listen: $message\n");
    exit(1);
}
ini_set('memory_limit', '-1');
echo explode(':', stream_socket_get_name($listener, false))[1], "\n";
(new Server($listener, $certificate !== null))->run();

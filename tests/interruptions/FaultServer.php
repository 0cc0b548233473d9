<?php

/**
 * The project's own S3 server (tests/servers/faults.php), which holds a copy of a folder's backup and sends it slowly, so
 * that it can be killed while it does.
 */

declare(strict_types=1);

namespace WpNormalize\Tests\Interruptions;

final class FaultServer
{
    private const PIECE = 8192;
    private const SECONDS_PER_PIECE = 0.05;

    /** @var resource|null */
    private $process = null;
    /** @var resource|null */
    private $input = null;
    private int $port = 0;

    public function __construct(private readonly string $root, private readonly string $folder)
    {
    }

    public function start(): void
    {
        $this->process = proc_open(
            [PHP_BINARY, '-n', $this->root . '/tests/servers/faults.php'],
            [['pipe', 'r'], ['pipe', 'w']],
            $pipes,
        );
        $this->input = $pipes[0];
        $this->port = (int) fgets($pipes[1]);
        $s3 = new \WpNormalize\S3('bucket', endpoint: "http://127.0.0.1:$this->port", region: 'us-east-1', key: 'access', secret: 'secret');
        foreach (glob("$this->folder/*/*") ?: [] as $file) {
            $upload = $s3->upload('site/' . substr($file, strlen($this->folder) + 1));
            $upload->copyFrom(fopen($file, 'r'));
            $upload->commit();
        }
        $this->command('fault', [
            'operation' => 'GetObject', 'kind' => 'drip', 'times' => 1000, 'bytes' => self::PIECE, 'seconds' => self::SECONDS_PER_PIECE,
        ]);
    }

    public function kill(): void
    {
        proc_terminate($this->process, SIGKILL);
        fclose($this->input);
        proc_close($this->process);
    }

    public function url(): string
    {
        return 's3://bucket/site';
    }

    /** @return array<string, string> */
    public function settings(): array
    {
        return [
            'AWS_ENDPOINT_URL_S3' => "http://127.0.0.1:$this->port",
            'AWS_REGION' => 'us-east-1',
            'AWS_ACCESS_KEY_ID' => 'access',
            'AWS_SECRET_ACCESS_KEY' => 'secret',
        ];
    }

    /** Where the same backup is, when the server is gone. */
    public function copy(): string
    {
        return "file://$this->folder";
    }

    /** @param array<string, mixed> $arguments */
    private function command(string $name, array $arguments): void
    {
        file_get_contents("http://127.0.0.1:$this->port/-/$name", false, stream_context_create([
            'http' => ['method' => 'POST', 'content' => json_encode($arguments)],
        ]));
    }
}

<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Failure;

/** A running dump program: its output to read, then its verdict. */
final class DumpProcess
{
    /** @var resource|null */
    private $process;
    /** @var resource its standard output */
    public readonly mixed $output;
    /** @var resource a file: nobody has to empty it while the dump runs */
    private $errors;

    /** @param list<string> $command reads its credentials from descriptor 3 */
    public function __construct(private readonly array $command, DatabaseSettings $settings, bool $mariaDbClient)
    {
        $errors = tmpfile();
        if ($errors === false) {
            throw Failure::failed(
                'cannot create a temporary file in ' . sys_get_temp_dir(),
                'check its permissions and free space',
            );
        }
        $this->errors = $errors;
        $descriptors = [['file', '/dev/null', 'r'], ['pipe', 'w'], $this->errors, ['pipe', 'r']];
        $process = @proc_open($command, $descriptors, $pipes);
        if ($process === false) {
            throw Failure::failed("cannot start $command[0]", 'check that it is installed and that memory is left');
        }
        $this->process = $process;
        $this->output = $pipes[1];
        // A few hundred bytes: the pipe takes them whole, whether the program reads them or has ended already.
        @fwrite($pipes[3], self::optionFile($settings, $mariaDbClient));
        fclose($pipes[3]);
    }

    public function __destruct()
    {
        $this->stop();
    }

    /**
     * Waits for the end. Anything but success throws what the program said.
     *
     * @return string what it said all the same, in one line
     */
    public function finish(): string
    {
        fclose($this->output);
        $status = proc_close($this->process);
        $this->process = null;
        $said = $this->said();
        $name = basename($this->command[0]);
        if ($status !== 0 || preg_match('/\berror\b/i', $said) === 1) {
            throw Failure::failed(
                "$name failed with exit status $status: " . ($said === '' ? 'it said nothing' : $said),
                'nothing was published; php cli db:doctor examines what a backup needs',
            );
        }

        return $said;
    }

    /** Ends it, where it still runs. */
    public function stop(): void
    {
        if ($this->process === null) {
            return;
        }
        proc_terminate($this->process);
        if (is_resource($this->output)) {
            fclose($this->output);
        }
        proc_close($this->process);
        $this->process = null;
    }

    private function said(): string
    {
        rewind($this->errors);
        $lines = array_filter(array_map('trim', explode("\n", (string) stream_get_contents($this->errors, 4096))));

        return implode(' / ', $lines);
    }

    private static function optionFile(DatabaseSettings $settings, bool $mariaDbClient): string
    {
        $options = [
            'user' => $settings->user,
            'password' => $settings->password,
            'host' => $settings->host,
            'port' => $settings->port,
            'socket' => $settings->socket,
            'ssl-ca' => $settings->sslCa,
        ];
        $lines = ['[client]'];
        foreach ($options as $name => $value) {
            if ($value !== null) {
                $lines[] = "$name=" . self::quote((string) $value);
            }
        }
        if ($settings->sslCa !== null) {
            $lines[] = $mariaDbClient ? 'ssl-verify-server-cert' : 'ssl-mode=VERIFY_IDENTITY';
        } elseif ($mariaDbClient) {
            // As WordPress and our own connection: from 11.4 on the client refuses a server without TLS otherwise.
            $lines[] = 'ssl-verify-server-cert=0';
        }

        return implode("\n", $lines) . "\n";
    }

    /** Option files know the escapes \\ \n \r \t and \" inside double quotes. */
    private static function quote(string $value): string
    {
        return '"' . strtr($value, ['\\' => '\\\\', '"' => '\\"', "\n" => '\\n', "\r" => '\\r', "\t" => '\\t']) . '"';
    }
}

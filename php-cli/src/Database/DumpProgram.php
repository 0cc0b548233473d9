<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Database;

use WpNormalize\Cli\Failure;

/** mariadb-dump or mysqldump, whichever suits the server, and the arguments that this version of it understands. */
final class DumpProgram
{
    private function __construct(
        private readonly string $path,
        public readonly string $version,
        private readonly string $help,
    ) {
    }

    public static function forServer(bool $mariaDb): self
    {
        foreach ($mariaDb ? ['mariadb-dump', 'mysqldump'] : ['mysqldump', 'mariadb-dump'] as $name) {
            $path = self::find($name);
            if ($path !== null) {
                return new self($path, trim(self::output($path, '--version')), self::output($path, '--help'));
            }
        }
        $package = $mariaDb ? 'mariadb-client' : 'mysql-client';
        throw Failure::usage('neither mariadb-dump nor mysqldump is installed', "install it: apt-get install $package");
    }

    public function isMariaDb(): bool
    {
        return stripos($this->version, 'mariadb') !== false;
    }

    /**
     * @param list<string> $tables
     * @return list<string>
     */
    public function command(string $database, array $tables, string $charset, bool $withCode): array
    {
        return [
            $this->path,
            // The descriptor that DumpProcess fills: neither arguments nor the environment show the password.
            '--defaults-file=/dev/fd/3',
            '--single-transaction',
            '--quick',
            '--skip-lock-tables',
            '--no-tablespaces',
            '--max-allowed-packet=1G',
            "--default-character-set=$charset",
            $withCode ? '--triggers' : '--skip-triggers',
            ...($withCode ? ['--routines', '--events'] : []),
            // Masking policies, of MySQL 9.7, are the server's and not the site's; to read them takes rights on another schema.
            ...$this->understood('--set-gtid-purged=OFF', '--column-statistics=0', '--skip-masking-policies'),
            '--',
            $database,
            ...$tables,
        ];
    }

    /** @return list<string> */
    private function understood(string ...$options): array
    {
        return array_values(array_filter(
            $options,
            fn (string $option): bool => str_contains($this->help, explode('=', $option)[0]),
        ));
    }

    private static function find(string $name): ?string
    {
        foreach (explode(PATH_SEPARATOR, (string) getenv('PATH')) as $folder) {
            if ($folder !== '' && is_file("$folder/$name") && is_executable("$folder/$name")) {
                return "$folder/$name";
            }
        }

        return null;
    }

    private static function output(string $path, string $option): string
    {
        $process = @proc_open(
            [$path, '--no-defaults', $option],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']],
            $pipes,
        );
        $output = $process === false ? '' : (string) stream_get_contents($pipes[1]);
        if ($process === false || proc_close($process) !== 0) {
            throw Failure::usage("$path $option does not run", 'reinstall it');
        }

        return $output;
    }
}

<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Config;

use Dotenv\Dotenv;
use Dotenv\Exception\ExceptionInterface as DotenvException;
use Dotenv\Repository\Adapter\ArrayAdapter;
use Dotenv\Repository\Adapter\PutenvAdapter;
use Dotenv\Repository\RepositoryBuilder;
use Dotenv\Repository\RepositoryInterface;
use WpNormalize\Cli\Failure;

/**
 * The settings: real environment variables, then those of one .env file.
 *
 * The file is read into memory only. It is never put into the process's environment, so child processes do not get it.
 */
final class Environment
{
    /**
     * @param string                $source  where a user sets a variable, for messages
     * @param string|null           $file    the .env file that was read
     * @param list<string>          $inFile  the variables that it sets
     * @param array<string, string> $decided what is known from elsewhere, and wins
     */
    private function __construct(
        private readonly RepositoryInterface $variables,
        public readonly string $source,
        public readonly ?string $file,
        private readonly array $inFile = [],
        private readonly array $decided = [],
    ) {
    }

    /**
     * @param string|null  $file    the file the user named, which must be there
     * @param list<string> $folders where a file named .env is looked for otherwise; the first one found is read
     */
    public static function load(?string $file, array $folders): self
    {
        if ($file === null) {
            foreach ($folders as $folder) {
                if (is_file("$folder/.env")) {
                    $file = "$folder/.env";
                    break;
                }
            }
        } elseif (!is_file($file)) {
            throw Failure::usage("there is no file $file", 'name an existing one with --env-file');
        }

        $variables = RepositoryBuilder::createWithNoAdapters()
            ->addReader(PutenvAdapter::class)
            ->addAdapter(ArrayAdapter::class)
            ->immutable()
            ->make();
        if ($file === null) {
            $source = 'a file .env in ' . implode(' or ', array_unique($folders)) . ' (there is none), or the environment';

            return new self($variables, $source, null);
        }
        try {
            $inFile = array_keys(Dotenv::create($variables, dirname($file), basename($file))->load());
        } catch (DotenvException) {
            // Dotenv's message quotes the line, which may be a password.
            throw Failure::usage(
                "$file cannot be read as a .env file",
                'quote values that hold spaces, # or quotes; check its permissions',
            );
        }

        return new self($variables, $file, $file, $inFile);
    }

    /**
     * The same, with what a site's own settings file says.
     *
     * @param array<string, string> $variables which win
     * @param string                $source    that file
     */
    public function with(array $variables, string $source): self
    {
        return new self($this->variables, $source, $this->file, $this->inFile, $variables + $this->decided);
    }

    /** The first of these variables that is set and not empty. */
    public function get(string ...$names): ?string
    {
        foreach ($names as $name) {
            $value = $this->decided[$name] ?? $this->variables->get($name);
            if ($value !== null && $value !== '') {
                return $value;
            }
        }

        return null;
    }

    /** A variable that is a path; one that is not absolute starts where the .env file is. */
    public function path(string $name): ?string
    {
        $path = $this->get($name);

        return $path === null || str_starts_with($path, '/')
            ? $path
            : ($this->file === null ? (string) getcwd() : dirname($this->file)) . "/$path";
    }

    /** @return list<string> the variables whose names begin like this, sorted */
    public function names(string $beginning): array
    {
        $names = array_filter(
            [...$this->inFile, ...array_keys(getenv())],
            static fn (string $name): bool => str_starts_with($name, $beginning),
        );
        sort($names);

        return array_values(array_unique($names));
    }

    /** Whether a variable is a real environment variable, which no file changes. */
    public function isReal(string $name): bool
    {
        return getenv($name) !== false;
    }

    /** Like get(), for what the command cannot do without. */
    public function require(string ...$names): string
    {
        return $this->get(...$names)
            ?? throw Failure::usage(implode(' or ', $names) . ' is not set', "set it in $this->source");
    }
}

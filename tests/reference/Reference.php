<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

spl_autoload_register(static function (string $class): void {
    $prefix = __NAMESPACE__ . '\\';
    if (str_starts_with($class, $prefix)) {
        require __DIR__ . '/' . substr($class, strlen($prefix)) . '.php';
    }
});

/**
 * docs/normalize.md in plain PHP, slow and obvious: what WpNormalize\Replacer is compared with.
 *
 * README.md beside this file lists how the contract was read where it leaves a choice.
 */
final class Reference
{
    private readonly Options $options;
    private readonly Value $value;

    /**
     * @param array<string, string> $urls
     * @param array<string, string> $literals
     * @param list<string> $skipColumns
     * @param list<string> $hostColumns
     */
    public function __construct(
        array $urls = [],
        array $literals = [],
        bool $keys = false,
        bool $subdomains = false,
        bool $emails = false,
        bool $base64 = false,
        array $skipColumns = ['guid', 'user_pass', 'user_activation_key'],
        array $hostColumns = ['*blogs.domain', '*site.domain'],
    ) {
        $this->options = new Options($urls, $literals, $keys, $subdomains, $emails, $base64, $skipColumns, $hostColumns);
        $this->value = new Value($this->options);
    }

    public function value(string $value): string
    {
        return Edit::apply($value, $this->value->edits($value, 0));
    }

    public function sql(string $sql): string
    {
        return (new Sql($sql, $this->options, $this->value, isDelimiterOptional: true))->rewrite();
    }

    /** What copySql() writes for a stream that holds $sql. */
    public function copySql(string $sql): string
    {
        return (new Sql($sql, $this->options, $this->value, isDelimiterOptional: false))->rewrite();
    }

    /** @return array{references: int, malformed: int, tooDeep: int, keyCollisions: int} */
    public function report(): array
    {
        return [
            'references' => $this->options->references,
            'malformed' => $this->options->malformed,
            'tooDeep' => $this->options->tooDeep,
            'keyCollisions' => $this->options->keyCollisions,
        ];
    }
}

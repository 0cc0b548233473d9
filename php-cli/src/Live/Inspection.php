<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Live;

use WpNormalize\Cli\Config\Address;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Replacer;

/**
 * Looks through a site's content for what should not be there: hosts of others, addresses without TLS, and values that
 * look serialized and are not. Nothing is changed.
 */
final class Inspection
{
    /** Of the site, in text and in JSON. */
    private const PLAIN_HTTP = '~\bhttp:(?:\\\\*/){2}%s(?![\w.-])~i';

    private readonly string $plainHttp;
    private int $bytes = 0;

    public function __construct(
        private readonly Connection $connection,
        private readonly Address $site,
    ) {
        $this->plainHttp = sprintf(self::PLAIN_HTTP, preg_quote($site->authority(), '~'));
    }

    /**
     * @param array<Table>                         $tables
     * @param (\Closure(int, ?string=): void)|null $progress
     * @return list<ColumnFindings> of columns with any
     */
    public function runAll(array $tables, ?\Closure $progress = null): array
    {
        $findings = [];
        foreach ($tables as $table) {
            array_push($findings, ...$this->run($table, $progress));
        }

        return $findings;
    }

    /**
     * @param (\Closure(int, ?string=): void)|null $progress
     * @return list<ColumnFindings>
     */
    private function run(Table $table, ?\Closure $progress): array
    {
        $columns = (new ColumnChoice())->of($table);
        if ($table->isView || $columns === []) {
            return [];
        }
        $rows = new TableRows([$this->connection], $table, $columns, null);
        $findings = $replacers = [];
        foreach ($rows->columns as $at => $column) {
            if (in_array($column, $columns, true)) {
                $findings[$at] = new ColumnFindings($table->name, $column->name);
                $replacers[$at] = $this->replacer();
            }
        }
        foreach ($rows->all() as $rowBytes => $row) {
            $this->bytes += $rowBytes;
            foreach ($row === null ? [] : $replacers as $at => $replacer) {
                $value = (string) $row[$at];
                $replacer->value($value);
                $this->site->scheme === 'https' && $findings[$at]->plainHttp += (int) preg_match_all($this->plainHttp, $value);
            }
            $progress?->__invoke($this->bytes, $table->name);
        }
        foreach ($replacers as $at => $replacer) {
            $findings[$at]->take($replacer->report());
        }

        return array_values(array_filter($findings, static fn (ColumnFindings $finding): bool => $finding->isAny()));
    }

    /** Rules that change nothing, and with the colon, which all serialized data has, look into all of it. */
    private function replacer(): Replacer
    {
        return new Replacer(
            urls: [(string) $this->site => (string) $this->site],
            literals: [':' => ':'],
            foreignHosts: true,
        );
    }
}

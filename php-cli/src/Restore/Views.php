<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\DatabaseError;
use WpNormalize\Cli\Database\SiteTables;

/**
 * The views that a dump brings. A view names its tables, so it can only be created when they have their names: after the
 * swap. What it replaces is remembered before.
 */
final class Views
{
    public function __construct(private readonly Connection $connection, private readonly Journal $journal)
    {
    }

    /** Remembers what the views of a set will replace. */
    public function remember(string $set, string $aside): void
    {
        $existing = SiteTables::existing($this->connection);
        foreach ($this->journal->items($set, Journal::VIEW) as $item) {
            $name = StoredCode::fromJson($item->text)->name;
            $view = new StoredCode($name, '', isset($existing[$name]) ? $this->definition($name) : null);
            $this->journal->addItem($aside, Journal::VIEW, 0, $view->toJson());
        }
    }

    /**
     * A view may need another one: those that fail are tried again while others succeed.
     *
     * @return list<string> warnings
     */
    public function replace(string $set): array
    {
        $todo = array_map(
            static fn (JournalItem $item): StoredCode => StoredCode::fromJson($item->text),
            $this->journal->items($set, Journal::VIEW),
        );
        do {
            $count = count($todo);
            $warnings = [];
            foreach ($todo as $at => $view) {
                try {
                    $this->put($view);
                    unset($todo[$at]);
                } catch (DatabaseError $error) {
                    $warnings[] = "the view $view->name is not restored: {$error->getMessage()}; run by hand: $view->sql";
                }
            }
        } while ($todo !== [] && count($todo) < $count);

        return $warnings;
    }

    private function put(StoredCode $view): void
    {
        if ($view->sql === null) {
            $this->connection->execute('DROP VIEW IF EXISTS ' . Connection::quoteName($view->name));
        } else {
            $view->create($this->connection);
        }
    }

    private function definition(string $view): string
    {
        $row = $this->connection->rows('SHOW CREATE VIEW ' . Connection::quoteName($view))[0];

        return (string) $row['Create View'];
    }
}

<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Of personal data: the rows that are left out as a whole, once the others have been loaded with fakes in them. */
final class PersonalRowsDeleted implements Precaution
{
    public function __construct(private readonly Scrub $scrub)
    {
    }

    public function take(SiteCopy $copy): array
    {
        $deleted = 0;
        foreach ($copy->all() as $name => $table) {
            $columns = array_map('strval', $copy->connection->column("SHOW COLUMNS FROM $table"));
            foreach ($this->scrub->deletions($name, $columns) as $condition) {
                $deleted += $copy->connection->execute("DELETE FROM $table WHERE $condition");
            }
        }

        return ['personal data replaced by fakes' . ($deleted === 0 ? '' : ", $deleted rows of it deleted")];
    }
}

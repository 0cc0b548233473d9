<?php

/**
 * A visitor who reads all tables of a site without end, until its standard input is closed. Then it says what it saw:
 * JSON with the counts of answers that were all `old`, all `new` or mixed, and the errors.
 *
 *     php reader.php SOCKET [SECONDS]       with SECONDS it stays that long in a transaction each time
 */

declare(strict_types=1);

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$database = new mysqli('localhost', 'root', '', 'live', 0, $argv[1]);
$pause = (int) (1e6 * (float) ($argv[2] ?? 0));
$tables = ['options', 'posts', 'postmeta', 'comments', 'users', 'usermeta', 'terms', 'links', 'parents', 'children', 'log'];
$columns = implode(', ', array_map(static fn (string $table): string => "$table.generation", $tables));
$from = implode(' JOIN ', array_map(static fn (string $table): string => "wp_$table AS $table", $tables));
$where = implode(' AND ', array_map(static fn (string $table): string => "$table.id = 1", $tables));

$seen = ['old' => 0, 'new' => 0, 'mixed' => 0];
$errors = [];
stream_set_blocking(STDIN, false);
while (!feof(STDIN)) {
    fread(STDIN, 1);
    try {
        if ($pause > 0) {
            $database->query('START TRANSACTION');
        }
        $row = $database->query("SELECT $columns FROM $from WHERE $where")->fetch_row();
        $generations = array_unique($row ?? ['none']);
        $seen[count($generations) === 1 ? $generations[0] : 'mixed'] = ($seen[count($generations) === 1 ? $generations[0] : 'mixed'] ?? 0) + 1;
        if ($pause > 0) {
            usleep($pause);
            $database->query('COMMIT');
        }
    } catch (mysqli_sql_exception $exception) {
        $errors[] = $exception->getMessage();
        if (count($errors) > 20) {
            break;
        }
    }
}
echo json_encode($seen + ['errors' => $errors]);

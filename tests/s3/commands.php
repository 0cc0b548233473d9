<?php

/*
 * The commands with a store in S3: a database of more than 300 MB goes up and comes back, on real servers.
 *
 *   usage: php commands.php ENDPOINT ACCESS-KEY SECRET-KEY MARIADB-SOCKET CLI      prints a line a check, then `N passed, N failed`
 */

declare(strict_types=1);

use WpNormalize\S3;

require __DIR__ . '/Signed.php';
require __DIR__ . '/check.php';

/** How a command ended, what it said, and the most memory that its PHP held, in KiB. */
final class Ended
{
    public function __construct(
        public readonly int $status,
        public readonly string $output,
        public readonly string $errors,
        public readonly int $memory,
    ) {
    }

    public function __toString(): string
    {
        return "exit status $this->status, $this->memory KiB: $this->output$this->errors";
    }
}

/** Runs commands in an environment of their own: a folder with a .env, and no AWS variable of whoever runs the tests. */
final class Commands
{
    private readonly string $folder;

    public function __construct(private readonly string $cli, private readonly string $module)
    {
        $this->folder = sys_get_temp_dir() . '/wpn-' . bin2hex(random_bytes(6));
        mkdir($this->folder, 0700);
    }

    public function __destruct()
    {
        array_map(unlink(...), glob("$this->folder/{,.}[!.]*", GLOB_BRACE));
        rmdir($this->folder);
    }

    /** @param array<string, string> $variables */
    public function configure(array $variables): void
    {
        $lines = array_map(static fn (string $name): string => "$name='$variables[$name]'\n", array_keys($variables));
        file_put_contents("$this->folder/.env", implode($lines));
    }

    /** @param \Closure(): bool|null $isTimeToStop when to send SIGTERM */
    public function run(array $arguments, ?\Closure $isTimeToStop = null): Ended
    {
        $output = tmpfile();
        $errors = tmpfile();
        $process = proc_open(
            [PHP_BINARY, '-d', "extension=$this->module", $this->cli, ...$arguments],
            [['file', '/dev/null', 'r'], $output, $errors],
            $pipes,
            $this->folder,
            ['PATH' => (string) getenv('PATH'), 'HOME' => $this->folder, 'AWS_EC2_METADATA_DISABLED' => 'true'],
        );
        $memory = 0;
        while (($status = proc_get_status($process))['running']) {
            $seen = (string) @file_get_contents("/proc/$status[pid]/status");
            $memory = preg_match('/^VmHWM:\s+(\d+) kB/m', $seen, $match) === 1 ? (int) $match[1] : $memory;
            if ($isTimeToStop !== null && $isTimeToStop()) {
                proc_terminate($process, SIGTERM);
                $isTimeToStop = null;
            }
            usleep(10_000);
        }
        rewind($output);
        rewind($errors);

        return new Ended($status['exitcode'], stream_get_contents($output), stream_get_contents($errors), $memory);
    }
}

[, $endpoint, $access, $secret, $socket, $cli] = $argv;
$bucket = 'backups-' . bin2hex(random_bytes(4));
Signed::createBucket($endpoint, $access, $secret, $bucket);
$s3 = new S3($bucket, endpoint: $endpoint, region: 'us-east-1', key: $access, secret: $secret);
$commands = new Commands($cli, (string) getenv('MODULE'));

mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
$server = new mysqli('localhost', 'root', '', null, 0, $socket);
$server->set_charset('utf8mb4');
foreach (['s3_from', 's3_to'] as $database) {
    $server->query("DROP DATABASE IF EXISTS $database");
    $server->query("CREATE DATABASE $database CHARACTER SET utf8mb4");
}
$server->select_db('s3_from');
$server->query("CREATE TABLE wp_options (option_id int PRIMARY KEY, option_name varchar(191) NOT NULL UNIQUE,
    option_value longtext NOT NULL, autoload varchar(20) NOT NULL)");
$server->query("INSERT INTO wp_options VALUES (1, 'siteurl', 'https://www.example.com', 'yes'),
    (2, 'home', 'https://www.example.com', 'yes'), (3, 'blog_public', '1', 'yes')");
$server->query('CREATE TABLE wp_posts (ID int PRIMARY KEY AUTO_INCREMENT, post_content longtext NOT NULL)');
// Random, so that it stays large when it is compressed; in rows of 22 KiB.
$row = 'CONCAT(' . implode(', ', array_fill(0, 16, 'TO_BASE64(RANDOM_BYTES(1024))')) . ')';
$server->query("INSERT INTO wp_posts (post_content) SELECT $row FROM seq_1_to_14000");

$settings = [
    'DB_HOST' => $socket, 'DB_NAME' => 's3_from', 'DB_USER' => 'root', 'DB_PASSWORD' => '',
    'SITE_URL' => 'https://www.example.com', 'WP_ENVIRONMENT_TYPE' => 'production', 'BACKUP_STORE' => "s3://$bucket/of/sites",
    'AWS_ENDPOINT_URL_S3' => $endpoint, 'AWS_REGION' => 'us-east-1',
    'AWS_ACCESS_KEY_ID' => $access, 'AWS_SECRET_ACCESS_KEY' => $secret,
];
/** @return array<string, string> CHECKSUM TABLE of each table */
$checksums = static function (string $database) use ($server): array {
    $tables = "$database.wp_options, $database.wp_posts";
    return array_map(static fn (array $row): string => substr($row[0], strpos($row[0], '.')) . " $row[1]", $server->query("CHECKSUM TABLE $tables")->fetch_all());
};
$isEmpty = static fn (): bool => iterator_count($s3->list()) === 0 && $s3->pendingUploads() === [];

$commands->configure(['AWS_SECRET_ACCESS_KEY' => 'wrong'] + $settings);
check('a wrong key is refused', static function () use ($commands, $isEmpty): bool|string {
    $ended = $commands->run(['db:backup']);
    return $ended->status === 1 && preg_match('/^error: ListObjectsV2 [^\n]*\(403 SignatureDoesNotMatch[^\n]*check AWS_ACCESS_KEY_ID[^\n]*\n$/D', $ended->errors) === 1
        && $isEmpty() ? true : (string) $ended;
});
$commands->configure(['BACKUP_STORE' => 's3://no-such-bucket/x'] + $settings);
check('no such bucket', static function () use ($commands): bool|string {
    $ended = $commands->run(['db:backup']);
    return $ended->status === 1 && preg_match('/^error: [^\n]*404 NoSuchBucket[^\n]*create the bucket[^\n]*\n$/D', $ended->errors) === 1 ? true : (string) $ended;
});
$commands->configure($settings);
check('an interrupted backup leaves nothing', static function () use ($commands, $s3, $isEmpty): bool|string {
    $ended = $commands->run(['db:backup'], static fn (): bool => $s3->pendingUploads() !== []);
    return $ended->status === 130 && $isEmpty() ? true : (string) $ended;
});
check('no backup yet', static fn (): bool => $commands->run(['db:list'])->status === 4);

$plain = $commands->run(['list'])->memory;
check('backup, its memory bounded', static function () use ($commands, $plain): bool|string {
    $ended = $commands->run(['db:backup']);
    echo "   php cli list: $plain KiB, php cli db:backup: $ended->memory KiB\n";
    return $ended->status === 0 && $ended->errors === '' && $ended->memory < $plain + 96 * 1024 ? true : (string) $ended;
});
check('no multipart upload is left', static fn (): bool => $s3->pendingUploads() === []);
check('the dump went up in parts, below the prefix', static function () use ($s3): bool {
    $objects = array_values(iterator_to_array($s3->list('of/sites/www.example.com/')));
    return count($objects) === 2 && iterator_count($s3->list()) === 2 && $objects[1]->size > 200 << 20
        && preg_match('/-\d+"$/', $objects[1]->etag) === 1;
});
check('list', static function () use ($commands, $s3): bool|string {
    $ended = $commands->run(['db:list', '--json']);
    $backups = json_decode($ended->output, true);
    return $ended->status === 0 && count($backups) === 1
        && $s3->head("of/sites/{$backups[0]['name']}.sql.zst")?->size === $backups[0]['size'] ? true : (string) $ended;
});
check('verify', static function () use ($commands): bool|string {
    $ended = $commands->run(['db:verify']);
    return $ended->status === 0 ? true : (string) $ended;
});
$commands->configure(['DB_NAME' => 's3_to'] + $settings);
check('restore, its memory bounded', static function () use ($commands, $plain, $checksums): bool|string {
    $ended = $commands->run(['db:restore', '--confirm=www.example.com']);
    echo "   php cli db:restore: $ended->memory KiB\n";
    return $ended->status === 0 && $checksums('s3_to') === $checksums('s3_from') && $ended->memory < $plain + 96 * 1024 ? true : (string) $ended;
});
$s3->delete(...array_keys(iterator_to_array($s3->list())));
foreach (['s3_from', 's3_to'] as $database) {
    $server->query("DROP DATABASE $database");
}
conclude();

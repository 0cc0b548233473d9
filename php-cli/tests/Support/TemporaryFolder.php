<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Tests\Support;

use PHPUnit\Framework\Attributes\After;
use PHPUnit\Framework\Attributes\Before;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Config\Site;

/** A folder of the test's own, and settings in it. */
trait TemporaryFolder
{
    protected string $folder;

    #[Before]
    protected function makeFolder(): void
    {
        $this->folder = sys_get_temp_dir() . '/wpn-' . bin2hex(random_bytes(6));
        mkdir($this->folder, 0700);
    }

    #[After]
    protected function removeFolder(): void
    {
        $entries = new \RecursiveIteratorIterator(
            new \RecursiveDirectoryIterator($this->folder, \FilesystemIterator::SKIP_DOTS),
            \RecursiveIteratorIterator::CHILD_FIRST,
        );
        foreach ($entries as $entry) {
            $entry->isDir() && !$entry->isLink() ? rmdir($entry->getPathname()) : unlink($entry->getPathname());
        }
        rmdir($this->folder);
    }

    /** @param array<string, string> $variables */
    protected function environment(array $variables): Environment
    {
        $lines = array_map(
            static fn (string $name, string $value): string => "$name='$value'",
            array_keys($variables),
            $variables,
        );
        file_put_contents("$this->folder/.env", implode("\n", $lines) . "\n");

        return Environment::load(null, [$this->folder]);
    }

    /** @param array<string, string> $variables */
    protected function site(array $variables): Site
    {
        return Site::from($this->environment($variables));
    }
}

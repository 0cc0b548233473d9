<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Output;

use Symfony\Component\Console\Completion\CompletionInput;
use WpNormalize\Cli\Backup\BackupName;
use WpNormalize\Cli\Backup\Catalogue;
use WpNormalize\Cli\Config\DatabaseSettings;
use WpNormalize\Cli\Config\Environment;
use WpNormalize\Cli\Database\Connection;
use WpNormalize\Cli\Database\SiteTables;
use WpNormalize\Cli\Store\StoreFactory;

/**
 * What the shell offers when the user presses the tab key: backups and sites of the store, stores, tables, files.
 *
 * A shell that waits or prints errors is worse than one that offers nothing: all that goes wrong is silent, and a
 * server that does not answer within moments is not waited for.
 */
final class Completion
{
    private const SECONDS = 2;

    /** @param \Closure(): Environment $environment */
    public function __construct(private readonly \Closure $environment)
    {
    }

    /** @return list<string>|null null where it is another's to know */
    public function values(CompletionInput $input): ?array
    {
        $name = $input->getCompletionName();
        $values = match ($input->getCompletionType()) {
            CompletionInput::TYPE_ARGUMENT_VALUE => match ($name) {
                'backup' => fn (): array => $this->backups($input),
                'file' => fn (): array => self::files($input),
                default => null,
            },
            CompletionInput::TYPE_OPTION_VALUE => match ($name) {
                'site' => fn (): array => $this->sites(),
                'store' => fn (): array => $this->stores(),
                'tables', 'exclude' => fn (): array => $this->tables($input),
                'env-file' => fn (): array => self::files($input),
                default => null,
            },
            default => null,
        };
        if ($values === null) {
            return null;
        }
        self::endSoon();
        try {
            return $values();
        } catch (\Throwable) {
            return [];
        }
    }

    /** @return list<string> */
    private function backups(CompletionInput $input): array
    {
        $site = $input->hasOption('site') ? $input->getOption('site') : null;

        return array_map('strval', $this->catalogue()->backups($site));
    }

    /** @return list<string> */
    private function sites(): array
    {
        return array_values(array_unique(
            array_map(static fn (BackupName $name): string => $name->site, $this->catalogue()->backups()),
        ));
    }

    /** @return list<string> those that have names in the settings: dev for BACKUP_STORE_DEV */
    private function stores(): array
    {
        $stores = [];
        foreach (($this->environment)()->names('BACKUP_STORE_') as $name) {
            if (preg_match('/^BACKUP_STORE_([A-Z0-9]+)$/D', $name, $match) === 1) {
                $stores[] = strtolower($match[1]);
            }
        }

        return $stores;
    }

    /**
     * Several are separated by commas: what is there already stays.
     *
     * @return list<string>
     */
    private function tables(CompletionInput $input): array
    {
        $settings = DatabaseSettings::from(($this->environment)());
        $before = preg_replace('/[^,]*$/D', '', $input->getCompletionValue()) ?? '';

        return array_map(
            static fn (string $table): string => $before . $table,
            SiteTables::of(Connection::open($settings), $settings->prefix)->own(),
        );
    }

    /** @return list<string> folders end with a slash */
    private static function files(CompletionInput $input): array
    {
        return glob(addcslashes($input->getCompletionValue(), '*?[\\') . '*', GLOB_MARK) ?: [];
    }

    private function catalogue(): Catalogue
    {
        return new Catalogue(StoreFactory::from(($this->environment)()));
    }

    private static function endSoon(): void
    {
        if (function_exists('pcntl_alarm')) {
            pcntl_signal(SIGALRM, static fn () => exit(0));
            pcntl_alarm(self::SECONDS);
        }
    }
}

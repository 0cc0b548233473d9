<?php

declare(strict_types=1);

namespace WpNormalize\Cli\WpCli;

use WpNormalize\Cli\Live\ChangeLog;
use WpNormalize\Cli\Live\Excerpts;
use WpNormalize\Cli\Live\LineStyle;
use WpNormalize\Cli\Live\LogStyle;
use WpNormalize\Cli\Live\Rules;

/** The log of `wp search-replace --log`: its contexts, prefixes and colours. */
final class SearchReplaceLog
{
    private const CONTEXT = 40;
    private const PREFIXES = ['< ', '> '];
    /** Of the place, of what was and of what is. */
    private const COLORS = ['log_table_column_id' => '%B', 'log_old' => '%R', 'log_new' => '%G'];

    /** @param array<string, mixed> $options */
    public static function from(array $options, Rules $rules): ?ChangeLog
    {
        $file = $options['log'] ?? null;
        if ($file === null) {
            return null;
        }
        $file = $file === true ? '-' : (string) $file;

        return new ChangeLog(
            ChangeLog::open($file),
            $rules->literals(),
            new Excerpts(self::context($options, 'before_context'), self::context($options, 'after_context')),
            self::style($file === '-'),
        );
    }

    /** @param array<string, mixed> $options */
    private static function context(array $options, string $name): int
    {
        return ctype_digit((string) ($options[$name] ?? '')) ? (int) $options[$name] : self::CONTEXT;
    }

    private static function style(bool $isOnScreen): LogStyle
    {
        $prefixes = ['', ...self::fromEnvironment('PREFIXES', 2) ?? self::PREFIXES];
        $colors = self::fromEnvironment('COLORS', 3)
            ?? ($isOnScreen ? array_values(self::COLORS) : array_fill(0, count(self::COLORS), ''));
        $styles = [];
        foreach (array_keys(self::COLORS) as $number => $name) {
            $color = self::valid($name, $colors[$number]);
            $styles[] = new LineStyle(
                $prefixes[$number],
                $color === '' ? '' : \WP_CLI::colorize($color),
                $color === '' ? '' : \WP_CLI::colorize('%n'),
            );
        }

        return new LogStyle(...$styles);
    }

    /** @return list<string>|null */
    private static function fromEnvironment(string $name, int $count): ?array
    {
        $value = getenv("WP_CLI_SEARCH_REPLACE_LOG_$name");
        $parts = $value === false ? [] : explode(',', $value);

        return count($parts) === $count ? $parts : null;
    }

    /** A colour in WP-CLI's codes. */
    private static function valid(string $name, string $color): string
    {
        $letters = array_map(static fn (string $code): string => preg_quote($code[1], '/'), array_keys(\cli\Colors::getColors()));
        if (preg_match('/^(?:%[' . implode($letters) . '])*$/D', $color) === 1) {
            return $color;
        }
        \WP_CLI::warning("Unrecognized percent color code '$color' for '{$name}_color'.");

        return self::COLORS[$name];
    }
}

<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

use WpNormalize\Cli\Failure;
use WpNormalize\Cli\Store\ObjectName;

/** `<site>/<UTC time>`: the name of a backup, and of its two objects in a store. */
final class BackupName
{
    private const TIME = '\d{8}T\d{6}Z';

    private function __construct(
        public readonly string $site,
        public readonly string $time,
        private readonly string $ending = '.sql.zst',
    ) {
    }

    public static function at(string $site, \DateTimeImmutable $time): self
    {
        if (!ObjectName::isPart($site)) {
            throw Failure::usage(
                "$site is no name of a site in a store",
                'write it of letters, digits, -, _ and ., like www.example.com',
            );
        }

        return new self($site, $time->setTimezone(new \DateTimeZone('UTC'))->format('Ymd\THis\Z'));
    }

    /** From an object's name in a store, if it is that of a manifest. */
    public static function ofManifest(string $object): ?self
    {
        $isOne = preg_match('#^(?<site>[A-Za-z0-9._-]+)/(?<time>' . self::TIME . ')\.json$#D', $object, $match) === 1;

        return $isOne ? new self($match['site'], $match['time']) : null;
    }

    /** The name of the same backup, its dump compressed by gzip. */
    public function asGzip(): self
    {
        return new self($this->site, $this->time, '.sql.gz');
    }

    /** Whether it is the name of an object that a backup of this site is made of. */
    public static function isObjectOf(string $site, string $object): bool
    {
        $pattern = '#^' . preg_quote($site, '#') . '/' . self::TIME . '\.(?:sql\.zst|sql\.gz|json)$#D';

        return preg_match($pattern, $object) === 1;
    }

    /**
     * From what a user writes: the time alone, `<site>/<time>`, or the name of one of the objects.
     *
     * @return array{?string, string} site, where one is named, and time
     */
    public static function parse(string $text): array
    {
        $pattern = '#^(?:(?<site>[A-Za-z0-9._-]+)/)?(?<time>' . self::TIME . ')(?:\.sql\.zst|\.sql\.gz|\.json)?$#D';
        if (preg_match($pattern, $text, $match) !== 1) {
            throw Failure::usage(
                "$text is no name of a backup",
                'names look like 20260102T030405Z or www.example.com/20260102T030405Z; see db:list',
            );
        }

        return [$match['site'] === '' ? null : $match['site'], $match['time']];
    }

    public function dump(): string
    {
        return "$this->site/$this->time$this->ending";
    }

    public function manifest(): string
    {
        return "$this->site/$this->time.json";
    }

    public function __toString(): string
    {
        return "$this->site/$this->time";
    }

    /** When it was taken; null for digits that are no date. */
    public function takenAt(): ?\DateTimeImmutable
    {
        $time = \DateTimeImmutable::createFromFormat('!Ymd\THis\Z', $this->time, new \DateTimeZone('UTC'));

        return $time !== false && self::at($this->site, $time)->time === $this->time ? $time : null;
    }

    /** For people: 2026-01-02 03:04:05. */
    public function readableTime(): string
    {
        return preg_replace('/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/', '$1-$2-$3 $4:$5:$6', $this->time) ?? $this->time;
    }
}

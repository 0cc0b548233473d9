<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

/**
 * Where backups are kept. Names are `<site>/<file>`, each part of [A-Za-z0-9._-] only.
 *
 * Whatever cannot be read or written throws a Failure, or the extension's exception, that names it.
 */
interface Store
{
    /** What is not finished for so long never will be: its writer was killed. */
    public const UNFINISHED_SECONDS = 86400;

    /** No manifest is larger: a dump program is not started with the names of more tables than that describes. */
    public const LARGEST_READ = 67108864;

    /** The store in words, for messages. */
    public function describe(): string;

    /**
     * Of one site, nobody has to be able to look at those of others, who may share the store.
     *
     * @return list<string> names of its objects, or of all sites', in no particular order
     */
    public function names(?string $site = null): array;

    /** Size in bytes, or null where there is no such object. */
    public function size(string $name): ?int;

    /** The whole of a small object, see LARGEST_READ, or null where there is no such object. */
    public function read(string $name): ?string;

    /** @return resource a readable stream */
    public function open(string $name);

    /**
     * Opens some bytes of an object; whether all of them come is for the caller to prove.
     *
     * @return resource a readable stream, which may go on behind them
     */
    public function part(string $name, int $offset, int $length);

    /**
     * Begins an object that nobody sees before it is published.
     *
     * @param int $expectedSize about how many bytes it will have at most; 0: not known
     */
    public function create(string $name, int $expectedSize = 0): PendingObject;

    public function delete(string $name): void;

    /**
     * Removes what writers that were killed have left of a site's objects.
     *
     * @param \Closure(string): bool $isOurs whether an object of that name would be ours
     */
    public function removeUnfinished(string $site, \Closure $isOurs): void;
}

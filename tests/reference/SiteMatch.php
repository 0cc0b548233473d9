<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/** Where a host, with its port and path, stands in a text, and the rule that takes it. */
final readonly class SiteMatch
{
    /**
     * @param int         $hostStart where the rule's host starts: behind the labels of a sub-domain
     * @param string|null $pathSlash how the first `/` of the matched path is written
     */
    public function __construct(
        public UrlRule $rule,
        public int $hostStart,
        public int $hostEnd,
        public string $newHost,
        public ?string $portColon,
        public ?string $pathSlash,
        public int $end,
    ) {
    }
}

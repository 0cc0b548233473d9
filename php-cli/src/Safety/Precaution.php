<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Something that makes a copy of a site harmless, or fit for its new place, before anybody sees it. */
interface Precaution
{
    /**
     * @return list<string> what was done, in words; none where there was nothing to do
     */
    public function take(SiteCopy $copy): array;
}

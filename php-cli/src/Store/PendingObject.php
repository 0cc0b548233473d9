<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Store;

/** An object being written: either published whole, or discarded without a trace. */
interface PendingObject
{
    /** @return resource a writable stream */
    public function stream();

    /** Makes it durable and visible under its name. */
    public function publish(): void;

    /** Removes what was written; does nothing once it is published. */
    public function discard(): void;
}

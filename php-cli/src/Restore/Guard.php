<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Restore;

use Symfony\Component\Console\Helper\QuestionHelper;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Question\Question;
use WpNormalize\Cli\Config\Site;
use WpNormalize\Cli\Failure;

/**
 * Asks before a live site is replaced: wherever the environment is production, or does not say what it is while the site
 * has tables.
 */
final class Guard
{
    public function __construct(private readonly Site $site)
    {
    }

    public function check(bool $hasTables, ?string $confirmed, InputInterface $input, OutputInterface $output): void
    {
        $isLive = $this->site->isProduction() || ($this->site->environmentType === null && $hasTables);
        if (!$isLive && $confirmed === null) {
            return;
        }
        $domain = $this->site->url->host;
        $why = $this->site->isProduction() ? 'this is production' : 'WP_ENVIRONMENT_TYPE does not say that this is no production site';
        if ($confirmed === null && $input->isInteractive() && stream_isatty(STDIN)) {
            $question = new Question("$why. To replace its tables, type its domain ($domain): ");
            $confirmed = (string) (new QuestionHelper())->ask($input, $output, $question);
        }
        if ($confirmed !== $domain) {
            throw Failure::refused(
                $confirmed === null ? "$why, and its tables would be replaced" : "$confirmed is not the domain of this environment",
                "confirm with --confirm=$domain",
            );
        }
    }
}

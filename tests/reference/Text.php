<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/**
 * Finds references in text, trying every rule at every byte: leftmost first, at one place the longest.
 */
final class Text
{
    /** Runs such as https://exa_[wc_subscriptions_siteurl]_mple.com */
    private const PROTECTED = '~[^\s"\'<>\\\\]*_\[wc_[a-z0-9_]*\]_[^\s"\'<>\\\\]*~i';
    private const BASE64 = '~\G(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{22,}={0,2}(?![A-Za-z0-9+/=])~';

    public function __construct(private readonly Options $options, private readonly Value $value)
    {
    }

    /** @return list<Edit> */
    public function edits(string $text, int $depth): array
    {
        preg_match_all(self::PROTECTED, $text, $protected, PREG_OFFSET_CAPTURE);
        $edits = [];
        $position = 0;
        foreach ([...$protected[0], ['', strlen($text)]] as [$run, $runStart]) {
            while ($position < $runStart) {
                $match = $this->matchAt($text, $position, $depth);
                if ($match === null || $match->end > $runStart) {
                    $position++;
                    continue;
                }
                array_push($edits, ...$match->edits);
                $this->options->references += $match->references;
                $position = $match->end;
            }
            $position = $runStart + strlen($run);
        }
        return $edits;
    }

    private function matchAt(string $text, int $start, int $depth): ?TextMatch
    {
        $longest = null;
        $candidates = [
            ...$this->literalsAt($text, $start),
            $this->absoluteAt($text, $start),
            $this->protocolRelativeAt($text, $start),
            $this->bareHostAt($text, $start),
            $this->base64At($text, $start, $depth),
        ];
        foreach (array_filter($candidates) as $candidate) {
            if ($longest === null || $candidate->end > $longest->end) {
                $longest = $candidate;
            }
        }
        return $longest;
    }

    /** @return list<TextMatch> */
    private function literalsAt(string $text, int $start): array
    {
        $matches = [];
        foreach ($this->options->literals as $search => $replace) {
            $end = $start;
            $slash = null;
            foreach (preg_split('~(/)~', (string) $search, -1, PREG_SPLIT_DELIM_CAPTURE | PREG_SPLIT_NO_EMPTY) as $part) {
                if ($part === '/' && preg_match('~\G(?:\\\\*/|\\\\+u002f)~i', $text, $found, 0, $end)) {
                    $slash ??= $found[0];
                    $end += strlen($found[0]);
                } elseif ($part !== '/' && substr_compare($text, $part, $end, strlen($part)) === 0) {
                    $end += strlen($part);
                } else {
                    continue 2;
                }
            }
            $bytes = str_replace('/', $slash ?? '/', $replace);
            $isChange = $bytes !== substr($text, $start, $end - $start);
            $edits = $isChange ? [new Edit($start, $end - $start, $bytes, $start, $end)] : [];
            $matches[] = new TextMatch($start, $end, $edits, count($edits));
        }
        return $matches;
    }

    /** `https://[user@]host[:port][/path]` */
    private function absoluteAt(string $text, int $start): ?TextMatch
    {
        if (!preg_match('~\Ghttps?~i', $text, $scheme, 0, $start)) {
            return null;
        }
        $position = $start + strlen($scheme[0]);
        $colon = Spelling::separatorAt($text, $position, ':');
        if ($colon === null) {
            return null;
        }
        $slashes = self::slashesAt($text, $position + strlen($colon));
        if ($slashes === null) {
            return null;
        }
        return $this->referenceAt($text, $start, $scheme[0], $colon, ...$slashes);
    }

    /** `//[user@]host[:port][/path]` */
    private function protocolRelativeAt(string $text, int $start): ?TextMatch
    {
        $slashes = self::slashesAt($text, $start);
        if ($slashes === null || preg_match('~^[A-Za-z0-9:]$~D', Spelling::characterBefore($text, $start))) {
            return null;
        }
        return $this->referenceAt($text, $start, null, null, ...$slashes);
    }

    private function bareHostAt(string $text, int $start): ?TextMatch
    {
        if (Spelling::isInsideEscape($text, $start)) {
            return null;
        }
        $before = Spelling::characterBefore($text, $start);
        if ($before === '@') {
            return $this->options->emails ? $this->emailHostAt($text, $start) : null;
        }
        if (Spelling::isForeignLetter($before) || preg_match('~^[A-Za-z0-9_-]$~D', $before)) {
            return null;
        }
        if ($before === '.' && (!$this->options->subdomains || preg_match('~[A-Za-z0-9_.-]\.$~D', substr($text, 0, $start)))) {
            return null;
        }
        $rules = array_filter($this->options->urlRules, static fn (UrlRule $rule): bool => $rule->from->hasDot());
        $site = $this->siteAt($text, $start, null, $rules);
        return $site === null ? null : $this->textMatch($text, $start, $site, [], null, null);
    }

    private function emailHostAt(string $text, int $start): ?TextMatch
    {
        $rules = array_filter(
            $this->options->urlRules,
            static fn (UrlRule $rule): bool => $rule->from->hasDot() && $rule->from->port === null && $rule->from->path === '',
        );
        $best = null;
        foreach ($this->hostsAt($text, $start, $rules) as [$rule, $hostStart, $end, $isUnicode]) {
            if ($best === null || $hostStart < $best[1]) {
                $best = [$rule, $hostStart, $end, $isUnicode];
            }
        }
        if ($best === null) {
            return null;
        }
        [$rule, $hostStart, $end, $isUnicode] = $best;
        $edits = $rule->isIdentity
            ? []
            : self::change($text, $hostStart, $end, self::hostFor($rule, $isUnicode), $start, $end);
        return new TextMatch($start, $end, $edits, $edits === [] ? 0 : 1);
    }

    /** A run that decodes to a value in which something changes. */
    private function base64At(string $text, int $start, int $depth): ?TextMatch
    {
        if (!$this->options->base64 || !preg_match(self::BASE64, $text, $found, 0, $start)) {
            return null;
        }
        $run = $found[0];
        $plain = base64_decode($run, true);
        if (strlen($run) < 24 || $plain === false || base64_encode($plain) !== $run || !mb_check_encoding($plain, 'UTF-8')) {
            return null;
        }
        $references = $this->options->references;
        $edits = $this->value->edits($plain, $depth + 1);
        $references = $this->options->references - $references;
        $this->options->references -= $references;
        if ($edits === []) {
            return null;
        }
        $end = $start + strlen($run);
        $edit = new Edit($start, strlen($run), base64_encode(Edit::apply($plain, $edits)), $start, $end);
        return new TextMatch($start, $end, [$edit], $references);
    }

    /** What stands behind `//`: user information that stays, and a site. */
    private function referenceAt(string $text, int $start, ?string $scheme, ?string $colon, string $slash, int $authority): ?TextMatch
    {
        $userinfo = '~\G(?:[A-Za-z0-9._\~!$*+:-]|%(?:25)*3a)*(?:@|%(?:25)*40)~i';
        $host = $authority + (preg_match($userinfo, $text, $found, 0, $authority) ? strlen($found[0]) : 0);
        $site = $this->siteAt($text, $host, $scheme, $this->options->urlRules);
        if ($site === null) {
            return null;
        }
        $schemeEdits = [];
        if ($scheme !== null) {
            $newScheme = $site->rule->from->scheme === null ? null : $site->rule->to->scheme;
            $schemeEnd = $start + strlen($scheme);
            $schemeEdits = self::change($text, $start, $schemeEnd, $newScheme ?? strtolower($scheme), $start, $site->end);
        }
        return $this->textMatch($text, $start, $site, $schemeEdits, $colon, $slash);
    }

    /** @param list<Edit> $schemeEdits */
    private function textMatch(string $text, int $start, SiteMatch $site, array $schemeEdits, ?string $colon, ?string $slash): TextMatch
    {
        if ($site->rule->isIdentity) {
            return new TextMatch($start, $site->end, [], 0);
        }
        $to = $site->rule->to;
        $slash = $site->pathSlash ?? $slash ?? Spelling::separatorAt($text, $site->end, '/') ?? Spelling::slashLike($site->portColon);
        $colon ??= $site->portColon ?? Spelling::colonLike($slash);
        $bytes = self::hostFor($site->rule, $site->isUnicode)
            . ($to->port === null ? '' : $colon . $to->port)
            . str_replace('/', $slash, $to->path);
        $edits = [...$schemeEdits, ...self::change($text, $site->hostStart, $site->end, $bytes, $start, $site->end)];
        return new TextMatch($start, $site->end, $edits, $edits === [] ? 0 : 1);
    }

    /**
     * The best of the rules that take the site at $start.
     *
     * @param iterable<UrlRule> $rules
     */
    private function siteAt(string $text, int $start, ?string $scheme, iterable $rules): ?SiteMatch
    {
        $best = null;
        $bestRank = null;
        foreach ($this->hostsAt($text, $start, $rules) as [$rule, $hostStart, $hostEnd, $isUnicode]) {
            [$port, $portColon, $portEnd] = self::portAt($text, $hostEnd);
            if (Address::effectivePort($port, $scheme ?? $rule->from->scheme) !== $rule->from->port) {
                continue;
            }
            if (preg_match('~\G[A-Za-z0-9_-]~', $text, $found, 0, $portEnd)) {
                continue;
            }
            [$pathSlash, $end] = self::pathAt($text, $portEnd, $rule->from->path);
            if ($end === null) {
                continue;
            }
            $schemeRank = $rule->from->scheme === null ? 1 : (strtolower($scheme ?? '') === $rule->from->scheme ? 2 : 0);
            $rank = [-$hostStart, $end, $schemeRank];
            if ($best === null || $rank > $bestRank) {
                $best = new SiteMatch($rule, $hostStart, $isUnicode, $portColon, $portEnd, $pathSlash, $end);
                $bestRank = $rank;
            }
        }
        return $best;
    }

    /**
     * The rules whose host stands at $start, or, with sub-domains, behind labels that start there.
     *
     * @param iterable<UrlRule> $rules
     * @return list<array{UrlRule, int, int, bool}> rule, start and end of its host, whether it is written in Unicode
     */
    private function hostsAt(string $text, int $start, iterable $rules): array
    {
        $starts = [$start];
        if ($this->options->subdomains) {
            $position = $start;
            while (preg_match('~\G(?:[A-Za-z0-9_-]|[\xc2-\xf4][\x80-\xbf]+)+\.~', $text, $label, 0, $position)) {
                $position += strlen($label[0]);
                $starts[] = $position;
            }
        }
        $found = [];
        foreach ($starts as $hostStart) {
            foreach ($rules as $rule) {
                foreach ([$rule->from->asciiHost, $rule->from->unicodeHost] as $host) {
                    $end = self::hostEnd($text, $hostStart, $host);
                    if ($end !== null && self::isBoundaryAfter($text, $end)) {
                        $isUnicode = $rule->from->isInternational() && $host === $rule->from->unicodeHost;
                        $found[] = [$rule, $hostStart, $end, $isUnicode];
                        break;
                    }
                }
            }
        }
        return $found;
    }

    /** The end of $host at $start, in any case and, beyond ASCII, in any spelling. */
    private static function hostEnd(string $text, int $start, string $host): ?int
    {
        $position = $start;
        foreach (mb_str_split($host) as $character) {
            if (strlen($character) === 1) {
                if (strtolower($text[$position] ?? '') !== $character) {
                    return null;
                }
                $position++;
                continue;
            }
            $found = Spelling::foreignCharacterAt($text, $position);
            if ($found === null || mb_strtolower($found[0]) !== $character) {
                return null;
            }
            $position += $found[1];
        }
        return $position;
    }

    private static function isBoundaryAfter(string $text, int $end): bool
    {
        $next = $end + (($text[$end] ?? '') === '.' ? 1 : 0);
        if (preg_match($next === $end ? '~\G[A-Za-z0-9_-]~' : '~\G[A-Za-z0-9]~', $text, $found, 0, $next)) {
            return false;
        }
        $foreign = Spelling::foreignCharacterAt($text, $next);
        return $foreign === null || !Spelling::isForeignLetter($foreign[0]);
    }

    /** @return array{string, ?string, int} digits, the colon before them, and where they end */
    private static function portAt(string $text, int $start): array
    {
        $colon = Spelling::separatorAt($text, $start, ':');
        if ($colon !== null && preg_match('~\G\d+~', $text, $digits, 0, $start + strlen($colon))) {
            return [$digits[0], $colon, $start + strlen($colon) + strlen($digits[0])];
        }
        return ['', null, $start];
    }

    /** @return array{?string, ?int} how its first slash is written, and where the path ends; no end where it does not stand there */
    private static function pathAt(string $text, int $start, string $path): array
    {
        if ($path === '') {
            return [null, $start];
        }
        $slash = null;
        $position = $start;
        foreach (str_split($path) as $byte) {
            $spelling = $byte === '/' ? Spelling::separatorAt($text, $position, '/') : $byte;
            if ($spelling === null || substr($text, $position, strlen($spelling)) !== $spelling) {
                return [null, null];
            }
            $slash ??= $spelling;
            $position += strlen($spelling);
        }
        return self::isSegmentEnd($text, $position) ? [$slash, $position] : [null, null];
    }

    /** Whether a path's segment ends at $end. */
    private static function isSegmentEnd(string $text, int $end): bool
    {
        if (preg_match('~\G%(?:25)*([0-9a-f]{2})~i', $text, $found, 0, $end)) {
            return preg_match('~^[A-Za-z0-9_\~\x80-\xff-]$~D', (string) hex2bin($found[1])) !== 1;
        }
        if (preg_match('~\G(?:[A-Za-z0-9_\~%-]|[.:][A-Za-z0-9])~', $text, $found, 0, $end)) {
            return false;
        }
        $foreign = Spelling::foreignCharacterAt($text, $end);
        return $foreign === null || !Spelling::isForeignLetter($foreign[0]);
    }

    /** The host that the rule writes, in Unicode or punycode as the match has it. */
    private static function hostFor(UrlRule $rule, bool $isUnicode): string
    {
        if (!$rule->from->isInternational()) {
            return $rule->to->writtenHost();
        }
        return $isUnicode ? $rule->to->unicodeHost : $rule->to->asciiHost;
    }

    /** @return array{string, int}|null how the first slash of the `//` at $start is written, and where the second ends */
    private static function slashesAt(string $text, int $start): ?array
    {
        $first = Spelling::separatorAt($text, $start, '/');
        $second = $first === null ? null : Spelling::separatorAt($text, $start + strlen($first), '/');
        return $second === null ? null : [$first, $start + strlen($first) + strlen($second)];
    }

    /** @return list<Edit> none where the bytes are the same already */
    private static function change(string $text, int $start, int $end, string $bytes, int $matchStart, int $matchEnd): array
    {
        if (substr($text, $start, $end - $start) === $bytes) {
            return [];
        }
        return [new Edit($start, $end - $start, $bytes, $matchStart, $matchEnd)];
    }
}

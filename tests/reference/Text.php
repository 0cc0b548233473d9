<?php

declare(strict_types=1);

namespace WpNormalize\Tests\Reference;

/**
 * Finds references in text, trying every rule at every byte: leftmost first, at one place the longest.
 */
final class Text
{
    /** Runs such as https://exa_[wc_subscriptions_siteurl]_mple.com */
    private const PROTECTED = '~[^\s"\'<>`{}|,;]*_\[wc_[a-z0-9_]*\]_[^\s"\'<>`{}|,;]*~i';
    private const BASE64 = '~\G(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{22,})(={0,2})~';

    /** @var list<int> where the authority of a URL that no rule takes starts: no bare host stands there either */
    private array $refused = [];

    public function __construct(private readonly Options $options, private readonly Value $value)
    {
    }

    /** @return list<Edit> */
    public function edits(string $text, int $depth): array
    {
        preg_match_all(self::PROTECTED, $text, $protected, PREG_OFFSET_CAPTURE);
        $this->refused = [];
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
        foreach ($this->options->literals as [$search, $bytes]) {
            $end = $start + strlen($search);
            if (substr($text, $start, strlen($search)) !== $search) {
                continue;
            }
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
        $before = Spelling::characterBefore($text, $start);
        if ($slashes === null || preg_match('~^[A-Za-z0-9:]$~D', $before) || Spelling::isForeignLetter($before)) {
            return null;
        }
        if ($before === '\\' && in_array($text[$start], ['/', '\\'], true)) {
            return null; // the end of a `\/`
        }
        return $this->referenceAt($text, $start, null, null, ...$slashes);
    }

    private function bareHostAt(string $text, int $start): ?TextMatch
    {
        if (in_array($start, $this->refused, true) || Spelling::isInsideEscape($text, $start)) {
            return null;
        }
        $before = Spelling::characterBefore($text, $start);
        if ($before === '@') {
            return $this->options->emails ? $this->emailHostAt($text, $start) : null;
        }
        if ($before !== '.' && self::isInHost($before)) {
            return null;
        }
        $rules = array_filter($this->options->urlRules, static fn (UrlRule $rule): bool => $rule->from->hasDot());
        $site = $this->siteAt($text, $start, null, $rules);
        if ($site === null || ($before === '.' && !$this->isWildcard($text, $start, $site))) {
            return null;
        }
        return $this->textMatch($text, $start, $site, [], null, null);
    }

    /** Whether the host at $start, which a `.` stands before, means all its sub-domains: `.example.com`, `*.example.com`. */
    private function isWildcard(string $text, int $start, SiteMatch $site): bool
    {
        $outside = Spelling::characterBefore($text, $start - 1);
        $isEscape = $outside !== substr($text, max(0, $start - 2), min(1, $start - 1));
        return $this->options->subdomains && $site->hostStart === $start && !self::isInHost($outside) && !$isEscape;
    }

    private function emailHostAt(string $text, int $start): ?TextMatch
    {
        $rules = array_filter(
            $this->options->urlRules,
            static fn (UrlRule $rule): bool => $rule->from->hasDot() && $rule->from->port === null && $rule->from->path === '',
        );
        $best = null;
        foreach ($this->hostsAt($text, $start, $rules) as [$rule, $hostStart, $end, $newHost]) {
            if ($best === null || $hostStart < $best[1] || ($hostStart === $best[1] && $rule->from->scheme === 'https')) {
                $best = [$rule, $hostStart, $end, $newHost];
            }
        }
        if ($best === null || self::portAt($text, $best[2])[0] !== '') {
            return null;
        }
        [$rule, $hostStart, $end, $newHost] = $best;
        $edits = $rule->isIdentity
            ? []
            : self::change($text, $hostStart, $end, $newHost, $start, $end);
        return new TextMatch($start, $end, $edits, $edits === [] ? 0 : 1);
    }

    /** A run that decodes to a value in which something changes. */
    private function base64At(string $text, int $start, int $depth): ?TextMatch
    {
        if (!$this->options->base64 || !preg_match(self::BASE64, $text, $found, 0, $start)) {
            return null;
        }
        $digits = $found[1];
        $missing = (4 - strlen($digits) % 4) % 4;
        $padding = substr($found[2], 0, $missing);
        $run = $digits . $padding;
        if (strlen($run) < 24 || $missing === 3 || ($padding !== '' && strlen($padding) !== $missing)) {
            return null;
        }
        $plain = (string) base64_decode($run);
        $references = $this->options->references;
        $edits = $this->value->edits($plain, $depth + 1);
        $references = $this->options->references - $references;
        $this->options->references -= $references;
        if ($edits === []) {
            return null;
        }
        $end = $start + strlen($run);
        $encoded = base64_encode(Edit::apply($plain, $edits));
        $isPadded = $padding !== '' || $missing === 0;
        $edit = new Edit($start, strlen($run), $isPadded ? $encoded : rtrim($encoded, '='), $start, $end);
        return new TextMatch($start, $end, [$edit], $references);
    }

    /** What stands behind `//`: user information that stays, and a site. */
    private function referenceAt(string $text, int $start, ?string $scheme, ?string $colon, string $slash, int $authority): ?TextMatch
    {
        $hosts = [$authority, ...Spelling::endsOfUserinfo($text, $authority)];
        $site = null;
        foreach ($hosts as $host) {
            $site ??= $this->hostOf($text, $host, $scheme);
        }
        if ($site === null) {
            array_push($this->refused, ...$hosts);
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

    private function hostOf(string $text, int $start, ?string $scheme): ?SiteMatch
    {
        $site = $this->siteAt($text, $start, $scheme, $this->options->urlRules);
        $isUserinfo = $site !== null && Spelling::characterAt($text, $site->hostEnd)[0] === '@';
        return $isUserinfo ? null : $site;
    }

    /** @param list<Edit> $schemeEdits */
    private function textMatch(string $text, int $start, SiteMatch $site, array $schemeEdits, ?string $colon, ?string $slash): TextMatch
    {
        if ($site->rule->isIdentity) {
            return new TextMatch($start, $site->end, [], 0);
        }
        $to = $site->rule->to;
        $slash = $site->pathSlash ?? $slash ?? Spelling::separatorAt($text, $site->end, '/') ?? Spelling::like($site->portColon, '/');
        $colon = $site->portColon ?? $colon ?? Spelling::like($slash, ':');
        $bytes = $site->newHost
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
        foreach ($this->hostsAt($text, $start, $rules) as [$rule, $hostStart, $hostEnd, $newHost]) {
            [$port, $portColon, $portEnd] = self::portAt($text, $hostEnd);
            if (Address::effectivePort($port, $scheme ?? $rule->from->scheme) !== $rule->from->port) {
                continue;
            }
            if (!self::isBoundaryAfter($text, $portEnd)) {
                continue;
            }
            [$pathSlash, $end] = self::pathAt($text, $portEnd, $rule->from->path);
            if ($end === null) {
                continue;
            }
            $schemeRank = $rule->from->scheme === null ? 1 : (strtolower($scheme ?? 'https') === $rule->from->scheme ? 2 : 0);
            $rank = [-$hostStart, $end, $schemeRank];
            if ($best === null || $rank > $bestRank) {
                $best = new SiteMatch($rule, $hostStart, $hostEnd, $newHost, $portColon, $pathSlash, $end);
                $bestRank = $rank;
            }
        }
        return $best;
    }

    /**
     * The rules whose host stands at $start, or, with sub-domains, behind labels that start there.
     *
     * @param iterable<UrlRule> $rules
     * @return list<array{UrlRule, int, int, string}> rule, start and end of its host, and the new host in the same form
     */
    private function hostsAt(string $text, int $start, iterable $rules): array
    {
        $starts = [$start];
        if ($this->options->subdomains) {
            for ($position = $start; ($position = self::behindLabel($text, $position)) !== null;) {
                $starts[] = $position;
            }
        }
        $found = [];
        foreach ($starts as $hostStart) {
            foreach ($rules as $rule) {
                foreach (array_unique($rule->from->hosts) as $form => $host) {
                    $end = $hostStart + strlen($host);
                    $isHost = strcasecmp(substr($text, $hostStart, strlen($host)), $host) === 0;
                    if ($isHost && self::isBoundaryAfter($text, $end)) {
                        $found[] = [$rule, $hostStart, $end, $rule->to->hosts[$form]];
                        break;
                    }
                }
            }
        }
        return $found;
    }

    /** Where a label of a host and its dot end; null where none stands at $start. */
    private static function behindLabel(string $text, int $start): ?int
    {
        $position = $start;
        while (true) {
            if (preg_match('~\G[A-Za-z0-9_-]+~', $text, $found, 0, $position)) {
                $position += strlen($found[0]);
                continue;
            }
            $isRaw = ord($text[$position] ?? '') >= 0x80;
            $foreign = $isRaw ? Spelling::foreignCharacterAt($text, $position) : null;
            if ($foreign === null || !Spelling::isForeignLetter($foreign[0])) {
                break;
            }
            $position += $foreign[1];
        }
        return $position > $start && ($text[$position] ?? '') === '.' ? $position + 1 : null;
    }

    private static function isBoundaryAfter(string $text, int $end): bool
    {
        [$next, $length] = Spelling::characterAt($text, $end);
        if ($next === '.') {
            [$next] = Spelling::characterAt($text, $end + $length);
            return preg_match('~^[A-Za-z0-9]$~D', $next) !== 1 && !Spelling::isForeignLetter($next);
        }
        return !self::isInHost($next);
    }

    /** Whether a host that the character stands before would go on to the left. */
    private static function isInHost(string $character): bool
    {
        return preg_match('~^[A-Za-z0-9_.-]$~D', $character) === 1 || Spelling::isForeignLetter($character);
    }

    /** @return array{string, ?string, int} digits, the colon before them, and where they end */
    private static function portAt(string $text, int $start): array
    {
        $colon = Spelling::separatorAt($text, $start, ':');
        if ($colon !== null && preg_match('~\G\d+~', $text, $digits, 0, $start + strlen($colon))) {
            return [ltrim($digits[0], '0') ?: '0', $colon, $start + strlen($colon) + strlen($digits[0])];
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
        return self::isSegmentEnd($text, $position, $slash) ? [$slash, $position] : [null, null];
    }

    /** Whether a path's segment ends at $end, in a path whose slashes are written as $slash. */
    private static function isSegmentEnd(string $text, int $end, string $slash): bool
    {
        $depth = preg_match('~^(?:%(?:25)*5c)*%((?:25)*)2f$~i', $slash, $found) ? intdiv(strlen($found[1]), 2) : -1;
        if ($depth >= 0 && preg_match("~\\G%(?:25){0,$depth}([0-9a-f]{2})~i", $text, $found, 0, $end)) {
            return preg_match('~^[A-Za-z0-9_\~%\x80-\xff-]$~D', (string) hex2bin($found[1])) !== 1;
        }
        if (preg_match('~\G(?:[A-Za-z0-9_\~%-]|[.:][A-Za-z0-9])~', $text, $found, 0, $end)) {
            return false;
        }
        $foreign = Spelling::foreignCharacterAt($text, $end);
        return $foreign === null || !Spelling::isForeignLetter($foreign[0]);
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

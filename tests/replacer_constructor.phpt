--TEST--
Replacer: wrong rules are refused and named, wrong types too
--EXTENSIONS--
wpnormalize
--FILE--
<?php
require __DIR__ . '/dump.inc';
use WpNormalize\Replacer;

$good = 'http://b.test';
foreach (['', 'https://', 'not a host', 'https://exa mple.com', 'ftp://example.com', 'https://example.com/a?b', 'https://example.com/#a', 'https://bob@example.com',
    'https://example.com:99999', "https://example.com\n", "https://exa\0mple.com", '/path', 'https:///path', "https://\xff\xfe.com"] as $bad) {
    attempt('from ' . json_encode($bad, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES), fn () => new Replacer([$bad => $good]));
    attempt('to   ' . json_encode($bad, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES), fn () => new Replacer(['https://example.com' => $bad]));
}
attempt('contradiction', fn () => new Replacer(['https://example.com' => $good, 'HTTPS://Example.com/' => 'http://c.test']));
attempt('twice the same', fn () => new Replacer(['https://example.com' => $good, 'HTTPS://Example.com/' => 'http://b.test/']));
attempt('two schemes', fn () => new Replacer(['https://example.com' => $good, 'http://example.com' => 'http://c.test']));
attempt('empty literal', fn () => new Replacer(literals: ['' => 'x']));
attempt('an integer as address', fn () => new Replacer(['https://example.com' => 5]));
attempt('an array as replacement', fn () => new Replacer(literals: ['a' => []]));
attempt('an integer as column', fn () => new Replacer(skipColumns: [5]));
attempt('urls is no array', fn () => new Replacer('https://example.com'));
attempt('no such argument', fn () => new Replacer(url: []));
attempt('positional', fn () => new Replacer([], [], false, false, false, false, [], [], false));
attempt('too many', fn () => new Replacer([], [], false, false, false, false, [], [], false, [], null, [], 1));
attempt('nothing', fn () => new Replacer());
attempt('an integer as literal', function () {
    echo (new Replacer(literals: [8080 => '81']))->value('port 8080'), "\n";
});
attempt('references', function () {
    $to = 'http://b.test';
    $map = ['https://example.com' => &$to];
    echo (new Replacer($map))->value('https://example.com'), "\n";
});
attempt('constructed twice', function () {
    $replacer = new Replacer();
    $replacer->__construct();
});
attempt('not constructed', fn () => (new ReflectionClass(Replacer::class))->newInstanceWithoutConstructor()->value('x'));
?>
--EXPECTF--
from "": ValueError: URL rule "": it has no host
to   "": ValueError: URL rule "": it has no host
from "https://": ValueError: URL rule "https://": it has no host
to   "https://": ValueError: URL rule "https://": it has no host
from "not a host": ValueError: URL rule "not a host": it is not a valid URL
to   "not a host": ValueError: URL rule "not a host": it is not a valid URL
from "https://exa mple.com": ValueError: URL rule "https://exa mple.com": it is not a valid URL
to   "https://exa mple.com": ValueError: URL rule "https://exa mple.com": it is not a valid URL
from "ftp://example.com": ValueError: URL rule "ftp://example.com": its scheme must be http or https
to   "ftp://example.com": ValueError: URL rule "ftp://example.com": its scheme must be http or https
from "https://example.com/a?b": ValueError: URL rule%sit must not hold a query
to   "https://example.com/a?b": ValueError: URL rule%sit must not hold a query
from "https://example.com/#a": ValueError: URL rule%sit must not hold a fragment
to   "https://example.com/#a": ValueError: URL rule%sit must not hold a fragment
from "https://bob@example.com": ValueError: URL rule%sit must not hold a user
to   "https://bob@example.com": ValueError: URL rule%sit must not hold a user
from "https://example.com:99999": ValueError: URL rule "https://example.com:99999": Port number was not a decimal number between 0 and 65535
to   "https://example.com:99999": ValueError: URL rule "https://example.com:99999": Port number was not a decimal number between 0 and 65535
from "https://example.com\n": ValueError: URL rule "https://example.com
": it is not a valid URL
to   "https://example.com\n": ValueError: URL rule "https://example.com
": it is not a valid URL
from "https://exa\u0000mple.com": ValueError: URL rule "https://exa": it holds a NUL byte
to   "https://exa\u0000mple.com": ValueError: URL rule "https://exa": it holds a NUL byte
from "/path": ValueError: URL rule "/path": %s
to   "/path": ValueError: URL rule "/path": %s
from "https:///path": ValueError: URL rule "https:///path": %s
to   "https:///path": ValueError: URL rule "https:///path": %s
from "https://\ufffd\ufffd.com": ValueError: URL rule "https://%s.com": its host is not valid UTF-8
to   "https://\ufffd\ufffd.com": ValueError: URL rule "https://%s.com": its host is not valid UTF-8
contradiction: ValueError: two URL rules for the same address example.com
twice the same: no exception
two schemes: no exception
empty literal: ValueError: literal rule: the search string must not be empty
an integer as address: TypeError: WpNormalize\Replacer::__construct(): Argument #1 ($urls) must be an array of strings, int given in it
an array as replacement: TypeError: WpNormalize\Replacer::__construct(): Argument #2 ($literals) must be an array of strings, array given in it
an integer as column: TypeError: WpNormalize\Replacer::__construct(): Argument #7 ($skipColumns) must be a list of strings, int given in it
urls is no array: TypeError: WpNormalize\Replacer::__construct(): Argument #1 ($urls) must be of type array, string given
no such argument: Error: Unknown named parameter $url
positional: no exception
too many: ArgumentCountError: WpNormalize\Replacer::__construct() expects at most 12 arguments, 13 given
nothing: no exception
port 81
an integer as literal: no exception
http://b.test
references: no exception
constructed twice: Error: Cannot call constructor twice
not constructed: ReflectionException: Class WpNormalize\Replacer is an internal class marked as final that cannot be instantiated without invoking its constructor

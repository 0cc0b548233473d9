--TEST--
Replacer: a network of thousands of sites is a map of thousands of rules, each found, and made in time
--EXTENSIONS--
wpnormalize
--FILE--
<?php
/** @return array{array<string, string>, array<string, string>} */
function rules(int $count): array
{
    $urls = $literals = [];
    for ($i = 0; $i < $count; $i++) {
        $name = substr(md5((string) $i), 0, 9) . ['.com', '.example.org', '.de'][$i % 3];
        $urls["https://$name"] = "http://site-$i.test";
        if ($i % 10 === 0) {
            $literals["/old/$i/"] = "/new-$i/";
        }
    }
    return [$urls, $literals];
}

function seconds(int $count): float
{
    [$urls, $literals] = rules($count);
    $best = INF;
    for ($try = 0; $try < 3; $try++) {
        $before = getrusage();
        new WpNormalize\Replacer($urls, $literals);
        $after = getrusage();
        $best = min($best, $after['ru_utime.tv_sec'] - $before['ru_utime.tv_sec']
            + ($after['ru_utime.tv_usec'] - $before['ru_utime.tv_usec']) / 1e6);
    }
    return $best;
}

[$urls, $literals] = rules(3000);
$replacer = new WpNormalize\Replacer($urls, $literals);
$missed = 0;
foreach ($urls as $from => $to) {
    $json = json_encode([$from]);
    $missed += $replacer->value("<a href=\"$from/a\">") !== "<a href=\"$to/a\">";
    $missed += $replacer->value(serialize([$json])) !== serialize([json_encode([$to])]);
    $missed += $replacer->sql("INSERT INTO t VALUES ('$from', 'x');") !== "INSERT INTO t VALUES ('$to', 'x');";
}
foreach ($literals as $from => $to) {
    $missed += $replacer->value("a $from b") !== "a $to b";
    $missed += $replacer->value(json_encode([$from])) !== json_encode([$to]);
}
var_dump($missed);

// ten times the rules: about ten times as long, where comparing each with each takes a hundred times
var_dump(seconds(3000) < 40 * max(seconds(300), 0.001));
?>
--EXPECT--
int(0)
bool(true)

--TEST--
Replacer: a network of thousands of sites is a map of thousands of rules, each found
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

// whose a host is, the map says too
$counting = new WpNormalize\Replacer($urls, foreignHosts: true, subdomains: true);
$own = substr(array_key_first($urls), strlen('https://'));
$counting->value("http://$own/ http://CDN.$own/ http://site-1.test/ http://x$own/ http://Foreign.test/ http://foreign.test/");
echo json_encode($counting->report()['foreignHosts']), "\n";
?>
--EXPECT--
int(0)
{"xcfcd20849.com":1,"foreign.test":2}

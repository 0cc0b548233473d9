--TEST--
Replacer: keys, subdomains, emails, base64, skipColumns, hostColumns
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

$urls = ['https://example.com' => 'http://b.test:81'];
$text = 'https://a.example.com bob@example.com ' . base64_encode('https://example.com/abc');
$array = serialize(['https://example.com' => 1, 'b' => 'https://example.com']);
foreach ([[], ['keys' => true], ['subdomains' => true], ['emails' => true], ['base64' => true]] as $options) {
    $replacer = new Replacer($urls, ...$options);
    echo json_encode($options), "\n  ", $replacer->value($text), "\n  ", $replacer->value($array), "\n";
}

$sql = "INSERT INTO `wp_posts` (`guid`,`b`) VALUES ('https://example.com','https://example.com');\n"
    . "INSERT INTO `wp_site` (`domain`,`path`) VALUES ('example.com','/');\n";
foreach ([[], ['skipColumns' => []], ['skipColumns' => ['b', 'wp_site.*']], ['hostColumns' => []], ['hostColumns' => ['*.domain']]] as $options) {
    echo json_encode($options), "\n", (new Replacer(['https://example.com' => 'http://b.test/wp'], ...$options))->sql($sql);
}
?>
--EXPECT--
[]
  https://a.example.com bob@example.com aHR0cHM6Ly9leGFtcGxlLmNvbS9hYmM=
  a:2:{s:19:"https://example.com";i:1;s:1:"b";s:16:"http://b.test:81";}
{"keys":true}
  https://a.example.com bob@example.com aHR0cHM6Ly9leGFtcGxlLmNvbS9hYmM=
  a:2:{s:16:"http://b.test:81";i:1;s:1:"b";s:16:"http://b.test:81";}
{"subdomains":true}
  http://a.b.test:81 bob@example.com aHR0cHM6Ly9leGFtcGxlLmNvbS9hYmM=
  a:2:{s:19:"https://example.com";i:1;s:1:"b";s:16:"http://b.test:81";}
{"emails":true}
  https://a.example.com bob@b.test aHR0cHM6Ly9leGFtcGxlLmNvbS9hYmM=
  a:2:{s:19:"https://example.com";i:1;s:1:"b";s:16:"http://b.test:81";}
{"base64":true}
  https://a.example.com bob@example.com aHR0cDovL2IudGVzdDo4MS9hYmM=
  a:2:{s:19:"https://example.com";i:1;s:1:"b";s:16:"http://b.test:81";}
[]
INSERT INTO `wp_posts` (`guid`,`b`) VALUES ('https://example.com','http://b.test/wp');
INSERT INTO `wp_site` (`domain`,`path`) VALUES ('b.test','/wp/');
{"skipColumns":[]}
INSERT INTO `wp_posts` (`guid`,`b`) VALUES ('http://b.test/wp','http://b.test/wp');
INSERT INTO `wp_site` (`domain`,`path`) VALUES ('b.test','/wp/');
{"skipColumns":["b","wp_site.*"]}
INSERT INTO `wp_posts` (`guid`,`b`) VALUES ('http://b.test/wp','https://example.com');
INSERT INTO `wp_site` (`domain`,`path`) VALUES ('example.com','/');
{"hostColumns":[]}
INSERT INTO `wp_posts` (`guid`,`b`) VALUES ('https://example.com','http://b.test/wp');
INSERT INTO `wp_site` (`domain`,`path`) VALUES ('b.test/wp','/');
{"hostColumns":["*.domain"]}
INSERT INTO `wp_posts` (`guid`,`b`) VALUES ('https://example.com','http://b.test/wp');
INSERT INTO `wp_site` (`domain`,`path`) VALUES ('b.test','/wp/');

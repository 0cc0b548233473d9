<?php

/** SQL that cannot be read: refused, with the place. */

declare(strict_types=1);

namespace WpNormalize\Tests\Corpus;

return static function (): iterable {
    $refused = static fn (string $name, string $sql, int $line, int $offset, string $word): TestCase
        => TestCase::sql("refusal: $name", $sql, new Refusal($line, $offset, $word));

    $good = "INSERT INTO `t` VALUES ('a');\n";
    foreach (['\'', '"', '`'] as $quote) {
        yield $refused("an open $quote", "{$good}INSERT INTO `t` VALUES ({$quote}abc);\n", 2, strlen($good) + 24, 'quote');
    }
    yield $refused('an open quote that ends with a backslash', "INSERT INTO `t` VALUES ('abc\\');", 1, 24, 'quote');
    yield $refused('an open quote many lines ahead', "\n\n{$good}INSERT\nINTO `t`\nVALUES ('a\nb", 6, strlen($good) + 26, 'quote');
    yield $refused('an open comment', "{$good}/* abc", 2, strlen($good), 'comment');
    yield $refused('a statement cut in its rows', "{$good}INSERT INTO `t` VALUES (1,'a'),(2", 2, strlen($good), 'statement');
    foreach (['big5', 'cp932', 'gbk', 'gb18030', 'sjis'] as $charset) {
        yield $refused("SET NAMES $charset", "{$good}SET NAMES $charset;\n", 2, strlen($good) + strlen('SET NAMES '), $charset);
    }
    yield $refused('a quoted character set', "/*!40101 SET NAMES 'gbk' */;", 1, 19, 'gbk');
    yield $refused('an upper-case character set', 'SET NAMES GBK;', 1, 10, 'gbk');
    yield $refused('character_set_client', 'SET character_set_client = sjis;', 1, 27, 'sjis');
};

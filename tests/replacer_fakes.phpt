--TEST--
Replacer: fakes take the place of personal data, the same for the same value; dropRows leaves rows out
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;
use WpNormalize\SqlReader;

$fakes = [
    '*users.*[user_login=admin]' => 'keep',
    '*users.user_login' => 'login',
    '*users.user_pass' => 'password',
    '*users.user_email' => 'email',
    '*users.display_name' => 'name',
    '*usermeta.meta_value[meta_key=billing_phone]' => 'phone',
    '*usermeta.meta_value[meta_key=billing_*][meta_key!=billing_country]' => 'address',
    '*comments.comment_author_email' => 'email',
];
$replacer = new Replacer(['https://example.com' => 'http://b.test'], fakes: $fakes, fakeKey: 'a key', dropRows: ['*options[option_name=_transient_*]', '*sessions']);
$users = <<<'SQL'
    CREATE TABLE `wp_users` (`ID` int, `user_login` varchar(60), `user_pass` varchar(255), `user_email` varchar(100), `display_name` varchar(250));
    INSERT INTO `wp_users` VALUES (1,'admin','$P$x','admin@example.com','see https://example.com/x'),
    (2,'bob','$P$y','Bob@X.test',NULL),( 3 , '' ,'','',_utf8mb4 'O\'Neil') ,(4,N'ann',DEFAULT,-12.5e3,"it''s \"her\"");
    SQL;
echo $out = $replacer->sql($users), "\n";
echo $replacer->sql("REPLACE INTO x.wp_usermeta (meta_key, meta_value) VALUES ('billing_phone','1'),('other','https://example.com'),
    ('BILLING_city','Town'),('billing_country','NZ'),(NULL,'x'),('billing\\_phone','1'),(7,'1');"), "\n";
$report = $replacer->report();
echo $report['faked'], ' faked, ', $report['tables']['wp_users']['user_email']['faked'], " e-mails\n";

// The same value, the same fake: elsewhere, in another case, and with the same key in another run; not with another key.
$email = static fn (Replacer $replacer, string $value): string
    => preg_match("/'(.*)'/", $replacer->sql("INSERT INTO wp_comments (comment_author_email) VALUES ('$value')"), $match) ? $match[1] : '';
var_dump(str_contains($out, $email($replacer, 'bob@x.test')));
var_dump(str_contains($out, $email(new Replacer(fakes: $fakes, fakeKey: 'a key'), 'BOB@X.TEST')));
var_dump(str_contains($out, $email(new Replacer(fakes: $fakes, fakeKey: 'another'), 'bob@x.test')));
var_dump($email(new Replacer(fakes: $fakes), 'x') === $email(new Replacer(fakes: $fakes), 'x'));
$all = array_map(fn (int $i): string => $email($replacer, "user$i@example.com"), range(1, 5000));
var_dump(count(array_unique($all)), count(array_filter($all, fn (string $fake): bool => filter_var($fake, FILTER_VALIDATE_EMAIL) === $fake)));

echo "-- every kind --\n";
foreach (['email', 'name', 'first_name', 'last_name', 'login', 'company', 'phone', 'address', 'city', 'postcode', 'ip', 'url', 'text', 'password', 'empty', 'keep'] as $kind) {
    $one = new Replacer(fakes: ['t.a' => $kind], fakeKey: 'k');
    echo "$kind: ", substr($one->sql("INSERT INTO t (a) VALUES ('Übel 12-a'),('fe80::1'),('')"), 26), "\n";
}

echo "-- rows that are left out --\n";
$sql = <<<'SQL'
    CREATE TABLE wp_options (option_name text, option_value text);
    -- rows
    INSERT INTO wp_options VALUES
    ('_transient_a','https://example.com'),('_transient_b',''),
    ('siteurl','https://example.com'),
    ('_transient_c','x'), ('_transient_d','y') /* here */ ,
    ('home','https://example.com'),
    ('_TRANSIENT_e','x');
    CREATE TABLE wp_sessions (a int, b text);
    /*!40000 INSERT INTO wp_sessions VALUES (1,'a'),(2,'b') */;
    INSERT INTO wp_sessions VALUES (1,'a');
    UNLOCK TABLES;
    INSERT INTO wp_options VALUES ('_transient_a','x');
    INSERT INTO wp_options VALUES ('a','x'),('_transient_a','x');
    SQL;
$replacer->report(true);
echo $replacer->sql($sql), "\n";
echo $replacer->report()['droppedRows'], " rows dropped\n";

$stream = fopen('php://memory', 'w+');
fwrite($stream, $sql);
rewind($stream);
$reader = new SqlReader($stream, $replacer, batchSize: 60);
while ($statement = $reader->next()) {
    echo "$statement->kind $statement->table $statement->rows: ", strtr($statement->sql, "\n", ' '), "\n";
}
?>
--EXPECT--
CREATE TABLE `wp_users` (`ID` int, `user_login` varchar(60), `user_pass` varchar(255), `user_email` varchar(100), `display_name` varchar(250));
INSERT INTO `wp_users` VALUES (1,'admin','$P$x','admin@example.com','see http://b.test/x'),
(2,'user-a8099ed4f8921539','!','user-47ac01a7ca87538c@example.invalid',NULL),( 3 , '' ,'','',_utf8mb4 'Sara Fischer') ,(4,N'user-edd0c88d1ea1ab5f',DEFAULT,0,"Mila Vidal");
REPLACE INTO x.wp_usermeta (meta_key, meta_value) VALUES ('billing_phone','+15558526518'),('other','http://b.test'),
    ('BILLING_city','88 Market Street'),('billing_country','NZ'),(NULL,'x'),('billing\_phone','1'),(7,'1');
12 faked, 3 e-mails
bool(true)
bool(true)
bool(false)
bool(false)
int(5000)
int(5000)
-- every kind --
email: 'user-2e60e876e430cce3@example.invalid'),('user-8661bef84a450dcd@example.invalid'),('')
name: 'Greta Arnold'),('Eva Sauer'),('')
first_name: 'Sam'),('Clara'),('')
last_name: 'Novak'),('Meyer'),('')
login: 'user-ed3bd2f0550c860a'),('user-e6b342abde93e244'),('')
company: 'Thorne Inc'),('Vogel GmbH'),('')
phone: '+15552747673'),('+15559090739'),('')
address: '82 Harbour Way'),('70 Chapel Lane'),('')
city: 'Willowdale'),('Greenfield'),('')
postcode: 'CJPU 86-N'),('OV85PI5'),('')
ip: '198.19.23.81'),('2001:db8::bdf4:b035'),('')
url: 'https://example.invalid/4203208a24088fdd'),('https://example.invalid/54ab39f594fb0121'),('')
text: 'Lorem ips'),('Lorem i'),('')
password: '!'),('!'),('')
empty: ''),(''),('')
keep: 'Übel 12-a'),('fe80::1'),('')
-- rows that are left out --
CREATE TABLE wp_options (option_name text, option_value text);
-- rows
INSERT INTO wp_options VALUES
('siteurl','http://b.test') /* here */ ,
('home','http://b.test');
CREATE TABLE wp_sessions (a int, b text);


UNLOCK TABLES;

INSERT INTO wp_options VALUES ('a','x');
10 rows dropped
create_table wp_options 0: CREATE TABLE wp_options (option_name text, option_value text)
insert wp_options 2: INSERT INTO wp_options VALUES ('siteurl','http://b.test') /* here */ , ('home','http://b.test')
create_table wp_sessions 0: CREATE TABLE wp_sessions (a int, b text)
unlock_tables  0: UNLOCK TABLES
insert wp_options 1: INSERT INTO wp_options VALUES ('a','x')

--TEST--
Replacer: in random rows, fakes and dropped rows change what their rules name and not a byte more, however the input is cut
--EXTENSIONS--
wpnormalize
--FILE--
<?php
use WpNormalize\Replacer;

/** A stream that gives random pieces. */
final class Pieces
{
    public static string $data;
    public $context;
    private int $at = 0;

    public function stream_open(): bool
    {
        return true;
    }

    public function stream_read(int $count): string
    {
        $piece = substr(self::$data, $this->at, mt_rand(1, min($count, 300)));
        $this->at += strlen($piece);
        return $piece;
    }

    public function stream_eof(): bool
    {
        return $this->at >= strlen(self::$data);
    }
}
stream_wrapper_register('pieces', Pieces::class);

const COLUMNS = ['id', 'name', 'value', 'email', 'note'];
const FAKES = [
    '*x.value[name=keep*]' => 'keep',
    '*x.value[name=mail_?][note!=n*]' => 'email',
    '*x.value[name=city]' => 'city',
    '*x.email' => 'email',
    '*x.note[email=]' => 'empty',
];
const DROPS = ['*x[name=drop*]', '*x[id=7][note=]'];

/** A value (null: NULL) and one of its spellings. */
function cell(int $column): array
{
    if ($column === 0) {
        return [$n = (string) mt_rand(0, 9), $n];
    }
    if (mt_rand(0, 9) === 0) {
        return [null, ['NULL', 'null', ' DEFAULT '][mt_rand(0, 2)]];
    }
    $words = ['', 'a', 'keep1', 'mail_a', 'MAIL_B', 'city', 'drop it', "it's", "\"x\"\\\n", 'Ü@x.test', 'note', "),('", '-- ', '/*', 'x;y', str_repeat('long ', 60)];
    $value = $words[array_rand($words)];
    if (mt_rand(0, 3) === 0) {
        $quoted = '"' . strtr($value, ['\\' => '\\\\', '"' => '""']) . '"';
    } else {
        $quoted = "'" . strtr($value, ['\\' => '\\\\', "\n" => mt_rand(0, 1) ? '\\n' : "\n", "'" => mt_rand(0, 1) ? "''" : "\\'"]) . "'";
    }
    return [$value, [' ', '', '_utf8mb4 ', 'N'][mt_rand(0, 3)] . $quoted . ['', ' '][mt_rand(0, 1)]];
}

function glob_takes(string $pattern, ?string $value): bool
{
    return $value !== null && preg_match('/^' . strtr(preg_quote($pattern, '/'), ['\\*' => '.*', '\\?' => '.']) . '$/Dis', $value) === 1;
}

/** @param array<string, ?string> $row */
function rule_takes(string $rule, array $row): bool
{
    preg_match_all('/\[(\w+)(!?)=([^\]]*)\]/', $rule, $conditions, PREG_SET_ORDER);
    foreach ($conditions as [, $column, $negated, $pattern]) {
        if (glob_takes($pattern, $row[$column]) === ($negated === '!')) {
            return false;
        }
    }
    return true;
}

/** The spelling of a fake, asked for alone. */
function fake(string $kind, string $spelling): string
{
    static $known = [];
    if (!isset($known[$kind][$spelling])) {
        $one = new Replacer(fakes: ['t.a' => $kind], fakeKey: 'key');
        $known[$kind][$spelling] = substr($one->sql("INSERT INTO t (a) VALUES ($spelling)"), strlen('INSERT INTO t (a) VALUES ('), -1);
    }
    return $known[$kind][$spelling];
}

mt_srand(5);
$bad = 0;
$faked = $dropped = 0;
for ($round = 0; $round < 2000 && !$bad; $round++) {
    $sql = $expected = 'CREATE TABLE wp_x (' . implode(' text, ', COLUMNS) . " text);\n";
    for ($statement = 0; $statement < 3; $statement++) {
        $columns = COLUMNS;
        $named = mt_rand(0, 1) === 1;
        if ($named) {
            shuffle($columns);
        }
        $begin = "\nINSERT INTO wp_x " . ($named ? '(' . implode(',', $columns) . ') ' : '') . "VALUES\n";
        $rows = $kept = [];
        for ($count = mt_rand(1, 6); $count > 0; $count--) {
            $values = $spelled = $new = [];
            foreach ($columns as $column) {
                [$values[$column], $spelled[$column]] = cell((int) array_search($column, COLUMNS, true));
            }
            $rows[] = '(' . implode(',', $spelled) . ')';
            foreach (DROPS as $rule) {
                if (rule_takes($rule, $values)) {
                    $dropped++;
                    continue 2;
                }
            }
            foreach ($columns as $column) {
                $new[$column] = $spelled[$column];
                foreach (FAKES as $rule => $kind) {
                    if (str_starts_with($rule, "*x.$column") && ($rule === "*x.$column" || $rule[strlen("*x.$column")] === '[') && rule_takes($rule, $values)) {
                        $new[$column] = $kind === 'keep' ? $spelled[$column] : fake($kind, $spelled[$column]);
                        $faked += $new[$column] !== $spelled[$column];
                        break;
                    }
                }
            }
            $kept[] = '(' . implode(',', $new) . ')';
        }
        $sql .= $begin . implode(",\n", $rows) . ';';
        // Between two rows that stay, the separator is the one before the second: all are the same here.
        $expected .= $kept === [] ? "\n" : $begin . implode(",\n", $kept) . ';';
    }
    $replacer = new Replacer(fakes: FAKES, fakeKey: 'key', dropRows: DROPS);
    $whole = $replacer->sql($sql);
    Pieces::$data = $sql;
    $to = fopen('php://memory', 'w+');
    $replacer->copySql(fopen('pieces://', 'r'), $to);
    rewind($to);
    $pieces = stream_get_contents($to);
    if ($whole !== $expected || $pieces !== $expected) {
        echo "round $round\n--- input\n$sql\n--- expected\n$expected\n--- whole\n$whole\n--- in pieces\n$pieces\n";
        $bad++;
    }
}
var_dump($bad, $faked > 5000, $dropped > 1000);
?>
--EXPECT--
int(0)
bool(true)
bool(true)

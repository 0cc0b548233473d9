--TEST--
config.m4 and config.w32 list every source file: a forgotten one shows only when the module is loaded
--INI--
pcre.jit=0
--FILE--
<?php
$root = dirname(__DIR__);
$sources = [];
foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator("$root/ext", FilesystemIterator::SKIP_DOTS)) as $file) {
    if ($file->getExtension() === 'c') {
        $sources[] = substr($file->getPathname(), strlen("$root/"));
    }
}
sort($sources);

preg_match_all('~ext/[\w/]+\.c~', file_get_contents("$root/config.m4"), $unix);
$listed = $unix[0];
sort($listed);
echo 'config.m4: ', $listed === $sources ? 'all' : implode(' ', array_merge(array_diff($sources, $listed), array_diff($listed, $sources))), "\n";

$listed = [];
preg_match_all("~(?:ADD_SOURCES\(wpn_ext \+ '\\\\\\\\(\w+)'|EXTENSION\('wpnormalize'),(.*?)(?:'wpnormalize'|true)\);~s", file_get_contents("$root/config.w32"), $calls, PREG_SET_ORDER);
foreach ($calls as [, $folder, $files]) {
    preg_match_all('~\w+\.c~', $files, $names);
    foreach ($names[0] as $name) {
        $listed[] = 'ext/' . ($folder === '' ? '' : "$folder/") . $name;
    }
}
sort($listed);
echo 'config.w32: ', $listed === $sources ? 'all' : implode(' ', array_merge(array_diff($sources, $listed), array_diff($listed, $sources))), "\n";
?>
--EXPECT--
config.m4: all
config.w32: all

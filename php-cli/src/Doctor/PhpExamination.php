<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Doctor;

/** PHP itself, and the extensions that the commands need. */
final class PhpExamination
{
    /** @return iterable<Finding> */
    public function findings(): iterable
    {
        yield Finding::ok('PHP ' . PHP_VERSION . ', ' . (php_ini_loaded_file() ?: 'without a php.ini'));
        yield extension_loaded('wpnormalize')
            ? Finding::ok('the PHP extension wpnormalize ' . phpversion('wpnormalize'))
            : Finding::fault(
                'the PHP extension wpnormalize is not loaded',
                'build and install it as the README says, and add extension=wpnormalize to '
                    . (php_ini_loaded_file() ?: 'php.ini'),
            );
        yield extension_loaded('mysqli')
            ? Finding::ok('the PHP extension mysqli')
            : Finding::fault('the PHP extension mysqli is not loaded', 'apt-get install php-mysql');
        if (!extension_loaded('pcntl')) {
            yield Finding::warning(
                'the PHP extension pcntl is not loaded: what is interrupted cannot clean up, the next command does',
                'install or enable it',
            );
        }
    }
}

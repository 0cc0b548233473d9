<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

/** Blanks the settings of plugins that send mail through somebody's server, with their passwords and keys. */
final class MailServersForgotten implements Precaution
{
    private const OPTIONS = [
        'wp_mail_smtp' => 'WP Mail SMTP',
        'postman_options' => 'Post SMTP',
        'postman_auth_token' => 'Post SMTP',
        'easy_wp_smtp' => 'Easy WP SMTP',
        'swpsmtp_options' => 'Easy WP SMTP',
        'fluentmail-settings' => 'FluentSMTP',
        'smtp_mailer_options' => 'SMTP Mailer',
        'wp_smtp_options' => 'WP SMTP',
        'gmail_smtp_options' => 'Gmail SMTP',
        'wposes_settings' => 'WP Offload SES',
        'wp_ses_options' => 'WP SES',
        'mailgun' => 'Mailgun',
        'sendgrid_api_key' => 'SendGrid',
        'sendgrid_user' => 'SendGrid',
        'sendgrid_pwd' => 'SendGrid',
        'postmark_settings' => 'Postmark',
        'sp_settings' => 'SparkPost',
        'wpmandrill' => 'Mandrill',
        'mailjet_apikey' => 'Mailjet',
        'mailjet_apisecret' => 'Mailjet',
        'sib_main_option' => 'Brevo',
        'sib_home_option' => 'Brevo',
    ];

    public function take(SiteCopy $copy): array
    {
        return array_values(array_unique([
            ...$this->blank($copy, 'options', 'option_name', 'option_value'),
            ...$this->blank($copy, 'sitemeta', 'meta_key', 'meta_value'),
        ]));
    }

    /** @return list<string> */
    private function blank(SiteCopy $copy, string $tables, string $name, string $value): array
    {
        $names = "'" . implode("', '", array_keys(self::OPTIONS)) . "'";
        $where = "WHERE $name IN ($names) AND $value NOT IN ('', 'a:0:{}')";
        $done = [];
        foreach ($copy->tables($tables) as $table) {
            foreach ($copy->connection->column("SELECT $name FROM $table $where") as $option) {
                $done[] = self::OPTIONS[$option] . ' knows no mail server';
            }
            // An array stays one: plugins look into it without asking.
            $copy->connection->execute("UPDATE $table SET $value = IF($value LIKE 'a:%', 'a:0:{}', '') $where");
        }

        return $done;
    }
}

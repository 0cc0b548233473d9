<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Safety;

use WpNormalize\Cli\Backup\LeanDump;
use WpNormalize\Cli\Failure;

/**
 * Where WordPress, WooCommerce and plugins that many sites have keep personal data, and what takes its place: rules for
 * the parameters `fakes` and `dropRows` of a Replacer. docs/personal-data.md says the same for people, and what stays.
 *
 * Tables are named with `*` for the prefix and the number of a multisite's blog.
 */
final class PersonalData
{
    /** Tables and their columns. */
    private const COLUMNS = [
        '*users' => [
            'user_login' => 'login', 'user_nicename' => 'login', 'user_pass' => 'password', 'user_email' => 'email',
            'user_url' => 'url', 'user_activation_key' => 'empty', 'display_name' => 'name',
        ],
        '*comments' => [
            'comment_author' => 'name', 'comment_author_email' => 'email', 'comment_author_url' => 'url',
            'comment_author_IP' => 'ip', 'comment_agent' => 'empty',
            // What is published stays; notes on orders and what nobody has approved are not.
            'comment_content[comment_type=order_note]' => 'text', 'comment_content[comment_approved!=1]' => 'text',
        ],
        '*posts' => [
            // Notes of customers; messages that form plugins keep as posts are left out, see ROWS.
            'post_excerpt[post_type=shop_order*]' => 'text', 'post_excerpt[post_type=shop_subscription]' => 'text',
            'post_password[post_type=shop_order*]' => 'empty',
        ],
        // WooCommerce
        '*wc_orders' => [
            'billing_email' => 'email', 'ip_address' => 'ip', 'user_agent' => 'empty', 'customer_note' => 'text',
            'transaction_id' => 'empty',
        ],
        '*wc_order_addresses' => [
            'first_name' => 'first_name', 'last_name' => 'last_name', 'company' => 'company', 'address_1' => 'address',
            'address_2' => 'empty', 'city' => 'city', 'postcode' => 'postcode', 'email' => 'email', 'phone' => 'phone',
        ],
        '*wc_customer_lookup' => [
            'username' => 'login', 'first_name' => 'first_name', 'last_name' => 'last_name', 'email' => 'email',
            'city' => 'city', 'postcode' => 'postcode',
        ],
        '*wc_download_log' => ['user_ip_address' => 'ip'],
        '*wc_webhooks' => ['secret' => 'empty'],
        '*woocommerce_downloadable_product_permissions' => ['user_email' => 'email'],
        // Easy Digital Downloads
        '*edd_customers' => ['email' => 'email', 'name' => 'name'],
        '*edd_customer_email_addresses' => ['email' => 'email'],
        '*edd_customer_addresses' => [
            'name' => 'name', 'address' => 'address', 'address2' => 'empty', 'city' => 'city', 'postal_code' => 'postcode',
        ],
        '*edd_orders' => ['email' => 'email', 'ip' => 'ip'],
        '*edd_order_addresses' => [
            'name' => 'name', 'address' => 'address', 'address2' => 'empty', 'city' => 'city', 'postal_code' => 'postcode',
        ],
        '*edd_notes' => ['content' => 'text'],
        // Members and bookings: BuddyPress, Bookly, Amelia
        '*bp_xprofile_data' => ['value' => 'text'],
        '*bp_messages_messages' => ['subject' => 'text', 'message' => 'text'],
        '*bookly_customers' => [
            'full_name' => 'name', 'first_name' => 'first_name', 'last_name' => 'last_name', 'phone' => 'phone',
            'email' => 'email', 'street*' => 'address', 'additional_address' => 'empty', 'city' => 'city',
            'postcode' => 'postcode', 'notes' => 'text', 'info_fields' => 'empty',
        ],
        '*amelia_users' => [
            'firstName' => 'first_name', 'lastName' => 'last_name', 'email' => 'email', 'phone' => 'phone',
            'note' => 'text', 'description' => 'text', 'password' => 'password',
        ],
        // Settings in plain text
        '*options' => [
            'option_value[option_name=admin_email]' => 'email', 'option_value[option_name=new_admin_email]' => 'email',
            'option_value[option_name=mailserver_login]' => 'empty', 'option_value[option_name=mailserver_pass]' => 'empty',
        ],
        '*sitemeta' => [
            'meta_value[meta_key=admin_email]' => 'email', 'meta_value[meta_key=new_admin_email]' => 'email',
        ],
    ];

    /** Addresses of orders and customers: what stands behind billing_ and shipping_. Countries and states stay. */
    private const ADDRESS = [
        'first_name' => 'first_name', 'last_name' => 'last_name', 'company' => 'company', 'address_1' => 'address',
        'address_2' => 'empty', 'city' => 'city', 'postcode' => 'postcode', 'email' => 'email', 'phone' => 'phone',
        'country' => 'keep', 'state' => 'keep', '*' => 'text',
    ];

    /** Values of the key/value tables usermeta, postmeta and wc_orders_meta, by their key. */
    private const KEYS = [
        // Users
        'first_name' => 'first_name', 'last_name' => 'last_name', 'nickname' => 'name', 'full_name' => 'name',
        'description' => 'text', 'email' => 'email', 'user_email' => 'email', 'phone' => 'phone', 'phone_number' => 'phone',
        'mobile' => 'phone', 'mobile_number' => 'phone', 'telephone' => 'phone', 'birth_date' => 'empty',
        'birthday' => 'empty', 'date_of_birth' => 'empty', 'aim' => 'empty', 'yim' => 'empty', 'jabber' => 'empty',
        'facebook' => 'empty', 'twitter' => 'empty', 'linkedin' => 'empty', 'instagram' => 'empty', 'skype' => 'empty',
        // Orders
        '_customer_ip_address' => 'ip', '_customer_user_agent' => 'empty', '_transaction_id' => 'empty',
        'payer *' => 'text', '_paypal_*' => 'empty', '_ppcp_paypal_payer_*' => 'empty', '*_stripe_customer_id' => 'empty',
        '_stripe_source_id' => 'empty', '_stripe_intent_id' => 'empty', '_stripe_card_id' => 'empty',
        '_klarna_*' => 'empty', '_mollie_*customer_id' => 'empty', '*vat_number' => 'text', '_vat_number' => 'text',
        // Events: The Events Calendar
        '_tribe_*_full_name' => 'name', '_tribe_*_email' => 'email', '_tribe_*_attendee_optout' => 'keep',
    ];

    /** Rows that are left out, beside those of LeanDump, which hold addresses of visitors and what they did. */
    private const ROWS = [
        // WordPress: sign-ups, requests about personal data, sessions and keys of users, what spam filters were told
        '*signups', '*registration_log', '*posts[post_type=user_request]',
        '*usermeta[meta_key=session_tokens]', '*usermeta[meta_key=_application_passwords]',
        '*usermeta[meta_key=community-events-location]', '*usermeta[meta_key=_two_factor_*]',
        '*usermeta[meta_key=_woocommerce_persistent_cart_*]', '*usermeta[meta_key=submitted]',
        '*commentmeta[meta_key=akismet_*]',
        // WooCommerce: keys, stored cards, coupons for one customer
        '*woocommerce_api_keys', '*woocommerce_payment_tokens', '*woocommerce_payment_tokenmeta',
        '*postmeta[meta_key=customer_email]',
        // Messages that forms keep as posts: Flamingo (Contact Form 7), Ninja Forms, Jetpack
        '*posts[post_type=flamingo_*]', '*posts[post_type=nf_sub]', '*posts[post_type=feedback]',
        '*postmeta[meta_key=_field_*][meta_value!=field_*]', '*postmeta[meta_key=_from*]', '*postmeta[meta_key=_feedback_*]',
        '*postmeta[meta_key=_subject]', '*postmeta[meta_key=_fields]', '*postmeta[meta_key=_meta]',
        // and in tables: Gravity Forms, WPForms, Formidable, Fluent Forms, Elementor, Forminator, weForms, CFDB7
        '*gf_entry', '*gf_entry_meta', '*gf_entry_notes', '*gf_draft_submissions', '*rg_lead*', '*rg_incomplete_submissions',
        '*wpforms_entries', '*wpforms_entry_*', '*wpforms_payments', '*wpforms_payment_meta', '*wpforms_logs',
        '*frm_items', '*frm_item_metas', '*fluentform_submissions', '*fluentform_submission_meta',
        '*fluentform_entry_details', '*fluentform_logs', '*fluentform_transactions', '*e_submissions*',
        '*frmt_form_entry', '*frmt_form_entry_meta', '*weforms_entries', '*weforms_entrymeta', '*db7_forms',
        '*cf7dbplugin_submits', '*cf7_vdata*',
        // Newsletters: The Newsletter Plugin, MailPoet, FluentCRM, Mailster, Icegram Express, MC4WP
        '*newsletter', '*newsletter_sent', '*newsletter_stats', '*newsletter_user_*', '*mailpoet_subscriber*',
        '*mailpoet_scheduled_task_subscribers', '*mailpoet_statistics_*', '*mailpoet_user_agents', '*mailpoet_log',
        '*mailpoet_custom_fields', '*wysija_user*', '*wysija_email_user_*', '*fc_subscriber*', '*fc_campaign_emails',
        '*fc_campaign_url_metrics', '*mailster_subscriber*', '*mailster_actions', '*ig_contacts*', '*ig_lists_contacts',
        '*ig_contact_meta', '*ig_sending_queue', '*mc4wp_log',
        // Mail that waits
        '*wpmailsmtp_emails_queue', '*wpmailsmtp_attachment_files',
    ];

    /** Tables without personal data, so that others can be named to the user. */
    private const WITHOUT = [
        '*blogs', '*blogmeta', '*blog_versions', '*site', '*links', '*terms', '*termmeta', '*term_taxonomy',
        '*term_relationships', '*wc_admin_note*', '*wc_category_lookup', '*wc_order_stats', '*wc_order_*_lookup',
        '*wc_order_operational_data', '*wc_product_*', '*wc_reserved_stock', '*wc_tax_rate_classes',
        '*woocommerce_attribute_taxonomies', '*woocommerce_order_items', '*woocommerce_order_itemmeta',
        '*woocommerce_shipping_*', '*woocommerce_tax_rate*', '*actionscheduler_groups', '*actionscheduler_claims',
        '*yoast_*', '*rank_math_*', '*gf_form*', '*nf3_*', '*e_events', '*e_notes*', '*redirection_groups',
        '*redirection_items', '*icl_*', '*mailpoet_forms', '*mailpoet_newsletter*', '*mailpoet_segments',
        '*mailpoet_settings', '*mailpoet_migrations', '*revslider_*', '*litespeed_*',
    ];

    /**
     * Rules for the parameter `fakes` of a Replacer.
     *
     * @param list<string> $keep logins or e-mail addresses of users whose rows stay as they are
     * @return array<string, string>
     */
    public static function fakes(array $keep = []): array
    {
        $rules = [];
        foreach ($keep as $user) {
            if (preg_match('/^[^\[\]*?]+$/D', $user) !== 1) {
                throw Failure::usage("SCRUB_KEEP names $user, which is no login or e-mail address", 'correct it');
            }
            $rules["*users.*[user_login=$user]"] = 'keep';
            $rules["*users.*[user_email=$user]"] = 'keep';
        }
        foreach (self::COLUMNS as $table => $columns) {
            foreach ($columns as $column => $kind) {
                $rules["$table.$column"] = $kind;
            }
        }
        foreach (['*usermeta', '*postmeta', '*wc_orders_meta'] as $table) {
            foreach (self::keys() as $key => $kind) {
                $rules["$table.meta_value[meta_key=$key]"] = $kind;
            }
        }

        return $rules;
    }

    /** @return list<string> rules for the parameter `dropRows` of a Replacer */
    public static function dropRows(): array
    {
        return [...LeanDump::dropRows(), ...self::ROWS];
    }

    /**
     * Tables that no rule is about and that are not known to be free of personal data.
     *
     * @param list<string> $tables
     * @param list<string> $rules
     * @return list<string>
     */
    public static function unknown(array $tables, array $rules): array
    {
        $known = array_map(
            static fn (string $rule): string => strtolower((string) strtok($rule, '.[')),
            [...$rules, ...self::WITHOUT],
        );
        $isUnknown = static function (string $table) use ($known): bool {
            foreach ($known as $pattern) {
                if (fnmatch($pattern, strtolower($table))) {
                    return false;
                }
            }

            return true;
        };

        return array_values(array_filter($tables, $isUnknown));
    }

    /** @return array<string, string> */
    private static function keys(): array
    {
        $keys = ['_billing_address_index' => 'text', '_shipping_address_index' => 'text'];
        foreach (['billing_', 'shipping_', '_billing_', '_shipping_'] as $prefix) {
            foreach (self::ADDRESS as $key => $kind) {
                $keys[$prefix . $key] = $kind;
            }
        }

        return $keys + self::KEYS;
    }
}

<?php

declare(strict_types=1);

namespace WpNormalize\Cli\Backup;

/**
 * What a site can do without: sessions, logs, transients, caches. Their tables stay, without rows; as rules of a
 * Replacer's dropRows.
 */
final class LeanDump
{
    private const SESSIONS = ['*woocommerce_sessions', '*edd_sessions', '*wp_sessions', '*wp_session'];
    private const LOGS = [
        // WooCommerce, Action Scheduler
        '*woocommerce_log', '*wc_rate_limits', '*actionscheduler_logs',
        '*actionscheduler_actions[status=complete]', '*actionscheduler_actions[status=canceled]',
        // Activity and access: Simple History, WP Activity Log, Stream, Redirection, WP Statistics
        '*simple_history', '*simple_history_contexts', '*wsal_occurrences', '*wsal_metadata', '*stream', '*stream_meta',
        '*redirection_logs', '*redirection_404', '*statistics_visitor', '*statistics_visitor_relationships',
        '*statistics_useronline', '*statistics_visit', '*statistics_pages', '*statistics_events', '*statistics_exclusions',
        // Security: Wordfence, Solid Security, All-In-One Security, Loginizer, Limit Login Attempts
        '*wfhits', '*wflogins', '*wflivetraffichuman', '*wfcrawlers', '*wfblockediplog', '*wfreversecache', '*wflocs',
        '*wftrafficrates', '*wfsnipcache', '*wfstatus', '*wffilemods', '*wfissues', '*wfpendingissues',
        '*itsec_logs', '*itsec_lockouts', '*itsec_temp', '*itsec_distributed_storage', '*itsec_geolocation_cache',
        '*aiowps_events', '*aiowps_failed_logins', '*aiowps_login_activity', '*aiowps_login_lockdown', '*aiowps_debug_log',
        '*aiowps_audit_log', '*loginizer_logs', '*limit_login',
        // Mail: WP Mail SMTP, Email Log, WP Mail Logging, FluentSMTP, Post SMTP
        '*wpmailsmtp_emails_log', '*wpmailsmtp_debug_events', '*wpmailsmtp_email_tracking_events', '*email_log',
        '*wpml_mails', '*fsmpt_email_logs', '*post_smtp_logs', '*post_smtp_logmeta',
    ];
    private const CACHES = [
        '*options[option_name=_transient_*]', '*options[option_name=_site_transient_*]',
        '*options[option_name=_wc_session_*]', '*sitemeta[meta_key=_site_transient_*]',
        '*postmeta[meta_key=_oembed_*]', '*posts[post_type=oembed_cache]',
        '*litespeed_url', '*litespeed_url_file', '*rank_math_analytics_*', '*wpr_rucss_used_css', '*wpr_rocket_cache',
    ];

    /** @return list<string> */
    public static function dropRows(): array
    {
        return [...self::SESSIONS, ...self::LOGS, ...self::CACHES];
    }

    /**
     * The same of one site and its blogs, no more: a table of somebody's own may end like one of these, wp_activity_stream
     * like wp_stream.
     *
     * @return list<string>
     */
    public static function dropRowsOf(string $prefix): array
    {
        $rules = [];
        foreach (self::dropRows() as $rule) {
            foreach (['', '?_', '??_', '???_', '????_', '?????_'] as $blog) {
                $rules[] = $prefix . $blog . substr($rule, 1);
            }
        }

        return $rules;
    }
}

/* The credentials chain without a network: arguments, environment, shared files; and the metadata services' JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "s3/credentials.h"
#include "s3/metadata.h"
#include "s3/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char credentials_file[] = "/tmp/wpn-credentials-XXXXXX";
static char config_file[] = "/tmp/wpn-config-XXXXXX";

static void write_file(char *template, const char *text)
{
    int fd = mkstemp(template);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static int group_setup(void **state)
{
    write_file(credentials_file,
               "# ours\n[default]\naws_access_key_id = DEFAULTKEY\naws_secret_access_key=default#secret\n"
               "[half]\naws_access_key_id=HALF\n"
               "[ work ]\r\naws_access_key_id=WORKKEY ; old\r\naws_secret_access_key = work=secret\r\n"
               "aws_session_token = worktoken\r\n");
    write_file(config_file,
               "[default]\nregion = eu-west-1\ns3 =\n  region = nested\n[profile work]\nregion=ap-south-1\n");
    return 0;
}

static int group_teardown(void **state)
{
    unlink(credentials_file);
    unlink(config_file);
    return 0;
}

static int setup(void **state)
{
    const char *variables[] = {"AWS_ACCESS_KEY_ID",
                               "AWS_SECRET_ACCESS_KEY",
                               "AWS_SESSION_TOKEN",
                               "AWS_PROFILE",
                               "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                               "AWS_CONTAINER_CREDENTIALS_FULL_URI"};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        unsetenv(variables[i]);
    }
    setenv("AWS_SHARED_CREDENTIALS_FILE", credentials_file, 1);
    setenv("AWS_CONFIG_FILE", config_file, 1);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
    return 0;
}

static void check_resolved(wpn_credentials_source source, const char *access_key, const char *secret_key,
                           const char *token)
{
    wpn_credentials credentials = {0};
    wpn_error error;
    assert_int_equal(wpn_credentials_resolve(&credentials, &source, &error), WPN_OK);
    assert_string_equal(credentials.access_key, access_key);
    assert_string_equal(credentials.secret_key, secret_key);
    if (token) {
        assert_string_equal(credentials.token, token);
    } else {
        assert_null(credentials.token);
    }
    wpn_credentials_free(&credentials);
}

static void check_refused(wpn_credentials_source source, const char *says)
{
    wpn_credentials credentials = {0};
    wpn_error error;
    assert_int_equal(wpn_credentials_resolve(&credentials, &source, &error), WPN_E_S3);
    assert_non_null(strstr(error.message, says));
    assert_null(credentials.access_key);
}

static void arguments_come_first(void **state)
{
    setenv("AWS_ACCESS_KEY_ID", "ENVKEY", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "envsecret", 1);
    check_resolved((wpn_credentials_source){"ARGKEY", "argsecret", "argtoken", NULL}, "ARGKEY", "argsecret",
                   "argtoken");
    check_refused((wpn_credentials_source){"ARGKEY", NULL, NULL, NULL}, "arguments");
}

static void environment_comes_before_files(void **state)
{
    setenv("AWS_ACCESS_KEY_ID", "ENVKEY", 1);
    check_refused((wpn_credentials_source){0}, "environment");
    setenv("AWS_SECRET_ACCESS_KEY", "envsecret", 1);
    check_resolved((wpn_credentials_source){0}, "ENVKEY", "envsecret", NULL);
    setenv("AWS_SESSION_TOKEN", "envtoken", 1);
    check_resolved((wpn_credentials_source){0}, "ENVKEY", "envsecret", "envtoken");
}

static void a_named_profile_comes_before_the_environment(void **state)
{
    setenv("AWS_ACCESS_KEY_ID", "ENVKEY", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "envsecret", 1);
    check_resolved((wpn_credentials_source){.profile = "work"}, "WORKKEY", "work=secret", "worktoken");
}

static void files_are_read_with_their_profiles(void **state)
{
    check_resolved((wpn_credentials_source){0}, "DEFAULTKEY", "default#secret", NULL);
    setenv("AWS_PROFILE", "work", 1);
    check_resolved((wpn_credentials_source){0}, "WORKKEY", "work=secret", "worktoken");
    check_refused((wpn_credentials_source){.profile = "half"}, "incomplete");
    check_refused((wpn_credentials_source){.profile = "absent"}, "absent");
    char *region = wpn_profile_setting("work", "region");
    assert_string_equal(region, "ap-south-1");
    free(region);
    region = wpn_profile_setting("default", "region");
    assert_string_equal(region, "eu-west-1");
    free(region);
}

static void nothing_found_names_the_remedy(void **state)
{
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent", 1);
    setenv("AWS_CONFIG_FILE", "/nonexistent", 1);
    check_refused((wpn_credentials_source){0}, "AWS_ACCESS_KEY_ID");
}

static void metadata_json_is_read(void **state)
{
    wpn_credentials credentials = {0};
    wpn_error error;
    const char *json =
        "{ \"Code\" : \"Success\", \"N\": null, \"AccessKeyId\":\"ASIA\",\n\"SecretAccessKey\" : \"a\\/b+c\","
        "\"Token\":\"t==\", \"Expiration\" : \"2026-01-02T03:04:05Z\" }";
    assert_int_equal(wpn_metadata_parse(&credentials, json, strlen(json), &error), WPN_OK);
    assert_string_equal(credentials.secret_key, "a/b+c");
    assert_string_equal(credentials.token, "t==");
    assert_int_equal(credentials.expires, 1767323045);
    assert_true(wpn_credentials_stale(&credentials, 1767323045 - 299));
    assert_false(wpn_credentials_stale(&credentials, 1767323045 - 301));
    wpn_credentials_free(&credentials);
    /* Cut anywhere it is refused, and no read goes past the end. */
    for (size_t len = 0; len < strlen(json) - 60; len++) {
        char *cut = malloc(len ? len : 1);
        memcpy(cut, json, len);
        wpn_metadata_parse(&credentials, cut, len, &error);
        wpn_credentials_free(&credentials);
        free(cut);
    }
    assert_int_equal(wpn_metadata_parse(&credentials, "{\"Code\":\"Failed\"}", 17, &error), WPN_E_S3);
}

static void plain_http_stays_on_this_machine(void **state)
{
    assert_true(wpn_metadata_url_allowed("http://169.254.170.2/x"));
    assert_true(wpn_metadata_url_allowed("http://127.0.0.1:8080/x"));
    assert_true(wpn_metadata_url_allowed("https://example.com/x"));
    assert_false(wpn_metadata_url_allowed("http://example.com/x"));
    assert_false(wpn_metadata_url_allowed("http://127.0.0.1.example.com/x"));
    assert_false(wpn_metadata_url_allowed("http://localhost@example.com/x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(arguments_come_first, setup),
        cmocka_unit_test_setup(environment_comes_before_files, setup),
        cmocka_unit_test_setup(a_named_profile_comes_before_the_environment, setup),
        cmocka_unit_test_setup(files_are_read_with_their_profiles, setup),
        cmocka_unit_test_setup(nothing_found_names_the_remedy, setup),
        cmocka_unit_test(metadata_json_is_read),
        cmocka_unit_test(plain_http_stays_on_this_machine),
    };
    return cmocka_run_group_tests_name("s3_credentials", tests, group_setup, group_teardown);
}

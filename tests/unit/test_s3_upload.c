/* Ten thousand parts, which is S3's limit, of one byte each: the core asks no least size, and the server is
 * tests/s3/sink.php. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "s3/upload.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 100

typedef struct sink {
    pid_t pid;
    int input; /* it ends when this is closed */
    wpn_s3_client *client;
} sink;

static sink server;

static int start_server(void **state)
{
    int input[2], output[2];
    char port[16] = "";
    assert_int_equal(pipe(input), 0);
    assert_int_equal(pipe(output), 0);
    server.pid = fork();
    if (server.pid == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        close(input[1]);
        execlp("php", "php", "-n", "../s3/sink.php", (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    server.input = input[1];
    ssize_t count = read(output[0], port, sizeof(port) - 1);
    close(output[0]);
    assert_true(count > 0);
    port[strcspn(port, "\n")] = '\0';

    char endpoint[64];
    wpn_error error;
    snprintf(endpoint, sizeof(endpoint), "http://127.0.0.1:%s", port);
    wpn_s3_config config = {
        .bucket = "bucket",
        .endpoint = endpoint,
        .region = "us-east-1",
        .source = {.access_key = "access", .secret_key = "secret"},
        .part_size = 1,
        .concurrency = 4,
        .stall_seconds = 30,
    };
    assert_int_equal(wpn_s3_client_new(&server.client, &config, &error), WPN_OK);
    return 0;
}

static int stop_server(void **state)
{
    wpn_s3_client_release(server.client);
    close(server.input);
    return waitpid(server.pid, NULL, 0) == server.pid ? 0 : -1;
}

static wpn_s3_upload *begin(void)
{
    wpn_s3_upload *upload;
    wpn_error error;
    wpn_s3_upload_options options = {.key = "key"};
    assert_int_equal(wpn_s3_upload_new(&upload, server.client, &options, &error), WPN_OK);
    return upload;
}

/* Writes one byte, waiting for room. */
static wpn_status write_byte(wpn_s3_upload *upload)
{
    for (;;) {
        char *to;
        size_t room;
        wpn_status status = wpn_s3_upload_reserve(upload, &to, &room);
        if (status != WPN_OK) {
            return status;
        }
        if (room) {
            *to = 'x';
            wpn_s3_upload_take(upload, 1);
            return WPN_OK;
        }
        wpn_s3_step(server.client, WAIT_MS);
    }
}

static wpn_s3_upload *write_all_parts(void)
{
    wpn_s3_upload *upload = begin();
    for (int i = 0; i < WPN_S3_MAX_PARTS; i++) {
        assert_int_equal(write_byte(upload), WPN_OK);
    }
    return upload;
}

static void ten_thousand_parts_are_committed(void **state)
{
    wpn_s3_upload *upload = write_all_parts();
    bool done = false;
    while (!done) {
        assert_int_equal(wpn_s3_upload_commit(upload, &done), WPN_OK);
        wpn_s3_step(server.client, WAIT_MS);
    }
    assert_int_equal(wpn_s3_upload_object(upload)->size, WPN_S3_MAX_PARTS);
    wpn_s3_upload_free(upload);
}

static void one_more_is_refused_and_aborted(void **state)
{
    wpn_s3_upload *upload = write_all_parts();
    wpn_status status = write_byte(upload);
    /* The byte itself is taken; that it fills a part too many shows at the next. */
    if (status == WPN_OK) {
        status = write_byte(upload);
    }
    assert_int_equal(status, WPN_E_S3);
    const wpn_s3_error *error = wpn_s3_upload_error(upload);
    assert_string_equal(error->operation, "UploadPart");
    assert_string_equal(error->key, "key");
    assert_string_equal(error->base.message,
                        "the body is longer than 10000 parts of 1 bytes hold, which is S3's limit; "
                        "give expectedSize, or a larger partSize");
    bool done = false;
    while (!done) {
        assert_int_equal(wpn_s3_upload_abort(upload, &done), WPN_OK);
        wpn_s3_step(server.client, WAIT_MS);
    }
    wpn_s3_upload_free(upload);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_parts_are_committed),
        cmocka_unit_test(one_more_is_refused_and_aborted),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, start_server, stop_server);
}

/* dump/: how a dump is cut into frames, that it comes back whole, and what counts as incomplete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compress/decode.h"
#include "dump/reader.h"
#include "dump/writer.h"

static const wpn_format formats[] = {WPN_FORMAT_NONE, WPN_FORMAT_GZIP, WPN_FORMAT_ZSTD};

#define BIG_FRAME (16 * 1024 * 1024)

/* What mysqldump writes for two tables, a trigger, a view and a function. */
static const char dump[] =
    "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n"
    "--\n"
    "-- Host: localhost    Database: wp\n"
    "-- ------------------------------------------------------\n"
    "-- Server version\t8.0.36\n"
    "\n"
    "/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n"
    "/*!50503 SET NAMES utf8mb4 */;\n"
    "/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;\n"
    "/*!40103 SET TIME_ZONE='+00:00' */;\n"
    "\n"
    "--\n"
    "-- Table structure for table `wp_options`\n"
    "--\n"
    "\n"
    "DROP TABLE IF EXISTS `wp_options`;\n"
    "/*!40101 SET @saved_cs_client     = @@character_set_client */;\n"
    "/*!50503 SET character_set_client = utf8mb4 */;\n"
    "CREATE TABLE `wp_options` (\n  `id` int,\n  `v` text\n) ENGINE=InnoDB;\n"
    "/*!40101 SET character_set_client = @saved_cs_client */;\n"
    "\n"
    "LOCK TABLES `wp_options` WRITE;\n"
    "/*!40000 ALTER TABLE `wp_options` DISABLE KEYS */;\n"
    "INSERT INTO `wp_options` VALUES (1,'a;b'),(2,'it''s');\n"
    "INSERT INTO `wp_options` VALUES (3,'a longer row');\n"
    "/*!40000 ALTER TABLE `wp_options` ENABLE KEYS */;\n"
    "UNLOCK TABLES;\n"
    "\n"
    "DROP TABLE IF EXISTS `wp_posts`;\n"
    "CREATE TABLE `wp_posts` (\n  `id` int\n) ENGINE=InnoDB;\n"
    "\n"
    "LOCK TABLES `wp_posts` WRITE;\n"
    "UNLOCK TABLES;\n"
    "/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;\n"
    "/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES' */ ;\n"
    "DELIMITER ;;\n"
    "/*!50003 CREATE TRIGGER `t` BEFORE INSERT ON `wp_posts` FOR EACH ROW BEGIN SET NEW.id = 1; END */;;\n"
    "DELIMITER ;\n"
    "/*!50003 SET sql_mode              = @saved_sql_mode */ ;\n"
    "\n"
    "/*!50001 DROP VIEW IF EXISTS `v`*/;\n"
    "/*!50001 CREATE VIEW `v` AS SELECT 1 AS `id`*/;\n"
    "/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;\n"
    "/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;\n"
    "\n"
    "-- Dump completed on 2026-01-02  3:04:05\n";

/* Feeds text in pieces of step bytes; the stored bytes are appended to stored. */
static wpn_status write_dump(wpn_dump_writer *writer, const char *text, size_t len, size_t step, wpn_buffer *stored,
                             wpn_error *error)
{
    for (size_t at = 0;;) {
        wpn_dump_result result;
        while ((result = wpn_dump_writer_step(writer, error)) == WPN_DUMP_OUTPUT) {
            const char *bytes;
            size_t count = wpn_dump_writer_output(writer, &bytes);
            assert_true(wpn_buffer_append(stored, bytes, count));
            wpn_dump_writer_drain(writer);
        }
        if (result != WPN_DUMP_MORE) {
            return result == WPN_DUMP_END ? WPN_OK : error->status;
        }
        size_t piece = len - at < step ? len - at : step;
        if (piece == 0) {
            wpn_dump_writer_end(writer);
            continue;
        }
        char *room = wpn_dump_writer_reserve(writer, piece);
        assert_non_null(room);
        memcpy(room, text + at, piece);
        wpn_dump_writer_fed(writer, piece);
        at += piece;
    }
}

static wpn_dump_writer *new_writer(wpn_format format, size_t frame_size)
{
    wpn_dump_writer *writer;
    wpn_error error;
    assert_int_equal(wpn_dump_writer_new(&writer, format, 1, frame_size, NULL, NULL, &error), WPN_OK);
    return writer;
}

/* A writer that has taken the whole text, and what it stored. */
static wpn_dump_writer *written(wpn_format format, size_t frame_size, const char *text, size_t len, size_t step,
                                wpn_buffer *stored)
{
    wpn_dump_writer *writer = new_writer(format, frame_size);
    wpn_error error = {0};
    if (write_dump(writer, text, len, step, stored, &error) != WPN_OK) {
        fail_msg("%s", error.message);
    }
    return writer;
}

static void decode(const char *data, size_t len, wpn_buffer *plain)
{
    wpn_decoder *decoder = wpn_decoder_new();
    assert_non_null(decoder);
    wpn_error error;
    char room[512];
    size_t got;
    do {
        assert_int_equal(wpn_decoder_read(decoder, &data, &len, room, sizeof(room), &got, &error), WPN_OK);
        assert_true(wpn_buffer_append(plain, room, got));
    } while (got);
    do {
        assert_int_equal(wpn_decoder_end(decoder, room, sizeof(room), &got, &error), WPN_OK);
        assert_true(wpn_buffer_append(plain, room, got));
    } while (got);
    wpn_decoder_free(decoder);
}

static void assert_text(const wpn_buffer *actual, const char *expected, size_t len)
{
    assert_int_equal(actual->len, len);
    assert_memory_equal(actual->data, expected, len);
}

static void assert_hash(const char *bytes, size_t len, const char *expected)
{
    char hex[WPN_SHA256_HEX];
    wpn_sha256 *hash = wpn_sha256_new();
    assert_non_null(hash);
    assert_true(wpn_sha256_update(hash, bytes, len) && wpn_sha256_finish(hash, hex));
    assert_string_equal(hex, expected);
    wpn_sha256_free(hash);
}

/* "type:table:rows" of every frame, a line each. */
static void describe(const wpn_dump_index *index, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < index->frames_len; i++) {
        const wpn_dump_frame *frame = &index->frames[i];
        used += (size_t)snprintf(text + used, size - used, "%s:%s:%d\n", wpn_dump_type_name(frame->type),
                                 frame->table ? frame->table : "", (int)frame->rows);
        assert_true(used < size);
    }
}

static void assert_frames(const char *text, size_t frame_size, const char *expected)
{
    wpn_buffer stored = {0};
    wpn_dump_writer *writer = written(WPN_FORMAT_NONE, frame_size, text, strlen(text), strlen(text), &stored);
    char actual[2048];
    describe(wpn_dump_writer_index(writer), actual, sizeof(actual));
    assert_string_equal(actual, expected);
    wpn_buffer_free(&stored);
    wpn_dump_writer_free(writer);
}

static const char dump_frames[] = "prologue::0\n"
                                  "schema:wp_options:0\n"
                                  "rows:wp_options:3\n"
                                  "schema:wp_posts:0\n"
                                  "rows:wp_posts:0\n"
                                  "code::0\n"
                                  "epilogue::0\n";

static void test_frames_of_a_dump(void **state)
{
    assert_frames(dump, BIG_FRAME, dump_frames);
}

/* What stands beside a statement goes where it is needed. */
static void test_neighbours_share_a_frame(void **state)
{
    wpn_buffer stored = {0};
    wpn_dump_writer *writer = written(WPN_FORMAT_NONE, BIG_FRAME, dump, sizeof(dump) - 1, 4096, &stored);
    static const struct {
        size_t frame;
        const char *holds;
    } cases[] = {
        {0, "SET TIME_ZONE='+00:00'"},
        {1, "DROP TABLE IF EXISTS `wp_options`"},
        {1, "SET @saved_cs_client"},
        {1, "SET character_set_client = @saved_cs_client"},
        {2, "DISABLE KEYS"},
        {2, "UNLOCK TABLES"},
        {5, "SET @saved_sql_mode"},
        {5, "SET sql_mode              = @saved_sql_mode"},
        {5, "DROP VIEW"},
        {6, "SET TIME_ZONE=@OLD_TIME_ZONE"},
        {6, "-- Dump completed"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const wpn_dump_frame *frame = &wpn_dump_writer_index(writer)->frames[cases[i].frame];
        if (!memmem(stored.data + frame->offset, frame->size, cases[i].holds, strlen(cases[i].holds))) {
            fail_msg("frame %zu lacks %s", cases[i].frame, cases[i].holds);
        }
    }
    wpn_buffer_free(&stored);
    wpn_dump_writer_free(writer);
}

/* A variable that is put back belongs to what it was changed for, even at the end. */
static void test_a_restored_variable_stays(void **state)
{
    static const char schema[] = "CREATE TABLE a (i int);\nSET character_set_client = @saved_cs_client;";
    char text[256];
    snprintf(text, sizeof(text), "%s\nSET TIME_ZONE=@OLD_TIME_ZONE;\n", schema);
    wpn_buffer stored = {0};
    wpn_dump_writer *writer = written(WPN_FORMAT_NONE, BIG_FRAME, text, strlen(text), strlen(text), &stored);
    assert_int_equal(wpn_dump_writer_index(writer)->frames_len, 2);
    assert_int_equal(wpn_dump_writer_index(writer)->frames[0].raw_size, strlen(schema));
    wpn_buffer_free(&stored);
    wpn_dump_writer_free(writer);
}

static void test_other_orders(void **state)
{
    /* Without a prologue; drops first, as some tools write them; keys added at the end, as phpMyAdmin does. */
    assert_frames("DROP TABLE a; DROP TABLE b; CREATE TABLE a (i int); CREATE TABLE b (i int);\n"
                  "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1),(2); ALTER TABLE a ADD PRIMARY KEY (i); COMMIT;",
                  BIG_FRAME,
                  "schema:a:0\nschema:b:0\nschema:a:0\nschema:b:0\nrows:a:1\nrows:b:2\nschema:a:0\nepilogue::0\n");
    /* A time zone that phpMyAdmin sets inside a transaction belongs to all. */
    assert_frames("START TRANSACTION; SET time_zone = \"+00:00\"; CREATE TABLE a (i int);", BIG_FRAME,
                  "prologue::0\nschema:a:0\n");
}

static void test_frames_are_cut_at_their_size(void **state)
{
    char text[4096] = "";
    for (int i = 0; i < 10; i++) {
        strcat(text, "INSERT INTO t VALUES (1,'0123456789');\n"); /* 39 bytes */
    }
    assert_frames(text, 39 * 3, "rows:t:3\nrows:t:3\nrows:t:3\nrows:t:1\nepilogue::0\n");
    /* A single statement that is longer stands alone. */
    assert_frames("SET a=1;INSERT INTO t VALUES (1,'0123456789');INSERT INTO t VALUES (2,'0123456789');", 10,
                  "prologue::0\nrows:t:1\nrows:t:1\n");
}

static void check_stored(wpn_format format, size_t frame_size, size_t step)
{
    wpn_buffer stored = {0};
    size_t len = sizeof(dump) - 1;
    wpn_dump_writer *writer = written(format, frame_size, dump, len, step, &stored);
    const wpn_dump_index *index = wpn_dump_writer_index(writer);
    assert_int_equal(index->size, stored.len);
    assert_int_equal(index->raw_size, len);
    assert_string_equal(index->dumper, "mysqldump");
    assert_int_equal(index->longest_row, strlen("(3,'a longer row')"));
    assert_hash(stored.data, stored.len, index->sha256);

    wpn_buffer all = {0};
    decode(stored.data, stored.len, &all);
    assert_text(&all, dump, len);
    wpn_buffer_free(&all);

    size_t offset = 0;
    size_t raw_offset = 0;
    for (size_t i = 0; i < index->frames_len; i++) {
        const wpn_dump_frame *frame = &index->frames[i];
        assert_int_equal(frame->offset, offset);
        assert_hash(stored.data + offset, frame->size, frame->sha256);
        wpn_buffer alone = {0};
        decode(stored.data + offset, frame->size, &alone);
        assert_text(&alone, dump + raw_offset, frame->raw_size);
        wpn_buffer_free(&alone);
        offset += frame->size;
        raw_offset += frame->raw_size;
    }
    assert_int_equal(raw_offset, len);
    assert_true(format == WPN_FORMAT_NONE ? offset == stored.len : offset < stored.len);
    wpn_buffer_free(&stored);
    wpn_dump_writer_free(writer);
}

static void test_every_frame_decompresses_alone(void **state)
{
    for (size_t i = 0; i < 3; i++) {
        check_stored(formats[i], BIG_FRAME, sizeof(dump));
        check_stored(formats[i], 60, 100);
        check_stored(formats[i], BIG_FRAME, 1);
    }
}

static void test_the_index_is_found_from_the_end(void **state)
{
    for (size_t i = 1; i < 3; i++) {
        wpn_buffer stored = {0};
        wpn_dump_writer *writer = written(formats[i], BIG_FRAME, dump, sizeof(dump) - 1, 4096, &stored);
        static const char line[] = "\nwpn-index 0000001234\n";
        const size_t line_len = sizeof(line) - 1;
        size_t tail = formats[i] == WPN_FORMAT_GZIP ? 11 : 0; /* what ends a gzip member */
        const char *at = stored.data + stored.len - tail - line_len;
        assert_memory_equal(at, line, strlen("\nwpn-index "));
        size_t json_len = strtoul(at + strlen("\nwpn-index "), NULL, 10);
        const char *json = at - json_len;
        assert_memory_equal(json, "{\"format\":1,", 12);
        assert_int_equal(at[-1], '}');
        assert_non_null(memmem(json, json_len, "{\"type\":\"rows\",\"table\":\"wp_options\",\"offset\":", 45));
        wpn_buffer_free(&stored);
        wpn_dump_writer_free(writer);
    }
}

static void test_names_are_escaped_in_the_index(void **state)
{
    static const struct {
        const char *table;
        const char *json;
    } cases[] = {
        {"plain", "\"plain\""},
        {"a\"b\\c\n", "\"a\\\"b\\\\c\\u000a\""},
        {"t\xc3\xa4\xf0\x9f\x98\x80", "\"t\xc3\xa4\xf0\x9f\x98\x80\""},
        {"\xff\xc3(\xed\xa0\x80\xe2\x82",
         "\"\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        wpn_dump_index index = {.compression = "zstd"};
        wpn_dump_frame *frame = wpn_dump_index_add(&index, WPN_DUMP_TYPE_ROWS);
        assert_non_null(frame);
        assert_true(wpn_dump_frame_set_table(frame, cases[i].table, strlen(cases[i].table)));
        wpn_buffer out = {0};
        assert_true(wpn_buffer_push(&out, '-'));
        assert_true(wpn_dump_index_write(&index, &out));
        const char *line = memmem(out.data, out.len, "}\nwpn-index ", 12);
        assert_non_null(line);
        assert_int_equal(strtoul(line + 12, NULL, 10), line + 1 - (out.data + 1));
        if (!memmem(out.data, out.len, cases[i].json, strlen(cases[i].json))) {
            fail_msg("%s is not in %.*s", cases[i].json, (int)out.len, out.data);
        }
        wpn_buffer_free(&out);
        wpn_dump_index_free(&index);
    }
}

static void assert_incomplete(const char *text, size_t len, const char *reason)
{
    wpn_buffer stored = {0};
    wpn_error error = {0};
    wpn_dump_writer *writer = new_writer(WPN_FORMAT_ZSTD, BIG_FRAME);
    if (write_dump(writer, text, len, 4096, &stored, &error) == WPN_OK) {
        fail_msg("complete: %.*s", (int)len, text);
    }
    assert_int_equal(error.status, WPN_E_SQL);
    assert_memory_equal(error.message, "the dump is incomplete: ", strlen("the dump is incomplete: "));
    assert_non_null(strstr(error.message, reason));
    wpn_buffer_free(&stored);
    wpn_dump_writer_free(writer);
}

static void test_a_cut_dump_is_incomplete(void **state)
{
    assert_incomplete("", 0, "no statement");
    assert_incomplete("-- nothing\n", 11, "no statement");
    size_t closing = (size_t)(strstr(dump, "-- Dump completed") - dump);
    /* From where the first statement has ended. */
    for (size_t len = (size_t)(strchr(dump, ';') - dump) + 1; len < closing; len++) {
        assert_incomplete(dump, len, "");
    }
    assert_incomplete(dump, closing, "closing line of mysqldump");
}

/* A dump without comments does not say whose it is: its statements must be whole, no more can be asked. */
static void test_a_dump_of_an_unknown_program(void **state)
{
    assert_frames("INSERT INTO t VALUES (1);\n", BIG_FRAME, "rows:t:1\nepilogue::0\n");
    assert_incomplete("INSERT INTO t VALUES (1)", 24, "");
    assert_incomplete("INSERT INTO t VALUES ('1);\n", 27, "");
}

/* SET statements without end must not gather in memory. */
static void test_what_waits_is_bounded(void **state)
{
    wpn_buffer text = {0};
    static const char set[] = "SET @x = 1;\n";
    assert_true(wpn_buffer_append(&text, "CREATE TABLE a (i int);", 23));
    for (int i = 0; i < 200000; i++) {
        assert_true(wpn_buffer_append(&text, set, sizeof(set) - 1));
    }
    wpn_buffer stored = {0};
    wpn_dump_writer *writer = written(WPN_FORMAT_NONE, BIG_FRAME, text.data, text.len, 1 << 18, &stored);
    assert_text(&stored, text.data, text.len);
    const wpn_dump_index *index = wpn_dump_writer_index(writer);
    assert_int_equal(index->frames_len, 2);
    assert_true(index->frames[1].raw_size <= 1024 * 1024 + sizeof(set));
    wpn_buffer_free(&text);
    wpn_buffer_free(&stored);
    wpn_dump_writer_free(writer);
}

/* The bodies of all statements, a line each, and the SHA-256 of what was read. */
static void read_dump(const char *data, size_t len, size_t step, wpn_buffer *bodies, char *sha256)
{
    wpn_dump_reader *reader = wpn_dump_reader_new(&(wpn_sql_options){0}, NULL);
    assert_non_null(reader);
    wpn_error error = {0};
    assert_null(wpn_dump_reader_sha256(reader));
    for (size_t at = 0;;) {
        wpn_sql_result result = wpn_dump_reader_step(reader, &error);
        if (result == WPN_SQL_END) {
            break;
        }
        if (result == WPN_SQL_ERROR) {
            fail_msg("%s", error.message);
        }
        if (result == WPN_SQL_STATEMENT) {
            const wpn_sql_statement *statement = wpn_sql_statement_read(wpn_dump_reader_sql(reader));
            assert_true(wpn_buffer_append(bodies, statement->body, statement->body_len) &&
                        wpn_buffer_push(bodies, '\n'));
            continue;
        }
        size_t size;
        char *room = wpn_dump_reader_room(reader, &size);
        size_t piece = len - at < step ? len - at : step;
        assert_true(piece <= size);
        memcpy(room, data + at, piece);
        at += piece;
        assert_int_equal(wpn_dump_reader_fed(reader, piece, &error), WPN_OK);
    }
    assert_int_equal(wpn_dump_reader_bytes(reader), len);
    assert_int_equal(wpn_sql_complete(wpn_dump_reader_sql(reader)), 1);
    strcpy(sha256, wpn_dump_reader_sha256(reader));
    wpn_dump_reader_free(reader);
}

static void test_reading_what_was_written(void **state)
{
    wpn_buffer expected = {0};
    char sha256[WPN_SHA256_HEX];
    read_dump(dump, sizeof(dump) - 1, 4096, &expected, sha256);
    assert_hash(dump, sizeof(dump) - 1, sha256);
    assert_non_null(memmem(expected.data, expected.len, "\nINSERT INTO `wp_options` VALUES (3,'a longer row')\n", 51));
    for (size_t i = 0; i < 3; i++) {
        wpn_buffer stored = {0};
        wpn_dump_writer *writer = written(formats[i], 200, dump, sizeof(dump) - 1, 4096, &stored);
        for (size_t step = 1; step < 5000; step = step * 3 + 1) {
            wpn_buffer bodies = {0};
            read_dump(stored.data, stored.len, step, &bodies, sha256);
            assert_text(&bodies, expected.data, expected.len);
            assert_string_equal(sha256, wpn_dump_writer_index(writer)->sha256);
            wpn_buffer_free(&bodies);
        }
        wpn_buffer_free(&stored);
        wpn_dump_writer_free(writer);
    }
    wpn_buffer_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_of_a_dump),
        cmocka_unit_test(test_neighbours_share_a_frame),
        cmocka_unit_test(test_a_restored_variable_stays),
        cmocka_unit_test(test_other_orders),
        cmocka_unit_test(test_frames_are_cut_at_their_size),
        cmocka_unit_test(test_every_frame_decompresses_alone),
        cmocka_unit_test(test_the_index_is_found_from_the_end),
        cmocka_unit_test(test_names_are_escaped_in_the_index),
        cmocka_unit_test(test_a_cut_dump_is_incomplete),
        cmocka_unit_test(test_a_dump_of_an_unknown_program),
        cmocka_unit_test(test_what_waits_is_bounded),
        cmocka_unit_test(test_reading_what_was_written),
    };
    return cmocka_run_group_tests_name("dump", tests, NULL, NULL);
}

/* Aborting multipart uploads whose id we never learned: list those of the key, see that they have no part, abort. */
#include "s3/orphans.h"

#include "s3/xml.h"

#include <stdlib.h>

#define ATTEMPTS 4
/* The Date of an answer, and the time an upload was begun, are told in whole seconds. */
#define CLOCK_GRAIN_S 2
/* So many of other writers are looked at, to find which have parts. */
#define MAX_OTHERS 20

static wpn_status fail(wpn_s3_orphans *orphans, const wpn_s3_request *request)
{
    orphans->error = request->error;
    return request->error.base.status;
}

static wpn_status fail_memory(wpn_s3_orphans *orphans)
{
    return wpn_fail_memory(&orphans->error.base);
}

static wpn_status ask_for_page(wpn_s3_orphans *orphans)
{
    if (wpn_s3_listing_ask(orphans->listing) != WPN_OK) {
        return fail(orphans, &orphans->listing->request);
    }
    orphans->listing->request.max_attempts = ATTEMPTS;
    return WPN_OK;
}

/* Whether it was begun while our attempts were under way. */
static bool was_begun_by_then(const wpn_s3_orphans *orphans, const wpn_s3_entry *entry)
{
    const char *date = wpn_headers_get(&orphans->listing->request.response.headers, "date");
    time_t server_now = date ? curl_getdate(date, NULL) : -1;
    time_t begun = entry->object.last_modified;
    int64_t now_ms = wpn_s3_now_ms();
    return server_now != -1 && begun != -1 &&
           begun >= server_now - (now_ms - orphans->begun_ms) / 1000 - CLOCK_GRAIN_S &&
           begun <= server_now - (now_ms - orphans->ended_ms) / 1000 + CLOCK_GRAIN_S;
}

static wpn_status note_candidate(wpn_s3_orphans *orphans, const wpn_s3_entry *entry)
{
    if (!entry->upload_id || !was_begun_by_then(orphans, entry) ||
        (orphans->known_id && strcmp(entry->upload_id, orphans->known_id) == 0)) {
        return WPN_OK;
    }
    char *id = strdup(entry->upload_id);
    if (!id || !wpn_array_grow((void **)&orphans->ids, &orphans->cap, orphans->count + 1, sizeof(char *))) {
        free(id);
        return fail_memory(orphans);
    }
    orphans->ids[orphans->count++] = id;
    return WPN_OK;
}

/* Reads a page of the listing, which is in the order of keys: our own comes before those that only begin with it. */
static wpn_status read_page(wpn_s3_orphans *orphans, bool *more)
{
    wpn_s3_listing *listing = orphans->listing;
    wpn_status status = wpn_s3_listing_take(listing);
    if (status != WPN_OK) {
        return fail(orphans, &listing->request);
    }
    *more = listing->more;
    for (size_t i = 0; status == WPN_OK && i < listing->count; i++) {
        const wpn_s3_entry *entry = &listing->entries[i];
        if (strcmp(entry->object.key, orphans->key) != 0) {
            *more = false;
        } else {
            status = note_candidate(orphans, entry);
        }
    }
    return status;
}

static void drop_candidates(wpn_s3_orphans *orphans)
{
    for (size_t i = 0; i < orphans->count; i++) {
        free(orphans->ids[i]);
    }
    orphans->count = 0;
}

/* Submits what is next to be asked of the candidate `at`. */
static wpn_status ask(wpn_s3_orphans *orphans)
{
    wpn_s3_request *request = &orphans->request;
    const char *id = orphans->ids[orphans->at];
    wpn_status status = orphans->phase == WPN_S3_ORPHANS_LOOKING
                            ? wpn_s3_list_parts(request, orphans->client, orphans->key, id)
                            : wpn_s3_abort_upload(request, orphans->client, orphans->key, id);
    if (status != WPN_OK) {
        return fail(orphans, request);
    }
    request->max_attempts = ATTEMPTS;
    wpn_s3_submit(request);
    return WPN_OK;
}

/* Goes on with the candidate `at`; after the last, with the next phase and the first. */
static wpn_status go_on(wpn_s3_orphans *orphans)
{
    if (orphans->at < orphans->count) {
        return ask(orphans);
    }
    orphans->at = 0;
    orphans->phase++;
    if (orphans->phase == WPN_S3_ORPHANS_ABORTING && orphans->count > orphans->lost) {
        drop_candidates(orphans); /* another writer's is among them */
    }
    if (orphans->count == 0) {
        orphans->phase = WPN_S3_ORPHANS_DONE;
    }
    return orphans->phase == WPN_S3_ORPHANS_DONE ? WPN_OK : ask(orphans);
}

/* Finds the candidates, page by page. */
static wpn_status list(wpn_s3_orphans *orphans)
{
    if (!orphans->listing) {
        orphans->listing = wpn_s3_listing_new(orphans->client, WPN_S3_LIST_UPLOADS, orphans->key, NULL);
        return orphans->listing ? ask_for_page(orphans) : fail_memory(orphans);
    }
    if (!wpn_s3_request_is_done(&orphans->listing->request)) {
        return WPN_OK;
    }
    bool more = false;
    wpn_status status = read_page(orphans, &more);
    if (status != WPN_OK) {
        return status;
    }
    if (more) {
        return ask_for_page(orphans);
    }
    if (orphans->count > orphans->lost + MAX_OTHERS) {
        drop_candidates(orphans);
    }
    orphans->at = orphans->count;
    return go_on(orphans);
}

static bool on_part(void *context, const char *path, char *text)
{
    bool *has_part = context;
    *has_part = *has_part || strcmp(path, "ListPartsResult/Part") == 0;
    return true;
}

/* Drops the candidate that was looked at if it has a part, or is gone. */
static wpn_status look(wpn_s3_orphans *orphans)
{
    wpn_s3_request *request = &orphans->request;
    bool is_gone = request->response.status == 404;
    bool has_part = false;
    if (request->error.base.status != WPN_OK && !is_gone) {
        return fail(orphans, request);
    }
    if (!is_gone && !wpn_xml_parse(request->response.body.data, request->response.body.len, on_part, &has_part)) {
        wpn_s3_request_fail(request, WPN_E_S3, "the list of parts cannot be read");
        return fail(orphans, request);
    }
    if (is_gone || has_part) {
        free(orphans->ids[orphans->at]);
        orphans->ids[orphans->at] = orphans->ids[--orphans->count];
    } else {
        orphans->at++;
    }
    return go_on(orphans);
}

static wpn_status note_abort(wpn_s3_orphans *orphans)
{
    wpn_s3_request *request = &orphans->request;
    if (request->error.base.status != WPN_OK && request->response.status != 404) {
        return fail(orphans, request);
    }
    orphans->at++;
    return go_on(orphans);
}

wpn_status wpn_s3_orphans_abort(wpn_s3_orphans *orphans, bool *done)
{
    wpn_status status = WPN_OK;
    if (orphans->phase == WPN_S3_ORPHANS_LISTING) {
        status = list(orphans);
    } else if (orphans->phase != WPN_S3_ORPHANS_DONE && wpn_s3_request_is_done(&orphans->request)) {
        status = orphans->phase == WPN_S3_ORPHANS_LOOKING ? look(orphans) : note_abort(orphans);
    }
    *done = orphans->phase == WPN_S3_ORPHANS_DONE;
    return status;
}

void wpn_s3_orphans_free(wpn_s3_orphans *orphans)
{
    drop_candidates(orphans);
    free(orphans->ids);
    wpn_s3_request_free(&orphans->request);
    if (orphans->listing) {
        wpn_s3_listing_free(orphans->listing);
    }
    *orphans = (wpn_s3_orphans){0};
}

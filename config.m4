dnl wpnormalize: serialized-aware URL replacement and dump streaming for WordPress databases.

PHP_ARG_ENABLE([wpnormalize],
  [whether to enable wpnormalize],
  [AS_HELP_STRING([--enable-wpnormalize], [Enable wpnormalize])],
  [yes])

PHP_ARG_ENABLE([wpnormalize-werror],
  [whether compiler warnings are errors],
  [AS_HELP_STRING([--enable-wpnormalize-werror], [wpnormalize: treat compiler warnings as errors])],
  [no], [no])

if test "$PHP_WPNORMALIZE" != "no"; then
  PKG_CHECK_MODULES([WPN_CURL], [libcurl >= 7.88.0])
  PKG_CHECK_MODULES([WPN_CRYPTO], [libcrypto >= 1.1.1])
  PKG_CHECK_MODULES([WPN_EXPAT], [expat >= 2.4.0])
  PKG_CHECK_MODULES([WPN_ZSTD], [libzstd >= 1.4.0])
  PKG_CHECK_MODULES([WPN_ZLIB], [zlib])
  PKG_CHECK_MODULES([WPN_IDN2], [libidn2])
  for module in CURL CRYPTO EXPAT ZSTD ZLIB IDN2; do
    eval wpn_cflags=\$WPN_${module}_CFLAGS
    eval wpn_libs=\$WPN_${module}_LIBS
    PHP_EVAL_INCLINE([$wpn_cflags])
    PHP_EVAL_LIBLINE([$wpn_libs], [WPNORMALIZE_SHARED_LIBADD])
  done
  PHP_SUBST([WPNORMALIZE_SHARED_LIBADD])

  dnl Plain C, no php.h: tests/unit and tests/fuzz build these folders too.
  wpn_core="ext/base/buffer.c ext/base/error.c ext/base/map.c \
    ext/text/address.c ext/text/base64.c ext/text/edits.c ext/text/fake_values.c ext/text/fakes.c ext/text/glob.c ext/text/host_column.c ext/text/json.c ext/text/keys.c ext/text/patterns.c \
    ext/text/report.c ext/text/rules.c ext/text/scan.c ext/text/search.c ext/text/serialized.c ext/text/spelling.c \
    ext/text/sql.c ext/text/sql_buffers.c ext/text/sql_fakes.c ext/text/sql_grammar.c ext/text/sql_literal.c ext/text/sql_load.c ext/text/sql_plain.c ext/text/sql_rows.c ext/text/sql_set.c \
    ext/text/sql_tables.c ext/text/sql_tokens.c ext/text/sql_values.c ext/text/text.c ext/text/url.c ext/text/url_spelling.c ext/text/value.c \
    ext/compress/decode.c ext/compress/encode.c \
    ext/dump/classify.c ext/dump/index.c ext/dump/reader.c ext/dump/sha256.c ext/dump/writer.c \
    ext/s3/answer.c ext/s3/client.c ext/s3/credentials.c ext/s3/download.c ext/s3/headers.c ext/s3/listing.c \
    ext/s3/metadata.c ext/s3/object.c ext/s3/orphans.c ext/s3/profile.c ext/s3/request.c ext/s3/retry.c ext/s3/sigv4.c \
    ext/s3/upload.c ext/s3/uri.c ext/s3/xml.c"
  wpn_bindings="ext/dump_writer.c ext/errors.c ext/replacer.c ext/sql_reader.c ext/streams.c ext/wpnormalize.c \
    ext/s3.c ext/s3_listing.c ext/s3_run.c ext/s3_stream.c ext/s3_upload.c ext/s3_wrapper.c"

  wpn_cflags="-std=gnu11 -Wall -Wextra -Wno-unused-parameter -fvisibility=hidden -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1"
  if test "$PHP_WPNORMALIZE_WERROR" = "yes"; then
    wpn_cflags="$wpn_cflags -Werror"
  fi
  PHP_NEW_EXTENSION([wpnormalize], [$wpn_bindings $wpn_core], [$ext_shared],, [$wpn_cflags])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/base])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/text])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/compress])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/dump])
  PHP_ADD_BUILD_DIR([$ext_builddir/ext/s3])
  PHP_ADD_INCLUDE([$ext_srcdir/ext])
fi

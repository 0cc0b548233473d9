/* What the bindings share: the module entry, the classes, and the engine inside a Replacer. */
#ifndef PHP_WPNORMALIZE_H
#define PHP_WPNORMALIZE_H

#include "php.h"

#include "text/rules.h"
#include "text/value.h"

#define PHP_WPNORMALIZE_VERSION "0.1.0"

extern zend_module_entry wpnormalize_module_entry;
#define phpext_wpnormalize_ptr &wpnormalize_module_entry

#if defined(ZTS) && defined(COMPILE_DL_WPNORMALIZE)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* Written once, when the module starts; read only afterwards. */
extern zend_class_entry *wpn_ce_Exception;
extern zend_class_entry *wpn_ce_SqlException;
extern zend_class_entry *wpn_ce_IoException;
extern zend_class_entry *wpn_ce_Replacer;
extern zend_class_entry *wpn_ce_Statement;
extern zend_class_entry *wpn_ce_SqlReader;
extern zend_class_entry *wpn_ce_DumpWriter;

/* Each binding sets the handlers of its own class. */
void wpn_replacer_startup(void);
void wpn_sql_reader_startup(void);
void wpn_dump_writer_startup(void);

/*
 * The engine inside a Replacer. Both are the Replacer's own, so keep a reference to it while you use them.
 * false when its constructor has not run; an \Error has been thrown then.
 */
bool wpn_replacer_engine(zend_object *replacer, const wpn_rules **rules, wpn_rewriter **rewriter);

#endif

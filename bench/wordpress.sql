-- Gives the tables of bench/generate.php the types and keys that WordPress gives them, and the site its address.
ALTER TABLE wp_options
    MODIFY option_id bigint unsigned NOT NULL AUTO_INCREMENT, MODIFY option_name varchar(191) NOT NULL DEFAULT '',
    MODIFY option_value longtext NOT NULL, MODIFY autoload varchar(20) NOT NULL DEFAULT 'yes',
    ADD PRIMARY KEY (option_id), ADD UNIQUE KEY option_name (option_name), ADD KEY autoload (autoload);
ALTER TABLE wp_posts
    MODIFY ID bigint unsigned NOT NULL AUTO_INCREMENT, MODIFY post_date datetime NOT NULL, MODIFY post_content longtext NOT NULL,
    MODIFY post_title text NOT NULL, MODIFY post_status varchar(20) NOT NULL, MODIFY guid varchar(255) NOT NULL,
    MODIFY post_type varchar(20) NOT NULL,
    ADD PRIMARY KEY (ID), ADD KEY type_status_date (post_type, post_status, post_date, ID), ADD KEY post_title (post_title(191));
ALTER TABLE wp_postmeta
    MODIFY meta_id bigint unsigned NOT NULL AUTO_INCREMENT, MODIFY post_id bigint unsigned NOT NULL DEFAULT 0,
    MODIFY meta_key varchar(255) DEFAULT NULL,
    ADD PRIMARY KEY (meta_id), ADD KEY post_id (post_id), ADD KEY meta_key (meta_key(191));
ALTER TABLE wp_comments
    MODIFY comment_ID bigint unsigned NOT NULL AUTO_INCREMENT, MODIFY comment_author tinytext NOT NULL,
    MODIFY comment_author_email varchar(100) NOT NULL DEFAULT '', MODIFY comment_author_url varchar(200) NOT NULL DEFAULT '',
    MODIFY comment_content text NOT NULL,
    ADD PRIMARY KEY (comment_ID), ADD KEY comment_author_email (comment_author_email(10)), ADD KEY comment_author_url (comment_author_url);
REPLACE INTO wp_options (option_name, option_value)
    VALUES ('siteurl', 'https://www.example.com'), ('home', 'https://www.example.com'), ('blog_public', '1');

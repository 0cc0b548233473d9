# Media and backups in object storage, for tests/suites/site: Ceph's gateway in the machines' network, and what docs/media.md does.
# The suite has set root, site, machines, repository, visitors, and its functions in_machine, as_visitor, as_the_site, page.

s3=http://s3.example.com:7480
media=http://media.example.com:7480/example-media

# The gateway belongs to nobody's machine; socat is its door to theirs. Its owner is `test`.
start_object_storage() {
    local owner
    rm -rf "$site/rgw"
    as_visitor "$root/tests/servers/rgw.sh" start "$site/rgw" || return
    as_visitor socat "TCP-LISTEN:7480,bind=$visitors,fork,reuseaddr" TCP:127.0.0.1:7480 &
    disown
    for owner in media backup developer; do
        as_visitor timeout 60 radosgw-admin --conf "$site/rgw/ceph.conf" -n client.rgw.a user create --uid="$owner" --display-name="$owner" \
            --access-key="key-of-$owner" --secret-key="secret-of-$owner" >>"$site/rgw/install.log" 2>&1 || return
    done
    s3api test create-bucket --bucket example-media && s3api test create-bucket --bucket example-backups &&
        s3api test put-bucket-policy --bucket example-media --policy "$(media_policy)" &&
        s3api test put-bucket-policy --bucket example-backups --policy "$(backup_policy)"
}

# aws_as OWNER ARGUMENT...
aws_as() {
    local owner=$1 access=key-of-$1 secret=secret-of-$1
    [ "$owner" != test ] || access=testaccess secret=testsecret
    as_visitor env AWS_ACCESS_KEY_ID="$access" AWS_SECRET_ACCESS_KEY="$secret" AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true \
        aws --endpoint-url http://127.0.0.1:7480 "${@:2}"
}

s3api() {
    aws_as "$1" s3api "${@:2}"
}

# The policy that docs/media.md shows; Ceph's users have no account number.
media_policy() {
    sed -n '/^    {$/,/^    }$/p' "$repository/docs/media.md" | sed 's/::123456789012:/:::/'
}

# What docs/backup.md promises of both keys.
backup_policy() {
    cat <<'END'
{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/backup", "arn:aws:iam:::user/developer"]},
     "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example-backups"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/backup"},
     "Action": ["s3:PutObject", "s3:AbortMultipartUpload"], "Resource": "arn:aws:s3:::example-backups/wordpress/*"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/developer"},
     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-backups/*"}]}
END
}

uploads_an_image() {
    local address
    address=$(as_the_site "$root/tests/site/upload.php") && echo "$address" || return
    [[ $address == http://www.example.com/wp-content/uploads/*/sun*.jpg ]] && page /?with-image | grep -F "src=\"$address\""
}

# With the key that the site has; every file arrives, and a second time none has to.
moves_uploads() {
    local folder=$machines/web1/srv/www/example/shared/public/wp-content/uploads
    aws_as media s3 sync "$folder" s3://example-media/uploads || return
    [ "$(s3api test list-objects-v2 --bucket example-media --query 'length(Contents)')" -eq "$(find "$folder" -type f | wc -l)" ] &&
        [ -z "$(aws_as media s3 sync "$folder" s3://example-media/uploads)" ]
}

# The command of docs/media.md, with this test's address of the CDN and http, as the site's own user.
replaces_addresses() {
    local command
    command=$(sed -n 's/^    php cli \(db:replace .*\)/\1/p' "$repository/docs/media.md" | head -n 1)
    command=${command//https:\/\/www.example.com/http:\/\/www.example.com}
    command=${command//https:\/\/media.example.com/$media}
    echo "$command"
    # shellcheck disable=SC2086
    in_machine web1 sudo -u example env -C /srv/www/example/current php cli $command
}

media_come_from_the_bucket() {
    local html image
    html=$(page /?with-media) || return
    image=$(grep -o "$media/uploads/[^\" ]*/sun[^\" ]*\.jpg" <<<"$html" | head -n 1)
    echo "image: $image"
    ! grep -F '/wp-content/uploads/' <<<"$html" && [ -n "$image" ] &&
        as_visitor curl --silent --show-error --fail --resolve "media.example.com:7480:$visitors" --dump-header - --output "$site/sun.jpg" "$image" &&
        [ "$(php -r 'echo getimagesize($argv[1])["mime"];' "$site/sun.jpg")" = image/jpeg ]
}

# refuses COMMAND...: it fails, and because it may not.
refuses() {
    local said
    ! said=$("$@" 2>&1) && grep -E 'AccessDenied|\(403\)|403 Forbidden|error: 403' <<<"$said"
}

closes_the_bucket() {
    local anonymous=(as_visitor curl --silent --show-error --fail --resolve "media.example.com:7480:$visitors")
    refuses "${anonymous[@]}" "$media" && refuses "${anonymous[@]}" --upload-file "$site/sun.jpg" "$media/uploads/x.jpg" &&
        refuses s3api media list-objects-v2 --bucket example-backups &&
        refuses s3api media put-object --bucket example-backups --key wordpress/x &&
        refuses s3api media delete-bucket-policy --bucket example-media &&
        refuses s3api backup put-object --bucket example-media --key uploads/x
}

# with_media_settings FILE: as on a web server that has the settings of docs/media.md.
with_media_settings() {
    as_the_site "$1" S3_UPLOADS_BUCKET=example-media S3_UPLOADS_REGION=us-east-1 S3_UPLOADS_KEY=key-of-media S3_UPLOADS_SECRET=secret-of-media \
        S3_UPLOADS_BUCKET_URL="$media" S3_UPLOADS_ENDPOINT="$s3"
}

# The plugin is not installed here: an upload must not be kept on one server.
refuses_uploads_without_the_plugin() {
    local said before after uploads=$machines/web1/srv/www/example/shared/public/wp-content/uploads
    before=$(find "$uploads" -type f)
    said=$(with_media_settings "$root/tests/site/upload.php")
    after=$(find "$uploads" -type f)
    echo "$said"
    [[ $said == 'refused: S3 Uploads is not installed'* ]] && [ "$before" = "$after" ]
}

# The line that the playbook installed, as its user: what cron would do.
backs_up() {
    local line user command
    line=$(grep ' cd /srv/backup/' "$machines/db1/etc/cron.d/example_backup")
    read -r _ _ _ _ _ user command <<<"$line"
    echo "$user: $command"
    in_machine db1 sudo -u "$user" sh -c "$command" &&
        s3api test list-objects-v2 --bucket example-backups --query 'Contents[].Key' --output text | grep 'wordpress/.*\.json'
}

cannot_read_backups() {
    local key
    key=$(s3api test list-objects-v2 --bucket example-backups --query 'Contents[0].Key' --output text)
    refuses s3api backup get-object --bucket example-backups --key "$key" "$site/stolen" && refuses s3api backup delete-object --bucket example-backups --key "$key"
}

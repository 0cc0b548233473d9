# Media and backups in object storage, for tests/suites/site: Ceph's gateway in the machines' network, and what docs/media.md does.
# The suite has set root, site, machines, repository, visitors, and its functions in_machine, as_visitor, as_the_site, page.

s3=http://$visitors:7480
# The gateway serves a bucket at the address that it is called like, as a CDN does.
bucket=media.example.com
media=http://media.example.com:7480

# The gateway belongs to nobody's machine; socat is its door to theirs. Its owner is `test`.
start_object_storage() {
    local owner
    rm -rf "$site/rgw"
    as_visitor "$root/tests/servers/rgw.sh" start "$site/rgw" || return
    as_visitor socat "TCP-LISTEN:7480,bind=$visitors,fork,reuseaddr" TCP:127.0.0.1:7480 &
    disown
    for owner in media backup watch developer; do
        as_visitor timeout 60 radosgw-admin --conf "$site/rgw/ceph.conf" -n client.rgw.a user create --uid="$owner" --display-name="$owner" \
            --access-key="key-of-$owner" --secret-key="secret-of-$owner" >>"$site/rgw/install.log" 2>&1 || return
    done
    s3api test create-bucket --bucket "$bucket" && s3api test create-bucket --bucket example-backups &&
        s3api test put-bucket-policy --bucket "$bucket" --policy "$(media_policy)" &&
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
    sed -n '/^    {$/,/^    }$/p' "$repository/docs/media.md" | sed "s/::123456789012:/:::/; s/:::example-media/:::$bucket/"
}

# What docs/backup.md promises of the three keys. Ceph lets who has uploaded an object read it unless that is denied.
backup_policy() {
    cat <<'END'
{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/backup", "arn:aws:iam:::user/watch", "arn:aws:iam:::user/developer"]},
     "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example-backups"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/backup"},
     "Action": ["s3:PutObject", "s3:AbortMultipartUpload"], "Resource": "arn:aws:s3:::example-backups/wordpress/*"},
    {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam:::user/backup"},
     "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::example-backups/*"},
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam:::user/watch"},
     "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::example-backups/wordpress/*"},
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
    aws_as media s3 sync --no-progress "$folder" "s3://$bucket/uploads" || return
    [ "$(s3api test list-objects-v2 --bucket "$bucket" --query 'length(Contents)')" -eq "$(find "$folder" -type f | wc -l)" ] &&
        [ -z "$(aws_as media s3 sync --only-show-errors "$folder" "s3://$bucket/uploads")" ]
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

# Lines of .env that web.yml writes from `env:` in sites.yml.
names_the_bucket() {
    local name
    for name in web1 web2; do
        cat >>"$machines/$name/srv/www/example/shared/.env" <<END || return
S3_UPLOADS_BUCKET=$bucket
S3_UPLOADS_REGION=us-east-1
S3_UPLOADS_KEY=key-of-media
S3_UPLOADS_SECRET=secret-of-media
S3_UPLOADS_BUCKET_URL=$media
S3_UPLOADS_ENDPOINT=$s3
END
    done
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

# is_refused OWNER METHOD PATH: the gateway knows who asks, and says that they may not. OWNER - is anybody.
is_refused() {
    local address=http://127.0.0.1:7480/$3 status
    [ "$1" = - ] || address=$(php -r 'require $argv[1]; echo Signed::address(...array_slice($argv, 2));' \
        "$root/tests/s3/Signed.php" "$2" http://127.0.0.1:7480 "key-of-$1" "secret-of-$1" "$3")
    status=$(as_visitor curl --silent --show-error --request "$2" --data-binary x --output "$site/refusal.xml" --write-out '%{http_code}' "$address")
    echo "$1 $2 $3: $status"
    [ "$status" = 403 ] && grep -q AccessDenied "$site/refusal.xml"
}

closes_the_bucket() {
    is_refused - GET "$bucket" && is_refused - PUT "$bucket/uploads/x" && is_refused media GET example-backups &&
        is_refused media PUT example-backups/wordpress/x && is_refused media DELETE "$bucket" && is_refused backup PUT "$bucket/uploads/x"
}

# The plugin is not installed here: an upload must not be kept on one server.
refuses_uploads_without_the_plugin() {
    local said before after uploads=$machines/web1/srv/www/example/shared/public/wp-content/uploads
    before=$(find "$uploads" -type f)
    said=$(as_the_site "$root/tests/site/upload.php")
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
    is_refused backup GET "example-backups/$key" && is_refused backup DELETE "example-backups/$key" && is_refused developer DELETE "example-backups/$key"
}

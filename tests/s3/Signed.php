<?php

declare(strict_types=1);

/** Signing in plain PHP, for what the extension does not do: creating a bucket, and addresses that carry their signature. */
final class Signed
{
    private const READY_SECONDS = 60;

    /** A server that has just started answers 503 until its own servers have met. */
    public static function createBucket(string $endpoint, string $access, string $secret, string $bucket): void
    {
        $deadline = time() + self::READY_SECONDS;
        while (($answer = self::put($endpoint, $access, $secret, $bucket)) !== null) {
            if (!str_contains($answer, ' 503 ') || time() >= $deadline) {
                throw new \RuntimeException("the bucket cannot be created: $answer");
            }
            sleep(1);
        }
    }

    /** An address for an hour's PUT, of a body that is not signed, or GET. */
    public static function address(string $method, string $endpoint, string $access, string $secret, string $path): string
    {
        $host = parse_url($endpoint, PHP_URL_HOST) . ':' . parse_url($endpoint, PHP_URL_PORT);
        $date = gmdate('Ymd\THis\Z');
        $scope = substr($date, 0, 8) . '/us-east-1/s3/aws4_request';
        $query = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=' . rawurlencode("$access/$scope")
            . "&X-Amz-Date=$date&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
        $signature = self::sign("$method\n/$path\n$query\nhost:$host\n\nhost\nUNSIGNED-PAYLOAD", $date, $scope, $secret);

        return "$endpoint/$path?$query&X-Amz-Signature=$signature";
    }

    private static function sign(string $canonical, string $date, string $scope, string $secret): string
    {
        $key = "AWS4$secret";
        foreach (explode('/', $scope) as $part) {
            $key = hash_hmac('sha256', $part, $key, true);
        }

        return hash_hmac('sha256', "AWS4-HMAC-SHA256\n$date\n$scope\n" . hash('sha256', $canonical), $key);
    }

    /** @return string|null what the server answered; null for success */
    private static function put(string $endpoint, string $access, string $secret, string $bucket): ?string
    {
        $host = parse_url($endpoint, PHP_URL_HOST) . ':' . parse_url($endpoint, PHP_URL_PORT);
        $day = gmdate('Ymd');
        $date = gmdate('Ymd\THis\Z');
        $hash = hash('sha256', '');
        $names = 'host;x-amz-content-sha256;x-amz-date';
        $canonical = "PUT\n/$bucket\n\nhost:$host\nx-amz-content-sha256:$hash\nx-amz-date:$date\n\n$names\n$hash";
        $scope = "$day/us-east-1/s3/aws4_request";
        $signature = self::sign($canonical, $date, $scope, $secret);
        $answer = file_get_contents("$endpoint/$bucket", false, stream_context_create(['http' => [
            'method' => 'PUT',
            'ignore_errors' => true,
            'header' => ["Host: $host", "x-amz-date: $date", "x-amz-content-sha256: $hash", 'Content-Length: 0',
                "Authorization: AWS4-HMAC-SHA256 Credential=$access/$scope,SignedHeaders=$names,Signature=$signature"],
        ]]));

        return preg_match('~ 200 ~', $http_response_header[0]) === 1 ? null : "$http_response_header[0] $answer";
    }
}

# free_ports COUNT: prints the first of that many ports in a row that are free: another server on the usual ones would answer
# in place of ours.
free_ports() {
    php -n -r '
        do {
            $first = random_int(20000, 30000);
            $sockets = array_map(fn (int $port) => @stream_socket_server("tcp://127.0.0.1:$port"), range($first, $first + $argv[1] - 1));
        } while (in_array(false, $sockets, true));
        echo $first;' "$1"
}

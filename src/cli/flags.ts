// The flag table. Help, man page, completions and docs are made from it; a command takes some of its groups.
//
// Where curl has the spelling, it means what it means there; where our default is another, the row says so.

import type { Flag } from './flag.ts'

const group = <const F extends Record<string, Flag>>(title: string, flags: F) => ({ title, flags })

/** Where the content goes. */
export const keeping = group('Keeping', {
  output: {
    short: 'o',
    kind: 'file',
    value: 'FILE',
    repeat: true,
    about: 'keep the content in FILE; - is stdout, byte for byte; once for each URL',
  },
  'remote-name': {
    short: 'O',
    kind: 'switch',
    about: 'keep it under the name in the URL (the default; curl writes to stdout)',
  },
  'remote-header-name': {
    short: 'J',
    kind: 'switch',
    about: 'keep it under the name that the server gives, which never replaces a file',
  },
  'output-dir': { kind: 'directory', value: 'DIR', about: 'keep it in DIR' },
  'create-dirs': { kind: 'switch', about: 'make the directories on the way' },
  'no-clobber': { kind: 'switch', about: 'never replace a file: what is there is skipped' },
  ask: { kind: 'switch', about: 'ask before a file is replaced: Replace NAME (Y/n)?' },
  'continue-at': {
    short: 'C',
    kind: 'text',
    value: 'OFFSET',
    about: 'go on at OFFSET; - finds it out, and fails where it cannot go on (without -C it then starts over)',
  },
  'no-resume': { kind: 'switch', about: 'start over, whatever is here from an earlier try' },
  checksum: {
    kind: 'text',
    value: 'ALGO:HEX',
    about: 'verify, as sha256:9f86d0…; a mismatch is exit 110 and leaves no file',
  },
  include: { short: 'i', kind: 'switch', about: 'the head before the content' },
})

/** What is asked for. */
export const asking = group('Asking', {
  header: {
    short: 'H',
    kind: 'text',
    value: 'NAME: VALUE',
    repeat: true,
    about: "send this field; 'Name:' sends ours not, 'Name;' sends it empty; to the first origin only",
  },
  'user-agent': { short: 'A', kind: 'text', value: 'TEXT', about: 'the User-Agent field' },
  referer: { short: 'e', kind: 'text', value: 'URL', about: "the Referer field; with ';auto' redirects send theirs" },
  user: {
    short: 'u',
    kind: 'text',
    value: 'USER:PASSWORD',
    about: 'credentials (Basic), for the first origin only; without :PASSWORD it is asked for',
  },
  netrc: { kind: 'switch', about: 'credentials from ~/.netrc, or from the file that NETRC names' },
  'netrc-file': { kind: 'file', value: 'FILE', about: 'credentials from FILE' },
  cookie: {
    short: 'b',
    kind: 'text',
    value: 'DATA-OR-FILE',
    repeat: true,
    about: "send cookies: 'name=value; …', or those of a Netscape file",
  },
  'cookie-jar': { short: 'c', kind: 'file', value: 'FILE', about: 'keep the cookies of this run in FILE; - is stdout' },
  head: { short: 'I', kind: 'switch', about: 'ask for the head only, and print it' },
  range: { short: 'r', kind: 'text', value: 'RANGE', about: 'only these bytes: 0-499, 500-, -500, or several' },
  'time-cond': {
    short: 'z',
    kind: 'text',
    value: 'DATE-OR-FILE',
    about: 'only if newer than that; with a - before it, only if not newer',
  },
  'etag-compare': { kind: 'file', value: 'FILE', about: 'only if its entity tag is another than the one in FILE' },
  'etag-save': { kind: 'file', value: 'FILE', about: 'keep its entity tag in FILE' },
  compressed: { kind: 'switch', about: 'ask for gzip, deflate, br, zstd and take them off' },
  'tr-encoding': { kind: 'switch', about: 'ask for a gzip transfer coding too' },
  raw: { kind: 'switch', about: 'keep transfer and content codings as they come' },
  'path-as-is': { kind: 'switch', about: 'send /../ and /./ as written' },
  'http0.9': { kind: 'switch', about: 'accept bytes without a head' },
  'ignore-content-length': { kind: 'switch', about: 'read until the server closes' },
})

/** What is made of the answer. */
export const answering = group('Answers', {
  location: { short: 'L', kind: 'switch', about: 'follow redirects (the default; curl does not)' },
  'no-location': { kind: 'switch', about: 'keep the redirect itself' },
  'max-redirs': { kind: 'count', value: 'N', about: 'at most N redirects; default 20 (curl 50)' },
  'location-trusted': { kind: 'switch', about: 'send -u, -H and -b to other origins too' },
  fail: {
    short: 'f',
    kind: 'switch',
    about: 'a status of 400 or more is exit 22 and leaves no file (the default; curl keeps the page)',
  },
  'no-fail': { kind: 'switch', about: 'keep the page that comes with an error' },
  'fail-with-body': { kind: 'switch', about: 'keep that page, and exit 22' },
  'max-filesize': { kind: 'size', value: 'SIZE', about: 'refuse more, declared, received or decoded' },
})

/** Several URLs on one command line. */
export const several = group('Several URLs', {
  parallel: { short: 'Z', kind: 'switch', about: 'retrieve them in parallel; --json then prints a line each' },
  'parallel-max': { kind: 'count', value: 'N', about: 'so many at a time; default 50' },
  'per-host': { kind: 'count', value: 'N', about: 'so many at a time from one host; default 6' },
})

/** What else get can do with the same flags. */
export const uses = group('Other uses', {
  links: { kind: 'switch', about: "print the page's links when it is kept, as sluice links" },
  'dry-run': { kind: 'switch', about: 'print what would be asked for and where it would be kept; no network' },
  curl: { kind: 'switch', about: 'print a command for curl that sends the same request; no network' },
})

/** How it gets there. */
export const routing = group('Connecting', {
  ipv4: { short: '4', kind: 'switch', about: 'IPv4 addresses only' },
  ipv6: { short: '6', kind: 'switch', about: 'IPv6 addresses only' },
  resolve: {
    kind: 'text',
    value: 'HOST:PORT:ADDRESS',
    repeat: true,
    about: 'use ADDRESS for HOST and PORT; several with commas; * is any host',
  },
  'connect-to': {
    kind: 'text',
    value: 'HOST:PORT:HOST2:PORT2',
    repeat: true,
    about: 'connect to HOST2 and PORT2 instead',
  },
  interface: { kind: 'text', value: 'NAME', about: 'connect through an interface, or from an address' },
  proxy: {
    short: 'x',
    kind: 'text',
    value: 'PROXY',
    about:
      '[PROTOCOL://][USER:PASSWORD@]HOST[:PORT]: http, https, socks4, socks4a, socks5, socks5h; instead of http_proxy and its kin',
  },
  'proxy-user': { short: 'U', kind: 'text', value: 'USER:PASSWORD', about: 'credentials for the proxy' },
  noproxy: { kind: 'text', value: 'LIST', about: 'hosts to reach without it, as no_proxy; * is all' },
  'proxy-insecure': { kind: 'switch', about: 'accept any certificate of an https proxy' },
  'proxy-cacert': { kind: 'file', value: 'FILE', about: 'trust these authorities for an https proxy' },
  connections: {
    short: 'n',
    kind: 'count',
    value: 'N',
    about: 'up to N connections for one file, where they help and are proved safe; default 1',
  },
  'unix-socket': { kind: 'file', value: 'PATH', about: 'connect to a unix socket' },
})

/** TLS. */
export const tls = group('TLS', {
  insecure: { short: 'k', kind: 'switch', about: 'accept any certificate' },
  cacert: { kind: 'file', value: 'FILE', about: 'trust these authorities (PEM), as SSL_CERT_FILE does' },
  cert: { short: 'E', kind: 'text', value: 'FILE[:PASSWORD]', about: 'our certificate (PEM)' },
  key: { kind: 'file', value: 'FILE', about: 'its key (PEM)' },
  pass: { kind: 'text', value: 'TEXT', about: "the key's passphrase" },
  'tlsv1.0': { kind: 'switch', about: 'TLS 1.0 or later' },
  'tlsv1.1': { kind: 'switch', about: 'TLS 1.1 or later' },
  'tlsv1.2': { kind: 'switch', about: 'TLS 1.2 or later' },
  'tlsv1.3': { kind: 'switch', about: 'TLS 1.3 or later' },
  'tls-max': {
    kind: 'text',
    value: 'VERSION',
    choices: ['1.0', '1.1', '1.2', '1.3', 'default'],
    about: 'VERSION or earlier',
  },
})

/** How the reads are done. */
export const reading = group('Reading', {
  'recv-size': {
    kind: 'size',
    value: 'SIZE',
    about: 'at most SIZE bytes per recv(2); default 1 MiB, with --reads or --delay 5120 as in the book',
  },
  delay: { kind: 'time', value: 'TIME', about: 'wait TIME after each read, as time.sleep(0.25); 250ms, 0.25s, 0.25' },
  'limit-rate': { kind: 'rate', value: 'RATE', about: 'read at most RATE bytes a second on average' },
  rcvbuf: {
    kind: 'size',
    value: 'SIZE',
    about: "SO_RCVBUF, set before connect; the kernel doubles it; 0 means the system's",
  },
  'http1.0': { short: '0', kind: 'switch', about: 'speak HTTP/1.0 as the book does: GET URL HTTP/1.0, no keep-alive' },
})

/** How long things may take, and what is tried again. */
export const clocks = group('Clocks and tries', {
  'connect-timeout': {
    kind: 'time',
    value: 'TIME',
    about: 'until connected, names and TLS included; default 60 s (curl 300 s)',
  },
  'idle-timeout': {
    kind: 'time',
    value: 'TIME',
    about: 'silence while we ask; default 120 s (curl has none); our own delay never counts',
  },
  'max-time': { short: 'm', kind: 'time', value: 'TIME', about: 'for the whole retrieval' },
  retry: { kind: 'count', value: 'N', about: 'try failures that may pass again, N times; default 0' },
  'retry-all-errors': { kind: 'switch', about: 'try any failure again' },
  'retry-connrefused': { kind: 'switch', about: 'try a refused connection again' },
  'retry-delay': { kind: 'time', value: 'TIME', about: 'between tries; default Retry-After, else 1 s, doubling' },
  'retry-max-time': { kind: 'time', value: 'TIME', about: 'no try begins later' },
})

/** What is shown of it. */
export const showing = group('Showing', {
  reads: {
    kind: 'switch',
    about: "the book's transcript on stdout: a line a read, then the header (on stderr with -o -)",
  },
  json: { kind: 'switch', about: 'one JSON document on stdout at the end, after a failure too' },
  watch: { kind: 'switch', about: 'the live view: server, window, receive buffer, reads; plain lines off a terminal' },
  trace: {
    kind: 'file',
    value: 'FILE',
    repeat: true,
    about:
      'keep the trace; by the name of FILE: .ndjson and .ndjson.gz for sluice replay, .har, .pftrace and .perfetto.json (ui.perfetto.dev), .pcapng (Wireshark)',
  },
  progress: {
    kind: 'text',
    value: 'HOW',
    choices: ['auto', 'bar', 'plain', 'json', 'none'],
    about: 'auto: a bar if stderr is a terminal, else a plain line each 10 s; json: NDJSON on stderr',
  },
  verbose: { short: 'v', kind: 'switch', about: 'what was sent and received, on stderr' },
  'show-secrets': { kind: 'switch', about: 'do not redact credentials in -v, JSON and traces' },
  quiet: { short: 'q', kind: 'switch', about: 'nothing but errors' },
  silent: { short: 's', kind: 'switch', about: 'the same as -q' },
  'show-error': {
    short: 'S',
    kind: 'switch',
    about: 'errors are shown with -s too (they always are; for -sS as of curl)',
  },
})

/** For every command. */
export const always = group('Always', {
  help: { short: 'h', kind: 'switch', about: 'this text' },
  'no-config': { kind: 'switch', about: 'without the settings in ~/.config/sluice/config' },
})

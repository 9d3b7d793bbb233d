// The flag table. Help, man page, completions and docs are made from it; a command takes some of its groups.

import type { Flag } from './flag.ts'

const group = <const F extends Record<string, Flag>>(title: string, flags: F) => ({ title, flags })

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

/** What is shown of it. */
export const showing = group('Showing', {
  reads: {
    kind: 'switch',
    about: "the book's transcript on stdout: a line a read, then the header (on stderr with -o -)",
  },
  json: { kind: 'switch', about: 'one JSON document on stdout at the end, after a failure too' },
  progress: {
    kind: 'text',
    value: 'HOW',
    choices: ['auto', 'bar', 'plain', 'json', 'none'],
    about: 'auto: a bar if stderr is a terminal, else a plain line each 10 s; json: NDJSON on stderr',
  },
  verbose: { short: 'v', kind: 'switch', about: 'what was sent and received, on stderr' },
  quiet: { short: 'q', kind: 'switch', about: 'nothing but errors' },
  silent: { short: 's', kind: 'switch', about: 'the same as -q' },
})

/** Where the content goes. */
export const keeping = group('Keeping', {
  output: { short: 'o', kind: 'file', value: 'FILE', about: 'keep the content in FILE; - is stdout' },
  'remote-name': { short: 'O', kind: 'switch', about: 'keep it under the name in the URL (the default)' },
  include: { short: 'i', kind: 'switch', about: 'the head before the content' },
})

/** How long things may take. */
export const clocks = group('Clocks', {
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
})

/** For every command. */
export const always = group('Help', {
  help: { short: 'h', kind: 'switch', about: 'this text' },
})

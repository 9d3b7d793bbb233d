// A fact or two of each failure: for the documents, which show what would be said.

import type { ErrorCode, FactsOf } from '../src/errors.ts'

const part = { part: 'cover3.jpg.part', kept: 131072 }

export const errorSamples: { [C in ErrorCode]: FactsOf<C> } = {
  'scheme-not-supported': { scheme: 'ftp' },
  'http09-not-allowed': { start: '"<h1>"' },
  usage: { problem: 'there is no option --redas', suggestion: 'did you mean --reads?' },
  'bad-url': { url: 'http://', problem: 'it has no host' },
  'proxy-not-resolved': { host: 'proxy.example', reason: 'ENOTFOUND' },
  'host-not-resolved': { host: 'data.pr4e.example', reason: 'ENOTFOUND' },
  'connect-failed': { host: 'localhost', port: 8080, tried: [{ address: '127.0.0.1', reason: 'refused' }] },
  'not-http': { problem: 'two different Content-Length fields' },
  incomplete: { received: 131072, expected: 230210, what: 'body', ...part },
  'http-status': { status: 404, reason: 'Not Found' },
  'write-failed': { path: 'cover3.jpg', reason: 'no space left on the device (ENOSPC)', written: 131072, ...part },
  'output-closed': {},
  exists: { path: 'cover3.jpg' },
  'list-unreadable': { path: 'list.txt', reason: 'there is no such file (ENOENT)' },
  'timed-out': { clock: 'idle', allowed: 120_000, received: 131072, during: 'receive', ...part },
  'range-refused': { asked: '500-', answered: 'the server answered 200 OK' },
  'cannot-resume': { path: 'cover3.jpg', reason: 'it is longer than the file on the server' },
  'tls-handshake': { host: 'data.pr4e.org', reason: 'wrong version number' },
  'tls-certificate': { host: 'data.pr4e.org', reason: 'certificate has expired' },
  'tls-files': { path: 'ca.pem', reason: 'there is no such file' },
  aborted: { reason: 'stopped by SIGINT', ...part },
  'too-many-redirects': { allowed: 20, to: 'http://data.pr4e.org/again' },
  'empty-reply': { received: 0 },
  'send-failed': { reason: 'connection reset', sent: 120 },
  'receive-failed': { reason: 'connection reset', received: 131072, expected: 230210, ...part },
  'bad-chunk': { problem: 'its size is not a number', received: 5120 },
  'unknown-coding': { coding: 'compress' },
  'bad-coding': { coding: 'gzip', reason: 'incorrect header check' },
  'too-large': { allowed: 1_048_576, size: 2_097_152, of: 'declared' },
  'login-denied': { host: 'proxy.example' },
  'proxy-handshake': { proxy: 'http://proxy.example:3128', reason: 'it answered 403 Forbidden' },
  'header-too-large': { limit: '262144 bytes' },
  'checksum-mismatch': { algorithm: 'sha256', expected: '9f86d081…', actual: 'e8305a02…' },
  'changed-on-server': { path: 'cover3.jpg.part', what: 'another entity tag' },
  refused: { reason: 'robots.txt does not allow it' },
  'some-failed': { failed: 2, offered: 10 },
}

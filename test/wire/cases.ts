// Replies as servers send them, well and badly, and what becomes of each. The server closes after the last byte.

import type { ErrorCode } from '../../src/errors.ts'
import type { ResponseParserOptions } from '../../src/http/response-parser.ts'

export interface Case {
  /** The rest of a sentence that begins with "a reply with". */
  name: string
  /** latin1 */
  reply: string
  /** What is kept of it, or why nothing is. */
  becomes: { content: string } | { error: ErrorCode }
  options?: ResponseParserOptions
  /** curl 7.88 does otherwise: it keeps this, or nothing (null). And why we do not. */
  curl?: { keeps: string | null; because: string }
}

type Extra = Pick<Case, 'options' | 'curl'>

const kept = (name: string, content: string, reply: string, extra: Extra = {}): Case => ({
  name,
  reply,
  becomes: { content },
  ...extra,
})

const refused = (name: string, error: ErrorCode, reply: string, extra: Extra = {}): Case => ({
  name,
  reply,
  becomes: { error },
  ...extra,
})

const text = 'But soft'
const length = `Content-Length: 8\r\n`
const ok = (fields: string, body = text) => `HTTP/1.1 200 OK\r\n${fields}\r\n${body}`
const chunked = (body: string, fields = '') => ok(`Transfer-Encoding: chunked\r\n${fields}`, body)

const grammar = 'it is not the grammar, and nobody was seen to need it'
const folded = 'a folded line belongs to its field (RFC 9112 section 5.2)'
const badName = 'a name that is no token may be a length in disguise'
const oneNumber = 'a length is digits, or it is none (RFC 9112 section 6.3, item 5)'
const twoLengths = 'one of them is a lie (RFC 9112 section 6.3, item 5)'
const junk = 'what comes after a size is an extension or a line end'

const statusLines: Case[] = [
  kept('a length', text, ok(length)),
  kept('no field at all', text, 'HTTP/1.1 200 OK\r\n\r\nBut soft'),
  kept('a reason of other words', text, `HTTP/1.1 200 As you like it\r\n${length}\r\n${text}`),
  kept('bytes past ASCII in its reason', text, `HTTP/1.1 200 D'acc\xf4rd\r\n${length}\r\n${text}`),
  kept('a space and no reason', text, `HTTP/1.1 200 \r\n${length}\r\n${text}`),
  kept('neither space nor reason', text, `HTTP/1.1 200\r\n${length}\r\n${text}`),
  kept('two spaces after its version', text, `HTTP/1.1  200 OK\r\n${length}\r\n${text}`),
  refused('a tab after its version', 'not-http', `HTTP/1.1\t200 OK\r\n${length}\r\n${text}`),
  kept('the version of 1996', text, `HTTP/1.0 200 OK\r\n\r\n${text}`),
  kept('a minor version to come', text, `HTTP/1.7 200 OK\r\n${length}\r\n${text}`, {
    curl: { keeps: null, because: 'RFC 9110 section 2.5 reads a higher minor version as the one we know' },
  }),
  kept('an unknown 2xx', text, `HTTP/1.1 277 Hm\r\n${length}\r\n${text}`),
  kept('a status of 999', text, `HTTP/1.1 999 Hm\r\n${length}\r\n${text}`),
  refused('a status below 100', 'not-http', `HTTP/1.1 042 OK\r\n${length}\r\n${text}`),
  refused('a status of two digits', 'not-http', `HTTP/1.1 20 OK\r\n${length}\r\n${text}`),
  refused('a status of four digits', 'not-http', `HTTP/1.1 2000 OK\r\n${length}\r\n${text}`),
  refused('a status of letters', 'not-http', `HTTP/1.1 two OK\r\n${length}\r\n${text}`),
  refused('a status that a word touches', 'not-http', `HTTP/1.1 200OK\r\n${length}\r\n${text}`, {
    curl: { keeps: text, because: grammar },
  }),
  refused('nothing after its version', 'not-http', `HTTP/1.1\r\n\r\n${text}`),
  refused('no version', 'http09-not-allowed', `HTTP 200 OK\r\n${length}\r\n${text}`),
  refused('no minor version', 'not-http', `HTTP/1 200 OK\r\n${length}\r\n${text}`),
  refused('the version of HTTP/2', 'not-http', `HTTP/2 200\r\n${length}\r\n${text}`, {
    curl: { keeps: text, because: 'another major version is another protocol' },
  }),
  refused('a version in lower case', 'http09-not-allowed', `http/1.1 200 OK\r\n${length}\r\n${text}`, {
    curl: { keeps: text, because: 'RFC 9112 section 2.3 says case counts here' },
  }),
  refused('an empty line before it', 'http09-not-allowed', `\r\n${ok(length)}`),
  refused('a space before it', 'http09-not-allowed', ` ${ok(length)}`),
  refused('a NUL in its status line', 'not-http', `HTTP/1.1 200 O\0K\r\n${length}\r\n${text}`),
  refused('the name of another protocol', 'http09-not-allowed', `ICY 200 OK\r\n\r\n${text}`),
]

const fields: Case[] = [
  kept('LF alone at each line end', text, `HTTP/1.1 200 OK\nContent-Length: 8\n\n${text}and`),
  kept('CRLF and LF mixed', text, `HTTP/1.1 200 OK\nServer: x\r\nContent-Length: 8\n\r\n${text}and`),
  kept('no space after a colon', text, ok('content-length:8\r\n', `${text}and`)),
  kept('white space around a value', text, ok('Content-Length: \t 8 \t\r\n', `${text}and`)),
  kept('white space before a colon', text, ok('Content-Length \t: 8\r\n', `${text}and`), {
    curl: { keeps: `${text}and`, because: 'RFC 9112 section 5.1 takes that white space off, and it hides a length' },
  }),
  kept('a folded value', text, ok(`X-Verse: what light\r\n through yonder\r\n\twindow\r\n${length}`)),
  kept('a length on a folded line', text, ok('Content-Length:\r\n 8\r\n', `${text}and`), {
    curl: { keeps: null, because: folded },
  }),
  kept('a coding on a folded line', text, ok('Transfer-Encoding:\r\n chunked\r\n', `8\r\n${text}\r\n0\r\n\r\n`), {
    curl: { keeps: `8\r\n${text}\r\n0\r\n\r\n`, because: folded },
  }),
  kept('a folded line of nothing', text, ok(`X-Verse: light\r\n \r\n${length}`)),
  kept('a first line that is folded', text, ok(` X-Verse: light\r\n${length}`), {
    curl: { keeps: null, because: 'RFC 9112 section 2.2 passes over such a line' },
  }),
  kept('a value of nothing', text, ok(`X-Verse:\r\n${length}`)),
  kept('a value past ASCII', text, ok(`X-Verse: \x80 soft\xff\r\n${length}`)),
  kept('a bare CR in a value', text, ok(`X-Verse: soft\rwhat\r\n${length}`)),
  refused('a bare CR in its length', 'not-http', ok('Content-Length: 8\r0\r\n'), {
    curl: { keeps: text, because: oneNumber },
  }),
  kept('two CR at a line end', text, ok('Content-Length: 8\r\r\n', `${text}and`)),
  refused('a NUL in a value', 'not-http', ok(`X-Verse: so\0ft\r\n${length}`)),
  refused('a line without a colon', 'not-http', ok(`X-Verse soft\r\n${length}`)),
  refused('a name of nothing', 'not-http', ok(`: soft\r\n${length}`), { curl: { keeps: text, because: badName } }),
  refused('a name in two words', 'not-http', ok(`X Verse: soft\r\n${length}`), {
    curl: { keeps: text, because: badName },
  }),
  refused('U+00A0 at the end of a name', 'not-http', ok('Content-Length\xa0: 8\r\n'), {
    curl: { keeps: text, because: badName },
  }),
]

const lengths: Case[] = [
  kept('a length of 0', '', ok('Content-Length: 0\r\n', '')),
  kept('more bytes than its length', text, ok(length, `${text} what light`)),
  refused('fewer bytes than its length', 'incomplete', ok('Content-Length: 9\r\n')),
  kept('its length twice', text, ok(`${length}${length}`, `${text}and`)),
  kept('its length in a list', text, ok('Content-Length: 8, 08,8\r\n', `${text}and`)),
  refused('two lengths', 'not-http', ok(`${length}Content-Length: 4\r\n`), {
    curl: { keeps: 'But ', because: twoLengths },
  }),
  refused('two lengths in a list', 'not-http', ok('Content-Length: 4, 8\r\n'), {
    curl: { keeps: 'But ', because: twoLengths },
  }),
  refused('a length of nothing', 'not-http', ok('Content-Length:\r\n')),
  refused('a length below 0', 'not-http', ok('Content-Length: -8\r\n')),
  refused('a signed length', 'not-http', ok('Content-Length: +8\r\n'), { curl: { keeps: text, because: oneNumber } }),
  refused('a length in hexadecimal', 'not-http', ok('Content-Length: 0x8\r\n'), {
    curl: { keeps: '', because: oneNumber },
  }),
  refused('a length with a fraction', 'not-http', ok('Content-Length: 8.0\r\n'), {
    curl: { keeps: text, because: oneNumber },
  }),
  refused('a length with an exponent', 'not-http', ok('Content-Length: 8e0\r\n'), {
    curl: { keeps: text, because: oneNumber },
  }),
  refused('a length of words', 'not-http', ok('Content-Length: eight\r\n')),
  refused('a length and a word', 'not-http', ok('Content-Length: 8 bytes\r\n'), {
    curl: { keeps: text, because: oneNumber },
  }),
  refused('U+00A0 after its length', 'not-http', ok('Content-Length: 8\xa0\r\n'), {
    curl: { keeps: text, because: oneNumber },
  }),
  refused('a length of 2^53 and one', 'not-http', ok('Content-Length: 9007199254740993\r\n')),
  refused('a length of 2^64 and 8', 'not-http', ok('Content-Length: 18446744073709551624\r\n'), {
    curl: { keeps: text, because: oneNumber },
  }),
  kept('a length that is ignored', text, ok('Content-Length: 4\r\n'), { options: { ignoreContentLength: true } }),
  kept('a false length that is ignored', text, ok('Content-Length: -4\r\n'), {
    options: { ignoreContentLength: true },
  }),
]

const codings: Case[] = [
  kept('chunked as its coding', text, chunked(`3\r\nBut\r\n5\r\n soft\r\n0\r\n\r\n`)),
  kept('chunked in capitals', text, ok('transfer-encoding: CHUNKED\r\n', `8\r\n${text}\r\n0\r\n\r\n`)),
  kept('chunked after identity', text, ok('Transfer-Encoding: identity, chunked\r\n', `8\r\n${text}\r\n0\r\n\r\n`)),
  kept('identity and a length', text, ok(`Transfer-Encoding: identity\r\n${length}`, `${text}and`), {
    curl: { keeps: `${text}and`, because: 'identity is no coding, so the length counts' },
  }),
  kept('identity until it closes', text, ok('Transfer-Encoding: identity\r\n')),
  kept('a coding of nothing', text, ok(`Transfer-Encoding:\r\n${length}`)),
  kept('chunked in HTTP/1.0', text, `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n${text}\r\n0\r\n\r\n`),
  refused('chunked and a length', 'not-http', chunked(`8\r\n${text}\r\n0\r\n\r\n`, length), {
    curl: { keeps: text, because: 'one of the two is a lie' },
  }),
  kept('chunked, the length ignored', text, chunked(`8\r\n${text}\r\n0\r\n\r\n`, length), {
    options: { ignoreContentLength: true },
  }),
  refused('chunked twice', 'not-http', chunked(`8\r\n${text}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked\r\n'), {
    curl: { keeps: text, because: 'RFC 9112 section 6.1 forbids it, and once or twice are different bytes' },
  }),
  refused(
    'a coding after chunked',
    'not-http',
    ok('Transfer-Encoding: chunked, gzip\r\n', `8\r\n${text}\r\n0\r\n\r\n`),
  ),
]

const chunks: Case[] = [
  kept('only the last chunk', '', chunked('0\r\n\r\n')),
  kept('a last chunk of many zeros', '', chunked('0000\r\n\r\n')),
  kept('sizes in both cases', '01234567890123456789', chunked(`a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n`)),
  kept('zeros before a size', text, chunked(`0000000000000008\r\n${text}\r\n0\r\n\r\n`)),
  refused('more zeros than a size may have', 'bad-chunk', chunked(`00000000000000008\r\n${text}\r\n0\r\n\r\n`)),
  kept('chunk extensions', text, chunked(`8;a;b=c;d="e;f"\r\n${text}\r\n0;last\r\n\r\n`)),
  kept('white space after a size', text, chunked(`8 \t\r\n${text}\r\n0  \r\n\r\n`)),
  kept('white space before an extension', text, chunked(`8 \t;a\r\n${text}\r\n0\r\n\r\n`)),
  kept('LF alone around its chunks', text, chunked(`8\n${text}\n0\n\n`)),
  refused('CR alone around its chunks', 'bad-chunk', chunked(`8\r${text}\r0\r\r`)),
  refused('CR inside the line of a size', 'bad-chunk', chunked(`8\rx\n${text}\r\n0\r\n\r\n`), {
    curl: { keeps: text, because: junk },
  }),
  refused('white space before a size', 'bad-chunk', chunked(` 8\r\n${text}\r\n0\r\n\r\n`)),
  refused('a size of nothing', 'bad-chunk', chunked(`\r\n${text}\r\n0\r\n\r\n`)),
  refused('only an extension', 'bad-chunk', chunked(`;a=8\r\n${text}\r\n0\r\n\r\n`)),
  refused('a size with a prefix', 'bad-chunk', chunked(`0x8\r\n${text}\r\n0\r\n\r\n`)),
  refused('a size below 0', 'bad-chunk', chunked(`-8\r\n${text}\r\n0\r\n\r\n`)),
  refused('a signed size', 'bad-chunk', chunked(`+8\r\n${text}\r\n0\r\n\r\n`)),
  refused('a size and a letter', 'bad-chunk', chunked(`8h\r\n${text}\r\n0\r\n\r\n`), {
    curl: { keeps: text, because: junk },
  }),
  refused('two sizes', 'bad-chunk', chunked(`8 8\r\n${text}\r\n0\r\n\r\n`), { curl: { keeps: text, because: junk } }),
  refused('two sizes and a comma', 'bad-chunk', chunked(`8,8\r\n${text}\r\n0\r\n\r\n`), {
    curl: { keeps: text, because: junk },
  }),
  refused('a size of 2^53', 'bad-chunk', chunked(`20000000000000\r\n${text}\r\n0\r\n\r\n`)),
  refused('a size of 2^64 and 8', 'bad-chunk', chunked(`10000000000000008\r\n${text}\r\n0\r\n\r\n`)),
  refused('a chunk longer than its size', 'bad-chunk', chunked(`7\r\n${text}\r\n0\r\n\r\n`)),
  refused('a chunk shorter than its size', 'bad-chunk', chunked(`9\r\n${text}\r\n0\r\n\r\n`), {
    curl: { keeps: `${text}\r`, because: 'that CR is not content' },
  }),
  refused('CR and no LF after a chunk', 'bad-chunk', chunked(`8\r\n${text}\r0\r\n\r\n`)),
  refused('no last chunk', 'incomplete', chunked(`8\r\n${text}\r\n`)),
  kept('bytes after the last chunk', text, chunked(`8\r\n${text}\r\n0\r\n\r\nand`)),
  kept('trailers', text, chunked(`8\r\n${text}\r\n0\r\nX-Act: 2\r\nX-Scene: 2\r\n\r\n`)),
  kept('a folded trailer', text, chunked(`8\r\n${text}\r\n0\r\nX-Act:\r\n 2\r\n\r\n`)),
  kept('trailers that say a length', text, chunked(`8\r\n${text}\r\n0\r\nContent-Length: 4\r\n\r\n`)),
  refused('trailers cut off', 'incomplete', chunked(`8\r\n${text}\r\n0\r\nX-Act: 2\r\n`)),
  refused('a trailer without a colon', 'not-http', chunked(`8\r\n${text}\r\n0\r\nX-Act\r\n\r\n`)),
  refused('a NUL in a trailer', 'not-http', chunked(`8\r\n${text}\r\n0\r\nX-Act: \0\r\n\r\n`)),
  kept(
    'the coding kept',
    `8;a\r\n${text}\r\n0\r\nX-Act: 2\r\n\r\n`,
    chunked(`8;a\r\n${text}\r\n0\r\nX-Act: 2\r\n\r\nand`),
    {
      options: { raw: true },
      curl: {
        keeps: `8;a\r\n${text}\r\n0\r\nX-Act: 2\r\n\r\nand`,
        because: 'what comes after the end belongs to nothing',
      },
    },
  ),
]

const bodiless: Case[] = [
  kept('a head only, as was asked for', '', ok(length, ''), { options: { method: 'HEAD' } }),
  kept('status 204 and a length', '', `HTTP/1.1 204 No Content\r\n${length}\r\n${text}`),
  kept('status 304 and a length', '', `HTTP/1.1 304 Not Modified\r\n${length}\r\n`),
  kept('status 304 and chunked', '', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n'),
  kept('a 100 before it', text, `HTTP/1.1 100 Continue\r\n\r\n${ok(length)}`),
  kept('a 103 with a length before it', text, `HTTP/1.1 103 Early Hints\r\n${length}\r\n${ok('')}`),
  kept('a hundred and one 102 before it', text, `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(101)}${ok(length)}`),
  refused('only a 100', 'incomplete', 'HTTP/1.1 100 Continue\r\n\r\n'),
  refused('no status line after a 100', 'not-http', `HTTP/1.1 100 Continue\r\n\r\n${text}`),
  refused('a protocol nobody asked for', 'not-http', `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n${text}`, {
    curl: { keeps: text, because: 'what follows is not HTTP' },
  }),
  refused('nothing', 'empty-reply', ''),
  refused('half a head', 'incomplete', `HTTP/1.1 200 OK\r\n${length}`),
  refused('no head', 'http09-not-allowed', 'But soft'),
  kept('no head, which is allowed', text, 'But soft', { options: { http09: true } }),
  kept('no head but its first letters', 'HTTP', 'HTTP', {
    options: { http09: true },
    curl: { keeps: null, because: 'any bytes were allowed' },
  }),
  kept('no head but one that begins so', 'HTTPS is HTTP', 'HTTPS is HTTP', { options: { http09: true } }),
]

export const cases: Case[] = [statusLines, fields, lengths, codings, chunks, bodiless].flat()

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latin1, latin1Bytes } from './abnf.ts'
import { ChunkedBody } from './chunked.ts'
import { maxChunkExtension } from './limits.ts'

const text = (pieces: Uint8Array[]) => pieces.map((piece) => latin1(piece)).join('')

function fed(...parts: string[]) {
  const body = new ChunkedBody()
  const used: number[] = []
  let content = ''
  for (const part of parts) {
    const out: Uint8Array[] = []
    used.push(body.feed(latin1Bytes(part), out))
    content += text(out)
  }
  assert.equal(body.content, content.length)
  return { content, used, done: body.done, problem: body.problem }
}

test('the line of the last chunk is the end, and the trailer section is left to others', () => {
  assert.deepEqual(fed('3\r\nBut\r\n5\r\n soft\r\n0\r\nX: y\r\n\r\n'), {
    content: 'But soft',
    used: [21],
    done: true,
    problem: '',
  })
})

test('after the end nothing is used', () => {
  assert.deepEqual(fed('0\r\n', '3\r\nBut\r\n').used, [3, 0])
})

test('content is handed on as it arrives', () => {
  assert.equal(fed('8\r\nBut').content, 'But')
  assert.equal(fed('8\r', '\nBu', 't so', 'ft\r').content, 'But soft')
})

test('what stands before a fault is handed on, and after it nothing is used', () => {
  const { content, problem, used } = fed('3\r\nBut\r\nsoft', '3\r\nBut\r\n')
  assert.deepEqual({ content, problem, last: used[1] }, { content: 'But', problem: 'a chunk size is missing', last: 0 })
})

test('each fault has its sentence', () => {
  const problems = {
    '\r\n': 'a chunk size is missing',
    '8x\r\n': 'a chunk size is not hexadecimal',
    '8\rx': 'the line of a chunk size has a CR inside',
    '8;a\rx': 'the line of a chunk size has a CR inside',
    '20000000000000\r\n': 'a chunk size has more than 16 digits or is past 2^53',
    '00000000000000001\r\n': 'a chunk size has more than 16 digits or is past 2^53',
    '1\r\nab': 'a chunk does not end where its size says',
    '1\r\na\rb': 'a chunk does not end where its size says',
    '1\r\na\n': 'a chunk does not end where its size says',
  }
  for (const [body, problem] of Object.entries(problems)) assert.equal(fed(body).problem, problem, JSON.stringify(body))
})

test('the largest size is 2^53 - 1', () => {
  assert.equal(fed('1fffffffffffff\r\na').content, 'a')
  assert.equal(fed('001FFFFFFFFFFFFF\r\na').content, 'a')
})

test('an extension may be so long and no longer, white space counted, in one read or in many', () => {
  const fits = ` ;${'x'.repeat(maxChunkExtension - 1)}`
  assert.equal(fed(`8${fits}\r\nBut soft\r\n0${fits}\r\n`).done, true)
  assert.match(fed(`8${fits}x\r\nBut soft\r\n`).problem, /extension is longer than 16384 bytes/)
  assert.match(fed('8;', ...fits, 'x').problem, /extension is longer/)
  assert.match(fed(`8${' '.repeat(maxChunkExtension + 1)}\r\n`).problem, /extension is longer/)
})

test('chunks of a few bytes become one piece for each buffer', () => {
  const out: Uint8Array[] = []
  new ChunkedBody().feed(latin1Bytes('1\r\na\r\n'.repeat(1000)), out)
  assert.equal(out.length, 1)
  assert.equal(text(out), 'a'.repeat(1000))
})

test('chunks of 64 KiB are not copied', () => {
  const bytes = latin1Bytes(`10000\r\n${'a'.repeat(65536)}\r\n`.repeat(3))
  const out: Uint8Array[] = []
  new ChunkedBody().feed(bytes, out)
  assert.deepEqual(
    out.map((piece) => [piece.buffer === bytes.buffer, piece.length]),
    [
      [true, 65536],
      [true, 65536],
      [true, 65536],
    ],
  )
})

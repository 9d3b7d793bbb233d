import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, accountOf } from '../../test/wire/deliveries.ts'
import { latin1Bytes } from './abnf.ts'
import { maxHeadBytes, maxTrailerBytes } from './limits.ts'
import { ResponseParser } from './response-parser.ts'

const ok = 'HTTP/1.1 200 OK\r\n'

test('a reply is a head, content and an end', () => {
  const { head, ...rest } = accountOf(`${ok}Content-Length: 8\r\nX-Act: 2\r\n\r\nBut soft`)
  assert.deepEqual(rest, { interim: [], content: 'But soft', trailers: [], declared: true })
  assert.deepEqual([head?.version, head?.status, head?.reason], ['1.1', 200, 'OK'])
  assert.deepEqual(head?.header.fields, [
    ['Content-Length', '8'],
    ['X-Act', '2'],
  ])
  assert.deepEqual(head?.framing, { type: 'length', length: 8 })
})

test('the offset of a head is where its blank line begins, its size has the blank line too', () => {
  const sizes = (reply: string) => {
    const { head } = accountOf(reply)
    return [head?.offset, head?.size, head?.text]
  }
  assert.deepEqual(sizes(`${ok}A: b\r\n\r\nBut`), [21, 25, `${ok}A: b`])
  assert.deepEqual(sizes(`${ok}\r\nBut`), [15, 19, 'HTTP/1.1 200 OK'])
  assert.deepEqual(sizes('HTTP/1.1 200 OK\nA: b\n\nBut'), [20, 22, 'HTTP/1.1 200 OK\nA: b'])
  assert.deepEqual(sizes('HTTP/1.1 200 OK\nA: b\r\n\nBut'), [20, 23, 'HTTP/1.1 200 OK\nA: b'])
})

test('content until the close is whole, but its length was not declared', () => {
  const { content, declared } = accountOf(`${ok}\r\nBut soft`)
  assert.deepEqual([content, declared], ['But soft', false])
})

test('trailers are told after the content and are no part of the header', () => {
  const { head, trailers, declared } = accountOf(
    `${ok}Transfer-Encoding: chunked\r\n\r\n8\r\nBut soft\r\n0\r\nX-Act: 2\r\n\r\n`,
  )
  assert.deepEqual(trailers, [['X-Act', '2']])
  assert.equal(head?.header.has('X-Act'), false)
  assert.equal(declared, true)
})

test('interim answers are told, and their fields frame nothing', () => {
  const { interim, content, head } = accountOf(
    `HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n${ok}\r\nBut soft`,
  )
  assert.deepEqual([interim, content, head?.framing], [[100, 103], 'But soft', { type: 'close' }])
})

test('HTTP/0.9 has a head of no bytes and content until the close', () => {
  const { head, content, declared } = accountOf('HTTP is old', { http09: true })
  assert.deepEqual([head?.version, head?.size, content, declared], ['0.9', 0, 'HTTP is old', false])
})

test('no prefix of a reply with a declared end is whole', () => {
  const replies = [
    `${ok}Content-Length: 8\r\n\r\nBut soft`,
    `${ok}Transfer-Encoding: chunked\r\n\r\n3;x\r\nBut\r\n5\r\n soft\r\n0\r\nX-Act: 2\r\n\r\n`,
    `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 0\r\n\r\n`,
  ]
  for (const reply of replies) {
    for (let cut = 1; cut < reply.length; cut++) {
      const { error, declared, content } = account([latin1Bytes(reply.slice(0, cut))])
      assert.deepEqual([error, declared], ['incomplete', undefined], JSON.stringify(reply.slice(0, cut)))
      assert.ok('But soft'.startsWith(content))
    }
  }
})

test('an incomplete reply says how far it came', () => {
  assert.deepEqual(accountOf(`${ok}Content-Length: 9\r\n\r\nBut soft`).facts, {
    what: 'body',
    received: 8,
    expected: 9,
  })
  assert.deepEqual(accountOf(`${ok}Content-Le`).facts, { what: 'header', received: 27 })
  assert.deepEqual(accountOf(`HTTP/1.1 100 Continue\r\n\r\n${ok}`).facts, { what: 'header', received: 42 })
  assert.deepEqual(accountOf(`${ok}Transfer-Encoding: chunked\r\n\r\n9\r\nBut soft`).facts, {
    what: 'chunked body',
    received: 8,
  })
})

test('bytes after the end are counted and not told, also where there is no body at all', () => {
  const excess = (reply: string, method = 'GET') => {
    const parser = new ResponseParser({ method })
    const last = [...parser.feed(latin1Bytes(reply))].at(-1)
    assert.equal(parser.done, true)
    return last?.type === 'end' ? last.excess : undefined
  }
  assert.equal(excess(`${ok}Content-Length: 8\r\n\r\nBut soft`), 0)
  assert.equal(excess(`${ok}Content-Length: 8\r\n\r\nBut soft and`), 4)
  assert.equal(excess(`${ok}Content-Length: 0\r\n\r\nand`), 3)
  assert.equal(excess(`${ok}Content-Length: 8\r\n\r\nBut soft`, 'HEAD'), 8)
  assert.equal(excess('HTTP/1.1 204 No Content\r\n\r\nand'), 3)
  assert.equal(excess(`${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nand`), 3)
  assert.equal(excess(`${ok}Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\nand`), 3)
})

test('after the end nothing more is taken, and a close is no fault', () => {
  const parser = new ResponseParser()
  assert.equal([...parser.feed(latin1Bytes(`${ok}Content-Length: 0\r\n\r\n`))].at(-1)?.type, 'end')
  assert.deepEqual([...parser.feed(latin1Bytes('HTTP/1.1 200 OK\r\n\r\n'))], [])
  assert.deepEqual(parser.end(), [])
})

test('an empty feed says nothing', () => {
  const parser = new ResponseParser()
  for (const part of [ok, '', 'Content-Length: 8\r\n\r\n', '', 'But', '', ' soft']) {
    const events = [...parser.feed(latin1Bytes(part))]
    if (part === '') assert.deepEqual(events, [])
  }
  assert.equal(parser.done, true)
})

test('what stands before a fault is told before it is thrown', () => {
  const { head, content, error } = accountOf(`${ok}Transfer-Encoding: chunked\r\n\r\n8\r\nBut soft\r\nwhat`)
  assert.deepEqual([head?.status, content, error], [200, 'But soft', 'bad-chunk'])
  const interim = accountOf('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 OK\r\n\r\n')
  assert.deepEqual([interim.interim, interim.error], [[103], 'not-http'])
})

test('content lies in what was fed and is not copied', () => {
  const bytes = latin1Bytes(`${ok}Content-Length: 8\r\n\r\nBut soft`)
  const content = [...new ResponseParser().feed(bytes)].find((event) => event.type === 'content')
  assert.equal(content?.bytes.buffer, bytes.buffer)
})

test('ten megabytes of header lines are refused when the limit is reached, in any delivery', () => {
  const parser = new ResponseParser()
  const line = latin1Bytes(`X-Line: ${'x'.repeat(40)}\r\n`)
  let fed = 0
  const flood = () => {
    assert.deepEqual([...parser.feed(latin1Bytes(ok))], [])
    for (; fed < 10_000_000; fed += line.length) assert.deepEqual([...parser.feed(line)], [])
  }
  assert.throws(flood, { code: 'header-too-large', exit: 100 })
  assert.ok(fed <= maxHeadBytes)
  const whole = latin1Bytes(ok + `X-Line: ${'x'.repeat(40)}\r\n`.repeat(200_000))
  assert.equal(account([whole]).error, 'header-too-large')
})

test('interim answers share one limit with the final head', () => {
  const interim = 'HTTP/1.1 102 Processing\r\n\r\n'
  const fits = Math.floor((maxHeadBytes - ok.length - 2) / interim.length)
  assert.equal(account([latin1Bytes(`${interim.repeat(fits)}${ok}\r\n`)]).interim.length, fits)
  assert.equal(account([latin1Bytes(`${interim.repeat(fits + 1)}${ok}\r\n`)]).error, 'header-too-large')
})

test('trailers have a limit of their own', () => {
  const reply = `${ok}Transfer-Encoding: chunked\r\n\r\n8\r\nBut soft\r\n0\r\n`
  const lines = 'a:b\n'.repeat(maxTrailerBytes / 4)
  assert.deepEqual(account([latin1Bytes(`${reply}${lines.slice(4)}\r\n\r\n`)]).trailers.length, maxTrailerBytes / 4 - 1)
  const { content, error } = account([latin1Bytes(`${reply}${lines}\r\n`)])
  assert.deepEqual([content, error], ['But soft', 'header-too-large'])
})

test('a tunnel that CONNECT opened has no body, and one that was refused has', () => {
  const connect = { method: 'CONNECT' }
  assert.equal(accountOf(`${ok}Content-Length: 8\r\n\r\n`, connect).declared, true)
  assert.equal(accountOf('HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno', connect).content, 'no')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptedStream } from '../../src/net/scripted.ts'
import { Clocks } from '../../src/retrieve/clocks.ts'
import { Exchange } from '../../src/retrieve/exchange.ts'

test('one read with a head, content and a broken chunk gives the head and the content before the error', async (t) => {
  const reply = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nBut soft\r\nwhat\r\n'
  const exchange = new Exchange(new ScriptedStream([reply]), {
    clocks: new Clocks({}),
    tell() {},
    redact: (text) => text,
  })
  t.after(() => exchange.end())
  const head = await exchange.head()
  assert.equal(head.status, 200)
  let kept = ''
  const body = exchange.body(head, { write: (bytes) => void (kept += Buffer.from(bytes).toString('latin1')) })
  await assert.rejects(body, { code: 'bad-chunk' })
  assert.equal(kept, 'But soft')
})

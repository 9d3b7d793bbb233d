import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LateSink } from './late.ts'
import type { Sink } from './sink.ts'

/** What became of a late sink's content. */
function watched() {
  const seen: string[] = []
  const part = (): Sink => {
    let text = ''
    return {
      write: (bytes) => void (text += Buffer.from(bytes).toString()),
      finish: async () => void seen.push(`part ${text.length}`),
      abandon: async () => void seen.push(`abandoned ${text.length}`),
    }
  }
  const whole = async (bytes: Uint8Array) => void seen.push(`whole ${bytes.length}`)
  return { seen, sink: new LateSink({ part, whole }) }
}

const mebibyte = 2 ** 20

test('what stays within a MiB is handed on when it is whole, and at once', async () => {
  const { seen, sink } = watched()
  await sink.write(Buffer.alloc(mebibyte - 1, 'a'))
  await sink.write(Buffer.from('b'))
  assert.deepEqual(seen, [])
  await sink.finish()
  assert.deepEqual(seen, [`whole ${mebibyte}`])
})

test('what grows beyond gets a part, with what came before first', async () => {
  const { seen, sink } = watched()
  await sink.write(Buffer.alloc(mebibyte, 'a'))
  await sink.write(Buffer.from('b'))
  await sink.write(Buffer.from('c'))
  await sink.finish()
  assert.deepEqual(seen, [`part ${mebibyte + 2}`])
})

test('what is broken off gets a part too, unless nothing came', async () => {
  const some = watched()
  await some.sink.write(Buffer.from('abc'))
  await some.sink.abandon()
  assert.deepEqual(some.seen, ['abandoned 3'])
  const none = watched()
  await none.sink.abandon()
  assert.deepEqual(none.seen, [])
})

test('the bytes are borrowed: what is handed on are copies', async () => {
  let kept = ''
  const sink = new LateSink({
    part: () => assert.fail('there is no need'),
    whole: async (bytes) => void (kept = Buffer.from(bytes).toString()),
  })
  const memory = Buffer.from('first')
  await sink.write(memory)
  memory.write('wrong')
  await sink.finish()
  assert.equal(kept, 'first')
})

test('what could not be kept whole is not kept a second time', async () => {
  const sink = new LateSink({
    part: () => assert.fail('there is no need'),
    whole: () => Promise.reject(new Error('the disk is full')),
  })
  await sink.write(Buffer.from('abc'))
  await assert.rejects(sink.finish(), /full/)
  await sink.abandon()
})

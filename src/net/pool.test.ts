import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pool } from './pool.ts'
import type { Stream } from './stream.ts'

/** A stream that says when it is closed. */
function stream(name: string, closed: string[]): Stream {
  return { close: () => void closed.push(name) } as unknown as Stream
}

test('the connection last given back is used again, and one that was made otherwise is not', () => {
  const pool = new Pool()
  const [first, second] = [stream('first', []), stream('second', [])]
  pool.give('a', first)
  pool.give('a', second)
  assert.equal(pool.take('b'), undefined)
  assert.equal(pool.take('a'), second)
  assert.equal(pool.take('a'), first)
  assert.equal(pool.take('a'), undefined)
  pool.close()
})

test('what is idle for 4 s is closed, at most a second later, and what is younger is kept', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  let time = 1000
  const pass = (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      time += 100
      t.mock.timers.tick(100)
    }
  }
  const closed: string[] = []
  const pool = new Pool(() => time)
  pool.give('a', stream('old', closed))
  pass(3000)
  pool.give('a', stream('young', closed))
  pool.give('b', stream('other', closed))
  pass(900)
  assert.deepEqual(closed, [])
  pass(1100)
  assert.deepEqual(closed, ['old'])
  assert.notEqual(pool.take('b'), undefined)
  pass(3000)
  assert.deepEqual(closed, ['old', 'young'])
  // Nothing is left to look at; what is given later is looked at again.
  pool.give('a', stream('later', closed))
  pass(5000)
  assert.deepEqual(closed, ['old', 'young', 'later'])
})

test('what is too old is not used, though nobody has looked yet', () => {
  let time = 0
  const closed: string[] = []
  const pool = new Pool(() => time)
  pool.give('a', stream('older', closed))
  pool.give('a', stream('old', closed))
  time = 4000
  assert.equal(pool.take('a'), undefined)
  assert.deepEqual(closed, ['old', 'older'])
  pool.close()
})

test('all that is idle is closed at the end', () => {
  const closed: string[] = []
  const pool = new Pool()
  pool.give('a', stream('one', closed))
  pool.give('b', stream('two', closed))
  pool.close()
  assert.deepEqual(closed, ['one', 'two'])
  assert.equal(pool.take('a'), undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NoneConnected, race } from './race.ts'

const never = new AbortController().signal

function attempts(outcomes: Record<string, 'up' | 'down' | 'silent'>) {
  const started: string[] = []
  const cancelled: string[] = []
  const start = (address: string) => {
    started.push(address)
    const connected = new Promise<string>((resolve, reject) => {
      if (outcomes[address] === 'up') resolve(address)
      if (outcomes[address] === 'down') reject(new Error(`${address} is down`))
    })
    return { connected, cancel: () => cancelled.push(address) }
  }
  return { started, cancelled, start }
}

test('the first address that connects wins, and the next is not tried', async () => {
  const { start, started } = attempts({ a: 'up', b: 'up' })
  assert.equal(await race(['a', 'b'], start, never), 'a')
  assert.deepEqual(started, ['a'])
})

test('a failed address starts the next at once', async () => {
  const { start, started } = attempts({ a: 'down', b: 'up' })
  assert.equal(await race(['a', 'b'], start, never), 'b')
  assert.deepEqual(started, ['a', 'b'])
})

test('a silent address is passed by the next, and cancelled', async () => {
  const { start, cancelled } = attempts({ a: 'silent', b: 'up' })
  assert.equal(await race(['a', 'b'], start, never), 'b')
  assert.deepEqual(cancelled, ['a'])
})

test('when none connects every error is told, in order', async () => {
  const { start } = attempts({ a: 'down', b: 'down' })
  await assert.rejects(race(['a', 'b'], start, never), (error) => {
    assert.ok(error instanceof NoneConnected)
    assert.deepEqual(
      error.errors.map(({ address }) => address),
      ['a', 'b'],
    )
    return true
  })
})

test('giving up cancels what is under way and throws the reason', async () => {
  const abort = new AbortController()
  const { start, cancelled } = attempts({ a: 'silent' })
  const racing = race(['a'], start, abort.signal)
  abort.abort(new Error('given up'))
  await assert.rejects(racing, /given up/)
  assert.deepEqual(cancelled, ['a'])
})

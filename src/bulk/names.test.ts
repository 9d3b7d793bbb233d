import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Names } from './names.ts'

test('a name is asked for once, however many want it, and no more than so many at a time', async () => {
  let [asked, under, most] = [0, 0, 0]
  const names = new Names({
    atOnce: 2,
    ask: async (host) => {
      asked++
      most = Math.max(most, ++under)
      await new Promise((resolve) => setTimeout(resolve, 2))
      under--
      return { addresses: [`10.0.0.${host.slice(1)}`], ttl: 60_000 }
    },
  })
  const hosts = ['h1', 'h2', 'h3', 'h4', 'h1', 'h2']
  assert.deepEqual(
    await Promise.all(hosts.map(async (host) => names.lookup(host))),
    hosts.map((host) => [`10.0.0.${host.slice(1)}`]),
  )
  await names.lookup('h3')
  assert.deepEqual([asked, most], [4, 2])
})

test('a failure is remembered too; addresses and localhost are asked of nobody', async () => {
  let asked = 0
  const names = new Names({
    ask: async () => {
      asked++
      throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
    },
  })
  for (let n = 0; n < 3; n++)
    await assert.rejects(async () => names.lookup('gone.example'), {
      code: 'host-not-resolved',
      message: /no such name/,
    })
  assert.equal(asked, 1)
  assert.deepEqual(
    [names.lookup('127.0.0.1'), names.lookup('[::1]'), names.lookup('localhost')],
    [['127.0.0.1'], ['::1'], ['127.0.0.1', '::1']],
  )
})

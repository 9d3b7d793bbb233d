import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { inParallel } from './in-parallel.ts'

test('as many at a time as allowed, in all and for one host; results in order', async () => {
  const running = new Map<string, number>()
  let most = 0
  let mostPerHost = 0
  const jobs = Array.from({ length: 30 }, (_, i) => ({
    host: `host${i % 3}`,
    run: async () => {
      const host = `host${i % 3}`
      running.set(host, (running.get(host) ?? 0) + 1)
      most = Math.max(
        most,
        [...running.values()].reduce((a, b) => a + b),
      )
      mostPerHost = Math.max(mostPerHost, running.get(host)!)
      await sleep(1)
      running.set(host, running.get(host)! - 1)
      return i
    },
  }))
  assert.deepEqual(
    await inParallel(jobs, 5, 2, new AbortController().signal),
    jobs.map((_, i) => i),
  )
  assert.deepEqual([most, mostPerHost], [5, 2])
})

test('an aborted run begins no more', async () => {
  const abort = new AbortController()
  let runs = 0
  const jobs = Array.from({ length: 5 }, () => ({ host: 'a', run: async () => void (++runs === 2 && abort.abort()) }))
  await inParallel(jobs, 1, 1, abort.signal)
  assert.equal(runs, 2)
})

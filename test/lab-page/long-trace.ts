// A trace of many reads, as a file: for what a page can bear.

import type { TraceEvent } from '../../src/trace/event.ts'

export function longTrace(reads: number): string {
  const events: TraceEvent[] = [
    {
      type: 'trace',
      at: 0,
      version: 1,
      started: '2018-04-11T18:54:09Z',
      tool: 'sluice',
      url: 'http://a/b',
      options: {},
      capabilities: [],
    },
    { type: 'request', at: 1, method: 'GET', target: '/b', bytes: 3, text: 'GET' },
  ]
  let total = 0
  for (let i = 1; i <= reads; i++) {
    const [at, bytes] = [1 + i * 0.6, 100 + ((i * 7919) % 5000)]
    total += bytes
    const window = i % 7 ? 0 : 5000
    const recvQueue = (i * 31) % 30_000
    events.push(
      { type: 'kernel', at, recvQueue, queueMemory: 30_000, receiveBuffer: 32_768, window, arrived: total },
      { type: 'read', at, bytes, total, asked: 5120 },
    )
  }
  events.push({ type: 'complete', at: 2 + reads * 0.6, received: total, content: total, declared: true })
  return `${events.map((event) => JSON.stringify(event)).join('\n')}\n`
}

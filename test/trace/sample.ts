// A retrieval's trace, made by hand: 200 bytes of head and 100,000 of body on one connection, the buffer full for a while.

import type { TraceEvent } from '../../src/trace/event.ts'

export const head = 'HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 100000'

/** @param every milliseconds between two reads @param size of each */
export function sampleTrace(every = 5, size = 5120): TraceEvent[] {
  const received = head.length + 4 + 100_000
  const events: TraceEvent[] = [
    {
      at: 0,
      type: 'trace',
      version: 1,
      started: '2026-11-20T10:00:00.000Z',
      tool: 'sluice 0.1.0',
      url: 'http://data.pr4e.org/cover3.jpg',
      options: { delay: 5 },
      capabilities: ['FIONREAD', 'TCP_INFO'],
    },
    { at: 1, type: 'resolve', host: 'data.pr4e.org', addresses: ['192.0.2.7'], took: 1 },
    {
      at: 3,
      type: 'connect',
      address: '192.0.2.7',
      port: 80,
      localAddress: '192.0.2.1',
      localPort: 50_000,
      took: 2,
      receiveBuffer: 32_768,
    },
    { at: 3.1, type: 'kernel', recvQueue: 0, window: 14_480, receiveBuffer: 32_768, arrived: 0, rtt: 2 },
    {
      at: 3.2,
      type: 'request',
      method: 'GET',
      target: '/cover3.jpg',
      bytes: 41,
      text: 'GET /cover3.jpg HTTP/1.1\r\nHost: a',
    },
  ]
  let at = 6
  for (let total = 0; total < received; at = Math.round((at + every) * 1000) / 1000) {
    const bytes = Math.min(size, received - total)
    total += bytes
    const recvQueue = Math.min(18_000, received - total)
    const window = recvQueue < 18_000 ? 14_480 : 0
    if (events.at(-1)?.type === 'gate' || total === bytes)
      events.push({
        at,
        type: 'kernel',
        recvQueue,
        window,
        queueMemory: 30_000,
        receiveBuffer: 32_768,
        arrived: total + recvQueue,
        rtt: 2,
      })
    if (total === bytes) events.push({ at, type: 'window', state: 'zero', window: 0 })
    events.push({ at, type: 'read', bytes, total, asked: size, recvQueue, window, queueMemory: 30_000 })
    if (total === bytes)
      events.push({
        at,
        type: 'head',
        offset: head.length,
        size: head.length + 4,
        status: 200,
        reason: 'OK',
        version: '1.1',
        fields: [
          ['Content-Type', 'image/jpeg'],
          ['Content-Length', '100000'],
        ],
        framing: { type: 'length', length: 100_000 },
        text: head,
      })
    if (every >= 1) events.push({ at: at + every - 0.5, type: 'gate', waited: every - 1 })
  }
  events.push(
    { at: at + 1, type: 'window', state: 'open', window: 14_480 },
    {
      at: at + 2,
      type: 'complete',
      received,
      content: 100_000,
      declared: true,
      file: 'cover3.jpg',
      fileBytes: 100_000,
    },
  )
  return events
}

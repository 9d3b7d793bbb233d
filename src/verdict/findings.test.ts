import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verdictLines } from '../render/verdict-lines.ts'
import { HandMade, SEGMENT } from './hand-made.ts'
import { judge } from './judge.ts'
import type { Limit, Share, Verdict } from './verdict.ts'

/** The answer, and the shares that are at least a fiftieth, in whole per cent. */
function seen({ limited_by, confidence, shares }: Verdict): [Limit, string, Partial<Record<Share, number>>] {
  const shown = Object.entries(shares).filter(([, part]) => part >= 0.02)
  return [limited_by, confidence, Object.fromEntries(shown.map(([name, part]) => [name, Math.round(part * 100)]))]
}

test('think: the server is silent before its first byte, beyond the round trip', () => {
  const made = new HandMade({ rtt: 20 }).wait(820).take(10 * SEGMENT, 20)
  const verdict = judge(made.complete())
  assert.deepEqual(seen(verdict), ['server', 'clear', { connect: 2, ramp: 2, think: 95 }])
  assert.match(verdict.evidence[0]!, /silent for 820 ms before its first byte, of which the round trip is 20 ms/)
})

test('silence: nothing comes for longer than the path could take, though the last segment was full', () => {
  const made = new HandMade({ rtt: 20 })
    .wait(20)
    .take(10 * SEGMENT, 20)
    .wait(940)
    .take(10 * SEGMENT, 960)
  const verdict = judge(made.complete())
  assert.deepEqual(seen(verdict), ['server', 'clear', { connect: 2, ramp: 2, server: 96 }])
  assert.match(verdict.evidence[0]!, /fell silent for 940 ms in all/)
})

test('dry: each wait, shorter than a silence, begins after a segment that was not full', () => {
  const made = new HandMade({ rtt: 40 }).wait(40).take(1000, 40)
  made.times(30, (m) => m.wait(30).take(1000, 60))
  const verdict = judge(made.complete())
  assert.equal(verdict.limited_by, 'server')
  assert.match(verdict.evidence[0]!, /^30 waits, 900 ms in all, began after a segment shorter than 1448 bytes/)
})

test('paced: full segments that met no queue come evenly, so the server holds back', () => {
  const made = new HandMade({ rtt: 20 }).wait(20).take(SEGMENT, 20)
  // Our newest acknowledgement that the server can have seen is four waits old.
  made.times(200, (m) => m.wait(6).take(SEGMENT, 24))
  assert.deepEqual(seen(judge(made.complete())).slice(0, 2), ['server', 'clear'])
})

test('paced: without timestamps the same might be a slow path, and nobody can tell', () => {
  const made = new HandMade({ rtt: 20, timestamps: false }).wait(20).take(SEGMENT)
  made.times(200, (m) => m.wait(5).take(SEGMENT))
  const verdict = judge(made.complete())
  assert.equal(verdict.limited_by, 'unsure')
  assert.match(
    verdict.sentence,
    /^Not sure what limited this: of 1\.04 s the server 92%, and the signals do not tell more\.$/,
  )
  // The sentence has said it.
  assert.doesNotMatch(verdictLines(verdict), /this is a guess/)
  assert.match(verdict.evidence.join('\n'), /without TCP timestamps a server that holds back looks like a slow path/)
})

test('queue: the same spacing, but the echoes are older than the round trip and our own silence', () => {
  const made = new HandMade({ rtt: 20 }).wait(20).take(SEGMENT, 20)
  made.times(200, (m, i) => m.wait(5).take(SEGMENT, 60 + (i % 2)))
  const verdict = judge(made.complete())
  assert.deepEqual(seen(verdict).slice(0, 2), ['network', 'clear'])
  assert.match(verdict.evidence[0]!, /stood 35 ms in a queue on a path of 20 ms: it was full, at 289\.6 kB\/s/)
})

test('loss: a hole keeps what came after it from being read, and the time after it is slow', () => {
  const made = new HandMade({ rtt: 20 }).wait(20).take(20 * SEGMENT, 20)
  made.times(5, (m) => {
    m.wait(60)
      .arrive(20 * SEGMENT, { age: 20, outOfOrder: 19 })
      .read()
    m.times(15, (n) => n.wait(10).take(2 * SEGMENT, 20))
  })
  const verdict = judge(made.complete())
  assert.deepEqual(seen(verdict).slice(0, 2), ['network', 'clear'])
  assert.match(verdict.sentence, /it lost segments/)
  assert.match(verdict.evidence.join('\n'), /95 segments came while one before them was missing: 5 holes, 300 ms/)
})

test('loss: a segment that was only overtaken is no loss', () => {
  const made = new HandMade({ rtt: 40 }).wait(40).take(SEGMENT, 40)
  made.times(100, (m) => {
    m.wait(5).arrive(0, { outOfOrder: 1 }).look()
    m.wait(1).take(2 * SEGMENT, 42)
  })
  assert.notEqual(judge(made.complete()).limited_by, 'network')
})

test('ramp: the bytes of a round trip still double, so it was too short to show a limit', () => {
  const made = new HandMade({ rtt: 50, window: 1e6 }).wait(50)
  for (const segments of [10, 20, 40, 80]) made.take(segments * SEGMENT, 50).wait(50)
  const verdict = judge(made.wait(-50).complete())
  assert.deepEqual(seen(verdict), ['short', 'clear', { connect: 20, ramp: 80 }])
})

test('window: as much comes in each round trip as the window lets, and no queue stands', () => {
  const made = new HandMade({ rtt: 40, window: 10 * SEGMENT }).wait(40)
  made.times(30, (m) => m.take(10 * SEGMENT, 40).wait(40))
  const verdict = judge(made.wait(-40).complete(), { receiveBuffer: 16_384 })
  assert.deepEqual(seen(verdict).slice(0, 2), ['window', 'clear'])
  assert.match(verdict.evidence[0]!, /your window is 14\.1 KiB; one window per 40 ms round trip is 362 kB\/s at most/)
  assert.match(verdict.hint!, /a receive buffer of 141\.4 KiB would carry ten times as much/)
})

test('receiver: each read leaves bytes behind, and then we do not ask', () => {
  const made = new HandMade({ rtt: 20 })
    .wait(20)
    .arrive(40 * SEGMENT)
    .read(5120)
  made.times(10, (m) => m.gate(50).read(5120))
  const verdict = judge(made.complete(), { delay: 50 })
  assert.deepEqual(seen(verdict), ['receiver', 'clear', { connect: 4, ramp: 4, receiver: 93 }])
  assert.match(verdict.hint!, /the wait of 50 ms after each read holds it/)
})

test('receiver: each read empties the buffer, but while we did not ask the window was used up', () => {
  const made = new HandMade({ rtt: 2, window: 6 * SEGMENT }).wait(2).take(6 * SEGMENT, 2)
  made.times(20, (m) => m.gate(30, (n) => n.arrive(6 * SEGMENT)).read())
  assert.deepEqual(seen(judge(made.complete())).slice(0, 2), ['receiver', 'clear'])
})

test('receiver: not, when the buffer is emptied and the window stays open while we do not ask', () => {
  const made = new HandMade({ rtt: 20 }).wait(20).take(1000, 20)
  made.times(20, (m) => m.gate(20, (n) => n.arrive(1000)).read())
  assert.equal(judge(made.complete()).shares.receiver, 0)
})

test('receiver: without a gate, when the buffer stays full however fast we read', () => {
  const made = new HandMade({ rtt: 1, window: 64_000 }).wait(1).arrive(200_000).read(16_384)
  made.times(100, (m) => m.wait(3).arrive(16_384).read(16_384))
  assert.deepEqual(seen(judge(made.complete())).slice(0, 2), ['receiver', 'clear'])
})

test('receiver: all that was still to come lay in the kernel while nobody asked', () => {
  const made = new HandMade({ rtt: 2 })
    .wait(2)
    .arrive(30 * SEGMENT)
    .read()
  // What came just after the read is less than the window; nothing comes after it.
  made.arrive(10 * SEGMENT).look()
  const verdict = judge(made.gate(1000).read().complete(), { limitRate: 50_000 })
  assert.deepEqual(seen(verdict).slice(0, 2), ['receiver', 'clear'])
})

test('window: on a short path it is seen to be full; its half-full segments are no sign of a server without more', () => {
  const made = new HandMade({ rtt: 0.02, window: 1000, receiveBuffer: 2000 }).wait(0.02).arrive(1000)
  made.times(200, (m) => m.wait(2).look().read().arrive(1000))
  const verdict = judge(made.read().complete(), { receiveBuffer: 1000 })
  assert.deepEqual(seen(verdict).slice(0, 2), ['window', 'clear'])
  assert.match(
    verdict.evidence[0]!,
    /^your window is 1000 bytes, and it was full whenever the kernel was looked at, at /,
  )
  assert.match(verdict.hint!, /without --rcvbuf the system grows it by itself/)
})

test('one wait is one wait', () => {
  const made = new HandMade({ rtt: 20 }).wait(20).take(1000, 20).wait(500).take(1000, 520)
  assert.match(
    judge(made.complete()).evidence.join('\n'),
    /^1 wait, 500 ms in all, began after[^]*2 of 2 reads emptied/m,
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleTrace } from '../../../test/trace/sample.ts'
import type { TraceEvent } from '../../trace/event.ts'
import { TraceStore } from '../../trace/store.ts'
import { duration, rate } from '../units.ts'
import { widthOf, written } from './line.ts'
import { pictureOf } from './picture.ts'
import { Screen } from './screen.ts'

const place = { columns: 80, rows: 24, unicode: true }

test('a picture is nine lines and a sentence that is whole, none wider than the terminal', () => {
  for (let n = 0; n <= sampleTrace().length; n++) {
    const store = stored(sampleTrace().slice(0, n))
    const said = plain(store).slice(9).join(' ')
    for (const columns of [20, 40, 80, 300]) {
      const lines = pictureOf(store, { ...place, columns })
      assert.ok(lines.every((line) => widthOf(line) < columns))
      const sentence = lines.slice(9).map((line) => written(line, false))
      assert.equal(sentence.join(' '), said)
      if (columns === 300) assert.equal(sentence.length, 1)
    }
  }
})

test('a low terminal gets fewer rows of buffer', () => {
  assert.equal(pictureOf(stored(sampleTrace()), { ...place, rows: 8 }).length, 7)
  assert.equal(pictureOf(stored(sampleTrace()), { ...place, rows: 3 }).length, 6)
})

test('the lanes tell of the server, the window, the buffer and the reads', () => {
  const [server, window, ...rest] = plain(stored(sampleTrace(100).slice(0, 40)))
  assert.match(server!, /^server +█.*▒▒▒.* paused [\d.]+ s$/)
  assert.match(window!, /^window +.*━━━━.* shut$/)
  assert.match(rest[0]!, /^buffer .* 32,768 full$/)
  assert.match(rest[2]!, /18,000 waiting$/)
  assert.match(rest[3]!, /░ not freed yet$/)
  assert.match(rest[5]!, /^recv\(\) .*█.* +5120 +\d+$/)
  assert.match(rest[6]!, /^ +\d\d% +━+─+ /)
  assert.match(rest[7]!, /Paused 9\d% of the time so far\.$/)
})

test('the rate and the time stand whole beside the bar', () => {
  const store = stored(sampleTrace().slice(0, 9))
  for (const at of [107, 1234, 11_530, 245_000]) {
    store.tick(at)
    const progress = pictureOf(store, place).map((line) => written(line, false))[8]!
    assert.ok(progress.endsWith(`  ${rate(store.now.received, at)}  ${duration(at)}`), progress)
  }
})

test('without UTF-8 everything is ASCII, without colour there is no escape sequence', () => {
  const lines = pictureOf(stored(sampleTrace()), { ...place, unicode: false }).map((line) => written(line, false))
  // eslint-disable-next-line no-control-regex -- what is looked for
  assert.match(lines.join('\n'), /^[\n\x20-\x7e]+$/)
})

test('what the server says cannot write to the terminal', () => {
  const failed: TraceEvent = { at: 900, type: 'failed', code: 'x', message: 'bad \x1b[2J thing', exit: 8 }
  const lines = plain(stored([...sampleTrace().slice(0, 9), failed]))
  assert.equal(lines.at(-1)!.startsWith('It failed: bad \\x1b[2J thing.'), true)
})

const moments: [says: RegExp, events: (all: TraceEvent[]) => TraceEvent[], later: number][] = [
  [/^Looking up the name/, (all) => all.slice(0, 1), 1],
  [/^Connecting/, (all) => all.slice(0, 2), 1],
  [/^The request is sent; the server has not answered for 497 ms/, (all) => all.slice(0, 5), 500],
  [/^The buffer is full, so the server is paused \(94 ms so far\)/, (all) => all.slice(0, 9), 100],
  [/^Complete/, (all) => all, 1],
]
for (const [says, part, later] of moments) {
  test(`the sentence: ${says.source}`, () => {
    const store = stored(part(sampleTrace()))
    store.tick(later)
    assert.match(plain(store).at(-1)!, says)
  })
}

test('only lines that changed are written, as one change', () => {
  const screen = new Screen(false)
  const line = (text: string) => [['plain', text] as const]
  const first = screen.show([line('one'), line('two'), line('three')])
  assert.equal(first, '\x1b[?2026h\x1b[?25lone\r\ntwo\r\nthree\r\n\x1b[?2026l')
  assert.equal(screen.show([line('one'), line('two'), line('three')]), '')
  assert.equal(screen.show([line('one'), line('2'), line('three')]), '\x1b[?2026h\x1b[2A\r2\x1b[K\x1b[2B\r\x1b[?2026l')
  assert.equal(screen.leave(), '\x1b[?25h')
})

test('lines that a narrower terminal has broken in two are taken away whole', () => {
  const screen = new Screen(false)
  screen.show([[['plain', 'x'.repeat(50)]], [['plain', 'short']]])
  assert.equal(screen.resized(40), '\x1b[3A\r\x1b[J')
  assert.equal(screen.resized(40), '')
})

function plain(store: TraceStore): string[] {
  return pictureOf(store, { ...place, columns: 100 }).map((line) => written(line, false))
}

function stored(events: TraceEvent[]): TraceStore {
  const store = new TraceStore()
  for (const event of events) store.see(event)
  return store
}

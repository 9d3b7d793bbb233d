// The live view: what the server does, the window, the receive buffer, the reads, and how far it is, over one axis of time.
//
//   server   ██▒▒▒▒▒▒▒▒▒██▒▒▒▒▒   paused 1.5 s
//   window   ─━━━━━━━━━━──━━━━━   shut
//   buffer   ▅▅▄▄▃▃▂▂  ▆▆▅▅▄▄▃   32,768 full      (five rows of it)
//   recv()   █ █ █ █ ▂  █ █ █ █   5120  99648
//      43%   ━━━━━━━━──────────   19.4 kB/s  5.1 s
//   One sentence: what is happening now.

import { FULL } from '../../trace/store.ts'
import type { Column, Now, TraceStore } from '../../trace/store.ts'
import type { Share } from '../../verdict/verdict.ts'
import { amount, duration, rate, share } from '../units.ts'
import type { Line, Piece, Style } from './line.ts'
import { cut } from './line.ts'
import { wrap } from '../wrap.ts'
import { pausedSoFar, sentenceOf } from './sentence.ts'

export interface Place {
  columns: number
  rows: number
  /** Block elements can be shown; else ASCII. */
  unicode: boolean
}

const left = 9
/** `123.1 kB/s  4 min 5 s`, and two before it. */
const right = 23
/** The axis is at least so long while it runs, ms. */
const shortest = 2000

/** The picture's lines, the sentence last and whole, each at most `columns - 1` characters. */
export function pictureOf(store: TraceStore, { columns, rows, unicode }: Place, by?: Share): Line[] {
  const { now } = store
  const width = Math.max(8, columns - 1 - left - right)
  const glyphs = unicode ? blocks : ascii
  const drawn = store.columns(width, now.end ? Math.max(1, now.at) : axis(now.at))
  // Later than now there is nothing to say.
  const known = now.end ? width : Math.min(width, Math.floor((now.at / axis(now.at)) * width) + 1)
  const until = drawn.slice(0, known)
  const said = sayings(now, by, columns - 1)
  const height = Math.max(1, Math.min(5, rows - 5 - said.length))
  const sides = sidesOf(now, glyphs)
  const buffer = bufferRows(until, now, height, glyphs)
  const lines: Line[] = [
    row('server', 'server', until.map(serverCell(glyphs)), width, sides.server),
    row('window', 'open', until.map(windowCell(glyphs)), width, sides.window),
    ...buffer.map((cells, i) => row(i === 0 ? 'buffer' : '', 'buffer', cells, width, sides.buffer(height)[i] ?? [])),
    row('recv()', 'reads', until.map(readCell(glyphs)), width, sides.reads),
    progress(now, width, glyphs),
    ...said,
  ]
  return lines.map((line) => cut(line, columns - 1))
}

/** The sentence and how much was paused: on one line, or on several where that is too short. */
function sayings(now: Now, by: Share | undefined, columns: number): Line[] {
  const style = now.shutSince === undefined ? 'strong' : 'paused'
  const [sentence, paused] = [sentenceOf(now, by), pausedSoFar(now)]
  if (sentence.length + paused.length <= columns)
    return [
      [
        [style, sentence],
        ['plain', paused],
      ],
    ]
  const lines = (as: Style, text: string) => wrap(text, columns).map((line): Line => [[as, line]])
  return [...lines(style, sentence), ...(paused === '' ? [] : lines('plain', paused.trim()))]
}

// 2, 3, 4, 6, 8, 12 … seconds: what is drawn moves seldom.
function axis(at: number): number {
  const power = 2 ** Math.max(0, Math.ceil(Math.log2(at / shortest)))
  const most = shortest * power
  return power > 1 && at <= 0.75 * most ? 0.75 * most : most
}

/** A row: its name, its cells (neighbours of one style joined), what is said beside it. */
function row(name: string, style: Style, cells: Piece[], width: number, beside: Line): Line {
  const joined: [Style, string][] = []
  for (const [of, text] of cells) {
    const last = joined.at(-1)
    if (last && last[0] === of) last[1] += text
    else joined.push([of, text])
  }
  return [[style, name.padEnd(left)], ...joined, ['plain', ' '.repeat(width - cells.length + 2)], ...beside]
}

interface Glyphs {
  sending: string
  paused: string
  silent: string
  open: string
  shut: string
  held: string
  /** From empty to full. */
  levels: string
  ahead: string
}

const blocks: Glyphs = {
  sending: '█',
  paused: '▒',
  silent: '·',
  open: '─',
  shut: '━',
  held: '░',
  levels: ' ▁▂▃▄▅▆▇█',
  ahead: '─',
}
const ascii: Glyphs = {
  sending: '#',
  paused: '%',
  silent: '.',
  open: '-',
  shut: '=',
  held: ':',
  levels: ' ._,-+oO#',
  ahead: '-',
}

const serverCell =
  (glyphs: Glyphs) =>
  ({ came, shut }: Column): Piece =>
    came > 0 ? ['server', glyphs.sending] : shut > 0.5 ? ['paused', glyphs.paused] : ['faint', glyphs.silent]

const windowCell =
  (glyphs: Glyphs) =>
  ({ shut }: Column): Piece =>
    shut > 0.5 ? ['shut', glyphs.shut] : ['open', glyphs.open]

function readCell(glyphs: Glyphs): (column: Column) => Piece {
  return ({ reads, full, largest }) => {
    if (reads === 0) return ['plain', ' ']
    return full > 0 ? ['reads', glyphs.levels.at(-1)!] : ['partial', level(glyphs, Math.max(0.13, largest))]
  }
}

const level = ({ levels }: Glyphs, part: number) => levels[Math.round(Math.min(1, Math.max(0, part)) * 8)]!

/** From the top: bytes waiting, and above them what the kernel has not freed yet, of the receive buffer. */
function bufferRows(columns: readonly Column[], { capacity }: Now, height: number, glyphs: Glyphs): Piece[][] {
  return Array.from({ length: height }, (_, i) => {
    const below = height - 1 - i
    return columns.map(({ waiting, held }): Piece => {
      if (capacity === undefined || Number.isNaN(waiting)) return ['plain', ' ']
      const filled = (waiting / capacity) * height - below
      // What waits is seen, however little it is.
      if (filled > 0 && (filled >= 1 / 16 || below === 0)) return ['buffer', level(glyphs, Math.max(1 / 8, filled))]
      return Math.min(1, held / capacity) * height - below >= 0.5 ? ['held', glyphs.held] : ['plain', ' ']
    })
  })
}

function sidesOf(now: Now, glyphs: Glyphs) {
  const { waiting, held, capacity, shutSince, lastRead } = now
  const paused = shutSince === undefined ? 0 : now.at - shutSince
  const since = now.at - now.lastCame
  const server: Line =
    now.phase !== 'receive'
      ? []
      : shutSince !== undefined
        ? [['paused', `paused ${duration(paused)}`]]
        : [['server', since < 200 ? 'sending' : `silent ${duration(since)}`]]
  const window: Line =
    now.window === undefined || now.end
      ? []
      : shutSince === undefined
        ? [['open', `open ${grouped(now.window)}`]]
        : [['shut', 'shut']]
  const full = held !== undefined && capacity !== undefined && held >= FULL * capacity
  const buffer: Line[] =
    capacity === undefined
      ? [[['faint', 'not told here']]]
      : [
          [['plain', `${grouped(capacity)}${full ? ' full' : ' bytes'}`]],
          [],
          waiting === undefined ? [] : [['buffer', `${grouped(waiting)} waiting`]],
          held === undefined
            ? []
            : [
                ['held', glyphs.held],
                ['plain', ' not freed yet'],
              ],
        ]
  return {
    server,
    window,
    buffer: (height: number) => (height >= 4 ? buffer : buffer.filter((line) => line.length > 0)),
    reads: (lastRead
      ? [['reads', `${String(lastRead.bytes).padStart(7)} ${String(now.received).padStart(8)}`]]
      : []) as Line,
  }
}

function progress(now: Now, width: number, glyphs: Glyphs): Line {
  const done =
    now.total === undefined ? 0 : Math.min(width, Math.floor((now.received / Math.max(1, now.total)) * width))
  const label = now.total === undefined ? amount(now.received) : share(now.received, now.total)
  return [
    [
      'strong',
      label
        .slice(0, left - 1)
        .padStart(6)
        .padEnd(left),
    ],
    ['reads', glyphs.shut.repeat(done)],
    ['faint', glyphs.ahead.repeat(width - done)],
    ['plain', `  ${rate(now.received, now.at)}  ${duration(now.at)}`],
  ]
}

const grouped = (bytes: number) => String(bytes).replace(/\B(?=(\d{3})+$)/g, ',')

// The machine at the right edge, where now is: the server, its door, the tank that goes on from the buffer's lane, and
// the program that prints what it reads.

import { set, shape, write } from './dom.ts'
import { levels } from './geometry.ts'
import type { Geometry } from './geometry.ts'
import type { Moment } from './moment.ts'
import { count, text } from './texts.ts'
import type { Timeline } from './timeline.ts'

const WIDTH = 196

export class Machine {
  readonly root = shape('svg', { class: 'machine', role: 'img' })
  readonly #server = shape('rect', { class: 'server-box', rx: 10, x: 2, width: WIDTH - 4 })
  readonly #serverText = shape('text', { class: 'server-text', x: WIDTH / 2 })
  readonly #inflow = shape('rect', { class: 'flow', x: WIDTH / 2 - 16, width: 32 })
  readonly #pipe = shape('path', { class: 'pipe' })
  readonly #door = shape('rect', { class: 'door', height: 10, width: 34 })
  readonly #rail = shape('rect', { class: 'rail', x: WIDTH / 2 + 17, width: 36, height: 14, rx: 3 })
  readonly #doorText = shape('text', { class: 'door-text', x: WIDTH / 2 + 60 })
  readonly #held = shape('rect', { class: 'held', x: 3, width: WIDTH - 6 })
  readonly #heldText = shape('text', { class: 'held-text', x: WIDTH / 2 })
  readonly #water = shape('rect', { class: 'water', x: 3, width: WIDTH - 6 })
  readonly #level = shape('path', { class: 'level' })
  readonly #walls = shape('path', { class: 'walls' })
  readonly #waiting = shape('text', { class: 'waiting', x: WIDTH / 2 })
  readonly #waitingSub = shape('text', { class: 'waiting-sub', x: WIDTH / 2 })
  readonly #program = shape('rect', { class: 'program-box', rx: 10, x: 2, width: WIDTH - 4 })
  readonly #prints = [0, 1, 2].map((i) => shape('text', { class: `print print-${i}`, x: WIDTH / 2 }))
  readonly #sleepRail = shape('rect', { class: 'sleep-rail', x: 20, width: WIDTH - 40, height: 7, rx: 3 })
  readonly #sleep = shape('rect', { class: 'sleep', x: 20, height: 7, rx: 3 })
  readonly #does = shape('text', { class: 'does', x: WIDTH / 2 })

  constructor() {
    const hatch = (id: string, of: string) =>
      shape(
        'pattern',
        { id, width: 7, height: 7, patternUnits: 'userSpaceOnUse' },
        shape('rect', { class: `${of}-ground`, width: 7, height: 7 }),
        shape('path', { class: `${of}-line`, d: 'M-2,2 l4,-4 M0,7 l7,-7 M5,9 l4,-4' }),
      )
    this.root.append(
      shape('defs', {}, hatch('hatch-pause', 'pause'), hatch('hatch-held', 'held')),
      this.#inflow,
      this.#pipe,
      this.#rail,
      this.#door,
      this.#doorText,
      this.#server,
      this.#serverText,
      this.#held,
      this.#water,
      this.#heldText,
      this.#level,
      this.#walls,
      this.#waiting,
      this.#waitingSub,
      this.#program,
      ...this.#prints,
      this.#sleepRail,
      this.#sleep,
      this.#does,
    )
  }

  /** Puts everything where the lanes are. */
  place({ server, door, buffer, program }: Geometry, height: number): void {
    set(this.root, { viewBox: `0 0 ${WIDTH + 70} ${height}`, width: WIDTH + 70, height })
    const [top, middle] = [Math.max(2, server.top - 8), WIDTH / 2]
    const serverBottom = server.bottom + 12
    set(this.#server, { y: top, height: serverBottom - top })
    set(this.#serverText, { y: (top + serverBottom) / 2 + 5 })
    const wall = buffer.top - 8
    set(this.#inflow, { y: serverBottom, height: wall - serverBottom })
    set(this.#pipe, {
      d: `M${middle - 16},${serverBottom} V${wall} M${middle + 16},${serverBottom} V${wall} M${middle - 16},${buffer.bottom} V${program.top - 14} M${middle + 16},${buffer.bottom} V${program.top - 14}`,
    })
    const doorY = (door.top + door.bottom) / 2 + 4
    set(this.#door, { y: doorY - 5 })
    set(this.#rail, { y: doorY - 7 })
    set(this.#doorText, { y: doorY + 5 })
    set(this.#walls, { d: `M2,${wall} V${buffer.bottom} H${WIDTH - 2} V${wall}` })
    const box = program.top - 14
    set(this.#program, { y: box, height: program.bottom - box })
    const line = (program.bottom - box) / 6
    for (const [i, print] of this.#prints.entries()) set(print, { y: box + line * (i + 0.72) + 8 })
    set(this.#sleepRail, { y: box + line * 4.05 })
    set(this.#sleep, { y: box + line * 4.05 })
    set(this.#does, { y: box + line * 5.4 })
  }

  show(moment: Moment, line: Timeline, { buffer }: Geometry, byHand: boolean): void {
    const { waiting, held = 0, shut, pausedFor, phase } = moment
    const state =
      phase === 'idle'
        ? 'idle'
        : moment.serverDone || phase === 'done'
          ? 'done'
          : phase === 'failed'
            ? 'idle'
            : pausedFor > 0
              ? 'paused'
              : 'sending'
    set(this.root, {
      'data-server': state,
      'data-door': phase === 'idle' ? 'none' : shut && state !== 'done' ? 'shut' : 'open',
    })
    write(
      this.#serverText,
      state === 'paused' ? text.machine.paused(pausedFor) : state === 'idle' ? text.machine.idle : text.machine[state],
    )
    write(this.#doorText, phase === 'idle' ? '' : shut && state !== 'done' ? text.machine.shut : text.machine.open)
    set(this.#door, { x: shut && state !== 'done' ? WIDTH / 2 - 15 : WIDTH / 2 + 18 })
    set(this.#inflow, { visibility: state === 'sending' && !shut && phase === 'running' ? 'visible' : 'hidden' })

    const y = levels(buffer, line.full || 1)
    const level = y(waiting ?? 0)
    const heldTop = Math.min(level, y(held))
    set(this.#water, { y: level, height: buffer.bottom - level })
    set(this.#held, { y: heldTop, height: level - heldTop })
    set(this.#heldText, { y: heldTop + 22 })
    // The words lie in the water where it is deep enough, else on what is above it.
    const deep = buffer.bottom - level > 66
    write(this.#heldText, level - heldTop > (deep ? 34 : 100) ? text.machine.held : '')
    set(this.#level, { d: waiting === undefined ? '' : `M0,${level} H${WIDTH - 2}` })
    const words = deep ? level + 42 : level - 34
    const ground = !deep && level - heldTop > 0 ? ' on-held' : ''
    set(this.#waiting, { y: words, class: `waiting${ground}` })
    set(this.#waitingSub, { y: words + 22, class: `waiting-sub${ground}` })
    write(this.#waiting, waiting === undefined ? '' : count(waiting))
    write(this.#waitingSub, waiting === undefined ? '' : text.machine.waiting)

    const printed = [
      ...Array.from({ length: 3 - moment.last.length }, () => ''),
      ...moment.last.map(({ bytes: n, total }) => `${n} ${total}`),
    ]
    for (const [i, print] of this.#prints.entries()) write(print, printed[i] ?? '')
    const sleeping = phase === 'running' && moment.slept > 0 && !byHand
    set(this.#sleep, { width: sleeping ? ((WIDTH - 40) * moment.slept) / moment.delay : 0 })
    write(this.#does, doing(moment, sleeping, byHand))
    set(this.root, {
      'aria-label': [
        this.#serverText.textContent,
        phase === 'idle' ? '' : `${text.door}: ${this.#doorText.textContent}`,
        waiting === undefined ? '' : `${count(waiting)} ${text.machine.waiting}`,
      ]
        .filter(Boolean)
        .join('. '),
    })
  }
}

function doing({ phase, delay, count: reads }: Moment, sleeping: boolean, byHand: boolean): string {
  if (phase === 'done') return text.machine.reads(reads)
  if (phase === 'failed') return text.machine.ended(reads)
  if (phase !== 'running' && phase !== 'asked') return ''
  if (byHand) return text.machine.byHand
  return sleeping ? text.machine.sleeping(delay) : text.machine.asking
}

// The Sluice view: labels, lanes and machine beside each other, and the picture as far as it was read.

import { address } from './client.ts'
import { element, write } from './dom.ts'
import { geometryOf, View } from './geometry.ts'
import type { Geometry } from './geometry.ts'
import { inkOf } from './ink.ts'
import type { Ink } from './ink.ts'
import { Kept } from './kept.ts'
import { drawEdge, drawTrace } from './lanes.ts'
import type { Scene } from './lanes.ts'
import { Machine } from './machine.ts'
import type { Moment } from './moment.ts'
import { dragToSeek, plot, tellPlace } from './plot.ts'
import type { Session } from './session.ts'
import { percent, text } from './texts.ts'

export class SluiceView {
  readonly root: HTMLElement
  readonly #session: Session
  readonly #plot = plot(text.replay, (width, height) => this.#resize(width, height))
  readonly #kept = new Kept()
  readonly #machine = new Machine()
  readonly #picture = element('img', { alt: text.machine.picture })
  readonly #percent = element('strong', {})
  readonly #file = element('span', {})
  readonly #labels: Record<'server' | 'door' | 'buffer' | 'program' | 'soFar', HTMLElement>
  readonly #sub = {
    server: element('small', {}),
    program: element('small', {}),
    sent: element('b', { class: 'of-server' }),
    read: element('b', { class: 'of-program' }),
  }
  readonly #frame = element('div', { class: 'frame' })
  #geometry: Geometry = geometryOf(800, 640, false)
  #ink: Ink | undefined
  #shown = ''

  constructor(session: Session) {
    this.#session = session
    const { legend } = text
    const key = (name: string, words: string) => element('li', {}, element('i', { class: `key key-${name}` }), words)
    this.#labels = {
      server: element('div', { class: 'label of-server' }, element('b', {}, text.server), this.#sub.server),
      door: element('div', { class: 'label of-door' }, element('b', {}, text.door)),
      buffer: element(
        'div',
        { class: 'label of-buffer' },
        element('b', {}, text.bufferLane),
        element('small', {}, text.bufferSub),
        element('ul', { class: 'legend' }, ...Object.entries(legend).map(([name, words]) => key(name, words))),
      ),
      program: element(
        'div',
        { class: 'label of-program' },
        element('b', {}, text.program),
        this.#sub.program,
        element(
          'small',
          { class: 'dots' },
          element('i', { class: 'dot' }),
          ` ${text.full} `,
          element('i', { class: 'dot part' }),
          ` ${text.part}`,
        ),
      ),
      soFar: element('div', { class: 'label' }, element('b', {}, text.soFar), this.#sub.sent, this.#sub.read),
    }
    this.#picture.hidden = true
    const picture = element(
      'figure',
      { class: 'picture' },
      this.#frame,
      element('figcaption', {}, this.#percent, this.#file),
    )
    this.#frame.append(this.#picture)
    this.root = element(
      'div',
      { class: 'sluice' },
      element('div', { class: 'labels' }, ...Object.values(this.#labels)),
      this.#plot.canvas,
      element('div', { class: 'side' }, this.#machine.root, picture),
    )
    dragToSeek(this.#plot, session, () => new View(0, session.axis, this.#geometry))
  }

  /** The theme has changed. */
  repaint(): void {
    this.#ink = undefined
  }

  draw(): void {
    const session = this.#session
    const { line, events } = session
    const scene = this.scene()
    const { moment, until, geometry, ink, canvas } = scene
    this.#kept.put(canvas, [line, events.length, until, geometry, ink], (still) =>
      drawTrace({ ...scene, canvas: still }),
    )
    drawEdge(scene)
    tellPlace(this.#plot, session)
    this.#machine.show(moment, line, this.#geometry, session.byHand)
    write(this.#sub.server, line.serverTells || !line.started ? text.serverSub : text.serverInferred)
    write(this.#sub.program, text.programSub(moment.recvSize || 5120))
    write(this.#sub.sent, text.sent(moment.arrived))
    write(this.#sub.read, text.read(moment.read))
    this.#showPicture(moment)
  }

  /** What is drawn, for who draws it elsewhere. */
  scene(): Scene {
    const session = this.#session
    return {
      line: session.line,
      moment: session.moment(),
      axis: session.axis,
      until: session.now(),
      replay: session.place !== undefined,
      geometry: this.#geometry,
      ink: (this.#ink ??= inkOf(this.root, this.#plot.context)),
      canvas: this.#plot.context,
    }
  }

  /** The picture as far as it is shown, whole by itself: one that is still being painted cannot be copied. */
  async still(): Promise<HTMLImageElement | undefined> {
    const { run } = this.#session
    if (!run || this.#shown === '') return undefined
    const image = new Image()
    image.src = address(`runs/${run.id}/picture?to=${this.#content(this.#session.moment())}`)
    return image.decode().then(
      () => image,
      () => undefined,
    )
  }

  #content({ read }: Moment): number {
    return Math.max(0, read - (this.#session.line.head?.size ?? 0))
  }

  // Live the browser paints what comes; a replay asks for what had been read by then.
  #showPicture(moment: Moment): void {
    const { read, size } = moment
    const { line, run, place } = this.#session
    const { head } = line
    const isPicture = head?.fields.some(
      ([name, value]) => name.toLowerCase() === 'content-type' && value.startsWith('image/'),
    )
    const upTo = place === undefined ? '' : `?to=${this.#content(moment)}`
    const source = run && isPicture ? `runs/${run.id}/picture${upTo}` : ''
    if (source !== this.#shown) {
      this.#shown = source
      if (source === '') this.#picture.hidden = true
      else void this.#load(source)
    }
    write(this.#percent, size === undefined || read === 0 ? '' : percent(read, size))
    write(this.#file, line.started ? nameOf(line.started.url) : '')
  }

  async #load(source: string): Promise<void> {
    if (this.#session.place === undefined) this.#picture.src = address(source)
    else {
      // Decoded first, so that nothing flickers while somebody drags.
      const next = new Image()
      next.src = address(source)
      await next.decode().catch(() => {})
      if (this.#shown === source) this.#picture.src = next.src
    }
    this.#picture.hidden = false
  }

  #resize(width: number, height: number): void {
    const narrow = matchMedia('(max-width: 56rem)').matches
    this.#geometry = geometryOf(width, height, narrow)
    // Below the lanes it need not be as high.
    this.#machine.place(this.#geometry, narrow ? this.#geometry.program.bottom + 6 : height)
    this.#ink = undefined
    const { server, door, buffer, program, soFar } = this.#geometry
    const tops = narrow
      ? {
          server: server.top - 4,
          door: door.top - 1,
          buffer: buffer.top - 4,
          program: program.top - 8,
          soFar: soFar.top,
        }
      : { server: server.top, door: door.top - 4, buffer: buffer.top + 4, program: program.top + 8, soFar: soFar.top }
    for (const [name, top] of Object.entries(tops)) this.#labels[name as keyof typeof tops].style.top = `${top}px`
    this.draw()
  }
}

function nameOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname).split('/').findLast(Boolean) ?? ''
  } catch {
    return ''
  }
}

// The Bytes view: what was sent, what came back as text and in hexadecimal, and the whole stream with a tick a read.
// The blank line, where the header ends, is the thing to see.

import { get } from './client.ts'
import { element, write } from './dom.ts'
import { inkOf } from './ink.ts'
import type { Ink } from './ink.ts'
import { fieldMeaning, statusMeaning } from './message-texts.ts'
import { plot } from './plot.ts'
import type { Session } from './session.ts'
import { bytes, count, percent, text } from './texts.ts'

/** Rows of 16 bytes at the beginning, and around the header's end. */
const ROWS = { first: 4, before: 6, after: 8 }

export class BytesView {
  readonly root: HTMLElement
  readonly #session: Session
  readonly #sent = element('pre', { class: 'sent', role: 'region', tabindex: 0, 'aria-label': text.bytes.sent })
  readonly #head = element('div', { class: 'head-lines' })
  readonly #hex = element('pre', { class: 'hex', role: 'region', tabindex: 0, 'aria-label': text.bytes.hex })
  readonly #sums = element('p', {})
  readonly #remark = element('p', {})
  readonly #plot = plot(text.bytes.strip, (width, height) => {
    this.#size = { width, height }
    this.#drawStrip()
  })
  #size = { width: 800, height: 32 }
  #ink: Ink | undefined
  #shown = ''
  /** Bytes that the sums speak of. */
  #summed = -1

  constructor(session: Session) {
    this.#session = session
    const card = (title: string, ...children: Node[]) =>
      element('section', { class: 'card' }, element('h2', {}, title), ...children)
    this.root = element(
      'div',
      { class: 'bytes' },
      card(text.bytes.sent, this.#sent),
      element('div', { class: 'pair' }, card(text.bytes.came, this.#head), card(text.bytes.hex, this.#hex)),
      this.#plot.canvas,
      element('div', { class: 'under-strip' }, this.#sums, this.#remark),
    )
  }

  repaint(): void {
    this.#ink = undefined
  }

  draw(): void {
    const { line, run } = this.#session
    const shown = `${line.started?.started} ${line.request?.at} ${line.head?.at}`
    if (shown !== this.#shown) {
      this.#shown = shown
      this.#summed = -1
      this.#sent.replaceChildren(...(line.request ? marked(`${line.request.text}\r\n\r\n`) : [text.nothing]))
      this.#showHead()
      this.#hex.replaceChildren(!line.head ? text.nothing : run ? '' : text.bytes.noWire)
      if (run && line.head) void this.#loadHex(run.id, shown)
    }
    this.#showSums()
    this.#drawStrip()
  }

  #showHead(): void {
    const { head } = this.#session.line
    if (!head) return this.#head.replaceChildren(text.nothing)
    const [status = '', ...fields] = head.text.split(/\r?\n/)
    const row = (words: Node[], meaning: string) =>
      element('div', { class: 'head-line' }, element('code', {}, ...words), element('span', {}, meaning))
    const type = fields.find((field) => /^content-type:/i.test(field)) ?? ''
    this.#head.replaceChildren(
      row([element('b', { class: 'of-server' }, status), end()], statusMeaning(head.status)),
      ...fields.map((field, i) => {
        const colon = field.indexOf(':')
        const name = element('b', {}, field.slice(0, Math.max(0, colon)))
        const last = i === fields.length - 1
        return row([name, field.slice(Math.max(0, colon)), ...(last ? [] : [end()])].map(asNode), fieldMeaning(field))
      }),
      element(
        'div',
        { class: 'head-line blank' },
        element('code', {}, '\\r\\n\\r\\n'),
        element('strong', {}, text.bytes.blank(head.offset)),
      ),
      element('div', { class: 'head-line body' }, element('code', {}, text.bytes.body(bodyOf(head.framing), type))),
    )
  }

  async #loadHex(run: number, shown: string): Promise<void> {
    const { head } = this.#session.line
    if (!head) return
    const answer = await get(`runs/${run}/wire?from=0&to=${head.size + 16 * ROWS.after}`).catch(() => undefined)
    if (!answer || shown !== this.#shown) return
    const wire = new Uint8Array(await answer.arrayBuffer())
    const rows = Math.ceil(wire.length / 16)
    const border = Math.floor(head.offset / 16)
    const lines: Node[] = []
    for (let row = 0; row < rows; row++) {
      if (row >= ROWS.first && row < border - ROWS.before) {
        if (row === ROWS.first) lines.push(document.createTextNode(`${'…'.padStart(6)}\n`))
        continue
      }
      lines.push(...hexRow(wire, row * 16, head.offset, head.size))
    }
    this.#hex.replaceChildren(...lines)
  }

  #showSums(): void {
    const { line } = this.#session
    const { head } = line
    const { read } = this.#session.moment()
    if (read === this.#summed) return
    this.#summed = read
    if (!head || read < head.size) {
      write(this.#sums, '')
      write(this.#remark, '')
      return
    }
    this.#sums.replaceChildren(
      element('b', { class: 'of-head' }, text.bytes.header(head.size)),
      ` (${percent(head.size, read)}) · `,
      element('b', { class: 'of-program' }, text.bytes.bodySum(read - head.size)),
      ` · ${text.bytes.tick}`,
    )
    const { total, bytes: sizes } = line.reads
    let index = 0
    while (index < total.length && total.get(index) < head.size) index++
    const start = index > 0 ? total.get(index - 1) : 0
    write(this.#remark, text.bytes.border(index + 1, head.size - start, sizes.get(index)))
  }

  #drawStrip(): void {
    const { context: canvas } = this.#plot
    const { width, height } = this.#size
    const { line } = this.#session
    const ink = (this.#ink ??= inkOf(this.root, canvas))
    canvas.clearRect(0, 0, width, height)
    canvas.fillStyle = ink.idle
    canvas.fillRect(0, 0, width, height)
    const { read, size = read } = this.#session.moment()
    if (size === 0) return
    const x = (place: number) => (place / size) * width
    canvas.fillStyle = ink['program-soft']
    canvas.fillRect(0, 0, x(read), height)
    if (line.head) {
      canvas.fillStyle = ink.head
      canvas.fillRect(0, 0, Math.max(3, x(Math.min(read, line.head.size))), height)
    }
    canvas.fillStyle = ink.program
    const { total } = line.reads
    let before = -2
    for (let i = 0; i < total.length && total.get(i) <= read; i++) {
      const at = Math.round(x(total.get(i)))
      if (at > before + 1) canvas.fillRect((before = at), 0, 1, height)
    }
  }
}

const asNode = (part: Node | string) => (typeof part === 'string' ? document.createTextNode(part) : part)

const end = () => element('i', { class: 'crlf' }, '\\r\\n')

// In one piece, as it went out: the line ends are the marks.
function marked(sent: string): Node[] {
  return sent
    .split('\r\n')
    .flatMap((part, i, all) => [asNode(part), ...(i < all.length - 1 ? [end(), asNode(' ')] : [])])
}

const bodyOf = (framing: { type: string; length?: number }) =>
  framing.type === 'length' ? bytes(framing.length ?? 0) : text.bytes.untilEnd

// Offset, sixteen bytes, and what they are as characters; each in the colour of its part.
function hexRow(wire: Uint8Array, from: number, headEnd: number, bodyStart: number): Node[] {
  const row = [...wire.subarray(from, from + 16)]
  const part = (place: number) => (place < headEnd ? 'in-head' : place < bodyStart ? 'in-blank' : 'in-body')
  const spans = (words: (byte: number, i: number) => string) => {
    const made: HTMLElement[] = []
    for (const [i, byte] of row.entries()) {
      const name = part(from + i)
      const last = made.at(-1)
      if (last?.className === name) last.append(words(byte, i))
      else made.push(element('span', { class: name }, words(byte, i)))
    }
    return made
  }
  return [
    asNode(`${count(from).replace(/\D/g, '').padStart(6)}  `),
    ...spans((byte) => `${byte.toString(16).padStart(2, '0')} `),
    asNode('   '.repeat(16 - row.length) + ' '),
    ...spans((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')),
    asNode('\n'),
  ]
}

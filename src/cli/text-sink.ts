// Content as text on stdout: decoded, cut at a number of characters, counted to the end.

import { safe } from '../render/safe.ts'
import { DescriptorSink } from '../sink/descriptor.ts'
import type { Sink } from '../sink/sink.ts'

export interface TextOptions {
  fd: number
  /** Escape sequences are neutralised for a person's terminal; a program gets what was sent. */
  terminal: boolean
  /** Characters (code points) to show. */
  limit: number
}

export class TextSink implements Sink {
  /** Characters so far, and of these shown. */
  characters = 0
  shown = 0
  readonly #out: DescriptorSink
  readonly #options: TextOptions
  #decoder = new TextDecoder()
  #preface = ''

  constructor(options: TextOptions) {
    this.#options = options
    this.#out = new DescriptorSink('stdout', options.fd)
  }

  /** The Content-Type field's value: its charset is what the bytes are decoded by. @default UTF-8 */
  set charset(contentType: string | undefined) {
    const label = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1]
    try {
      this.#decoder = new TextDecoder(label)
    } catch {
      this.#decoder = new TextDecoder()
    }
  }

  /** Goes out before the text, and is not counted. */
  preface(text: string): void {
    this.#preface = text
  }

  write(bytes: Uint8Array): void | Promise<void> {
    return this.#print(this.#decoder.decode(bytes, { stream: true }))
  }

  async finish(): Promise<void> {
    await this.#print(this.#decoder.decode())
  }

  abandon(): Promise<void> {
    return this.finish()
  }

  #print(text: string): void | Promise<void> {
    const characters = [...text]
    const shown = characters.slice(0, Math.max(0, this.#options.limit - this.shown)).join('')
    this.characters += characters.length
    this.shown += Math.min(characters.length, Math.max(0, this.#options.limit - this.shown))
    const out = this.#preface + (this.#options.terminal ? safe(shown) : shown)
    this.#preface = ''
    return out === '' ? undefined : this.#out.write(Buffer.from(out))
  }
}

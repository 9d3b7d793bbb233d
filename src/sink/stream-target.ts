// A target whose bytes are gone when they are written: stdout, a pipe, a device. A later try can only go on exactly there.

import { closeSync } from 'node:fs'
import { SluiceError } from '../errors.ts'
import type { Validators } from '../http/validators.ts'
import { validatorsOf } from '../http/validators.ts'
import { DescriptorSink, untilRead } from './descriptor.ts'
import type { Sink } from './sink.ts'
import type { Held, Kept, Reply, Target } from './target.ts'

export class StreamTarget implements Target {
  readonly kept: Kept = {}
  readonly #path: string
  readonly #fd: number | undefined
  #out: DescriptorSink | undefined
  /** For a reader of the pipe. */
  #waits = false
  #written = 0
  #validators: Validators = {}
  #total: number | undefined

  /** @param path its name in sentences, and what to open when there is no `fd` */
  constructor(path: string, fd?: number) {
    this.#path = path
    this.#fd = fd
  }

  held(): Promise<Held | undefined> {
    const total = this.#total === undefined ? {} : { total: this.#total }
    return Promise.resolve(
      this.#written === 0
        ? undefined
        : { bytes: this.#written, overlap: 0, validators: this.#validators, ...total, path: this.#path },
    )
  }

  async open({ head, from, total }: Reply): Promise<Sink> {
    if (from !== this.#written) await this.forget()
    this.#validators = validatorsOf(head.header)
    this.#total = total
    const out = (this.#out ??= await this.#opened())
    return {
      write: (bytes) => {
        this.#written += bytes.length
        return out.write(bytes)
      },
      finish: () => out.finish(),
      abandon: () => out.flush(),
    }
  }

  async #opened(): Promise<DescriptorSink> {
    if (this.#fd !== undefined) return new DescriptorSink(this.#path, this.#fd)
    this.#waits = true
    const probe = await untilRead(this.#path, () => this.#waits)
    const out = new DescriptorSink(this.#path)
    if (probe !== undefined) closeSync(probe)
    return out
  }

  async complete(): Promise<void> {
    await this.#out?.finish()
  }

  /** @throws SluiceError cannot-resume when something has gone out */
  forget(): Promise<void> {
    if (this.#written === 0) return Promise.resolve()
    return Promise.reject(
      new SluiceError('cannot-resume', {
        path: this.#path,
        reason: `${this.#written} bytes went out already, and the server cannot be asked for exactly the rest`,
        hint: '',
      }),
    )
  }

  abandon(): Promise<void> {
    this.#waits = false
    return Promise.resolve()
  }
}

// A file under the name that the server gives, known only when the head has come (curl -J).

import { filenameOf } from '../http/content-disposition.ts'
import type { Sink } from './sink.ts'
import type { FileTarget } from './file.ts'
import { nameFromServer } from './name.ts'
import type { Held, Kept, Reply, Target } from './target.ts'

/**
 * Takes the name in Content-Disposition, or else `fallback`. Nothing is held: before the head nobody knows where to look.
 *
 * @param make the target for a name; a name from a server must not replace a file
 */
export class ServerNamedTarget implements Target {
  readonly #fallback: string
  readonly #make: (name: string, fromServer: boolean) => FileTarget
  #target: FileTarget | undefined
  #asked: URL | undefined

  constructor(fallback: string, make: (name: string, fromServer: boolean) => FileTarget) {
    this.#fallback = fallback
    this.#make = make
  }

  get kept(): Kept {
    return this.#target?.kept ?? {}
  }

  held(url: URL): Promise<Held | undefined> {
    this.#asked = url
    return Promise.resolve(undefined)
  }

  async open(reply: Reply): Promise<Sink> {
    const disposition = reply.head.header.get('Content-Disposition')
    const given = disposition === undefined ? undefined : filenameOf(disposition)
    const name = given === undefined ? undefined : nameFromServer(given)
    this.#target = this.#make(name ?? this.#fallback, name !== undefined)
    // Not to go on from, but so that its part can be by its name.
    if (this.#asked) await this.#target.held(this.#asked)
    return this.#target.open(reply)
  }

  async complete(): Promise<void> {
    await this.#target?.complete()
  }

  async forget(): Promise<void> {
    await this.#target?.forget()
  }

  async abandon(): Promise<void> {
    await this.#target?.abandon()
  }
}

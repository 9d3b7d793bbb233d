// How many: the start tags of each name that is asked for.

import type { MarkupReader } from './markup.ts'
import type { Tag } from './tag-reader.ts'

/** Counts start tags, but not those in templates. */
export class TagCounts implements MarkupReader {
  readonly #counts: Map<string, number>

  constructor(names: Iterable<string>) {
    this.#counts = new Map([...names].map((name) => [name.toLowerCase(), 0]))
  }

  /** By name, in the order in which they were asked for; 0 for those that are not there. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  startTag({ name, apart }: Tag): void {
    const count = this.#counts.get(name)
    if (count !== undefined && !apart) this.#counts.set(name, count + 1)
  }
}

// Hosts in the order in which they may be visited: a binary heap.

export interface Waiting {
  /** Ms since 1970. */
  notBefore: number
}

export class Ready<T extends Waiting> {
  readonly #heap: T[] = []

  get size(): number {
    return this.#heap.length
  }

  /** Who may be visited first. */
  get first(): T | undefined {
    return this.#heap[0]
  }

  push(item: T): void {
    const heap = this.#heap
    let at = heap.push(item) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (heap[above]!.notBefore <= item.notBefore) break
      heap[at] = heap[above]!
      at = above
    }
    heap[at] = item
  }

  pop(): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && heap[below + 1]!.notBefore < heap[below]!.notBefore) below++
      if (heap[below]!.notBefore >= last.notBefore) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = last
    return first
  }
}

// A number over time that holds until the next: numbers for lanes of 100,000 reads, asked for by pixel column.
//
// Beside the values the smallest and largest of each 64 are kept, so a column that covers thousands of them costs a few
// dozen looks. Drawing costs what the screen is wide, not what the trace is long.

const BLOCK = 64

/** A list of numbers that grows without a copy for each. */
export class Column {
  length = 0
  #values = new Float64Array(256)

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(this.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  get(index: number): number {
    return index < this.length ? this.#values[index]! : NaN
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  /** Index of the last value that is at most `value`; -1 if none is. The values never fall. */
  last(value: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#values[middle]! <= value) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

export class Steps {
  readonly times = new Column()
  readonly values = new Column()
  readonly #least = new Column()
  readonly #most = new Column()
  largest = 0

  get length(): number {
    return this.times.length
  }

  /** From `at` on it is `value`; times never fall. */
  set(at: number, value: number): void {
    const index = this.length
    this.times.push(at)
    this.values.push(value)
    this.largest = Math.max(this.largest, value)
    const block = Math.floor(index / BLOCK)
    if (block === this.#least.length) {
      this.#least.push(value)
      this.#most.push(value)
    } else {
      this.#least.set(block, Math.min(this.#least.get(block), value))
      this.#most.set(block, Math.max(this.#most.get(block), value))
    }
  }

  /** What it is at a time; undefined before the first. */
  at(time: number): number | undefined {
    const index = this.times.last(time)
    return index < 0 ? undefined : this.values.get(index)
  }

  /** Smallest and largest of the values with these indices, both included. */
  extremes(first: number, last: number): [least: number, most: number] {
    let least = Infinity
    let most = -Infinity
    for (let i = first; i <= last;) {
      if (i % BLOCK === 0 && i + BLOCK - 1 <= last) {
        least = Math.min(least, this.#least.get(i / BLOCK))
        most = Math.max(most, this.#most.get(i / BLOCK))
        i += BLOCK
      } else {
        const value = this.values.get(i++)
        least = Math.min(least, value)
        most = Math.max(most, value)
      }
    }
    return [least, most]
  }
}

// What was found lately, by its URL: most links lead to what a crawl knows.
//
// Not a Map: V8 looks each key that it has not seen up in its table of all strings first, and that is what takes the time.
// There are two generations, so that what is found again and again stays while the rest is forgotten.

/** Of one generation. A URL and what it stands for take some 250 bytes. */
const most = 32_768
/** Slots of one generation, each two numbers: a hash, and a place in `values` from 1 on. */
const slots = 2 * most
/** Slots that are looked at for one URL; hostile ones may share all their hashes. */
const longestWay = 64

export class Recent<T extends { readonly url: string }> {
  #now = new Generation<T>()
  #before = new Generation<T>()

  get(url: string): T | undefined {
    const hash = hashOf(url)
    const found = this.#now.get(url, hash)
    if (found) return found
    const earlier = this.#before.get(url, hash)
    if (earlier) this.#add(earlier, hash)
    return earlier
  }

  add(value: T): void {
    this.#add(value, hashOf(value.url))
  }

  #add(value: T, hash: number): void {
    if (this.#now.full) {
      this.#before = this.#now
      this.#now = new Generation()
    }
    this.#now.add(value, hash)
  }
}

class Generation<T extends { readonly url: string }> {
  readonly #slots = new Int32Array(2 * slots)
  readonly #values: T[] = []

  get full(): boolean {
    return this.#values.length >= most
  }

  get(url: string, hash: number): T | undefined {
    for (let way = 0, at = hash & (slots - 1); way < longestWay; way++, at = (at + 1) & (slots - 1)) {
      const place = this.#slots[2 * at + 1]!
      if (place === 0) return undefined
      if (this.#slots[2 * at] !== hash) continue
      const value = this.#values[place - 1]!
      if (value.url === url) return value
    }
    return undefined
  }

  add(value: T, hash: number): void {
    for (let way = 0, at = hash & (slots - 1); way < longestWay; way++, at = (at + 1) & (slots - 1)) {
      if (this.#slots[2 * at + 1] !== 0) continue
      this.#slots[2 * at] = hash
      this.#slots[2 * at + 1] = this.#values.push(value)
      return
    }
  }
}

const seed = Math.floor(Math.random() * 2 ** 32)

function hashOf(text: string): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 13)
}

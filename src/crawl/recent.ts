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

const seed = Math.floor(Math.random() * 2 ** 32)

export class Recent<T extends { readonly url: string }> {
  #now = new Generation<T>()
  #before = new Generation<T>()
  /** Most are asked for under the same. */
  #site = ''
  #siteHash = seed

  get(url: string): T | undefined {
    return this.under('', url)
  }

  /** What was found of the URL `site` + `path`, which need not be put together. */
  under(site: string, path: string): T | undefined {
    const hash = mixed(hashed(this.#startOf(site), path))
    const found = this.#now.get(site, path, hash)
    if (found) return found
    const earlier = this.#before.get(site, path, hash)
    if (earlier) this.#add(earlier, hash)
    return earlier
  }

  /**
   * Brings what is known of these into the processor's cache. Each lies elsewhere in a large memory, and to wait for that is
   * what looking it up takes its time for: 1.1 µs one by one, 0.3 where several are on their way at once.
   *
   * @returns the characters of all that is known, so that nobody takes the looking for needless
   */
  fetch(site: string, paths: readonly string[]): number {
    const start = this.#startOf(site)
    const hashes = paths.map((path) => mixed(hashed(start, path)))
    let characters = 0
    for (const hash of hashes) characters += this.#now.first(hash)?.url.length ?? 0
    return characters
  }

  add(value: T): void {
    this.#add(value, mixed(hashed(seed, value.url)))
  }

  #startOf(site: string): number {
    if (site !== this.#site) {
      this.#site = site
      this.#siteHash = hashed(seed, site)
    }
    return this.#siteHash
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

  /** What probably has this hash. */
  first(hash: number): T | undefined {
    const place = this.#slots[2 * (hash & (slots - 1)) + 1]!
    return place === 0 ? undefined : this.#values[place - 1]
  }

  get(site: string, path: string, hash: number): T | undefined {
    for (let way = 0, at = hash & (slots - 1); way < longestWay; way++, at = (at + 1) & (slots - 1)) {
      const place = this.#slots[2 * at + 1]!
      if (place === 0) return undefined
      if (this.#slots[2 * at] !== hash) continue
      const value = this.#values[place - 1]!
      const { url } = value
      if (url.length === site.length + path.length && url.endsWith(path) && url.startsWith(site)) return value
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

// The hash of a text that begins with what has this hash.
function hashed(start: number, text: string): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995)
  return hash
}

function mixed(hash: number): number {
  const folded = hash ^ (hash >>> 15)
  return Math.imul(folded, 0x2c1b3c6d) ^ (folded >>> 13)
}

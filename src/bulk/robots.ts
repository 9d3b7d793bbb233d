// robots.txt as RFC 9309 has it: which paths an agent may ask for.

import type { SluiceError } from '../errors.ts'

/** What a robots.txt says to us. */
export interface Robots {
  /** @param target path and query of a URL */
  allows(target: string): boolean
  /** Crawl-delay, ms; not of the RFC, but many say it. */
  delay: number | undefined
  sitemaps: string[]
  /** It could not be had, and why: then nothing is allowed. */
  failure?: SluiceError
}

/** Why a path that is not allowed is not. */
export function robotsRefusal(robots: Robots): string {
  return `robots.txt: ${robots === denyAll ? 'the server fails to give it, so nothing is allowed' : 'it does not allow this path'}`
}

/** Bytes that are read; section 2.5 wants at least 500 KiB. */
export const robotsLimit = 512_000

const nothing = { delay: undefined, sitemaps: [] }
/** Section 2.3.1.3: there is none (4xx). */
export const allowAll: Robots = { ...nothing, allows: () => true }
/** Section 2.3.1.4: it cannot be reached (5xx, no connection). */
export const denyAll: Robots = { ...nothing, allows: () => false }

interface Rule {
  allow: boolean
  pattern: string
}

interface Group {
  agents: string[]
  rules: Rule[]
  delay: number | undefined
}

/** @param agent our product token, as `sluice` */
export function parseRobots(text: string, agent: string): Robots {
  const groups: Group[] = []
  const sitemaps: string[] = []
  let group: Group | undefined
  let naming = false
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    // In steps: one pattern for all of it takes the square of what blanks there are.
    const [, name = '', rest = ''] = /^([^:]*):(.*)$/.exec(line.split('#', 1)[0]!) ?? []
    const field = name.trim().toLowerCase()
    const value = rest.trim()
    if (field === 'user-agent') {
      // Lines of agents in a row share what follows (section 2.1).
      if (!naming) groups.push((group = { agents: [], rules: [], delay: undefined }))
      naming = true
      group!.agents.push(value.toLowerCase())
    } else if (field === 'allow' || field === 'disallow') {
      naming = false
      if (group && value !== '') group.rules.push({ allow: field === 'allow', pattern: normal(value) })
    } else if (field === 'crawl-delay') {
      naming = false
      const seconds = Number(value)
      if (group && value !== '' && seconds >= 0) group.delay = seconds * 1000
    } else if (field === 'sitemap' && value !== '') sitemaps.push(value)
  }
  const wanted = agent.toLowerCase()
  const named = groups.filter(({ agents }) => agents.some((name) => /^[a-z_-]+/.exec(name)?.[0] === wanted))
  // Section 2.2.1: all groups that name us are one; else those for everybody.
  const ours = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'))
  const rules = ours.flatMap((each) => each.rules)
  const delay = ours.map((each) => each.delay).find((each) => each !== undefined)
  return { sitemaps, delay, allows: (target) => allowed(rules, target) }
}

// Section 2.2.2: the longest match counts, of two as long the one that allows. /robots.txt is always allowed.
function allowed(rules: readonly Rule[], target: string): boolean {
  if (rules.length === 0 || target === '/robots.txt') return true
  const path = normal(target)
  let best: Rule | undefined
  for (const rule of rules) {
    const { length } = rule.pattern
    const longer = !best || length > best.pattern.length || (length === best.pattern.length && rule.allow)
    if (longer && matches(rule.pattern, path)) best = rule
  }
  return best?.allow ?? true
}

/** `*` is anything, `$` at the end is the end. Each `*` takes as little as it can, so no pattern makes it slow. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$')
  const [first = '', ...parts] = (anchored ? pattern.slice(0, -1) : pattern).split('*')
  if (!path.startsWith(first)) return false
  if (parts.length === 0) return !anchored || path.length === first.length
  const last = anchored ? parts.pop()! : ''
  let at = first.length
  for (const part of parts) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return !anchored || (path.length - last.length >= at && path.endsWith(last))
}

// Section 2.2.2: octets outside ASCII compare percent-encoded, and unreserved ones bare.
function normal(text: string): string {
  return text
    .replaceAll(/[^\x21-\x7e]+/gu, (some) => encodeURI(some.toWellFormed()))
    .replaceAll(/%([\da-f]{2})/gi, (escaped, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16))
      return /[A-Za-z0-9._~-]/.test(character) ? character : escaped.toUpperCase()
    })
}

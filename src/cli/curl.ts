// get --curl: the same request for curl, quoted for a POSIX shell.

import { parseUrl } from '../retrieve.ts'
import { nameFromUrl } from '../sink/name.ts'
import { version } from '../version.ts'
import type { Flag, FlagsIn, Values } from './flag.ts'
import { keeping } from './flags.ts'
import { flagsOf } from './parse.ts'
import { retrieving } from './retrieval.ts'

type Flags = Values<FlagsIn<readonly [typeof keeping, ...typeof retrieving]>>

/** @throws SluiceError bad-url */
export function curlCommand(url: string, output: string | undefined, values: Flags): string {
  const words = ['curl', ...defaults(parseUrl(url), output, values)]
  const given: Record<string, unknown> = { ...values, output }
  for (const [name, flag] of Object.entries(flagsOf([keeping, ...retrieving]))) {
    if (!ours.has(name)) words.push(...wordsFor(name, flag, given[name]))
  }
  return `${[...words, ...address(url, values)].map(quoted).join(' ')}\n`
}

/** Flags that curl has not, or that say what it does anyhow. */
const ours: ReadonlySet<string> = new Set([
  'no-resume',
  'ask',
  'checksum',
  'no-location',
  'max-redirs',
  'no-fail',
  'location',
  'fail',
  'recv-size',
  'delay',
  'rcvbuf',
  'idle-timeout',
  'connections',
  'remote-name',
])

// What we do without being told.
function defaults(url: URL, output: string | undefined, values: Flags): string[] {
  const words: string[] = []
  if (!values['no-location']) words.push('--location', '--max-redirs', String(values['max-redirs'] ?? 20))
  if (!values['no-fail'] && !values['fail-with-body']) words.push('--fail')
  const name = nameFromUrl(url)
  // curl 7 refuses a URL without a name, and undoes no escapes in one.
  const same = values['remote-header-name'] || url.pathname.endsWith(`/${name}`)
  if (output === undefined && !values.head) words.push(...(same ? ['--remote-name'] : ['--output', name]))
  const has = (field: string) => values.header.some((line) => line.toLowerCase().startsWith(field))
  if (values['user-agent'] === undefined && !has('user-agent')) words.push('--user-agent', `sluice/${version}`)
  if (!has('accept-encoding'))
    words.push('--header', `Accept-Encoding: ${values.compressed ? 'gzip, deflate, br, zstd' : 'identity'}`)
  return words
}

function wordsFor(name: string, { kind }: Flag, value: unknown): string[] {
  if (value === undefined || value === false) return []
  if (value === true) return [`--${name}`]
  // curl has times in seconds only, and no kB that is 1000.
  const texts = [value].flat().map((one) => (kind === 'time' ? `${Number(one) / 1000}` : `${one as string | number}`))
  return texts.flatMap((text) => [`--${name}`, text])
}

// To curl brackets and braces are patterns, unless it is told that they are not.
function address(url: string, values: Flags): string[] {
  const { href } = parseUrl(url)
  const text = values['path-as-is'] ? url : href
  return /[[\]{}]/.test(text) ? ['--globoff', text] : [text]
}

const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

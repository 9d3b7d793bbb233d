import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, constantFrom, property, webUrl } from 'fast-check'
import { isSluiceError } from '../errors.ts'
import { parseUrl } from '../retrieve/url.ts'
import { Addresses } from './address.ts'
import type { Address } from './address.ts'

const addresses = new Addresses()

// Its parts, or why it has none.
const made = (of: () => Address) => {
  try {
    const { origin, host, hostname, pathname, search, href } = of()
    return { origin, host, hostname, pathname, search, href }
  } catch (error) {
    if (!isSluiceError(error)) throw error
    return error.code
  }
}

const same = (text: string) => {
  const parsed = made(() => parseUrl(text))
  assert.deepEqual(
    made(() => addresses.of(text)),
    parsed,
    text,
  )
}

const pieces =
  'http:// https:// HTTP:// ftp:// / // ? # @ : 80 443 8080 0 1 127.0.0.1 . .. %2e %2E %zz a B a.b xn-- é K ſ \\ | ^ " \' ~ [::1] 0x7f'
const piece = constantFrom(...pieces.split(' '))

test('every URL is taken apart as the parser does it', () => {
  for (const text of ['a', 'a/', 'a/b?', 'a?b/c', 'a:80/', 'a/b/../c?d#e', 'a/b%2Fc?d=e&f'])
    for (const scheme of ['http', 'https']) same(`${scheme}://${text}`)
  const text = array(piece, { maxLength: 12 }).map((some) => some.join(''))
  check(property(text, same), { numRuns: 2000 })
  check(
    property(text, (some) => same(`http://127.0.0.1:8080/${some}`)),
    { numRuns: 2000 },
  )
  check(property(webUrl({ withQueryParameters: true, withFragments: true }), same))
})
